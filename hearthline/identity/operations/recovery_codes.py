"""Recovery codes: made ten at a time, shown once, each used once."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from hearthline.identity.devices import device_name
from hearthline.identity.models import RecoveryCode, User
from hearthline.identity.operations.record_event import record_event
from hearthline.identity.queries.factors import has_second_factor, recovery_codes_left
from hearthline.identity.recovery_codes import hashed, new_codes, new_salt, salt_of
from hearthline.notices.operations import send_message

FEW = 2
"""With so many left, the message about a used one says to make new ones."""


class UnableToMakeRecoveryCodes(Exception):
    """There is no second factor that they could stand in for."""


def make_recovery_codes(*, user_id: int, now: datetime, user_agent: str = "") -> tuple[str, ...]:
    """Make ten codes in place of all that there were, and tell the person by email.

    Returns:
        The codes, to be shown this once; only hashes are kept.

    Raises:
        UnableToMakeRecoveryCodes: the person has no second factor.
    """
    # Ten verifications' worth of work, before any lock.
    codes, hashes = _ten()
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=user_id)
        if not has_second_factor(user_id):
            raise UnableToMakeRecoveryCodes
        _put(user, hashes, user_agent, now)
        send_message(
            kind="recovery_codes_made",
            channel="email",
            to=user.email,
            language=user.language,
            context={"address": f"{settings.SITE_URL}/security/"},
            user_id=user_id,
            now=now,
        )
    return codes


def make_first_codes(*, user_id: int, now: datetime, user_agent: str = "") -> tuple[str, ...]:
    """Make ten codes if there are none, in the caller's transaction that holds the user's lock.

    The message about the second factor that they come with tells of them too.
    """
    if RecoveryCode.objects.filter(user_id=user_id).exists():
        return ()
    codes, hashes = _ten()
    _put(User.objects.get(pk=user_id), hashes, user_agent, now)
    return codes


def _ten() -> tuple[tuple[str, ...], list[str]]:
    codes, salt = new_codes(), new_salt()
    return codes, [hashed(code, salt=salt) for code in codes]


def _put(user: User, hashes: list[str], user_agent: str, now: datetime) -> None:
    RecoveryCode.objects.filter(user_id=user.pk).delete()
    RecoveryCode.objects.bulk_create(
        RecoveryCode(user_id=user.pk, code_hash=code_hash, made_at=now) for code_hash in hashes
    )
    record_event(
        user_id=user.pk, kind="recovery_codes_made", device=device_name(user_agent), now=now
    )


def use_recovery_code(*, user_id: int, code: str, now: datetime, user_agent: str = "") -> bool:
    """Use a code up, and tell the person by email; False if it is none of theirs, or was used.

    Of many at once with the same code one succeeds. Count tries before (`pass_second_step`).
    """
    one = RecoveryCode.objects.filter(user_id=user_id).first()
    if one is None:
        return False
    typed = hashed(code, salt=salt_of(one.code_hash))
    with transaction.atomic():
        used = RecoveryCode.objects.filter(
            user_id=user_id, code_hash=typed, used_at__isnull=True
        ).update(used_at=now)
        if not used:
            return False
        user = User.objects.get(pk=user_id)
        left = recovery_codes_left(user_id)
        device = device_name(user_agent)
        record_event(
            user_id=user_id,
            kind="recovery_code_used",
            device=device,
            details={"left": left},
            now=now,
        )
        send_message(
            kind="recovery_code_used",
            channel="email",
            to=user.email,
            language=user.language,
            context={
                "left": left,
                "are_few": left <= FEW,
                "device": device,
                "address": f"{settings.SITE_URL}/security/",
            },
            user_id=user_id,
            now=now,
        )
    return True
