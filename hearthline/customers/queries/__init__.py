"""Reads of the customers room, one file per topic."""

from hearthline.customers.queries.accounts import (
    AccountDetail,
    AccountSummary,
    AddressLine,
    ContactLine,
    MemberLine,
    account_by_number,
    account_of_user,
    address_of,
    recipients_of,
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
    "AccountDetail",
    "AccountSummary",
    "AddressLine",
    "ContactLine",
    "MemberLine",
    "ViewableMember",
    "account_by_number",
    "account_of_user",
    "address_of",
    "is_member",
    "recipients_of",
    "viewable_members",
    "words_of_account",
    "words_of_user",
]
