"""The access system by FreeRADIUS."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from hearthline.network.adapters.access import Moved, Refusal, SeenSession
from hearthline.network.adapters.access.radius.database import Live, RadiusDatabase
from hearthline.network.adapters.access.radius.routers import Answer, Routers
from hearthline.network.errors import NetworkRefused, NetworkUnavailable

INTERVALS = 3
"""Sessions not heard of for so many intervals may be long gone, their router with them."""


@dataclass
class RadiusAccess:
    """Reads and writes FreeRADIUS's tables and speaks to its access routers."""

    name = "radius"

    database: RadiusDatabase
    routers: Routers
    secret: str
    silent_after: timedelta

    @classmethod
    def from_settings(cls) -> Self:
        """As settings say.

        Raises:
            ImproperlyConfigured: RADIUS_DATABASE_URL is missing.
        """
        if not settings.RADIUS_DATABASE_URL:
            message = "ACCESS_ADAPTER=radius needs RADIUS_DATABASE_URL, FreeRADIUS's own database."
            raise ImproperlyConfigured(message)
        return cls(
            database=RadiusDatabase(settings.RADIUS_DATABASE_URL, settings.ACCESS_TIMEOUT_S),
            # A router may be asked twice, CoA then Disconnect: both within one time-out.
            routers=Routers(
                settings.RADIUS_COA_PORT,
                settings.ACCESS_TIMEOUT_S / 2,
                settings.RADIUS_DICTIONARY,
            ),
            secret=settings.RADIUS_COA_SECRET,
            silent_after=INTERVALS * timedelta(seconds=settings.RADIUS_INTERIM_S),
        )

    def sessions(
        self, *, since: datetime, now: datetime, of: Collection[str] | None = None
    ) -> Iterator[list[SeenSession]]:
        """As the Protocol says."""
        if of is None:
            yield from self.database.changed(since, now)
        else:
            yield self.database.of(of, since, now)

    def groups(self, of: Collection[str]) -> dict[str, tuple[str, ...]]:
        """As the Protocol says."""
        return self.database.groups(of)

    def refusals_of(self, username: str, *, since: datetime, now: datetime) -> tuple[Refusal, ...]:
        """As the Protocol says."""
        del now
        return self.database.refusals(username, since)

    def put_group(self, username: str, group: str, *, now: datetime) -> Moved:
        """The group first, so that a session which begins meanwhile has it; then what runs."""
        attributes = self.database.put_group(username, group)
        moved: Moved = "nothing_live"
        for live in self.database.live(username):
            secret = self._secret_of(live)
            answer = self.routers.change(username, live, secret, attributes)
            if answer == "done":
                moved = "changed" if moved == "nothing_live" else moved
            elif answer != "gone":
                ended = self.routers.end(username, live, secret)
                if self._has_ended(live, ended, now):
                    moved = "reconnecting"
        return moved

    def disconnect(self, username: str, *, now: datetime) -> int:
        """As the Protocol says."""
        lives = self.database.live(username)
        answers = [
            (live, self.routers.end(username, live, self._secret_of(live))) for live in lives
        ]
        return sum(self._has_ended(live, answer, now) for live, answer in answers)

    def _has_ended(self, live: Live, answer: Answer, now: datetime) -> bool:
        """Whether a session was ended by our asking.

        Raises:
            NetworkUnavailable: the router of a session that should be there says nothing.
            NetworkRefused: the router won't.
        """
        is_stale = live.heard_at < now - self.silent_after
        if answer == "silent" and not is_stale:
            raise NetworkUnavailable(f"access router {live.router} does not answer")
        if answer == "refused" and not is_stale:
            raise NetworkRefused(f"access router {live.router} refuses to end a session")
        return answer == "done"

    def _secret_of(self, live: Live) -> str:
        secret = self.database.secret_of(live.router) or self.secret
        if not secret:
            raise NetworkRefused(f"no secret is known of access router {live.router}")
        return secret
