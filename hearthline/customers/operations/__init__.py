"""Writes of the customers room, one file per use case."""

from hearthline.customers.operations.add_member import UnableToAddMember, add_member
from hearthline.customers.operations.check_message import UnableToCheckMessage, check_message
from hearthline.customers.operations.choose_sign_in import choose_sign_in
from hearthline.customers.operations.finish_registration import verify_registration_email
from hearthline.customers.operations.issue_registration_code import (
    UnableToIssueRegistrationCode,
    issue_registration_code,
)
from hearthline.customers.operations.prove_registration import (
    prove_by_contact,
    prove_by_registration_code,
)
from hearthline.customers.operations.record_look import record_look
from hearthline.customers.operations.registering import Reason, UnableToRegister
from hearthline.customers.operations.send_registration_code import (
    ask_for_contact_code,
    ask_for_email_code,
    send_registration_code,
)
from hearthline.customers.operations.start_registration import start_registration
from hearthline.customers.operations.start_viewing import UnableToView, start_viewing
from hearthline.customers.operations.sweep_registrations import sweep_registrations
from hearthline.customers.operations.tell_members import tell_accounts, tell_members

__all__ = [
    "Reason",
    "UnableToAddMember",
    "UnableToCheckMessage",
    "UnableToIssueRegistrationCode",
    "UnableToRegister",
    "UnableToView",
    "add_member",
    "ask_for_contact_code",
    "ask_for_email_code",
    "check_message",
    "choose_sign_in",
    "issue_registration_code",
    "prove_by_contact",
    "prove_by_registration_code",
    "record_look",
    "send_registration_code",
    "start_registration",
    "start_viewing",
    "sweep_registrations",
    "tell_accounts",
    "tell_members",
    "verify_registration_email",
]
