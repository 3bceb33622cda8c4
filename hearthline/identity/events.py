"""What can happen to a person's sign-in, in words for who reads about it later."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

EVENTS: dict[str, Promise] = {
    "contact_of_record_change_undone": _("A change of the account's contact of record was undone"),
    "contact_of_record_changed": _("The account's contact of record was changed"),
    "email_change_undone": _("The change of your email address was undone"),
    "email_changed": _("Your email address was changed"),
    "not_me": _("“This wasn't me”: everything was signed out and the password blocked"),
    "online_access_created": _("Online access to the account was created"),
    "password_changed": _("Your password was changed"),
    "password_reset": _("Your password was chosen anew, with a code by email"),
    "phone_added": _("A phone number was added"),
    "phone_change_undone": _("The change of your phone number was undone"),
    "phone_changed": _("Your phone number was changed"),
    "phone_removed": _("Your phone number was removed"),
    "session_ended": _("A session was ended"),
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
