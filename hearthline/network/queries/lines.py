"""TV service and phone lines of an account."""

from dataclasses import dataclass
from datetime import datetime

from hearthline.network.models import PhoneLine, ProvisioningStep, TvService
from hearthline.network.phone_numbers import number_text
from hearthline.network.queries.provisioning import StepLine, newest_step

_VOICE = (ProvisioningStep.Kind.VOICE_SETTINGS.value, ProvisioningStep.Kind.VOICE_LINE.value)


@dataclass(frozen=True, slots=True)
class PhoneLineLine:
    """A phone line in service. Numbers are E.164; `*_text` is how people write them."""

    id: int
    service_identifier: str
    number: str
    has_voicemail: bool
    blocks_anonymous: bool
    forwarding: str
    forwarding_to: str
    is_confirmed: bool
    confirmed_at: datetime | None

    @property
    def number_text(self) -> str:
        return number_text(self.number)

    @property
    def forwarding_to_text(self) -> str:
        return number_text(self.forwarding_to) if self.forwarding_to else ""


@dataclass(frozen=True, slots=True)
class TvLine:
    """An account's TV service; `is_confirmed` is whether the TV system was seen to have it."""

    id: int
    channels: tuple[str, ...]
    is_confirmed: bool
    confirmed_at: datetime | None


def phone_lines_of(*, account_id: int) -> tuple[PhoneLineLine, ...]:
    """The phone lines of an account, in the order of their numbers. One query."""
    lines = PhoneLine.objects.filter(account_id=account_id, ended_at__isnull=True)
    return tuple(_line(line) for line in lines.order_by("number"))


def phone_line_of(*, account_id: int, line_id: int) -> PhoneLineLine | None:
    """One phone line of an account, or None. One query."""
    line = PhoneLine.objects.filter(
        pk=line_id, account_id=account_id, ended_at__isnull=True
    ).first()
    return None if line is None else _line(line)


def _line(line: PhoneLine) -> PhoneLineLine:
    return PhoneLineLine(
        id=line.pk,
        service_identifier=line.service_identifier,
        number=line.number,
        has_voicemail=line.has_voicemail,
        blocks_anonymous=line.blocks_anonymous,
        forwarding=line.forwarding,
        forwarding_to=line.forwarding_to,
        is_confirmed=line.confirmed_revision >= line.revision,
        confirmed_at=line.confirmed_at,
    )


def phone_progress(*, account_id: int, line_id: int) -> StepLine | None:
    """How far the newest change of a phone line is; None if there never was one. One query."""
    return newest_step(account_id=account_id, kinds=_VOICE, subject_id=line_id)


def tv_of(*, account_id: int) -> TvLine | None:
    """An account's TV service, or None where it has none (any more). One query."""
    service = TvService.objects.filter(account_id=account_id).first()
    if service is None or not service.channels:
        return None
    return TvLine(
        id=service.pk,
        channels=tuple(service.channels),
        is_confirmed=service.confirmed_revision >= service.revision,
        confirmed_at=service.confirmed_at,
    )
