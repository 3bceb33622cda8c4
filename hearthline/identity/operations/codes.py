"""One-time codes: asked for on a page, made and sent by a job, typed into a page.

Registration, recovery and changes of contacts stand on this one mechanism. A page asks and a job
makes, so that the page does the same work whether there is anywhere to send a code to or not.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal, cast

from django.utils.crypto import constant_time_compare, salted_hmac

from hearthline.identity.models import Challenge
from hearthline.kernel.numbers import new_code

CODE_LIFETIME = timedelta(minutes=10)
CODE_TRIES = 5
"""Wrong codes after which a challenge takes none any more, the right one included."""

Channel = Literal["email", "sms"]
Purpose = Challenge.Purpose


class CodeRefusal(StrEnum):
    """Why a typed code was refused."""

    WRONG_CODE = "wrong_code"
    CODE_EXPIRED = "code_expired"
    """It ran out, was used, or a newer one took its place; or none was ever asked for."""
    NO_TRIES_LEFT = "no_tries_left"


@dataclass(frozen=True, slots=True)
class WantedCode:
    """A code that was asked for; never the code itself."""

    id: int
    purpose: str
    subject: str
    user_id: int | None
    channel: Channel
    language: str
    sent_to: str
    device: str
    created_at: datetime
    expires_at: datetime


def ask_for_code(
    *,
    purpose: Purpose,
    subject: str,
    channel: Channel,
    language: str,
    now: datetime,
    sent_to: str = "",
    user_id: int | None = None,
    device: str = "",
) -> int:
    """Write down that a code is wanted; the caller enqueues the job that sends it.

    Args:
        purpose: what it will prove. A code of one purpose is worth nothing for another.
        subject: what it is for; a newer code for it takes the place of an older one.
        channel: how it goes out.
        language: of the message.
        now: when.
        sent_to: where it goes, if the page knows that already; else the job finds it out.
        user_id: whose it is, where that is a user.
        device: the browser in words, for the message to say.

    Returns:
        The challenge's id.
    """
    return Challenge.objects.create(
        purpose=purpose,
        subject=subject,
        user_id=user_id,
        channel=channel,
        language=language,
        sent_to=sent_to,
        device=device,
        created_at=now,
        expires_at=now + CODE_LIFETIME,
    ).pk


def take_up_code(*, challenge_id: int, now: datetime) -> WantedCode | None:
    """For the job, in its transaction: what is to be sent; None if that was done or is too late."""
    challenge = (
        Challenge.objects.select_for_update()
        .filter(pk=challenge_id, handled_at__isnull=True, used_at__isnull=True, expires_at__gt=now)
        .first()
    )
    if challenge is None:
        return None
    challenge.handled_at = now
    challenge.save(update_fields=["handled_at"])
    return _wanted(challenge)


def make_code(*, challenge_id: int, sent_to: str) -> str:
    """Make the code that goes to `sent_to`; returns it as people read it, `1234 5678`.

    Only a keyed hash is kept.
    """
    code = new_code()
    Challenge.objects.filter(pk=challenge_id).update(
        code_hash=_code_hash(challenge_id, code), sent_to=sent_to
    )
    return f"{code[:4]} {code[4:]}"


def try_code(
    *, purpose: Purpose, subject: str, code: str, now: datetime, is_used: bool = True
) -> tuple[WantedCode | None, CodeRefusal | None]:
    """Try a code against the newest challenge for a subject, and count the try if it is wrong.

    A right one is used up, so that of many at once one succeeds; with `is_used=False` the caller
    does that (`use_code`) in the same transaction, which holds the challenge's lock.

    Returns:
        What was proven and None; or None and why not. An error would undo the counting, so the
        caller raises it after its transaction.
    """
    challenge = (
        Challenge.objects.select_for_update()
        .filter(purpose=purpose, subject=subject)
        .order_by("-id")
        .first()
    )
    if challenge is None or challenge.expires_at <= now or challenge.used_at is not None:
        return None, CodeRefusal.CODE_EXPIRED
    if challenge.tries >= CODE_TRIES:
        return None, CodeRefusal.NO_TRIES_LEFT
    digits = "".join(character for character in code if character.isdigit())
    typed = _code_hash(challenge.pk, digits)
    if constant_time_compare(typed, bytes(challenge.code_hash or b"")):
        if is_used:
            use_code(challenge_id=challenge.pk, now=now)
        return _wanted(challenge), None
    challenge.tries += 1
    challenge.save(update_fields=["tries"])
    is_last = challenge.tries >= CODE_TRIES
    return None, CodeRefusal.NO_TRIES_LEFT if is_last else CodeRefusal.WRONG_CODE


def use_code(*, challenge_id: int, now: datetime) -> None:
    """Use a code up."""
    Challenge.objects.filter(pk=challenge_id).update(used_at=now)


def end_codes(*, user_id: int, purposes: tuple[Purpose, ...], now: datetime) -> None:
    """Let a user's codes of these purposes be worth nothing from now on."""
    Challenge.objects.filter(
        user_id=user_id, purpose__in=purposes, used_at__isnull=True, expires_at__gt=now
    ).update(expires_at=now)


def forget_codes(*, purpose: Purpose, subject: str) -> None:
    """Let it be as if none of those that weren't used had been asked for."""
    Challenge.objects.filter(purpose=purpose, subject=subject, used_at__isnull=True).delete()


def newest_code(*, purpose: Purpose, subject: str) -> WantedCode | None:
    """The code that counts for a subject, whether it still works or not."""
    found = Challenge.objects.filter(purpose=purpose, subject=subject).order_by("-id").first()
    return _wanted(found) if found else None


def count_codes(*, purpose: Purpose, subject: str) -> int:
    """How many codes were asked for, for a subject, of those that aren't swept yet."""
    return Challenge.objects.filter(purpose=purpose, subject=subject).count()


def _wanted(challenge: Challenge) -> WantedCode:
    return WantedCode(
        id=challenge.pk,
        purpose=challenge.purpose,
        subject=challenge.subject,
        user_id=challenge.user_id,
        channel=cast("Channel", challenge.channel),
        language=challenge.language,
        sent_to=challenge.sent_to,
        device=challenge.device,
        created_at=challenge.created_at,
        expires_at=challenge.expires_at,
    )


def _code_hash(challenge_id: int, code: str) -> bytes:
    """What is stored of a short code: worth nothing without our key, nor for another challenge."""
    text = f"{challenge_id}:{code}"
    return salted_hmac("identity.challenge", text, algorithm="sha256").digest()
