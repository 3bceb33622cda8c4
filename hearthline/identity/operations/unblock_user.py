"""Staff let somebody try their password again, after somebody else guessed at it too often."""

from datetime import datetime

from django.db import transaction

from hearthline.identity.models import User
from hearthline.identity.operations.record_event import record_event
from hearthline.identity.operations.signing_in import FAILURE_CAP


def unblock_user(
    *, user_id: int, now: datetime, by_id: int | None = None, reason: str = ""
) -> bool:
    """Let a person try their password again; they read that it happened, by whom and why.

    Never ends a hold: who said "this wasn't me" chooses a new password with a code.

    Args:
        user_id: who.
        now: when.
        by_id: the member of staff, or None for the command line.
        reason: why, in words that the person reads.

    Returns:
        Whether they were blocked; if not, nothing changed and nothing was written down.
    """
    with transaction.atomic():
        was_blocked = User.objects.filter(pk=user_id, failed_sign_ins__gte=FAILURE_CAP).update(
            failed_sign_ins=0
        )
        if was_blocked:
            details = {"reason": reason} if reason else {}
            record_event(
                user_id=user_id, kind="sign_in_unblocked", by_id=by_id, details=details, now=now
            )
    return bool(was_blocked)
