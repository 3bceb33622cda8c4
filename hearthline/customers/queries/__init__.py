"""Reads of the customers room, one file per topic."""

from hearthline.customers.permissions import (
    permissions_of,
)
from hearthline.customers.queries.accounts import (
    AccountDetail,
    AccountSummary,
    AddressLine,
    ContactLine,
    MemberLine,
    account_by_number,
    account_of_user,
    address_of,
    ending_of,
    recipients_of,
)
from hearthline.customers.queries.contacts import (
    ContactOfRecordChangeLine,
    ContactOfRecordLine,
    NewEmail,
    contact_of_record_being_changed,
    contact_of_record_changes,
    contacts_of_record,
    is_contact_of_record_undoable,
    new_emails_of_members,
)
from hearthline.customers.queries.household import (
    AccountChoice,
    HouseholdMember,
    InvitationLine,
    InvitationShown,
    OfferLine,
    accounts_of_user,
    household_of,
    invitation_by_token,
    member_of,
    open_invitations,
    ownership_offer_of,
)
from hearthline.customers.queries.own_words import (
    words_of_account,
    words_of_user,
)
from hearthline.customers.queries.security_activity import (
    Cursor,
    Entry,
    SecurityActivity,
    read_cursor,
    security_activity_of,
)
from hearthline.customers.queries.viewable import (
    ViewableMember,
    is_member,
    viewable_members,
)

__all__ = [
    "AccountChoice",
    "AccountDetail",
    "AccountSummary",
    "AddressLine",
    "ContactLine",
    "ContactOfRecordChangeLine",
    "ContactOfRecordLine",
    "Cursor",
    "Entry",
    "HouseholdMember",
    "InvitationLine",
    "InvitationShown",
    "MemberLine",
    "NewEmail",
    "OfferLine",
    "SecurityActivity",
    "ViewableMember",
    "account_by_number",
    "account_of_user",
    "accounts_of_user",
    "address_of",
    "contact_of_record_being_changed",
    "contact_of_record_changes",
    "contacts_of_record",
    "ending_of",
    "household_of",
    "invitation_by_token",
    "is_contact_of_record_undoable",
    "is_member",
    "member_of",
    "new_emails_of_members",
    "open_invitations",
    "ownership_offer_of",
    "permissions_of",
    "read_cursor",
    "recipients_of",
    "security_activity_of",
    "viewable_members",
    "words_of_account",
    "words_of_user",
]
