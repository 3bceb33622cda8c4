"""The second step of a sign-in: asked for, tried, passed.

Whoever is here knows a password, or reads a mailbox. Tries are counted in the database before
they are looked at, over all means together; browsers that the person has used count for
themselves, so that nobody else's tries keep them out.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db import transaction

from hearthline.identity.limits import Limit, give_back, take
from hearthline.identity.models import Challenge, SignIn, User
from hearthline.identity.operations.authenticator_app import reopen_app, use_app_code
from hearthline.identity.operations.codes import Channel, ask_for_code, try_code
from hearthline.identity.operations.recovery_codes import use_recovery_code
from hearthline.kernel.queue import enqueue

TRIES = 10
WINDOW = timedelta(minutes=15)
CODES_SENT = 5
CODES_WINDOW = timedelta(minutes=10)
SUBJECT = "second step:"
"""How the subjects of codes for a second step begin; the rest is the reference of the sign-in."""
_PURPOSE = Challenge.Purpose.SIGN_IN


class StepRefusal(StrEnum):
    """Why a second step isn't passed."""

    WRONG_CODE = "wrong_code"
    TOO_MANY = "too_many"
    CODE_EXPIRED = "code_expired"
    NO_TRIES_LEFT = "no_tries_left"
    ENDED = "ended"
    """The sign-in ran out, or the person changed their password meanwhile: begin again."""


class UnableToPassStep(Exception):
    """The person isn't signed in."""

    def __init__(self, refusal: StepRefusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


def note_second_step(*, user_id: int, outcome: str, seen: Mapping[str, Any], now: datetime) -> None:
    """Write down that a second step was asked for (`SECOND_STEP`) or failed.

    Args:
        user_id: whose.
        outcome: one of the two.
        seen: fields of `SignIn`: device, method, country, place, score, reasons.
        now: when.
    """
    SignIn.objects.create(user_id=user_id, at=now, outcome=outcome, **seen)


def send_step_code(
    *,
    user_id: int,
    channel: Channel,
    reference: str,
    is_known_browser: bool,
    device: str,
    now: datetime,
) -> None:
    """Have a code for the second step sent; it takes the place of an earlier one.

    Raises:
        UnableToPassStep: `TOO_MANY` were sent, or `ENDED`.
    """
    limit = Limit("step codes", _whose(user_id, is_known_browser), CODES_SENT, CODES_WINDOW)
    if not take([limit], now=now):
        raise UnableToPassStep(StepRefusal.TOO_MANY)
    with transaction.atomic():
        user = User.objects.filter(pk=user_id, is_active=True).first()
        if user is None:
            raise UnableToPassStep(StepRefusal.ENDED)
        challenge_id = ask_for_code(
            purpose=_PURPOSE,
            subject=SUBJECT + reference,
            user_id=user_id,
            channel=channel,
            language=user.language,
            sent_to=user.phone if channel == "sms" else user.email,
            device=device,
            now=now,
        )
        enqueue("send_code", challenge_id=challenge_id)


def pass_second_step(
    *,
    user_id: int,
    means: str,
    code: str,
    reference: str,
    is_known_browser: bool,
    seen: Mapping[str, Any],
    user_agent: str,
    now: datetime,
) -> None:
    """Pass the second step with a code of the app, a recovery code, or one that was sent.

    Args:
        user_id: who is half signed in.
        means: `app`, `recovery`, `email` or `sms`.
        code: as typed.
        reference: of this sign-in; codes that were sent for another are worth nothing here.
        is_known_browser: the person has signed in with this browser before.
        seen: for the history, as in `note_second_step`.
        user_agent: the browser's.
        now: when.

    Raises:
        UnableToPassStep: with the reason. At most 10 wrong tries in 15 minutes are looked at.
    """
    limit = Limit("second step", _whose(user_id, is_known_browser), TRIES, WINDOW)
    if not take([limit], now=now):
        raise UnableToPassStep(StepRefusal.TOO_MANY)
    refusal = _try(
        user_id, means, code, subject=SUBJECT + reference, user_agent=user_agent, now=now
    )
    if refusal is not None:
        note_second_step(
            user_id=user_id, outcome=SignIn.Outcome.WRONG_SECOND_STEP, seen=seen, now=now
        )
        raise UnableToPassStep(refusal)
    give_back(limit)
    if means != "app":
        with transaction.atomic():
            reopen_app(user_id=user_id)


def _try(
    user_id: int, means: str, code: str, *, subject: str, user_agent: str, now: datetime
) -> StepRefusal | None:
    if means == "app":
        is_right = use_app_code(user_id=user_id, code=code, now=now)
    elif means == "recovery":
        is_right = use_recovery_code(user_id=user_id, code=code, user_agent=user_agent, now=now)
    else:
        with transaction.atomic():
            _proven, refusal = try_code(purpose=_PURPOSE, subject=subject, code=code, now=now)
        return None if refusal is None else StepRefusal(refusal.value)
    return None if is_right else StepRefusal.WRONG_CODE


def _whose(user_id: int, is_known_browser: bool) -> str:  # noqa: FBT001 - one of two counters
    return f"{user_id} {'known' if is_known_browser else 'new'}"
