"""Tell somebody that a sign-in of theirs was unusual, and why."""

from datetime import datetime, timedelta

from django.conf import settings

from hearthline.identity.contact_changes import recovery_email_of
from hearthline.identity.limits import Limit, take
from hearthline.identity.links import not_me_address
from hearthline.identity.models import User
from hearthline.identity.risk.words import reason_words
from hearthline.notices.operations import send_message

_MESSAGES = 5
"""In an hour: whoever holds the password can't flood the mailbox by signing in again and again."""


def tell_unusual_sign_in(
    *,
    user_id: int,
    device: str,
    place: str,
    method: str,
    reasons: tuple[str, ...],
    needs_second_step: bool,
    now: datetime,
) -> None:
    """Send the message, in the person's language, to the address that also receives reset codes.

    Its link shuts the sign-in without anything else being asked, so that it stands on no page.

    Args:
        user_id: whose sign-in.
        device: the browser in words, or empty.
        place: where, in words, or empty.
        method: one of `SignIn.Method`.
        reasons: the rules that hold.
        needs_second_step: they were asked for a second step as well.
        now: when.
    """
    limit = Limit("unusual sign-in messages", str(user_id), _MESSAGES, timedelta(hours=1))
    if not take([limit], now=now):
        return
    user = User.objects.get(pk=user_id)
    send_message(
        kind="unusual_sign_in",
        channel="email",
        to=recovery_email_of(user_id=user_id, now=now),
        language=user.language,
        context={
            "device": device,
            "place": place,
            "at": now,
            "method": method,
            "reasons": reason_words(reasons),
            "needs_second_step": needs_second_step,
            "is_password_stolen": "breached_password" in reasons,
            "password_address": f"{settings.SITE_URL}/security/password/",
            "not_me_address": not_me_address(user_id=user_id, since=now, now=now),
        },
        user_id=user_id,
        is_secret=True,
        now=now,
    )
