"""What can happen to a person's sign-in, in words for who reads about it later."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

EVENTS: dict[str, Promise] = {
    "authenticator_app_off": _("Your authenticator app was switched off"),
    "authenticator_app_on": _("An authenticator app was set up"),
    "browser_trust_ended": _("A browser is asked for the second step again"),
    "browser_trusted": _("A browser was let off the second step"),
    "email_changed": _("Your email address was changed"),
    "passkey_added": _("A passkey was added: %(name)s"),
    "passkey_refused": _("A copy of a passkey was used; it is refused from now on: %(name)s"),
    "passkey_removed": _("A passkey was removed: %(name)s"),
    "passkey_renamed": _("A passkey was renamed: %(old)s is now %(name)s"),
    "password_changed": _("Your password was changed"),
    "password_removed": _("Your password was removed: you sign in by passkey"),
    "phone_changed": _("Your phone number was changed"),
    "recovery_code_used": _("A recovery code was used; %(left)s left"),
    "recovery_codes_made": _("New recovery codes were made"),
    "sessions_ended": _("Your other sessions were ended"),
    "sessions_ended_by_us": _("We ended all your sessions"),
}
"""Kinds of security events and their words; `%(name)s` in them stands in an event's details."""
