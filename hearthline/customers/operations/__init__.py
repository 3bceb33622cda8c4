"""Writes of the customers room, one file per use case."""

from hearthline.customers.operations.add_account import (
    add_account,
)
from hearthline.customers.operations.add_member import (
    UnableToAddMember,
    add_member,
)
from hearthline.customers.operations.answer_invitation import (
    InvitationRefusal,
    UnableToAnswerInvitation,
    accept_invitation,
    decline_invitation,
    join_by_invitation,
)
from hearthline.customers.operations.change_contact_of_record import (
    ask_to_change_contact_of_record,
    change_contact_of_record,
    change_own_email,
)
from hearthline.customers.operations.change_member import (
    change_member,
    leave_household,
    remove_member,
)
from hearthline.customers.operations.check_message import (
    UnableToCheckMessage,
    check_message,
)
from hearthline.customers.operations.choose_sign_in import (
    choose_sign_in,
)
from hearthline.customers.operations.end_account import end_account, set_billing_day
from hearthline.customers.operations.finish_registration import (
    verify_registration_email,
)
from hearthline.customers.operations.hand_over import (
    accept_ownership,
    end_ownership_offer,
    offer_ownership,
)
from hearthline.customers.operations.household import (
    Standing,
    UnableToManageHousehold,
)
from hearthline.customers.operations.invite_member import (
    invite_member,
    resend_invitation,
    withdraw_invitation,
)
from hearthline.customers.operations.issue_registration_code import (
    UnableToIssueRegistrationCode,
    issue_registration_code,
)
from hearthline.customers.operations.prove_registration import (
    prove_by_contact,
    prove_by_registration_code,
)
from hearthline.customers.operations.record_look import (
    record_look,
)
from hearthline.customers.operations.registering import (
    Reason,
    UnableToRegister,
)
from hearthline.customers.operations.say_not_me import (
    say_not_me,
)
from hearthline.customers.operations.send_registration_code import (
    ask_for_contact_code,
    ask_for_email_code,
    send_registration_code,
)
from hearthline.customers.operations.start_registration import (
    start_registration,
)
from hearthline.customers.operations.start_viewing import (
    UnableToView,
    start_viewing,
)
from hearthline.customers.operations.sweep_registrations import (
    sweep_registrations,
)
from hearthline.customers.operations.tell_members import (
    tell_accounts,
    tell_members,
)
from hearthline.customers.operations.undo_contact_of_record import (
    undo_contact_of_record,
)
from hearthline.customers.operations.use_account import (
    UnableToUseAccount,
    use_account,
)

__all__ = [
    "InvitationRefusal",
    "Reason",
    "Standing",
    "UnableToAddMember",
    "UnableToAnswerInvitation",
    "UnableToCheckMessage",
    "UnableToIssueRegistrationCode",
    "UnableToManageHousehold",
    "UnableToRegister",
    "UnableToUseAccount",
    "UnableToView",
    "accept_invitation",
    "accept_ownership",
    "add_account",
    "add_member",
    "ask_for_contact_code",
    "ask_for_email_code",
    "ask_to_change_contact_of_record",
    "change_contact_of_record",
    "change_member",
    "change_own_email",
    "check_message",
    "choose_sign_in",
    "decline_invitation",
    "end_account",
    "end_ownership_offer",
    "invite_member",
    "issue_registration_code",
    "join_by_invitation",
    "leave_household",
    "offer_ownership",
    "prove_by_contact",
    "prove_by_registration_code",
    "record_look",
    "remove_member",
    "resend_invitation",
    "say_not_me",
    "send_registration_code",
    "set_billing_day",
    "start_registration",
    "start_viewing",
    "sweep_registrations",
    "tell_accounts",
    "tell_members",
    "undo_contact_of_record",
    "use_account",
    "verify_registration_email",
    "withdraw_invitation",
]
