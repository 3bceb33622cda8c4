"""What rows say about somebody who is signing in."""

from datetime import datetime
from pathlib import Path

from hearthline.identity.risk.facts import Facts, facts_in
from hearthline.kernel.sql import run

_SQL = Path(__file__).parents[1] / "sql"


def facts_of(*, user_id: int, browser_hash: bytes, network_key: bytes, now: datetime) -> Facts:
    """For a sign-in without a password; one with a password has read them already.

    Args:
        user_id: who signs in.
        browser_hash: of the browser's own cookie.
        network_key: the counter of failures from the network it comes from.
        now: when.
    """
    values = {
        "user_id": user_id,
        "browser_hash": browser_hash,
        "network_key": network_key,
        "now": now,
    }
    rows = run(_SQL / "sign_in_facts.sql", values)
    return facts_in(rows[0]) if rows else Facts()
