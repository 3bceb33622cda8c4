"""What can happen to a person's sign-in, in words for who reads about it later."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

EVENTS: dict[str, Promise] = {
    "account_added": _("The account ending in %(ending)s was added to your sign-in"),
    "email_changed": _("Your email address was changed"),
    "household_joined": _("You joined the account ending in %(ending)s"),
    "household_left": _("You left the account ending in %(ending)s"),
    "invitation_withdrawn": _("You withdrew the invitation to %(to)s"),
    "member_changed": _("You changed what %(username)s may do"),
    "member_invited": _("You invited %(to)s to your account"),
    "member_joined": _("%(username)s accepted your invitation"),
    "member_left": _("%(username)s left your account"),
    "member_removed": _("You removed %(username)s from your account"),
    "membership_ended": _("You were removed from the account ending in %(ending)s"),
    "ownership_given": _("%(username)s became the owner of the account ending in %(ending)s"),
    "ownership_offer_ended": _("The offer of ownership to %(username)s ended"),
    "ownership_offered": _("You offered %(username)s the ownership of your account"),
    "ownership_taken": _("You became the owner of the account ending in %(ending)s"),
    "password_changed": _("Your password was changed"),
    "pay_link_made": _("You made a link to pay bill %(bill)s"),
    "pay_link_used": _("Bill %(bill)s was paid by a link"),
    "pay_link_withdrawn": _("You withdrew the link to pay bill %(bill)s"),
    "phone_changed": _("Your phone number was changed"),
    "role_changed": _("What you may do for the account ending in %(ending)s was changed"),
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
