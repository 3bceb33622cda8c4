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
from hearthline.identity.operations.change_password import UnableToChangePassword, change_password
from hearthline.identity.operations.end_all_sessions import (
    end_all_sessions,
    end_everybodys_sessions,
)
from hearthline.identity.operations.end_sessions import (
    UnableToEndSession,
    end_other_sessions,
    end_session,
)
from hearthline.identity.operations.profile import change_language, change_name
from hearthline.identity.operations.prove_password import (
    ProofRefusal,
    UnableToProve,
    prove_password,
)
from hearthline.identity.operations.record_event import record_event
from hearthline.identity.operations.recover import (
    RecoveryRefusal,
    UnableToRecover,
    ask_for_password_reset,
    ask_for_username,
    reset_password,
    send_username,
)
from hearthline.identity.operations.send_code import send_code
from hearthline.identity.operations.signing_in import (
    FAILURE_CAP,
    SESSIONS_KEPT,
    UnableToSignIn,
    begin_sign_in,
    note_right_password,
    note_wrong_password,
    sign_in_limits,
    sweep,
    unblock_user,
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
    "UnableToChangeContact",
    "UnableToChangePassword",
    "UnableToCreateUser",
    "UnableToEndSession",
    "UnableToProve",
    "UnableToRecover",
    "UnableToSignIn",
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
    "create_user",
    "email_errors",
    "end_all_sessions",
    "end_everybodys_sessions",
    "end_other_sessions",
    "end_session",
    "note_right_password",
    "note_wrong_password",
    "password_errors",
    "prove_password",
    "record_event",
    "remove_phone",
    "reset_password",
    "send_code",
    "send_username",
    "sign_in_limits",
    "sweep",
    "unblock_user",
    "username_errors",
]
