"""The telephone system: whether a line is registered, and how its calls are handled."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from hearthline.network.errors import NetworkRefused


@dataclass(frozen=True, slots=True)
class LineSettings:
    """How the calls of one number are handled; `number` and `forwarding_to` are E.164.

    `forwarding` is off, always, busy or no_answer. Revisions only grow: the telephone system keeps
    the newest.
    """

    number: str
    revision: int
    is_in_service: bool
    has_voicemail: bool = False
    blocks_anonymous: bool = False
    forwarding: str = "off"
    forwarding_to: str = ""


@dataclass(frozen=True, slots=True)
class Registration:
    """One telephone adapter that has registered a number: from where, for how long, what it is."""

    contact_address: str
    expires_in_s: int
    user_agent: str


class VoiceSystem(Protocol):
    """A telephone system. Every call ends within its time-out."""

    name: str

    def registrations(self, number: str, *, now: datetime) -> tuple[Registration, ...]:
        """Who has registered a number, the longest first; nobody is an answer, not a failure.

        Raises:
            NetworkUnavailable: no answer.
            NetworkRefused: we may not ask.
        """

    def apply_settings(self, wanted: LineSettings) -> None:
        """Have a number's calls handled like this; an older revision than it has changes nothing.

        Raises:
            NetworkUnavailable: no answer; it may or may not have them now.
            NetworkRefused: it said no.
        """

    def settings_of(self, numbers: Collection[str]) -> dict[str, LineSettings]:
        """What it has for some numbers, by number; those it never heard of are left out.

        Raises:
            NetworkUnavailable: no answer.
            NetworkRefused: we may not ask.
        """


def _kamailio() -> VoiceSystem:
    # Not at the top: the adapters need the nouns of this module.
    from hearthline.network.adapters.voice.kamailio import KamailioVoice  # noqa: PLC0415

    return KamailioVoice(
        rpc_url=settings.KAMAILIO_RPC_URL,
        database_url=settings.KAMAILIO_DATABASE_URL,
        domain=settings.VOICE_DOMAIN,
        timeout_s=settings.VOICE_TIMEOUT_S,
    )


def _simulated() -> VoiceSystem:
    from hearthline.network.adapters.voice.simulated import SimulatedVoice  # noqa: PLC0415

    if not settings.DEMO:
        message = "VOICE_ADAPTER=simulated connects no calls: it is for the demo (DEMO=1) only."
        raise ImproperlyConfigured(message)
    # Its adapters are plugged in at households, behind the pretend internet sessions of these.
    from hearthline.network.home_address import address_at_home  # noqa: PLC0415 - reads tables

    return SimulatedVoice(folder=settings.DATA_DIR / "voice", address_at_home=address_at_home)


_MAKERS: dict[str, Callable[[], VoiceSystem]] = {"simulated": _simulated, "kamailio": _kamailio}


def voice_system() -> VoiceSystem:
    """The telephone system that settings name.

    Raises:
        NetworkRefused: none is named.
        ImproperlyConfigured: an unknown one is, or the simulated one in production.
    """
    if not settings.VOICE_ADAPTER:
        raise NetworkRefused("voice_none")
    maker = _MAKERS.get(settings.VOICE_ADAPTER)
    if maker is None:
        message = f"VOICE_ADAPTER must be empty or one of: {', '.join(_MAKERS)}."
        raise ImproperlyConfigured(message)
    return maker()
