"""Say "this wasn't me": shut the sign-in, and take back what somebody did with it to an account."""

from datetime import datetime

from django.db import transaction

from hearthline.customers.models import (
    Account,
    ContactOfRecordChange,
    Invitation,
    OwnershipOffer,
)
from hearthline.customers.operations.undo_contact_of_record import (
    restore_contact_of_record,
)
from hearthline.identity import operations as identity
from hearthline.identity.contact_changes import undoable


def say_not_me(
    *,
    user_id: int,
    since: datetime | None,
    made_at: datetime | None,
    user_agent: str,
    now: datetime,
) -> str:
    """Shut a person's sign-in (`identity.operations.say_not_me`, which has the arguments).

    Changes that were made with it to contacts of record since then are undone, too; invitations
    and offers of ownership that wait are withdrawn.

    Returns:
        The reference of a recovery that has begun: its code is on the way.

    Raises:
        UnableToSayNotMe: said already, or there is no such person any more.
    """
    with transaction.atomic():
        # Accounts before their people, as everywhere: two that lock both never wait for each other.
        _take_back(user_id, identity.looked_back(since=since, now=now), now)
        return identity.say_not_me(
            user_id=user_id, since=since, made_at=made_at, user_agent=user_agent, now=now
        )


def _take_back(user_id: int, since: datetime, now: datetime) -> None:
    changes = ContactOfRecordChange.objects.filter(
        undoable(now), user_id=user_id, changed_at__gte=since
    ).order_by("pk")
    # The first of each account and channel takes the later ones with it.
    first = {(change.account_id, change.channel): change for change in reversed(changes)}
    for change in sorted(first.values(), key=lambda change: (change.account_id, change.pk)):
        Account.objects.select_for_update().get(pk=change.account_id)
        restore_contact_of_record(change=change, now=now)
    Invitation.objects.filter(
        invited_by_id=user_id,
        invited_at__gte=since,
        accepted_at__isnull=True,
        declined_at__isnull=True,
        withdrawn_at__isnull=True,
    ).update(withdrawn_at=now)
    OwnershipOffer.objects.filter(
        from_user_id=user_id, offered_at__gte=since, ended_at__isnull=True
    ).update(ended_at=now, ended_as="withdrawn")
