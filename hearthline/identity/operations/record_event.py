"""Write down what happened to somebody's sign-in, for them to read."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from hearthline.identity.events import EVENTS
from hearthline.identity.models import SecurityEvent


def record_event(
    *,
    user_id: int,
    kind: str,
    now: datetime,
    device: str = "",
    by_id: int | None = None,
    account_id: int | None = None,
    details: Mapping[str, Any] | None = None,
) -> None:
    """Write down an event, in the caller's transaction.

    Args:
        user_id: to whom it happened.
        kind: one of `identity.events.EVENTS`.
        now: when.
        device: the browser in words (`devices.device_name`), where one is known.
        by_id: who did it, where that wasn't the person.
        account_id: the account it is about, if it is about one.
        details: what the words need; never a secret or a contact in full.

    Raises:
        KeyError: there is no such kind.
    """
    EVENTS[kind]  # a kind without words would be unreadable
    SecurityEvent.objects.create(
        user_id=user_id,
        at=now,
        kind=kind,
        device=device,
        by_id=by_id,
        account_id=account_id,
        details=dict(details or {}),
    )
