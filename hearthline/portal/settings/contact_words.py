"""Why a contact isn't changed, in words, for all pages that change one."""

from django.conf import settings
from django.utils.translation import gettext as _

from hearthline.identity.operations import ContactRefusal, UnableToChangeContact


def field_of(error: UnableToChangeContact, name: str) -> str | None:
    """The field that a refusal belongs to: the one with this name, or none for the whole form."""
    about_all = {ContactRefusal.TOO_MANY, ContactRefusal.NOT_OFFERED}
    return None if error.refusal in about_all else name


def contact_words(refusal: ContactRefusal) -> str:
    """A sentence for a refusal."""
    return {
        ContactRefusal.NOT_OWNER: _("Only the account's owner can change this."),
        ContactRefusal.INVALID: _("Check it: we can't send anything there."),
        ContactRefusal.SAME: _("This one is on file already."),
        ContactRefusal.NOT_OFFERED: _("We don't send text messages."),
        ContactRefusal.TOO_MANY: _(
            "That's enough codes for now. Wait an hour, then try again, or call us: %(phone)s."
        )
        % {"phone": settings.PROVIDER_PHONE},
        ContactRefusal.WRONG_CODE: _("That code isn't right. Check it and type it again."),
        ContactRefusal.CODE_EXPIRED: _("That code has run out. Ask for a new one."),
        ContactRefusal.NO_TRIES_LEFT: _("That was too many wrong codes. Ask for a new one."),
        ContactRefusal.TAKEN: _("This email address already has a sign-in. Choose another."),
    }[refusal]
