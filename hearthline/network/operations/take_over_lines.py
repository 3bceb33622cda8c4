"""Lines that were there before Hearthline was: written down as they are, nobody is told anything.

The nightly comparison finds what the network's systems have differently.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from hearthline.network.models import PhoneLine, TvService


@dataclass(frozen=True, slots=True)
class ExistingTv:
    """A TV service; `subscriber` is what the TV system knows it by."""

    account_id: int
    subscriber: str
    channels: Collection[str]
    since_at: datetime


@dataclass(frozen=True, slots=True)
class ExistingPhoneLine:
    """A phone line in service; `number` is E.164."""

    account_id: int
    service_identifier: str
    number: str
    since_at: datetime
    has_voicemail: bool = False
    blocks_anonymous: bool = False
    forwarding: str = "off"
    forwarding_to: str = ""


def take_over_tv(*, services: Sequence[ExistingTv]) -> int:
    """Write down TV services; an account that has one keeps what it has.

    Returns:
        How many were asked for.
    """
    with transaction.atomic():
        TvService.objects.bulk_create(
            [
                TvService(
                    account_id=service.account_id,
                    subscriber=service.subscriber,
                    channels=sorted(set(service.channels)),
                    revision=1,
                    confirmed_revision=1,
                    confirmed_at=service.since_at,
                    created_at=service.since_at,
                )
                for service in services
            ],
            ignore_conflicts=True,
        )
    return len(services)


def take_over_phone_lines(*, lines: Sequence[ExistingPhoneLine]) -> int:
    """Write down phone lines; a number that is in use already stays where it is.

    Returns:
        How many were asked for.
    """
    with transaction.atomic():
        PhoneLine.objects.bulk_create(
            [
                PhoneLine(
                    account_id=line.account_id,
                    service_identifier=line.service_identifier,
                    number=line.number,
                    has_voicemail=line.has_voicemail,
                    blocks_anonymous=line.blocks_anonymous,
                    forwarding=line.forwarding,
                    forwarding_to=line.forwarding_to,
                    confirmed_revision=1,
                    confirmed_at=line.since_at,
                    created_at=line.since_at,
                )
                for line in lines
            ],
            ignore_conflicts=True,
        )
    return len(lines)
