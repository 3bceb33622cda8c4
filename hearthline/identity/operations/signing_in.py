"""Signing in: keep count of tries, write down how they ended."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from hearthline.identity.devices import device_name
from hearthline.identity.geo import NOWHERE, Whereabouts
from hearthline.identity.models import User
from hearthline.identity.risk.facts import Facts, facts_in
from hearthline.identity.sign_in_limits import (
    PER_KNOWN,
    STRANGERS_KEY,
    WINDOW,
    WORKED_KEY,
    Counters,
    counters_for,
    strangers_allowed,
    window_end,
)
from hearthline.kernel.sql import run, run_prepared
from hearthline.notices.operations import send_message

_SQL = Path(__file__).parents[1] / "sql"
SESSIONS_KEPT = 20
"""Sessions of one user; an older one ends when a new one begins."""
BROWSERS_KEPT = 20
"""Browsers of one user; the one not seen for longest is forgotten."""
_NOBODIES = 5000
"""So many that they fill some pages, as users do, and that tries don't wait for each other."""
FAILURE_CAP = 65
"""Wrong passwords in a row after which none is tried any more. NIST allows 100; guesses that are
under way at the same moment (ten for each of two names, ten in browsers the person uses, and
`prove_password.PROOFS`) stay below."""


class UnableToSignIn(Exception):
    """Too many tries for now."""


@dataclass(frozen=True, slots=True)
class Try:
    """One try with a password, counted before the password is looked at.

    Attributes:
        user: who is meant; None if nobody has that name.
        facts: what is known of them.
        counted: what a right password hands back, as JSON can hold it: how much to take from
            each counter, by its key in hexadecimal digits, in the order of their locks.
    """

    user: User | None
    facts: Facts
    counted: Mapping[str, int]


def begin_sign_in(*, identifier: str, place: str, browser_hash: bytes, now: datetime) -> Try:
    """Count a try, and find out who is meant. One statement.

    Args:
        identifier: the username or email address as typed.
        place: the network address; kept only as a keyed hash.
        browser_hash: of the browser's own cookie; empty without one.
        now: when.

    Raises:
        UnableToSignIn: too many of them; the answer is the same whether the name exists or not.
    """
    counters = counters_for(identifier=identifier, place=place)
    name, end = identifier.strip(), window_end(now)
    (row,) = run_prepared(
        _SQL / "begin_sign_in.sql",
        {
            "username": None if "@" in name else name,
            "email": name if "@" in name else None,
            "browser_hash": browser_hash,
            "keys": [limit.key_hash for limit in counters.limits],
            "ends": [now + counters.name.window, end, end],
            "amounts": [limit.amount for limit in counters.limits],
            "known_ends": now + timedelta(minutes=5),
            "known_amount": PER_KNOWN,
            "pair_key": counters.pair_key,
            "network_key": counters.network.key_hash,
            "strangers_key": STRANGERS_KEY.key_hash,
            "worked_key": WORKED_KEY.key_hash,
            "window_ends": end,
            "now": now,
        },
    )
    if not row["is_within"] or _are_strangers_too_many(row):
        raise UnableToSignIn
    user = _user_in(row)
    # Where nobody is meant, the facts are somebody else's, looked up for the time that it takes.
    facts = facts_in(row)
    return Try(user=user, facts=facts if user else Facts(), counted=_counted(row, counters))


def _are_strangers_too_many(row: dict[str, Any]) -> bool:
    if row["is_known_browser"]:
        return False
    return bool(row["strangers_used"] > strangers_allowed(row["worked"]))


def _user_in(row: dict[str, Any]) -> User | None:
    if row["id"] is None:
        return None
    names = [field.attname for field in User._meta.concrete_fields]  # noqa: SLF001 - Django's own name
    return User.from_db("default", names, [row[name] for name in names])


def _counted(row: dict[str, Any], counters: Counters) -> dict[str, int]:
    """What a right password hands back: a stranger, all of their tries at this name from here.

    What somebody mistyped before they typed it right was no attack. The count of the name keeps
    it: that one guards the person.
    """
    if row["is_known_browser"]:
        return {bytes(key).hex(): 1 for key in row["counted_keys"]}
    limits = sorted(limit.key_hash for limit in counters.limits)
    keys = (*limits, counters.pair_key, STRANGERS_KEY.key_hash)
    return {key.hex(): 1 if key == counters.name.key_hash else row["pair_used"] for key in keys}


def note_sign_in(
    *,
    user_id: int,
    now: datetime,
    user_agent: str = "",
    method: str = "password",
    where: Whereabouts = NOWHERE,
    score: int = 0,
    reasons: tuple[str, ...] = (),
    browser_hash: bytes = b"",
    counted: Mapping[str, int] | None = None,
    counted_at: datetime | None = None,
    last_at: datetime | None = None,
) -> None:
    """Write down that somebody signed in, hand their try back, and end their oldest sessions.

    Args:
        user_id: who.
        now: when.
        user_agent: the browser's description of itself.
        method: one of `SignIn.Method`: the first factor.
        where: where they are, as far as that is known.
        score: how unusual it was.
        reasons: the rules that said so.
        browser_hash: of the browser that is known from now on; empty for one that isn't to be.
        counted: of the `Try`, where there was one.
        counted_at: when that was; what was counted in ten minutes that are over stays there.
        last_at: when they signed in before.
    """
    end = window_end(now)
    if counted_at is None or window_end(counted_at) != end:
        counted = None
    changes = [(bytes.fromhex(key), -amount) for key, amount in (counted or {}).items()]
    if last_at is None or last_at < end - WINDOW:
        changes.append((WORKED_KEY.key_hash, 1))
    run_prepared(
        _SQL / "note_sign_in.sql",
        {
            "user_id": user_id,
            "now": now,
            "device": device_name(user_agent),
            "method": method,
            "country": where.country,
            "place": where.place,
            "latitude": where.latitude,
            "longitude": where.longitude,
            "score": score,
            "reasons": json.dumps(reasons),
            "browser_hash": browser_hash,
            "keys": [key for key, _ in changes],
            "changes": [change for _, change in changes],
            "ends": [end for _ in changes],
            "browsers_kept": BROWSERS_KEPT - 1,
            "sessions_kept": SESSIONS_KEPT - 1,
        },
    )


def note_wrong_password(
    *, user_id: int, user_agent: str, now: datetime, where: Whereabouts = NOWHERE
) -> None:
    """Write down a wrong password, count it towards the cap, and say so when that is reached.

    Args:
        user_id: whose it would be; 0 for nobody's, which leaves as much work and says nothing.
        user_agent: the browser's description of itself.
        now: when.
        where: where they are, as far as that is known.
    """
    counted = run(
        _SQL / "note_wrong_password.sql",
        {
            "user_id": user_id,
            "now": now,
            "device": device_name(user_agent),
            "country": where.country,
            "place": where.place,
            "cap": FAILURE_CAP,
            "nobody_id": now.microsecond % _NOBODIES + 1,
        },
    )
    for person in counted:
        if person["failed_sign_ins"] == FAILURE_CAP:
            send_message(
                kind="sign_in_blocked",
                channel="email",
                to=person["email"],
                language=person["language"],
                context={
                    "tries": FAILURE_CAP,
                    "address": f"{settings.SITE_URL}/recover/password/",
                },
                user_id=user_id,
                now=now,
            )
