"""Tables of the customers room, one file per topic."""

from hearthline.customers.models.accounts import Account, Address, ContactOfRecord
from hearthline.customers.models.contacts import ContactOfRecordChange
from hearthline.customers.models.household import Invitation, OwnershipOffer
from hearthline.customers.models.looks import AccountLook
from hearthline.customers.models.members import Member
from hearthline.customers.models.registration import Registration, RegistrationCode

__all__ = [
    "Account",
    "AccountLook",
    "Address",
    "ContactOfRecord",
    "ContactOfRecordChange",
    "Invitation",
    "Member",
    "OwnershipOffer",
    "Registration",
    "RegistrationCode",
]
