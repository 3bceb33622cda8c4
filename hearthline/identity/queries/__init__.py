"""Reads of the identity room, one file per topic."""

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
    is_username_taken,
    profile_of,
    user_by_id,
    user_by_identifier,
    user_id_of,
    user_subject,
)

__all__ = [
    "Profile",
    "SessionLine",
    "StaffLine",
    "code_under_way",
    "contact_being_changed",
    "is_email_taken",
    "is_username_taken",
    "profile_of",
    "session_reference",
    "sessions_of",
    "staff_factors",
    "staff_line",
    "staff_lines",
    "staff_roles",
    "user_by_id",
    "user_by_identifier",
    "user_id_of",
    "user_subject",
]
