"""What can happen to a person's sign-in, in words for who reads about it later."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

EVENTS: dict[str, Promise] = {
    "email_changed": _("Your email address was changed"),
    "password_changed": _("Your password was changed"),
    "phone_changed": _("Your phone number was changed"),
    "sessions_ended": _("Your other sessions were ended"),
    "sessions_ended_by_us": _("We ended all your sessions"),
}
"""Kinds of security events and their words; `%(name)s` in them stands in an event's details."""
