"""The owner offers an account's ownership to a member; the member agrees, and they swap."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from hearthline.customers.models import (
    Account,
    ContactOfRecord,
    ContactOfRecordChange,
    Member,
    OwnershipOffer,
)
from hearthline.customers.operations.household import (
    OWNER,
    UnableToManageHousehold,
    check_manager,
    locked_account,
    member_to_change,
    tell_person,
)
from hearthline.customers.queries.accounts import ending_of
from hearthline.identity.contact_changes import PROOF_AGE, is_email_new
from hearthline.identity.operations import record_event
from hearthline.notices.operations import UnableToSendMessage, send_message

LIFETIME = timedelta(days=7)


def offer_ownership(*, account_id: int, user_id: int, member_id: int, now: datetime) -> None:
    """Offer a member to become the owner; it lasts seven days. Nothing changes until they agree.

    Args:
        account_id: which account.
        user_id: who offers, its owner.
        member_id: to whom.
        now: when.

    Raises:
        UnableToManageHousehold: `not_allowed`, `not_there`, `is_owner`, `new_contact` (the owner's
            email address, or one of the account's contacts of record, changed in the last 30
            days), or `offered_already` (an offer waits; withdraw it first).
    """
    with transaction.atomic():
        account = locked_account(account_id=account_id)
        check_manager(account_id=account_id, user_id=user_id)
        member = member_to_change(account_id=account_id, member_id=member_id)
        _check_contacts(account_id, user_id, now)
        waiting = OwnershipOffer.objects.filter(account=account, ended_at__isnull=True)
        waiting.filter(expires_at__lte=now).update(ended_at=now, ended_as="overtaken")
        if waiting.exists():
            raise UnableToManageHousehold("offered_already")
        OwnershipOffer.objects.create(
            account=account,
            from_user_id=user_id,
            to_user=member.user,
            offered_at=now,
            expires_at=now + LIFETIME,
        )
        _record("ownership_offered", user_id, account, now, username=member.user.username)
        tell_person(
            user=member.user,
            account_id=account_id,
            kind="ownership_offered",
            context={
                "ending": ending_of(account.number),
                "household_url": f"{settings.SITE_URL}/household/ownership/",
                "days": LIFETIME.days,
            },
            now=now,
        )


def end_ownership_offer(*, account_id: int, user_id: int, now: datetime) -> None:
    """The owner withdraws the offer, or the member declines it.

    Raises:
        UnableToManageHousehold: `not_there`: no offer that this person could end.
    """
    with transaction.atomic():
        account = locked_account(account_id=account_id)
        offer = _waiting(account_id)
        if offer is None or user_id not in {offer.from_user_id, offer.to_user_id}:
            raise UnableToManageHousehold("not_there")
        as_owner = offer.from_user_id == user_id
        _end(offer, "withdrawn" if as_owner else "declined", now)
        _record(
            "ownership_offer_ended",
            offer.from_user_id,
            account,
            now,
            by_id=None if as_owner else user_id,
            username=offer.to_user.username,
        )


def accept_ownership(*, account_id: int, user_id: int, now: datetime) -> None:
    """Become the owner; who was it becomes a payer without limits. Both change at once.

    Both are told, and so are the account's contacts of record.

    Raises:
        UnableToManageHousehold: `not_there`: no offer to this person, or who made it is no longer
            the owner, or this person no longer a member; `new_contact`: an email address of
            either, or one of the account's contacts of record, changed in the last 30 days.
    """
    with transaction.atomic():
        account = locked_account(account_id=account_id)
        offer = _waiting(account_id)
        if offer is None or offer.to_user_id != user_id or offer.expires_at <= now:
            raise UnableToManageHousehold("not_there")
        _check_contacts(account_id, user_id, now)
        _check_contacts(account_id, offer.from_user_id, now)
        members = Member.objects.select_for_update().filter(account=account)
        before = members.filter(user_id=offer.from_user_id, role=Member.Role.OWNER)
        # First the one, then the other: there is never a second owner, nor room for one.
        is_owner = before.update(role=Member.Role.PAYER)
        is_member = members.filter(user_id=user_id).update(**OWNER)
        if not is_owner or not is_member:
            transaction.set_rollback(True)
            raise UnableToManageHousehold("not_there")
        _end(offer, "agreed", now)
        _tell_everyone(account, offer, now)


def _check_contacts(account_id: int, user_id: int, now: datetime) -> None:
    """Hold that nobody hands an account over, or takes it, whose contacts are new.

    Whoever got into a sign-in changes those first; and it's there that the handing over is told.
    """
    changes = ContactOfRecordChange.objects.filter(
        account_id=account_id, undone_at__isnull=True, changed_at__gt=now - PROOF_AGE
    )
    if is_email_new(user_id=user_id, now=now) or changes.exists():
        raise UnableToManageHousehold("new_contact")


def _waiting(account_id: int) -> OwnershipOffer | None:
    return (
        OwnershipOffer.objects.select_for_update(of=("self",))
        .select_related("from_user", "to_user")
        .filter(account_id=account_id, ended_at__isnull=True)
        .first()
    )


def _end(offer: OwnershipOffer, how: str, now: datetime) -> None:
    offer.ended_at, offer.ended_as = now, how
    offer.save(update_fields=["ended_at", "ended_as"])


def _tell_everyone(account: Account, offer: OwnershipOffer, now: datetime) -> None:
    before, after = offer.from_user, offer.to_user
    _record("ownership_given", before.pk, account, now, by_id=after.pk, username=after.username)
    _record("ownership_taken", after.pk, account, now, username=before.username)
    for user in (before, after):
        tell_person(
            user=user,
            account_id=account.pk,
            kind="ownership_changed",
            context={"ending": ending_of(account.number), "is_new": user == after},
            now=now,
        )
    for contact in ContactOfRecord.objects.filter(account=account).order_by("channel"):
        try:
            with transaction.atomic():
                send_message(
                    kind="ownership_changed",
                    channel="sms" if contact.channel == "sms" else "email",
                    to=contact.value,
                    language=account.language,
                    context={"ending": ending_of(account.number), "is_contact": True},
                    account_id=account.pk,
                    now=now,
                )
        except UnableToSendMessage:
            continue  # a contact that is no address, or text messages aren't offered here


def _record(
    kind: str,
    user_id: int,
    account: Account,
    now: datetime,
    *,
    username: str,
    by_id: int | None = None,
) -> None:
    record_event(
        user_id=user_id,
        kind=kind,
        now=now,
        by_id=by_id,
        account_id=account.pk,
        details={"username": username, "ending": ending_of(account.number)},
    )
