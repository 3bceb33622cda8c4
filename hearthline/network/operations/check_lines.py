"""Live checks of TV and phone, for troubleshooting: what the systems say right now."""

import ipaddress
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ImproperlyConfigured

from hearthline.network.adapters.tv import Entitlements, TvSystem, tv_system
from hearthline.network.adapters.voice import Registration, VoiceSystem, voice_system
from hearthline.network.errors import NetworkRefused
from hearthline.network.home_address import home_addresses
from hearthline.network.models import PhoneLine, TvService


class UnableToFindLine(Exception):
    """The account has no such line."""


@dataclass(frozen=True, slots=True)
class TvCheck:
    """What an account is entitled to, against what the TV system has.

    `in_step` is whether both are the same; `missing` are channels that the TV system lacks, `extra`
    those that it has too much.
    """

    is_entitled: bool
    in_step: bool
    missing: tuple[str, ...]
    extra: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PhoneCheck:
    """Whether a line's telephone adapter is registered.

    `from_right_place` is whether it registered from the address of the account's own internet
    session; None where either isn't known.
    """

    is_registered: bool
    from_right_place: bool | None
    expires_in_s: int
    user_agent: str


def check_tv(*, account_id: int, now: datetime) -> TvCheck:
    """Compare an account's entitlements with what the TV system has, live.

    Raises:
        UnableToAskNetwork: the TV system doesn't say.
    """
    del now  # the contract's; nothing here depends on it
    service = TvService.objects.filter(account_id=account_id).first()
    if service is None:
        return TvCheck(is_entitled=False, in_step=True, missing=(), extra=())
    wanted = set(service.channels)
    has = _tv().read_back(service.subscriber)
    found = set((has or Entitlements(service.subscriber, 0, ())).channels)
    return TvCheck(
        is_entitled=bool(wanted),
        in_step=found == wanted,
        missing=tuple(sorted(wanted - found)),
        extra=tuple(sorted(found - wanted)),
    )


def check_phone(*, account_id: int, line_id: int, now: datetime) -> PhoneCheck:
    """Ask the telephone system who has registered a line, live.

    Raises:
        UnableToFindLine: the account has no such line.
        UnableToAskNetwork: the telephone system doesn't say.
    """
    line = PhoneLine.objects.filter(
        pk=line_id, account_id=account_id, ended_at__isnull=True
    ).first()
    if line is None:
        raise UnableToFindLine
    registrations = _voice().registrations(line.number, now=now)
    if not registrations:
        return PhoneCheck(is_registered=False, from_right_place=None, expires_in_s=0, user_agent="")
    first = registrations[0]
    return PhoneCheck(
        is_registered=True,
        from_right_place=_is_from_right_place(account_id, registrations, now),
        expires_in_s=max(first.expires_in_s, 0),
        user_agent=first.user_agent,
    )


def _is_from_right_place(
    account_id: int, registrations: tuple[Registration, ...], now: datetime
) -> bool | None:
    places = {_address(entry.contact_address) for entry in registrations} - {None}
    addresses, _ = home_addresses(account_id=account_id, now=now)
    homes = {_address(text) for text in addresses} - {None}
    return bool(places & homes) if places and homes else None


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


def _tv() -> TvSystem:
    try:
        return tv_system()
    except ImproperlyConfigured as error:
        raise NetworkRefused("not_configured") from error


def _voice() -> VoiceSystem:
    try:
        return voice_system()
    except ImproperlyConfigured as error:
        raise NetworkRefused("not_configured") from error
