"""Outages for tests, posted by the real operation."""

from datetime import datetime
from itertools import count
from typing import Any

from hearthline.network.models import OutageUpdate
from hearthline.network.operations import OutageDraft, post_outage, tell_outage
from hearthline.network.scope import OutageScope
from tests.conftest import NOW

_keys = count(1)


def draft(**fields: Any) -> OutageDraft:
    defaults: dict[str, Any] = {
        "kind": "outage",
        "title": "Internet is down",
        "title_es": "No hay internet",
        "text": "We look why.",
        "scope": OutageScope("area", lines=("Mapleton",)),
        "started_at": NOW,
    }
    return OutageDraft(**(defaults | fields))


def post(
    *, told: bool = False, user_id: int | None = None, now: datetime = NOW, **fields: Any
) -> str:
    """Post an outage; `told` also queues its messages, as its job would."""
    number = post_outage(
        draft=draft(**fields), user_id=user_id, idempotency_key=f"test {next(_keys)}", now=now
    )
    if told:
        tell_outage(update_id=newest(number), now=now)
    return number


def newest(number: str) -> int:
    """The key of an outage's newest update."""
    return OutageUpdate.objects.filter(outage__number=number).latest("pk").pk
