"""What can happen to a person's sign-in, in words for who reads about it later."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

EVENTS: dict[str, Promise] = {
    "email_changed": _("Your email address was changed"),
    "passkey_added": _("A passkey was added: %(name)s"),
    "passkey_refused": _("A copy of a passkey was used; it is refused from now on: %(name)s"),
    "passkey_removed": _("A passkey was removed: %(name)s"),
    "passkey_renamed": _("A passkey was renamed: %(old)s is now %(name)s"),
    "password_changed": _("Your password was changed"),
    "password_removed": _("Your password was removed: you sign in by passkey"),
    "phone_changed": _("Your phone number was changed"),
    "sessions_ended": _("Your other sessions were ended"),
    "staff_activated": _("You may sign in as staff again"),
    "staff_added": _("You became a member of staff"),
    "staff_deactivated": _("You may no longer sign in as staff"),
    "staff_factors_reset": _("Your passkeys and authenticator app were taken away by an admin"),
    "staff_linked": _("Your company's sign-in was linked to you"),
    "staff_roles": _("What you may do as staff was changed"),
    "viewed_as": _("Our staff looked at your pages as you see them, without changing anything"),
}
"""Kinds of security events and their words; `%(name)s` in them stands in an event's details."""
