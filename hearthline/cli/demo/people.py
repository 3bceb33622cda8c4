"""Those who sign in: alice's household of four, three of other accounts, and sam and sue."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from hearthline.cli.demo.households import Situation
from hearthline.customers.operations import add_member
from hearthline.identity.operations import (
    UnableToCreateUser,
    change_name,
    change_staff_roles,
    create_user,
    note_sign_in,
    note_wrong_password,
)


class UnableToLoadDemo(Exception):
    """The demo can't be loaded; the message says what to change."""


@dataclass(frozen=True, slots=True)
class Person:
    """One who signs in; staff belong to no household, and their role is one of the console."""

    username: str
    home: Situation | None
    role: str = ""
    name: str = ""

    @property
    def email(self) -> str:
        """Staff have the provider's address, subscribers their own."""
        return f"{self.username}@{'mail' if self.home else 'maplecounty'}.example"


PEOPLE = (
    Person("alice", Situation.ALICE, "owner", "Alice Archer"),
    Person("bob", Situation.ALICE, "payer", "Bob Archer"),
    Person("carol", Situation.ALICE, "viewer", "Carol Archer"),
    Person("dave", Situation.ALICE, "technician", "Dave Archer"),
    Person("mallory", Situation.MALLORY, "owner"),
    Person("grace", Situation.COUNTED, "owner"),
    Person("heidi", Situation.TROUBLED, "owner"),
    Person("sam", None, "admin"),
    Person("sue", None, "support"),
)
HOMES_OF_PEOPLE = {person.home for person in PEOPLE if person.home is not None}


_PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1"
_DESKTOP = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
SIGN_INS = (
    (30, _DESKTOP, True),
    (16, _PHONE, True),
    (9, _PHONE, False),
    (9, _PHONE, True),
    (2, _DESKTOP, True),
)
"""Days ago, on what, and whether the password was right."""


def create_people(account_ids: dict[Situation, int], *, now: datetime) -> dict[str, int]:
    """Create everyone with DEMO_PASSWORD and make them members of their households.

    Args:
        account_ids: the account of each situation; who belongs to another isn't created.
        now: when they register.

    Returns:
        Their user ids by username.

    Raises:
        UnableToLoadDemo: the password policy refuses DEMO_PASSWORD.
    """
    user_ids = {}
    for person in PEOPLE:
        if person.home is not None and person.home not in account_ids:
            continue
        user_ids[person.username] = _create(person, now)
        if person.home is not None:
            add_member(
                account_id=account_ids[person.home],
                user_id=user_ids[person.username],
                role=person.role,
                now=now,
            )
        else:
            change_staff_roles(
                user_id=user_ids[person.username], roles=[person.role], by_id=None, now=now
            )
        change_name(user_id=user_ids[person.username], name=person.name)
    _remember_sign_ins(user_ids["alice"], now)
    return user_ids


def _remember_sign_ins(user_id: int, now: datetime) -> None:
    """What the security page shows: a phone and a desktop, and a finger that slipped."""
    for days, agent, is_right in SIGN_INS:
        at = now - timedelta(days=days)
        if is_right:
            note_sign_in(user_id=user_id, user_agent=agent, now=at)
        else:
            note_wrong_password(user_id=user_id, user_agent=agent, now=at)


def _create(person: Person, now: datetime) -> int:
    try:
        return create_user(
            username=person.username,
            email=person.email,
            password=settings.DEMO_PASSWORD,
            language="en",
            is_staff=person.home is None,
            now=now,
        )
    except UnableToCreateUser as error:
        reasons = " ".join(error.errors.get("password", [])) or str(error)
        raise UnableToLoadDemo(
            f"DEMO_PASSWORD can't be {person.username}'s password. {reasons} "
            "Set another DEMO_PASSWORD and start again."
        ) from error
