"""What can happen to a person's sign-in, in words for who reads about it later."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

EVENTS: dict[str, Promise] = {
    "authenticator_app_off": _("Your authenticator app was switched off"),
    "authenticator_app_on": _("An authenticator app was set up"),
    "browser_trust_ended": _("A browser is asked for the second step again"),
    "browser_trusted": _("A browser was let off the second step"),
    "email_changed": _("Your email address was changed"),
    "password_changed": _("Your password was changed"),
    "phone_changed": _("Your phone number was changed"),
    "recovery_code_used": _("A recovery code was used; %(left)s left"),
    "recovery_codes_made": _("New recovery codes were made"),
    "sessions_ended": _("Your other sessions were ended"),
    "sessions_ended_by_us": _("We ended all your sessions"),
}
"""Kinds of security events and their words; `%(name)s` in them stands in an event's details."""
