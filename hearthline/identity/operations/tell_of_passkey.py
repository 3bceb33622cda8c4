"""Tell a person what happened to their passkeys, or to their password."""

from datetime import datetime

from django.conf import settings

from hearthline.identity.contact_changes import recovery_email_of
from hearthline.identity.models import User
from hearthline.notices.operations import send_message


def tell_of_passkey(
    *,
    user: User,
    kind: str,
    name: str,
    now: datetime,
    page: str = "security/",
    has_codes: bool = False,
) -> None:
    """Send an email of this kind, in the caller's transaction.

    Args:
        user: whose passkey.
        kind: of the message.
        name: what the passkey is called.
        now: when.
        page: where to go on.
        has_codes: recovery codes were made with it.
    """
    # The old address as well while a change can be undone: it may be the one that is theirs.
    for to in dict.fromkeys((user.email, recovery_email_of(user_id=user.pk, now=now))):
        send_message(
            kind=kind,
            channel="email",
            to=to,
            language=user.language,
            context={
                "name": name,
                "address": f"{settings.SITE_URL}/{page}",
                "has_codes": has_codes,
            },
            user_id=user.pk,
            now=now,
        )
