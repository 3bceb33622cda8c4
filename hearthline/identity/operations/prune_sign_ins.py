"""Forget sign-ins that are older than people can look back."""

from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from hearthline.kernel.sql import run

_SQL = Path(__file__).parents[1] / "sql"
_BATCH = 5_000
"""Rows looked at in one transaction: none is locked for long, and a killed run loses one batch."""


def prune_sign_ins(*, now: datetime, batch: int = _BATCH) -> int:
    """Remove sign-ins from before SIGN_IN_HISTORY_DAYS, batch by batch; doing it again is harmless.

    What a sign-in is judged by stays: each person's last one that worked. Browsers, counts of wrong
    passwords and events are rows of their own.

    Args:
        now: when.
        batch: how many rows are looked at in one transaction.

    Returns:
        How many were removed.
    """
    until = now - timedelta(days=settings.SIGN_IN_HISTORY_DAYS)
    removed = last_id = 0
    while True:
        values = {"after_id": last_id, "batch": batch, "until": until}
        (row,) = run(_SQL / "prune_sign_ins.sql", values)
        removed += int(row["removed"])
        if not row["has_old"]:  # younger ones follow, or none
            return removed
        last_id = row["last_id"]
