"""How often something may be tried: counters in the database, one statement for many of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.utils.crypto import salted_hmac

from hearthline.kernel.sql import run, select

_SQL = Path(__file__).parent / "sql"


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `amount` tries of `action` by `subject` within `window`.

    The subject (a name, a network address) is kept as a keyed hash only.
    """

    action: str
    subject: str
    amount: int
    window: timedelta

    @property
    def key_hash(self) -> bytes:
        return salted_hmac(
            "identity.limits", f"{self.action}:{self.subject}", algorithm="sha256"
        ).digest()


def take(limits: Iterable[Limit], *, now: datetime) -> bool:
    """Count one try against each limit; False if one of them is used up.

    Counted before the try, so that many at once can't slip through together.
    """
    # Always in the same order, so that two tries never wait for each other.
    ordered = sorted(limits, key=lambda limit: limit.key_hash)
    rows = run(
        _SQL / "count_attempts.sql",
        {
            "keys": [limit.key_hash for limit in ordered],
            "ends": [now + limit.window for limit in ordered],
            "now": now,
        },
    )
    used = {bytes(row["key_hash"]): row["used"] for row in rows}
    return all(used[limit.key_hash] <= limit.amount for limit in ordered)


def give_back(limit: Limit) -> None:
    """Take back the count of a try that was right."""
    select(
        "UPDATE identity_attemptcount SET used = greatest(used - 1, 0) WHERE key_hash = %(key)s",
        {"key": limit.key_hash},
    )
