"""Reads of the customers room, one file per topic."""

from hearthline.customers.permissions import permissions_of
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
    "HouseholdMember",
    "InvitationLine",
    "InvitationShown",
    "MemberLine",
    "OfferLine",
    "ViewableMember",
    "account_by_number",
    "account_of_user",
    "accounts_of_user",
    "address_of",
    "ending_of",
    "household_of",
    "invitation_by_token",
    "is_member",
    "member_of",
    "open_invitations",
    "ownership_offer_of",
    "permissions_of",
    "recipients_of",
    "viewable_members",
    "words_of_account",
    "words_of_user",
]
