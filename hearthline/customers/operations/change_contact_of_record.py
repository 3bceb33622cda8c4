"""A new contact of record for an account: its owner verifies it, the old one is told.

It proves nothing for 30 days (`registration_state.usable_contacts`), and who has the old one can
undo the change for a week.
"""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from hearthline.customers.contact_changes import contact_subject
from hearthline.customers.masks import Channel
from hearthline.customers.models import (
    Account,
    ContactOfRecord,
    ContactOfRecordChange,
)
from hearthline.customers.permissions import permissions_of
from hearthline.identity import operations as identity
from hearthline.identity.contact_changes import UNDO_LIFETIME, recovery_email_of
from hearthline.identity.devices import device_name
from hearthline.identity.operations import record_event
from hearthline.identity.operations.codes import Purpose
from hearthline.identity.operations.contact_codes import (
    ContactRefusal,
    UnableToChangeContact,
    ask_for_contact_code,
    read_contact,
    try_contact_code,
)
from hearthline.identity.queries import profile_of
from hearthline.kernel.clock import provider_date
from hearthline.kernel.numbers import new_token, token_hash
from hearthline.notices.operations import UnableToSendMessage, send_message

_PURPOSES: dict[Channel, Purpose] = {"email": Purpose.CONTACT_EMAIL, "sms": Purpose.CONTACT_SMS}


def ask_to_change_contact_of_record(
    *, account_id: int, user_id: int, channel: Channel, value: str, place: str, now: datetime
) -> None:
    """Have a code sent to a new contact of record.

    Raises:
        UnableToChangeContact: `NOT_OWNER`, `NOT_OFFERED`, `INVALID`, `SAME`, `TOO_MANY`.
    """
    _check_owner(account_id, user_id)
    to = read_contact(channel=channel, text=value)
    if _current(account_id, channel) == to:
        raise UnableToChangeContact(ContactRefusal.SAME)
    ask_for_contact_code(
        purpose=_PURPOSES[channel],
        subject=contact_subject(account_id, user_id),
        user_id=user_id,
        channel=channel,
        to=to,
        place=place,
        now=now,
    )


def _check_owner(account_id: int, user_id: int) -> None:
    if not permissions_of(account_id=account_id, user_id=user_id).may_manage_household:
        raise UnableToChangeContact(ContactRefusal.NOT_OWNER)


def _current(account_id: int, channel: Channel) -> str:
    found = ContactOfRecord.objects.filter(account_id=account_id, channel=channel).first()
    return found.value.lower() if found else ""


def change_contact_of_record(
    *,
    account_id: int,
    user_id: int,
    channel: Channel,
    code: str,
    user_agent: str,
    now: datetime,
) -> None:
    """Put the contact that received the code on file, since today; tell the old one.

    Raises:
        UnableToChangeContact: `NOT_OWNER`, `WRONG_CODE`, `CODE_EXPIRED`, `NO_TRIES_LEFT`.
    """
    _check_owner(account_id, user_id)
    with transaction.atomic():
        proven, refusal = try_contact_code(
            purpose=_PURPOSES[channel],
            subject=contact_subject(account_id, user_id),
            code=code,
            now=now,
        )
        if proven is not None:
            _put(account_id, user_id, channel, proven.sent_to, user_agent=user_agent, now=now)
    if refusal is not None:
        raise UnableToChangeContact(refusal)


def change_own_email(
    *, user_id: int, account_id: int | None, code: str, user_agent: str, now: datetime
) -> None:
    """Change a person's own email address and, if asked, the contact of record of their account.

    The one code that went to the new address proves it for both. A crash between the two leaves
    the account's contact as it was.

    Args:
        user_id: whose address.
        account_id: an account that they own, or None.
        code: as typed.
        user_agent: the browser's.
        now: when.

    Raises:
        UnableToChangeContact: as `identity.operations.change_email`, or `NOT_OWNER`; nothing was
            changed.
    """
    if account_id is not None:
        _check_owner(account_id, user_id)
    identity.change_email(user_id=user_id, code=code, user_agent=user_agent, now=now)
    if account_id is None:
        return
    with transaction.atomic():
        email = profile_of(user_id=user_id).email
        if _current(account_id, "email") != email:
            _put(account_id, user_id, "email", email, user_agent=user_agent, now=now)


def _put(
    account_id: int, user_id: int, channel: Channel, value: str, *, user_agent: str, now: datetime
) -> None:
    account = Account.objects.select_for_update().get(pk=account_id)
    contact = ContactOfRecord.objects.filter(account=account, channel=channel).first()
    token = new_token()
    ContactOfRecordChange.objects.create(
        account=account,
        user_id=user_id,
        channel=channel,
        old_value=contact.value if contact else "",
        old_since_date=contact.since_date if contact else None,
        new_value=value,
        changed_at=now,
        token_hash=token_hash(token),
    )
    told = _told(account, user_id, channel, contact, now)
    if contact is None:
        contact = ContactOfRecord(account=account, channel=channel)
    if contact.imported_value is None:
        # What the file says until the provider changes it there; `merge_contacts.sql` keeps ours.
        contact.imported_value = contact.value
    contact.value = value
    contact.since_date = provider_date(now)
    contact.save()
    record_event(
        user_id=user_id,
        kind="contact_of_record_changed",
        device=device_name(user_agent),
        account_id=account_id,
        now=now,
    )
    _tell(account, user_id, told, f"{settings.SITE_URL}/security/undo/account/?link={token}", now)


def _told(
    account: Account, user_id: int, channel: Channel, old: ContactOfRecord | None, now: datetime
) -> dict[tuple[Channel, str], None]:
    """The old contact; where there was none, what else is on file, and its owner."""
    if old is not None:
        told: dict[tuple[Channel, str], None] = {(channel, old.value): None}
    else:
        others = ContactOfRecord.objects.filter(account=account).exclude(channel=channel)
        told = {("sms" if one.channel == "sms" else "email", one.value): None for one in others}
    return told | {("email", recovery_email_of(user_id=user_id, now=now)): None}


def _tell(
    account: Account,
    user_id: int,
    told: dict[tuple[Channel, str], None],
    undo: str,
    now: datetime,
) -> None:
    for channel, to in told:
        try:
            with transaction.atomic():
                send_message(
                    kind="contact_changed",
                    channel=channel,
                    to=to,
                    language=account.language,
                    context={"undo": undo, "days": UNDO_LIFETIME.days},
                    account_id=account.pk,
                    user_id=user_id,
                    is_secret=True,
                    expires_at=now + UNDO_LIFETIME,
                    now=now,
                )
        except UnableToSendMessage:
            continue  # what the provider's file called a contact need not be one
