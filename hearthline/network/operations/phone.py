"""How the calls of a phone line are handled, as a member of its account wants it."""

from dataclasses import dataclass
from datetime import datetime

import phonenumbers
from django.conf import settings
from django.db import transaction

from hearthline.customers.models import Account
from hearthline.customers.operations import tell_members
from hearthline.customers.queries import permissions_of
from hearthline.network.models import PhoneLine, ProvisioningStep
from hearthline.network.operations.want import want
from hearthline.network.phone_numbers import number_text

_COSTLY = {
    phonenumbers.PhoneNumberType.PREMIUM_RATE,
    phonenumbers.PhoneNumberType.SHARED_COST,
    phonenumbers.PhoneNumberType.PERSONAL_NUMBER,
    phonenumbers.PhoneNumberType.PAGER,
}


class UnableToChangePhone(Exception):
    """Nothing was changed.

    Attributes:
        reason: `not_there`, `not_allowed`, or what is wrong with the number to forward to:
            `no_number`, `not_a_number`, `own_number`, `emergency`, `costly`, `abroad`, `loop`.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class CallHandling:
    """What somebody wants: `forwarding` is off, always, busy or no_answer."""

    has_voicemail: bool
    blocks_anonymous: bool
    forwarding: str
    forwarding_to: str


def _reference_of(line_id: int) -> str:
    """What the steps of changes that people make to a line belong to."""
    return f"phone:{line_id}"


def change_phone_line(
    *, account_id: int, line_id: int, user_id: int, wanted: CallHandling, now: datetime
) -> int | None:
    """Handle a line's calls differently from now on; the network is told by a step.

    A number typed while forwarding is off is kept for next time, if it is one.

    Args:
        account_id: whose line it must be.
        line_id: which.
        user_id: who wants it, a member who may.
        wanted: how; the number as typed, in the provider's country or with +.
        now: when.

    Returns:
        The step's id, or None if everything was like this already.

    Raises:
        UnableToChangePhone: nothing was changed; `reason` says why.
    """
    if not permissions_of(account_id=account_id, user_id=user_id).may_change_phone:
        raise UnableToChangePhone("not_allowed")
    with transaction.atomic():
        Account.objects.select_for_update(no_key=True).get(pk=account_id)
        line = (
            PhoneLine.objects.select_for_update()
            .filter(pk=line_id, account_id=account_id, ended_at__isnull=True)
            .first()
        )
        if line is None:
            raise UnableToChangePhone("not_there")
        before = (line.forwarding, line.forwarding_to)
        if not _take(line, wanted):
            return None
        line.revision += 1
        line.save()
        if before != (line.forwarding, line.forwarding_to):
            _tell_owner(line, now)
        return want(
            account_id=account_id,
            kind=ProvisioningStep.Kind.VOICE_SETTINGS,
            subject_id=line.pk,
            reference=_reference_of(line.pk),
            now=now,
        )


def _tell_owner(line: PhoneLine, now: datetime) -> None:
    """Whoever forwards somebody's calls hears their codes: the owner is told that it changed."""
    tell_members(
        account_id=line.account_id,
        kind="phone_forwarding",
        context={
            "number": number_text(line.number),
            "to": line.forwarding != PhoneLine.Forwarding.OFF,
        },
        roles=("owner",),
        about=f"phone:{line.pk}:{line.revision}",
        now=now,
    )


def _take(line: PhoneLine, wanted: CallHandling) -> bool:
    """Put what is wanted onto the line; whether that changed anything."""
    forwarding = PhoneLine.Forwarding(wanted.forwarding)
    target = line.forwarding_to
    if forwarding != PhoneLine.Forwarding.OFF:
        target = _target(line, wanted.forwarding_to)
    new = (wanted.has_voicemail, wanted.blocks_anonymous, forwarding.value, target)
    old = (line.has_voicemail, line.blocks_anonymous, line.forwarding, line.forwarding_to)
    line.has_voicemail, line.blocks_anonymous, line.forwarding, line.forwarding_to = new
    return new != old


def _target(line: PhoneLine, typed: str) -> str:
    """The number to forward to, E.164."""
    if not typed.strip():
        raise UnableToChangePhone("no_number")
    if any(
        phonenumbers.is_emergency_number(typed, country)
        for country in {settings.PROVIDER_COUNTRY, *settings.FORWARDING_COUNTRIES}
    ):
        raise UnableToChangePhone("emergency")
    try:
        number = phonenumbers.parse(typed, settings.PROVIDER_COUNTRY)
    except phonenumbers.NumberParseException as error:
        raise UnableToChangePhone("not_a_number") from error
    if not phonenumbers.is_valid_number(number) or number.extension:
        raise UnableToChangePhone("not_a_number")
    text = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    if text == line.number:
        raise UnableToChangePhone("own_number")
    if phonenumbers.number_type(number) in _COSTLY:
        raise UnableToChangePhone("costly")
    # Toll-free numbers belong to a calling code rather than to one of its countries.
    region = phonenumbers.region_code_for_number(number)
    if region not in settings.FORWARDING_COUNTRIES:
        raise UnableToChangePhone("abroad")
    if PhoneLine.objects.filter(
        number=text,
        ended_at__isnull=True,
        forwarding=PhoneLine.Forwarding.ALWAYS,
        forwarding_to=line.number,
    ).exists():
        raise UnableToChangePhone("loop")
    return text
