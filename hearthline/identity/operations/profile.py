"""How a person wants to be called and addressed."""

from django.conf import settings

from hearthline.identity.models import User


def change_name(*, user_id: int, name: str) -> None:
    """Change how a person is called; empty for not at all. On one line, without odd characters."""
    plain = " ".join("".join(c if c.isprintable() else " " for c in name).split())
    User.objects.filter(pk=user_id).update(name=plain[:100])


def change_language(*, user_id: int, language: str) -> None:
    """Change the language of pages and messages.

    Raises:
        ValueError: not one of `settings.LANGUAGES`.
    """
    if language not in dict(settings.LANGUAGES):
        raise ValueError(language)
    User.objects.filter(pk=user_id).update(language=language)
