"""What the steps of a registration share: why one can't go on, and its locked row."""

from datetime import datetime
from enum import StrEnum

from hearthline.customers.models import Registration
from hearthline.customers.registration_state import code_subject
from hearthline.identity.operations import codes
from hearthline.kernel.numbers import token_hash


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
    STAFF = "staff"
    """A member of staff's sign-in: at home they use another."""
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


def try_code(
    *, registration: Registration, purpose: codes.Purpose, code: str, now: datetime
) -> tuple[codes.WantedCode | None, Reason | None]:
    """Try a code of a registration: what it proved, or why it was refused."""
    proven, refusal = codes.try_code(
        purpose=purpose, subject=code_subject(registration.pk), code=code, now=now
    )
    return proven, None if refusal is None else Reason(refusal.value)
