"""Take back a change of an account's contact of record, for who still has the old one."""

from datetime import datetime

from django.db import transaction

from hearthline.customers.models import Account, ContactOfRecord, ContactOfRecordChange
from hearthline.identity import operations as identity
from hearthline.identity.contact_changes import UNDO_LIFETIME, undoable
from hearthline.identity.operations import UnableToUndo, Undone
from hearthline.kernel.numbers import token_hash


def undo_contact_of_record(*, token: str, user_agent: str, now: datetime) -> Undone:
    """Put the old contact back, whatever the owner changed it to since, and shut their sign-in.

    Somebody else may be in it; its person comes back by a code to their email address.

    Raises:
        UnableToUndo: no such change, undone already, or too late.
    """
    with transaction.atomic():
        change = _locked(token, now)
        is_restored = restore_contact_of_record(change=change, now=now)
        identity.restore_since(user_id=change.user_id, since=change.changed_at, now=now)
        reference = identity.hold_sign_in(
            user_id=change.user_id,
            since=change.changed_at - UNDO_LIFETIME,
            kind="contact_of_record_change_undone",
            account_id=change.account_id,
            user_agent=user_agent,
            now=now,
        )
    return Undone(reference, is_restored)


def _locked(token: str, now: datetime) -> ContactOfRecordChange:
    """The change, once nobody else works on its account."""
    found = ContactOfRecordChange.objects.filter(undoable(now), token_hash=token_hash(token))
    change = found.first()
    if change is not None:
        Account.objects.select_for_update().get(pk=change.account_id)
        # Undone by somebody else while we waited?
        change = found.first()
    if change is None:
        raise UnableToUndo
    return change


def restore_contact_of_record(*, change: ContactOfRecordChange, now: datetime) -> bool:
    """Put back what a contact was before a change and those that followed it, with its age.

    In the caller's transaction that holds the account's lock.

    Returns:
        False where the provider has changed the contact since; it stays.
    """
    later = ContactOfRecordChange.objects.filter(
        account_id=change.account_id,
        channel=change.channel,
        pk__gte=change.pk,
        undone_at__isnull=True,
    ).order_by("pk")
    contact = ContactOfRecord.objects.filter(
        account_id=change.account_id, channel=change.channel
    ).first()
    newest = later.last()
    is_ours = contact is not None and newest is not None and contact.value == newest.new_value
    later.update(undone_at=now)
    if contact is None or not is_ours:
        return False
    if not change.old_value:
        contact.delete()
        return True
    contact.value = change.old_value
    contact.since_date = change.old_since_date or contact.since_date
    if contact.imported_value == change.old_value:
        contact.imported_value = None
    contact.save()
    return True
