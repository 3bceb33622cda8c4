"""Signing in with a code by email in place of a password.

Whoever asks has proven nothing: every answer is the same and does the same work whether there is
such a person or not, as in `recover`. A code works only in the browser that asked for it, so a
code that somebody is talked into reading out opens nothing elsewhere. Browsers that a person has
signed in with have a share of messages of their own: whoever has codes sent to them as often as it
goes, from wherever, can't keep them from getting one.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from django.db import transaction

from hearthline.identity.limits import Limit, take
from hearthline.identity.models import Browser, Challenge, User
from hearthline.identity.operations.codes import CODE_LIFETIME, ask_for_code, try_code
from hearthline.identity.queries import user_by_identifier
from hearthline.kernel.numbers import new_token
from hearthline.kernel.queue import enqueue

SUBJECT = "sign-in:"
KNOWN_SUBJECT = "sign-in known:"
"""How the subjects of these codes begin; the second for browsers that the person has used."""
_HOUR = timedelta(hours=1)
_ASKS_A_PLACE = 20
_ASKS_A_NAME = 5
_TRIES_A_PLACE = 60


class SignInCodeRefusal(StrEnum):
    """Why a code doesn't sign in."""

    TOO_MANY = "too_many"
    WRONG_CODE = "wrong_code"
    CODE_EXPIRED = "code_expired"
    NO_TRIES_LEFT = "no_tries_left"


class UnableToSignInByCode(Exception):
    """Nobody is signed in."""

    def __init__(self, refusal: SignInCodeRefusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


def ask_for_sign_in_code(
    *, identifier: str, language: str, place: str, browser_hash: bytes, device: str, now: datetime
) -> str:
    """Have a code sent to the email address of record, if there is such a person.

    Args:
        identifier: the username or email address as typed.
        language: of the page; the message is in the person's own.
        place: the network address; kept only as a keyed hash.
        browser_hash: of the browser's own cookie; empty without one.
        device: the browser in words; the message says it.
        now: when.

    Returns:
        The reference under which the code can be typed: keep it in the session, and nowhere else.

    Raises:
        UnableToSignInByCode: too many requests from this place (`TOO_MANY`).
    """
    name = f"{place} {identifier.strip().lower()}"
    limits = [
        Limit("sign-in code place", place, _ASKS_A_PLACE, _HOUR),
        Limit("sign-in code name", name, _ASKS_A_NAME, CODE_LIFETIME),
    ]
    if not take(limits, now=now):
        raise UnableToSignInByCode(SignInCodeRefusal.TOO_MANY)
    user = user_by_identifier(identifier.strip())
    user_id = user.pk if user and user.is_active else None
    # Nobody's number does the same work.
    is_known = Browser.objects.filter(user_id=user_id or 0, token_hash=browser_hash).exists()
    reference = (KNOWN_SUBJECT if is_known else SUBJECT) + new_token()
    with transaction.atomic():
        challenge_id = ask_for_code(
            purpose=Challenge.Purpose.SIGN_IN,
            subject=reference,
            user_id=user_id,
            channel="email",
            language=language,
            device=device,
            now=now,
        )
        enqueue("send_code", challenge_id=challenge_id)
    return reference


def use_sign_in_code(*, reference: str, code: str, place: str, now: datetime) -> int:
    """Use a code up.

    Args:
        reference: from the session of the browser that asked.
        code: as typed.
        place: the network address.
        now: when.

    Returns:
        Who may go on signing in; whoever has a second factor still has to pass that.

    Raises:
        UnableToSignInByCode: with the reason.
    """
    if not take([Limit("sign-in code tries", place, _TRIES_A_PLACE, _HOUR)], now=now):
        raise UnableToSignInByCode(SignInCodeRefusal.TOO_MANY)
    if not reference.startswith((SUBJECT, KNOWN_SUBJECT)):
        raise UnableToSignInByCode(SignInCodeRefusal.CODE_EXPIRED)
    with transaction.atomic():
        proven, refusal = try_code(
            purpose=Challenge.Purpose.SIGN_IN, subject=reference, code=code, now=now
        )
    if refusal is not None:
        raise UnableToSignInByCode(SignInCodeRefusal(refusal.value))
    user_id = proven.user_id if proven else None
    if user_id is None or not User.objects.filter(pk=user_id, is_active=True).exists():
        raise UnableToSignInByCode(SignInCodeRefusal.CODE_EXPIRED)
    return user_id
