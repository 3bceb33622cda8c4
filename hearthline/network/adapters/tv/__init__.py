"""The TV system: what each subscriber's boxes and apps may show.

We own what an account is entitled to; the TV system holds a copy, known by `subscriber`, a name
that stays and says nothing. Revisions only grow: it must ignore one that is older than what it has.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from hearthline.network.errors import NetworkRefused


@dataclass(frozen=True, slots=True)
class Entitlements:
    """The channels that one subscriber may see, as codes in order."""

    subscriber: str
    revision: int
    channels: tuple[str, ...]


class TvSystem(Protocol):
    """A TV system. Every call ends within its time-out."""

    name: str

    def apply(self, entitlements: Entitlements) -> None:
        """Have the TV system hold these channels; the same revision again changes nothing.

        Its yes proves nothing: read back what it has. It also says yes to an older revision than
        it has, and keeps what it has.

        Raises:
            NetworkUnavailable: no answer; it may or may not have them now.
            NetworkRefused: it said no.
        """

    def read_back(self, subscriber: str) -> Entitlements | None:
        """What the TV system has for a subscriber, or None if it never heard of them.

        Raises:
            NetworkUnavailable: no answer.
            NetworkRefused: we may not ask.
        """

    def export(self) -> Iterator[Entitlements]:
        """What the TV system has for everybody, in the order of subscribers.

        Raises:
            NetworkUnavailable: no answer, perhaps after some were given.
            NetworkRefused: we may not ask.
        """


def _webhook() -> TvSystem:
    # Not at the top: the adapter needs the nouns of this module.
    from hearthline.network.adapters.tv.webhook import WebhookTv  # noqa: PLC0415 - see above

    return WebhookTv(
        url=settings.TV_URL,
        key_id=settings.TV_KEY_ID,
        secret=settings.TV_SECRET,
        timeout_s=settings.TV_TIMEOUT_S,
    )


def _simulated() -> TvSystem:
    if not settings.DEMO:
        message = "TV_ADAPTER=simulated entitles nobody: it is for the demo (DEMO=1) only."
        raise ImproperlyConfigured(message)
    return _webhook()


_MAKERS: dict[str, Callable[[], TvSystem]] = {"simulated": _simulated, "webhook": _webhook}


def tv_system() -> TvSystem:
    """The TV system that settings name.

    Raises:
        NetworkRefused: none is named.
        ImproperlyConfigured: an unknown one is, or the simulated one in production.
    """
    if not settings.TV_ADAPTER:
        raise NetworkRefused("tv_none")
    maker = _MAKERS.get(settings.TV_ADAPTER)
    if maker is None:
        message = f"TV_ADAPTER must be empty or one of: {', '.join(_MAKERS)}."
        raise ImproperlyConfigured(message)
    return maker()
