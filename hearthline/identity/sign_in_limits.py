"""How often a password may be tried, and by whom.

Strangers are counted by the name they type, by their address, by their network, and all of them
together. A browser in which the person has signed in before is no stranger: it proves itself by a
secret cookie and has a count of its own, so that nobody's attack locks it out. Nothing that isn't
a secret may make a difference (a network that the person has used, say): the difference would show
that they exist.

All strangers together: while more of their tries fail than people usually mistype, no stranger's
password is tried; passkeys and emailed codes always work. "Usually" follows the number of people
who signed in within the same ten minutes, so it fits a hundred subscribers and a million.

Every try of a stranger whose password is looked at counts with all of them, so that no way of
spreading an attack over addresses and networks gets past that number. One network has far fewer:
a single attacker doesn't shut out all others. A try that fails and is followed by the right
password from the same address isn't counted, by address and network neither: networks with many
people behind them are where most mistype.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from hearthline.identity.limits import Limit
from hearthline.identity.places import network_of

WINDOW = timedelta(minutes=10)
PER_NAME = 10
PER_ADDRESS = 10
PER_NETWORK = 12
PER_KNOWN = 10
"""All the known browsers of one person together, in five minutes."""
STRANGERS = 25
"""Failures of strangers in ten minutes that are nothing unusual, however small the provider."""
STRANGERS_PER_PERSON = 0.2
"""As many more for each person who signed in meanwhile."""


@dataclass(frozen=True, slots=True)
class Counters:
    """The counters of one try by a stranger.

    All but the one by name go with the ten minutes in which all strangers are counted, so that
    what is handed back was counted in the same ones.

    Attributes:
        name: by the name that was typed.
        address: by network address.
        network: by network.
        pair_key: by name and address together, no limit: how often somebody's password was looked
            at, for who gets it right in the end.
    """

    name: Limit
    address: Limit
    network: Limit
    pair_key: bytes

    @property
    def limits(self) -> tuple[Limit, Limit, Limit]:
        return self.name, self.address, self.network


def counters_for(*, identifier: str, place: str) -> Counters:
    """What counts a try.

    Args:
        identifier: the username or email address as typed.
        place: the network address; kept only as a keyed hash.
    """
    name = identifier.strip().lower()
    return Counters(
        name=Limit("sign-in name", name, PER_NAME, timedelta(minutes=5)),
        address=Limit("sign-in address", place, PER_ADDRESS, WINDOW),
        network=network_limit(place),
        pair_key=Limit("sign-in name and address", f"{name} {place}", 0, WINDOW).key_hash,
    )


def network_limit(place: str) -> Limit:
    """Tries from one network."""
    return Limit("sign-in network", network_of(place), PER_NETWORK, WINDOW)


def window_end(now: datetime) -> datetime:
    """When the ten minutes end that all strangers are counted in: the same for everybody."""
    length = int(WINDOW.total_seconds())
    return datetime.fromtimestamp((int(now.timestamp()) // length + 1) * length, tz=UTC)


def strangers_allowed(worked: int) -> float:
    """How many tries of strangers may fail while so many people signed in."""
    return STRANGERS + STRANGERS_PER_PERSON * worked


STRANGERS_KEY = Limit("sign-in strangers", "all", 0, WINDOW)
WORKED_KEY = Limit("sign-in worked", "all", 0, WINDOW)
