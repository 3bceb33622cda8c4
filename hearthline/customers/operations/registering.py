"""What the steps of a registration share: why one can't go on, and its locked row."""

from datetime import datetime
from enum import StrEnum

from django.utils.crypto import constant_time_compare, salted_hmac

from hearthline.customers.models import Registration, RegistrationChallenge
from hearthline.kernel.numbers import token_hash

CODE_TRIES = 5


class Reason(StrEnum):
    """Why a step was refused."""

    GONE = "gone"
    """There is no such registration, its hour is over, or this step doesn't follow the last."""
    TOO_MANY_STARTS = "too_many_starts"
    TOO_MANY_CODES = "too_many_codes"
    WRONG_CODE = "wrong_code"
    CODE_EXPIRED = "code_expired"
    NO_TRIES_LEFT = "no_tries_left"
    OWNED = "owned"
    """Somebody owns the account online already. Said only after the proof."""
    REFUSED = "refused"
    """A field is refused; `errors` says which and why."""


class UnableToRegister(Exception):
    """A step of a registration was refused."""

    def __init__(self, reason: Reason, errors: dict[str, list[str]] | None = None) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.errors = errors or {}


def locked_registration(*, token: str, now: datetime) -> Registration:
    """The registration of a token, locked until the transaction ends.

    Raises:
        UnableToRegister: there is none, or its hour is over (`GONE`).
    """
    registration = (
        Registration.objects.select_for_update().filter(token_hash=token_hash(token)).first()
    )
    if registration is None or registration.expires_at <= now:
        raise UnableToRegister(Reason.GONE)
    return registration


def challenge_hash(*, challenge: RegistrationChallenge, code: str) -> bytes:
    """What is stored of a short code: worth nothing without our key, nor for another challenge."""
    text = f"{challenge.pk}:{code}"
    return salted_hmac("customers.challenge", text, algorithm="sha256").digest()


def try_code(
    *, registration: Registration, purpose: str, code: str, now: datetime
) -> tuple[RegistrationChallenge | None, Reason | None]:
    """Try a code against the newest challenge, and count the try.

    Returns:
        The challenge and None when the code is right; else why it isn't. An error would undo the
        counting, so the caller raises it after its transaction.
    """
    challenge = (
        RegistrationChallenge.objects.select_for_update()
        .filter(registration=registration, purpose=purpose)
        .order_by("-id")
        .first()
    )
    if challenge is None or challenge.expires_at <= now:
        return None, Reason.CODE_EXPIRED
    if challenge.tries >= CODE_TRIES:
        return None, Reason.NO_TRIES_LEFT
    challenge.tries += 1
    challenge.save(update_fields=["tries"])
    digits = "".join(character for character in code if character.isdigit())
    typed = challenge_hash(challenge=challenge, code=digits)
    if constant_time_compare(typed, bytes(challenge.code_hash or b"")):
        return challenge, None
    is_last = challenge.tries >= CODE_TRIES
    return None, Reason.NO_TRIES_LEFT if is_last else Reason.WRONG_CODE
