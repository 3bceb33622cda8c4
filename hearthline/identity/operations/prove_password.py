"""Ask somebody who is signed in for their password again, before what matters most."""

from datetime import datetime, timedelta
from enum import StrEnum

from hearthline.identity.limits import Limit, take
from hearthline.identity.models import User
from hearthline.identity.operations.signing_in import FAILURE_CAP, note_wrong_password

PROOFS = 5
"""Tries in five minutes: a session that somebody took over must not be a place to guess."""


class ProofRefusal(StrEnum):
    """Why a password proved nothing."""

    WRONG = "wrong"
    TOO_MANY = "too_many"
    BLOCKED = "blocked"
    """Wrong passwords reached the cap; only a reset lets the person in again."""


class UnableToProve(Exception):
    """The password wasn't accepted."""

    def __init__(self, refusal: ProofRefusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


def prove_password(*, user_id: int, password: str, user_agent: str, now: datetime) -> str:
    """Hold a password against a user's. Wrong ones count towards the cap, as at sign-in.

    Returns:
        The hash it was held against, by which a caller sees whether it has changed since.

    Raises:
        UnableToProve: it is wrong, or there were too many tries.
    """
    limit = Limit("password proof", str(user_id), PROOFS, timedelta(minutes=5))
    if not take([limit], now=now):
        raise UnableToProve(ProofRefusal.TOO_MANY)
    user = User.objects.get(pk=user_id)
    is_right = user.check_password(password)
    if is_right and user.failed_sign_ins < FAILURE_CAP:
        return user.password
    note_wrong_password(user_id=user_id, user_agent=user_agent, now=now)
    is_blocked = user.failed_sign_ins >= FAILURE_CAP
    raise UnableToProve(ProofRefusal.BLOCKED if is_blocked else ProofRefusal.WRONG)
