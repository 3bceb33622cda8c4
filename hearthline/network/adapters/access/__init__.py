"""The access system: it lets connections in, counts what they use, and can end a session.

A connection is known there by its username. "Down" is what the customer receives.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from hearthline.network.errors import NetworkRefused

Moved = Literal[
    "nothing_live",  # no session to move; the next one begins in the new group
    "changed",  # the live session goes on, changed
    "reconnecting",  # the live session was ended so that the next one has the new group
]


@dataclass(frozen=True, slots=True)
class SeenSession:
    """A session as the access system has it right now; the counters are those of the session."""

    key: str
    username: str
    started_at: datetime
    heard_at: datetime
    ended_at: datetime | None
    end_cause: str
    address: str
    router: str
    down_bytes: int
    up_bytes: int


@dataclass(frozen=True, slots=True)
class Refusal:
    """Somebody tried to connect with this connection's name and was turned away."""

    at: datetime


class AccessSystem(Protocol):
    """An access system. Every call ends within ACCESS_TIMEOUT_S for each question it must ask.

    All raise `NetworkUnavailable` where no answer came (asking again can help) and
    `NetworkRefused` where it did and was no.
    """

    name: str

    def sessions(
        self, *, since: datetime, now: datetime, of: Collection[str] | None = None
    ) -> Iterator[list[SeenSession]]:
        """Sessions, some thousands at a time, each time asking anew.

        Of everybody: those that were heard of or ended at or after `since`. Of some usernames:
        all their open ones, however silent, and those that ended at or after `since`.
        """

    def groups(self, of: Collection[str]) -> dict[str, tuple[str, ...]]:
        """The groups of some usernames; those without any are left out."""

    def refusals_of(self, username: str, *, since: datetime, now: datetime) -> tuple[Refusal, ...]:
        """Attempts to connect that were turned away, newest first, at most a hundred."""

    def put_group(self, username: str, group: str, *, now: datetime) -> Moved:
        """Make a connection's group this one, and move its live session there. May be repeated."""

    def disconnect(self, username: str, *, now: datetime) -> int:
        """End the live sessions of a connection; its router then begins a new one.

        Returns:
            How many were ended; none where nothing was live.
        """


def _radius() -> AccessSystem:
    # Not at the top: adapters need the nouns of this module.
    from hearthline.network.adapters.access.radius import (  # noqa: PLC0415 - see above
        RadiusAccess,
    )

    return RadiusAccess.from_settings()


def _simulated() -> AccessSystem:
    from hearthline.network.adapters.access.simulated import (  # noqa: PLC0415 - see above
        SimulatedAccess,
    )

    if not settings.DEMO:
        message = "ACCESS_ADAPTER=simulated is no network: it is for the demo (DEMO=1) only."
        raise ImproperlyConfigured(message)
    return SimulatedAccess()


_MAKERS: dict[str, Callable[[], AccessSystem]] = {"radius": _radius, "simulated": _simulated}


def access_system() -> AccessSystem:
    """The access system that settings name.

    Raises:
        NetworkRefused: none is connected.
        ImproperlyConfigured: an unknown one, or the simulated one in production.
    """
    if not settings.ACCESS_ADAPTER:
        raise NetworkRefused("no access system is connected")
    maker = _MAKERS.get(settings.ACCESS_ADAPTER)
    if maker is None:
        message = f"ACCESS_ADAPTER must be one of: {', '.join(_MAKERS)}."
        raise ImproperlyConfigured(message)
    return maker()
