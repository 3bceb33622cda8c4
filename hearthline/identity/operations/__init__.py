"""Writes of the identity room, one file per topic."""

from hearthline.identity.operations.change_contact import (
    ContactRefusal,
    UnableToChangeContact,
    ask_to_change_email,
    ask_to_change_phone,
    change_email,
    change_phone,
    remove_phone,
)
from hearthline.identity.operations.change_password import (
    UnableToChangePassword,
    change_password,
)
from hearthline.identity.operations.end_sessions import (
    UnableToEndSession,
    end_other_sessions,
    end_session,
)
from hearthline.identity.operations.hold_sign_in import hold_sign_in
from hearthline.identity.operations.profile import change_language, change_name
from hearthline.identity.operations.prove_password import (
    ProofRefusal,
    UnableToProve,
    prove_password,
)
from hearthline.identity.operations.prove_with_app import (
    UnableToProveWithApp,
    prove_with_app,
)
from hearthline.identity.operations.record_event import (
    record_event,
)
from hearthline.identity.operations.recover import (
    RecoveryRefusal,
    UnableToRecover,
    ask_for_password_reset,
    ask_for_username,
    reset_password,
    send_username,
)
from hearthline.identity.operations.say_not_me import (
    UnableToSayNotMe,
    looked_back,
    say_not_me,
)
from hearthline.identity.operations.send_code import send_code
from hearthline.identity.operations.signing_in import (
    FAILURE_CAP,
    SESSIONS_KEPT,
    Try,
    UnableToSignIn,
    begin_sign_in,
    note_sign_in,
    note_wrong_password,
    unblock_user,
)
from hearthline.identity.operations.staff import (
    StaffRefusal,
    UnableToChangeStaff,
    activate_staff,
    add_staff,
    change_staff_roles,
    deactivate_staff,
    reset_staff_factors,
)
from hearthline.identity.operations.staff_sign_in import (
    UnableToKnowNewcomer,
    know_newcomer,
)
from hearthline.identity.operations.sweep import (
    sweep,
)
from hearthline.identity.operations.tell_unusual import (
    tell_unusual_sign_in,
)
from hearthline.identity.operations.undo_contact_change import (
    UnableToUndo,
    Undone,
    restore_since,
    undo_contact_change,
)
from hearthline.identity.operations.users import (
    EMAIL_TAKEN,
    PASSWORD_MAX_LENGTH,
    USERNAME_PATTERN,
    USERNAME_TAKEN,
    UnableToCreateUser,
    create_user,
    email_errors,
    password_errors,
    username_errors,
)

__all__ = [
    "EMAIL_TAKEN",
    "FAILURE_CAP",
    "PASSWORD_MAX_LENGTH",
    "SESSIONS_KEPT",
    "USERNAME_PATTERN",
    "USERNAME_TAKEN",
    "ContactRefusal",
    "ProofRefusal",
    "RecoveryRefusal",
    "StaffRefusal",
    "Try",
    "UnableToChangeContact",
    "UnableToChangePassword",
    "UnableToChangeStaff",
    "UnableToCreateUser",
    "UnableToEndSession",
    "UnableToKnowNewcomer",
    "UnableToProve",
    "UnableToProveWithApp",
    "UnableToRecover",
    "UnableToSayNotMe",
    "UnableToSignIn",
    "UnableToUndo",
    "Undone",
    "activate_staff",
    "add_staff",
    "ask_for_password_reset",
    "ask_for_username",
    "ask_to_change_email",
    "ask_to_change_phone",
    "begin_sign_in",
    "change_email",
    "change_language",
    "change_name",
    "change_password",
    "change_phone",
    "change_staff_roles",
    "create_user",
    "deactivate_staff",
    "email_errors",
    "end_other_sessions",
    "end_session",
    "hold_sign_in",
    "know_newcomer",
    "looked_back",
    "note_sign_in",
    "note_wrong_password",
    "password_errors",
    "prove_password",
    "prove_with_app",
    "record_event",
    "remove_phone",
    "reset_password",
    "reset_staff_factors",
    "restore_since",
    "say_not_me",
    "send_code",
    "send_username",
    "sweep",
    "tell_unusual_sign_in",
    "unblock_user",
    "undo_contact_change",
    "username_errors",
]
