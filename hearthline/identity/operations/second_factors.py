"""What follows when somebody gets or loses a second factor, whichever it is."""

from datetime import datetime
from enum import StrEnum

from django.contrib.auth.hashers import make_password

from hearthline.identity.models import Browser, RecoveryCode, User
from hearthline.identity.operations.recovery_codes import make_first_codes
from hearthline.identity.queries.factors import has_second_factor


class FactorRefusal(StrEnum):
    """Why a second factor can't be added or removed."""

    WRONG_CODE = "wrong_code"
    TOO_MANY = "too_many"
    NOT_ON = "not_on"
    EXPIRED = "expired"
    """The secret that was shown can't be read any more: begin again."""
    SHORT_PASSWORD = "short_password"  # noqa: S105 - the name of a refusal
    """It is the last one, and the password is too short to be the only factor."""


class UnableToChangeFactor(Exception):
    """The second factors stay as they are."""

    def __init__(self, refusal: FactorRefusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


def second_factor_added(*, user_id: int, now: datetime, user_agent: str = "") -> tuple[str, ...]:
    """To be called in the transaction that adds one; it holds the user's lock.

    Browsers that were let off the second step are asked again.

    Returns:
        Recovery codes to be shown this once, if it is the first factor; else nothing.
    """
    end_trust(user_id=user_id)
    return make_first_codes(user_id=user_id, user_agent=user_agent, now=now)


def second_factor_removed(*, user_id: int) -> None:
    """To be called in the transaction that has removed one; it holds the user's lock.

    Recovery codes go with the last of them.

    Raises:
        UnableToChangeFactor: `SHORT_PASSWORD`; let it undo the transaction.
    """
    end_trust(user_id=user_id)
    if has_second_factor(user_id):
        return
    if User.objects.filter(pk=user_id, has_short_password=True).exists():
        raise UnableToChangeFactor(FactorRefusal.SHORT_PASSWORD)
    RecoveryCode.objects.filter(user_id=user_id).delete()


def second_factor_lost(*, user: User) -> bool:
    """To be called in the transaction that took one away unasked; it holds the user's lock.

    As `second_factor_removed`, but a password that is too short to be the only factor goes too: the
    person chooses another with a code.

    Returns:
        Whether the password went.
    """
    end_trust(user_id=user.pk)
    if has_second_factor(user.pk):
        return False
    RecoveryCode.objects.filter(user_id=user.pk).delete()
    if not user.has_short_password:
        return False
    user.password, user.has_short_password = make_password(None), False
    user.save(update_fields=["password", "has_short_password"])
    return True


def end_trust(*, user_id: int) -> None:
    """Ask for the second step in every browser again."""
    Browser.objects.filter(user_id=user_id, trusted_until_at__isnull=False).update(
        trusted_until_at=None
    )
