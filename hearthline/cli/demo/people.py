"""Those who sign in: alice's household of three, mallory, and sam of the staff."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from hearthline.cli.demo.households import Situation
from hearthline.customers.operations import add_member
from hearthline.identity.operations import UnableToCreateUser, create_user


class UnableToLoadDemo(Exception):
    """The demo can't be loaded; the message says what to change."""


@dataclass(frozen=True, slots=True)
class Person:
    """One who signs in; staff belong to no household."""

    username: str
    home: Situation | None
    role: str = ""

    @property
    def email(self) -> str:
        """Staff have the provider's address, subscribers their own."""
        return f"{self.username}@{'mail' if self.home else 'maplecounty'}.example"


PEOPLE = (
    Person("alice", Situation.ALICE, "owner"),
    Person("bob", Situation.ALICE, "payer"),
    Person("carol", Situation.ALICE, "viewer"),
    Person("mallory", Situation.MALLORY, "owner"),
    Person("sam", None),
)


def create_people(account_ids: dict[Situation, int], *, now: datetime) -> dict[str, int]:
    """Create everyone with DEMO_PASSWORD and make them members of their households.

    Returns:
        Their user ids by username.

    Raises:
        UnableToLoadDemo: the password policy refuses DEMO_PASSWORD.
    """
    user_ids = {}
    for person in PEOPLE:
        user_ids[person.username] = _create(person, now)
        if person.home is not None:
            add_member(
                account_id=account_ids[person.home],
                user_id=user_ids[person.username],
                role=person.role,
                now=now,
            )
    return user_ids


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
