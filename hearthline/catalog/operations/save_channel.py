"""The channel list: add a channel, or give one another name or place."""

from django.db import transaction

from hearthline.catalog.models import Channel
from hearthline.catalog.operations.errors import UnableToEditCatalog


def save_channel(*, code: str, number: int, name: str, genre: str) -> None:
    """Add a channel, or change the one with this code.

    Raises:
        UnableToEditCatalog: another channel has this number, or there is no such genre.
    """
    if genre not in Channel.Genre.values:
        raise UnableToEditCatalog("no_such_genre", field="genre")
    with transaction.atomic():
        if Channel.objects.filter(number=number).exclude(code=code).exists():
            raise UnableToEditCatalog("number_taken", field="number")
        Channel.objects.update_or_create(
            code=code, defaults={"number": number, "name": name, "genre": genre}
        )
