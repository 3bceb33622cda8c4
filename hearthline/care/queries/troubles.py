"""What of an account can be in trouble."""

from dataclasses import dataclass
from datetime import datetime

from hearthline.kernel.clock import provider_date
from hearthline.network import queries
from hearthline.subscriptions.queries import ServiceLine, services_of


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that a diagnosis can be about. `name` tells one of several from the others."""

    kind: str
    subject_id: int
    name: str

    @property
    def value(self) -> str:
        """How a form says which."""
        return f"{self.kind}:{self.subject_id}"


def troubles_of(*, account_id: int, now: datetime) -> tuple[Trouble, ...]:
    """What an account has: each connection, TV, each phone line; in this order.

    A service that the network knows nothing of (yet) can be in trouble too.
    """
    services = services_of(account_id=account_id, on=provider_date(now))
    found = [
        Trouble("internet", line.id, line.plan_name or line.service_identifier)
        for line in queries.connections_of(account_id=account_id)
    ] or _unseen("internet", services)
    tv = next((service for service in services if service.kind == "tv"), None)
    if tv or queries.tv_of(account_id=account_id):
        found.append(Trouble("tv", 0, tv.plan_name if tv else ""))
    found += [
        Trouble("phone", line.id, line.number_text)
        for line in queries.phone_lines_of(account_id=account_id)
    ] or _unseen("phone", services)
    return tuple(found)


def _unseen(kind: str, services: list[ServiceLine]) -> list[Trouble]:
    """A service of this kind without a line in the network: one trouble, however many they are."""
    names = [service.plan_name for service in services if service.kind == kind]
    return [Trouble(kind, 0, names[0])] if names else []
