"""Writes of the identity room, one file per topic."""

from hearthline.identity.operations.add_passkey import (
    MOST_PASSKEYS,
    NewPasskey,
    add_passkey,
    begin_adding_passkey,
)
from hearthline.identity.operations.authenticator_app import (
    new_app_secret,
    read_app_secret,
    switch_off_app,
    switch_on_app,
)
from hearthline.identity.operations.change_contact import (
    ask_to_change_email,
    ask_to_change_phone,
    change_email,
    change_phone,
    remove_phone,
    stop_changing_email,
)
from hearthline.identity.operations.change_password import (
    UnableToChangePassword,
    change_password,
)
from hearthline.identity.operations.contact_codes import (
    ContactRefusal,
    UnableToChangeContact,
)
from hearthline.identity.operations.end_all_sessions import (
    end_all_sessions,
    end_everybodys_sessions,
)
from hearthline.identity.operations.end_sessions import (
    UnableToEndSession,
    end_other_sessions,
    end_session,
)
from hearthline.identity.operations.hold_sign_in import (
    hold_sign_in,
)
from hearthline.identity.operations.manage_passkeys import (
    UnableToChangePasskey,
    UnableToRemoveLastWayIn,
    put_off_passkey_offer,
    remove_passkey,
    remove_password,
    rename_passkey,
    set_password,
)
from hearthline.identity.operations.profile import (
    change_language,
    change_name,
)
from hearthline.identity.operations.prove_password import (
    ProofRefusal,
    UnableToProve,
    prove_password,
)
from hearthline.identity.operations.prove_with_app import (
    UnableToProveWithApp,
    prove_with_app,
)
from hearthline.identity.operations.prune_sign_ins import (
    prune_sign_ins,
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
from hearthline.identity.operations.recovery_codes import (
    UnableToMakeRecoveryCodes,
    make_recovery_codes,
    use_recovery_code,
)
from hearthline.identity.operations.say_not_me import (
    UnableToSayNotMe,
    looked_back,
    say_not_me,
)
from hearthline.identity.operations.second_factors import (
    FactorRefusal,
    UnableToChangeFactor,
    end_trust,
    second_factor_added,
    second_factor_removed,
)
from hearthline.identity.operations.second_step import (
    StepRefusal,
    UnableToPassStep,
    pass_second_step,
    send_step_code,
)
from hearthline.identity.operations.send_code import (
    send_code,
)
from hearthline.identity.operations.sign_in_code import (
    SignInCodeRefusal,
    UnableToSignInByCode,
    ask_for_sign_in_code,
    use_sign_in_code,
)
from hearthline.identity.operations.signing_in import (
    FAILURE_CAP,
    SESSIONS_KEPT,
    Try,
    UnableToSignIn,
    begin_sign_in,
    note_sign_in,
    note_wrong_password,
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
from hearthline.identity.operations.trust_browser import (
    UnableToEndTrust,
    end_browser_trust,
    trust_browser,
)
from hearthline.identity.operations.unblock_user import (
    unblock_user,
)
from hearthline.identity.operations.undo_contact_change import (
    UnableToUndo,
    Undone,
    restore_since,
    undo_contact_change,
)
from hearthline.identity.operations.use_passkey import (
    PasskeyRefusal,
    UnableToUsePasskey,
    owner_of_answer,
    use_passkey,
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
    "MOST_PASSKEYS",
    "PASSWORD_MAX_LENGTH",
    "SESSIONS_KEPT",
    "USERNAME_PATTERN",
    "USERNAME_TAKEN",
    "ContactRefusal",
    "FactorRefusal",
    "NewPasskey",
    "PasskeyRefusal",
    "ProofRefusal",
    "RecoveryRefusal",
    "SignInCodeRefusal",
    "StaffRefusal",
    "StepRefusal",
    "Try",
    "UnableToChangeContact",
    "UnableToChangeFactor",
    "UnableToChangePasskey",
    "UnableToChangePassword",
    "UnableToChangeStaff",
    "UnableToCreateUser",
    "UnableToEndSession",
    "UnableToEndTrust",
    "UnableToKnowNewcomer",
    "UnableToMakeRecoveryCodes",
    "UnableToPassStep",
    "UnableToProve",
    "UnableToProveWithApp",
    "UnableToRecover",
    "UnableToRemoveLastWayIn",
    "UnableToSayNotMe",
    "UnableToSignIn",
    "UnableToSignInByCode",
    "UnableToUndo",
    "UnableToUsePasskey",
    "Undone",
    "activate_staff",
    "add_passkey",
    "add_staff",
    "ask_for_password_reset",
    "ask_for_sign_in_code",
    "ask_for_username",
    "ask_to_change_email",
    "ask_to_change_phone",
    "begin_adding_passkey",
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
    "end_all_sessions",
    "end_browser_trust",
    "end_everybodys_sessions",
    "end_other_sessions",
    "end_session",
    "end_trust",
    "hold_sign_in",
    "know_newcomer",
    "looked_back",
    "make_recovery_codes",
    "new_app_secret",
    "note_sign_in",
    "note_wrong_password",
    "owner_of_answer",
    "pass_second_step",
    "password_errors",
    "prove_password",
    "prove_with_app",
    "prune_sign_ins",
    "put_off_passkey_offer",
    "read_app_secret",
    "record_event",
    "remove_passkey",
    "remove_password",
    "remove_phone",
    "rename_passkey",
    "reset_password",
    "reset_staff_factors",
    "restore_since",
    "say_not_me",
    "second_factor_added",
    "second_factor_removed",
    "send_code",
    "send_step_code",
    "send_username",
    "set_password",
    "stop_changing_email",
    "sweep",
    "switch_off_app",
    "switch_on_app",
    "tell_unusual_sign_in",
    "trust_browser",
    "unblock_user",
    "undo_contact_change",
    "use_passkey",
    "use_recovery_code",
    "use_sign_in_code",
    "username_errors",
]
