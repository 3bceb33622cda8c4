"""Say "this wasn't me": one step that shuts everybody out, and walks the person back in."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from hearthline.identity.contact_changes import recovery_email_of
from hearthline.identity.models import SecurityEvent, User
from hearthline.identity.operations.hold_sign_in import hold_sign_in
from hearthline.identity.operations.undo_contact_change import restore_since
from hearthline.notices.operations import send_message

LOOKED_BACK = timedelta(days=7)
"""What was added to the sign-in within that time goes, where no particular moment is named."""
LOOKED_BACK_MOST = timedelta(days=30)


class UnableToSayNotMe(Exception):
    """It was said already, or there is no such person any more."""


def looked_back(*, since: datetime | None, now: datetime) -> datetime:
    """From when on what was added to a sign-in is taken for somebody else's."""
    if since is None:
        return now - LOOKED_BACK
    return min(max(since, now - LOOKED_BACK_MOST), now)


def say_not_me(
    *,
    user_id: int,
    since: datetime | None,
    made_at: datetime | None,
    user_agent: str,
    now: datetime,
) -> str:
    """Shut a person's sign-in (`hold_sign_in`) and take back changes of contacts since a moment.

    Args:
        user_id: whose.
        since: when what wasn't them happened; None for "somebody was in, I don't know when".
        made_at: when the link was made by which it is said; None for who is signed in. A link
            is good for nothing once it was said, by this link or another way.
        user_agent: the browser's.
        now: when.

    Returns:
        The reference of a recovery that has begun: its code is on the way.

    Raises:
        UnableToSayNotMe: see there.
    """
    since = looked_back(since=since, now=now)
    with transaction.atomic():
        user = User.objects.select_for_update().filter(pk=user_id, is_active=True).first()
        if user is None or _is_said(user, made_at):
            raise UnableToSayNotMe
        restore_since(user_id=user.pk, since=since, now=now)
        reference = hold_sign_in(
            user_id=user.pk, since=since, kind="not_me", user_agent=user_agent, now=now
        )
        send_message(
            kind="not_me_done",
            channel="email",
            to=recovery_email_of(user_id=user.pk, now=now),
            language=user.language,
            context={"address": f"{settings.SITE_URL}/recover/password/"},
            user_id=user.pk,
            now=now,
        )
    return reference


def _is_said(user: User, made_at: datetime | None) -> bool:
    if made_at is None:
        # Who is signed in says it once: with the first of two forms, the session has ended.
        return user.held_at is not None
    return user.held_at is not None or (
        SecurityEvent.objects.filter(user_id=user.pk, kind="not_me", at__gte=made_at).exists()
    )
