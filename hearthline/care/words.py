"""What topics and states are called on pages, and what is said about files that were refused."""

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hearthline.care.operations.attaching import UnableToAttach

TICKET_TOPICS = {
    "internet": gettext_lazy("Internet"),
    "tv": gettext_lazy("TV"),
    "phone": gettext_lazy("Phone"),
    "billing": gettext_lazy("Bills and payments"),
    "account": gettext_lazy("My account or sign-in"),
    "other": gettext_lazy("Something else"),
}
TICKET_STATES = {
    "open": gettext_lazy("With us"),
    "waiting_for_customer": gettext_lazy("Waits for the household"),
    "answered": gettext_lazy("Answered"),
    "solved": gettext_lazy("Solved"),
    "closed": gettext_lazy("Closed"),
}
ARTICLE_TOPICS = {
    "sign_in": gettext_lazy("Signing in"),
    "billing": gettext_lazy("Bills and payments"),
    "internet": gettext_lazy("Internet"),
    "tv": gettext_lazy("TV"),
    "phone": gettext_lazy("Phone"),
    "account": gettext_lazy("Your account and your safety"),
}
TOPIC_ICONS = {
    "sign_in": "key",
    "billing": "bill",
    "internet": "wifi",
    "tv": "tv",
    "phone": "phone",
    "account": "person",
    "other": "help",
}


def attach_text(error: UnableToAttach) -> str:
    """What went wrong with a file, and what to do."""
    texts = {
        "type": _(
            "%(name)s can't be sent. Pictures (JPEG, PNG, WebP, GIF), PDF and plain text can."
        ),
        "too_large": _("%(name)s is larger than %(most_mb)s MB. Send a smaller one."),
        "too_many_pixels": _("%(name)s has too many pixels. Send a smaller picture."),
        "damaged": _("%(name)s can't be read as a picture. Save it anew, or take a screenshot."),
        "empty": _("%(name)s is empty. Choose another file."),
        "too_many": _("A message takes up to %(most_files)s files. Send the others with a reply."),
        "too_much_today": _("Too many files were sent today. Send the rest tomorrow, or call us."),
        "not_kept": _(
            "We couldn't store %(name)s just now, so nothing was sent. What you typed is still "
            "here: try again soon, or send it without files."
        ),
    }
    return texts[error.reason] % {
        "name": error.name or _("A file"),
        "most_mb": settings.ATTACHMENT_MOST_MB,
        "most_files": settings.ATTACHMENTS_A_MESSAGE,
    }
