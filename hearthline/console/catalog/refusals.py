"""Why the catalog stays as it is, in words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hearthline.catalog.operations import UnableToEditCatalog

_REASONS: dict[str, Promise] = {
    "code_taken": _("This code is taken. Choose another."),
    "number_taken": _("Another channel has this number. Choose another."),
    "unknown_code": _("One of these is no longer there. Choose again."),
    "itself": _("A plan can't say this about itself."),
    "ends_before_start": _("It must end after it starts."),
}


def refusal_text(refusal: UnableToEditCatalog) -> str:
    """A sentence for a refusal."""
    return str(_REASONS.get(refusal.reason, _("This is no longer there. Look at the list again.")))
