"""The first step: which account?"""

from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction

from hearthline.customers.locators import locator_hash, plain, plain_postal_code
from hearthline.customers.models import Registration
from hearthline.customers.operations.registering import Reason, UnableToRegister
from hearthline.identity.limits import Limit, take
from hearthline.kernel.numbers import new_token, token_hash
from hearthline.kernel.sql import run

LIFETIME = timedelta(hours=1)
_SQL = Path(__file__).parents[1] / "sql"
_STARTS_AN_HOUR = 30


def start_registration(
    *, account_number: str, postal_code: str, language: str, place: str, now: datetime
) -> str:
    """Begin a registration, whether the details match an account or not.

    Args:
        account_number: as typed; spaces, dashes and case don't matter.
        postal_code: as typed; of ZIP+4 only the ZIP counts.
        language: of the page, and of the messages that follow.
        place: the network address, for the limit; kept only as a keyed hash.
        now: when.

    Returns:
        The token under which the registration is found; keep it in the session.

    Raises:
        UnableToRegister: too many were begun from this place (`TOO_MANY_STARTS`).
    """
    limit = Limit("register", place, _STARTS_AN_HOUR, timedelta(hours=1))
    if not take([limit], now=now):
        raise UnableToRegister(Reason.TOO_MANY_STARTS)
    token = new_token()
    with transaction.atomic():
        Registration.objects.create(
            token_hash=token_hash(token),
            locator_hash=locator_hash(account_number=account_number, postal_code=postal_code),
            account_id=_account_meant(account_number, postal_code),
            language=language,
            started_at=now,
            expires_at=now + LIFETIME,
        )
    return token


def _account_meant(account_number: str, postal_code: str) -> int | None:
    found = run(
        _SQL / "find_account_to_register.sql",
        {"number": plain(account_number), "postal_code": plain_postal_code(postal_code)},
    )
    return found[0]["id"] if len(found) == 1 else None
