"""Another account for somebody who has a sign-in: the same proof, but no second sign-in."""

from datetime import datetime

from django.db import transaction

from hearthline.customers.models import Account, Member
from hearthline.customers.operations.finish_registration import (
    tell_contacts_of_record,
    use_up_code,
)
from hearthline.customers.operations.household import OWNER
from hearthline.customers.operations.registering import (
    Reason,
    UnableToRegister,
    locked_registration,
)
from hearthline.customers.queries.accounts import ending_of
from hearthline.customers.registration_state import has_owner
from hearthline.identity.models import User
from hearthline.identity.operations import record_event
from hearthline.identity.queries import is_staff


def add_account(*, token: str, user_id: int, now: datetime) -> int:
    """Make somebody the owner of the account that their registration proved.

    Somebody who is its member already becomes its owner, where it has none.

    Args:
        token: of the registration, proven by a contact of record or a code from staff.
        user_id: who.
        now: when.

    Returns:
        The account's id; the same again for the same form sent twice.

    Raises:
        UnableToRegister: `GONE`, `OWNED` if somebody else became the owner meanwhile, or `STAFF`.
    """
    if is_staff(user_id=user_id):
        raise UnableToRegister(Reason.STAFF)
    with transaction.atomic():
        registration = locked_registration(token=token, now=now)
        account_id = registration.account_id
        if not registration.proven_at or not account_id:
            raise UnableToRegister(Reason.GONE)
        if registration.completed_at:
            if registration.user_id != user_id:
                raise UnableToRegister(Reason.GONE)
            return int(account_id)
        # Two people finishing at once wait for each other here.
        account = Account.objects.select_for_update().get(pk=account_id)
        if account.status == Account.Status.CLOSED:
            raise UnableToRegister(Reason.GONE)
        if has_owner(account.pk):
            raise UnableToRegister(Reason.OWNED)
        _own(account, user_id, now)
        use_up_code(registration=registration, now=now)
        # Their address was verified when they got their sign-in.
        registration.email = User.objects.values_list("email", flat=True).get(pk=user_id)
        registration.email_verified_at = registration.completed_at = now
        registration.user_id = user_id
        registration.password_hash = ""
        registration.save()
        record_event(
            user_id=user_id,
            kind="account_added",
            now=now,
            account_id=account.pk,
            details={"ending": ending_of(account.number)},
        )
        tell_contacts_of_record(account=account, now=now)
    return int(account_id)


def _own(account: Account, user_id: int, now: datetime) -> None:
    owner = {**OWNER, "used_at": now}
    Member.objects.update_or_create(
        account=account,
        user_id=user_id,
        defaults=owner,
        create_defaults={**owner, "since_at": now},
    )
