"""A registration code from staff, for somebody whose contacts of record can't be reached."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.crypto import salted_hmac

from hearthline.customers.models import Account, RegistrationCode

LIFETIME = timedelta(days=7)
# Crockford's base 32: no I, L, O or U, so that a code can be read out on the phone.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH = 12
_GROUP = 4
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1"})


class UnableToIssueRegistrationCode(Exception):
    """There is no such account, or it is closed."""


def issue_registration_code(*, account_id: int, staff_user_id: int | None, now: datetime) -> str:
    """Issue a one-time code that registers for an account; an earlier one ends.

    Give it only to somebody whose identity you have checked: it is the proof. `staff_user_id` is
    empty on the command line.

    Returns:
        The code in groups of four; only its hash is kept, so it can't be shown again.

    Raises:
        UnableToIssueRegistrationCode: no such account, or it is closed.
    """
    code = "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))
    with transaction.atomic():
        account = Account.objects.select_for_update().filter(pk=account_id).first()
        if account is None or account.status == Account.Status.CLOSED:
            raise UnableToIssueRegistrationCode("There is no such account, or it is closed.")
        RegistrationCode.objects.filter(
            account_id=account_id, used_at__isnull=True, replaced_at__isnull=True
        ).update(replaced_at=now)
        RegistrationCode.objects.create(
            account_id=account_id,
            code_hash=registration_code_hash(account_id=account_id, code=code),
            issued_by_id=staff_user_id,
            issued_at=now,
            expires_at=now + LIFETIME,
        )
    return "-".join(code[at : at + _GROUP] for at in range(0, _LENGTH, _GROUP))


def plain_registration_code(*, text: str) -> str:
    """A typed code without its dashes, with letters that are often misread put right."""
    letters = "".join(character for character in text.upper() if character.isalnum())
    return letters.translate(_MISREAD)


def registration_code_hash(*, account_id: int, code: str) -> bytes:
    text = f"{account_id}:{code}"
    return salted_hmac("customers.registration_code", text, algorithm="sha256").digest()
