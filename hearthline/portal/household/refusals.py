"""Why a change of the household is refused, in words."""

from django.conf import settings
from django.utils.translation import gettext as _

from hearthline.customers.operations import UnableToManageHousehold

FIELDS = {
    "bad_email": "email",
    "invited_already": "email",
    "limit_not_positive": "most",
    "member_already": "email",
    "no_such_role": "role",
}
"""Which field a refusal belongs to; the others are about the whole form."""


def refusal_text(error: UnableToManageHousehold) -> str:
    """A sentence for a reason."""
    return {
        "not_allowed": _("Only the owner of this account can do that."),
        "not_there": _("This is no longer there. Look at your household again."),
        "is_owner": _("Every account has an owner. Hand it over to somebody first."),
        "no_such_role": _("Choose a role."),
        "limit_not_positive": _("Enter an amount above zero, or leave it empty."),
        "bad_email": _("Enter an email address, such as name@example.com."),
        "member_already": _("They belong to your household already."),
        "invited_already": _("They have an invitation already. You can send it again."),
        "too_many_open": _("Ten invitations are open. Withdraw one first."),
        "too_many_today": _("That's enough invitations for today. Try again tomorrow, or call %s.")
        % settings.PROVIDER_PHONE,
        "new_contact": _(
            "Your email address, or a contact of this account, changed less than 30 days ago."
            " Until then the account can't be handed over. If it can't wait, call %s."
        )
        % settings.PROVIDER_PHONE,
        "offered_already": _("You have offered it to somebody already. Withdraw that first."),
    }[error.reason]
