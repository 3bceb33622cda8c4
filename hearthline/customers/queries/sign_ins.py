"""Sign-ins and blocked people, as staff see them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from hearthline.customers.models import Account, Member
from hearthline.identity.operations import FAILURE_CAP
from hearthline.identity.queries import user_by_identifier
from hearthline.kernel.sql import run

SQL = Path(__file__).parents[1] / "sql"
SIGN_INS_A_PAGE = 25
EVERYBODYS = timedelta(days=7)
"""How far back everybody's usual sign-ins are listed; unusual ones and one person's go further."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NEWEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class SignInLine:
    """One attempt to sign in.

    Attributes:
        reasons: the names of the rules that said it was unusual; `score`: their points.
        is_blocked: the person's password isn't tried any more, now.
        is_held: nothing signs them in until they chose a new password with a code.
        account_number: the first of their accounts; empty for who has none.
    """

    id: int
    user_id: int
    at: datetime
    outcome: str
    method: str
    device: str
    place: str
    country: str
    score: int
    reasons: tuple[str, ...]
    username: str
    is_blocked: bool
    is_held: bool
    account_number: str


@dataclass(frozen=True, slots=True)
class SignInPage:
    """Some of them, newest first; `following` is the id before which the next page begins."""

    lines: tuple[SignInLine, ...]
    following: int | None


@dataclass(frozen=True, slots=True)
class BlockedPerson:
    """Somebody who can't sign in by password now: `failures` wrong ones in a row, or held.

    `tried_at` is the newest attempt, however it ended; None once the history is gone.
    """

    user_id: int
    username: str
    is_blocked: bool
    is_held: bool
    failures: int
    tried_at: datetime | None
    account_number: str


@dataclass(frozen=True, slots=True)
class BlockedPeople:
    """A page of them, and how many there are in all."""

    people: tuple[BlockedPerson, ...]
    total: int


@dataclass(frozen=True, slots=True)
class PeopleMeant:
    """Whom a username, email address or account number means.

    `account_number` is the account by which a look at them is written down; empty for a person
    who belongs to none.
    """

    user_ids: tuple[int, ...]
    account_number: str


def people_meant(*, text: str, with_staff: bool = False) -> PeopleMeant | None:
    """The members of the account with this number, or the person with this name or address.

    None where there is neither; staff themselves only if asked for.
    """
    whole = text.strip()
    account = Account.objects.filter(number=whole).first()
    if account is not None:
        members = Member.objects.filter(account_id=account.pk).order_by("pk")
        return PeopleMeant(tuple(members.values_list("user_id", flat=True)), account.number)
    user = user_by_identifier(whole) if whole.isprintable() else None
    if user is None or (user.is_staff and not with_staff):
        return None
    first = (
        Member.objects.filter(user_id=user.pk)
        .select_related("account")
        .order_by("since_at", "pk")
        .first()
    )
    return PeopleMeant((user.pk,), first.account.number if first else "")


def sign_ins_for_staff(
    *,
    now: datetime,
    user_ids: Sequence[int] | None = None,
    everything: bool = False,
    outcome: str = "",
    with_staff: bool = False,
    before_id: int | None = None,
) -> SignInPage:
    """Unusual sign-ins and refused ones, newest first. One statement.

    Args:
        now: when somebody asks.
        user_ids: only of these people.
        everything: usual ones as well; without `user_ids`, those of the last week.
        outcome: only those that ended so, one of `SignIn.Outcome`.
        with_staff: those of members of staff too.
        before_id: where the page begins.
    """
    is_long = everything and user_ids is None
    values = {
        "everything": everything,
        "outcome": outcome,
        "user_ids": None if user_ids is None else list(user_ids),
        "since": now - EVERYBODYS if is_long else _EPOCH,
        "with_staff": with_staff,
        "before_id": before_id or _NEWEST,
        "limit": SIGN_INS_A_PAGE + 1,
        "cap": FAILURE_CAP,
    }
    rows = run(SQL / "list_sign_ins.sql", values)
    lines = tuple(map(_line, rows[:SIGN_INS_A_PAGE]))
    return SignInPage(lines, lines[-1].id if len(rows) > SIGN_INS_A_PAGE else None)


def blocked_people(
    *, user_ids: Sequence[int] | None = None, with_staff: bool = False, page: int = 1
) -> BlockedPeople:
    """Who can't sign in by password now. One statement that reads everybody: for staff only."""
    values = {
        "cap": FAILURE_CAP,
        "user_ids": None if user_ids is None else list(user_ids),
        "with_staff": with_staff,
        "limit": SIGN_INS_A_PAGE,
        "offset": (page - 1) * SIGN_INS_A_PAGE,
    }
    rows = run(SQL / "list_blocked_people.sql", values)
    total = rows[0]["total"] if rows else 0
    return BlockedPeople(tuple(map(_person, rows)), total)


def blocked_person(*, user_id: int, with_staff: bool = False) -> BlockedPerson | None:
    """One of them, or None."""
    found = blocked_people(user_ids=[user_id], with_staff=with_staff)
    return found.people[0] if found.people else None


def _person(row: dict[str, Any]) -> BlockedPerson:
    return BlockedPerson(**{name: row[name] for name in BlockedPerson.__dataclass_fields__})


def _line(row: dict[str, Any]) -> SignInLine:
    # Django reads JSON columns as text, since its own fields decode them.
    reasons = row["reasons"]
    row["reasons"] = tuple(json.loads(reasons) if isinstance(reasons, str) else reasons)
    return SignInLine(**row)
