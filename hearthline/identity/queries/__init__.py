"""Reads of the identity room, one file per topic."""

from hearthline.identity.queries.factors import (
    BrowserLine,
    SecondFactors,
    has_second_factor,
    recovery_codes_left,
    second_factors_of,
    trusted_browsers_of,
)
from hearthline.identity.queries.passkeys import (
    PasskeyLine,
    WaysIn,
    is_passkey_offered,
    passkeys_of,
    ways_in_of,
)
from hearthline.identity.queries.sessions import (
    SessionLine,
    session_reference,
    sessions_of,
)
from hearthline.identity.queries.staff import (
    StaffLine,
    staff_factors,
    staff_line,
    staff_lines,
    staff_roles,
)
from hearthline.identity.queries.users import (
    Profile,
    code_under_way,
    contact_being_changed,
    is_email_taken,
    is_staff,
    is_username_taken,
    profile_of,
    user_by_id,
    user_by_identifier,
    user_id_of,
    user_subject,
)

__all__ = [
    "BrowserLine",
    "PasskeyLine",
    "Profile",
    "SecondFactors",
    "SessionLine",
    "StaffLine",
    "WaysIn",
    "code_under_way",
    "contact_being_changed",
    "has_second_factor",
    "is_email_taken",
    "is_passkey_offered",
    "is_staff",
    "is_username_taken",
    "passkeys_of",
    "profile_of",
    "recovery_codes_left",
    "second_factors_of",
    "session_reference",
    "sessions_of",
    "staff_factors",
    "staff_line",
    "staff_lines",
    "staff_roles",
    "trusted_browsers_of",
    "user_by_id",
    "user_by_identifier",
    "user_id_of",
    "user_subject",
    "ways_in_of",
]
