"""Forms about tickets."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hearthline.care.operations import SentFile
from hearthline.care.words import TICKET_TOPICS
from hearthline.kernel.uploads import lost_reason

MOST_LETTERS = 10_000
ACCEPTED = "image/jpeg,image/png,image/webp,image/gif,application/pdf,text/plain,.txt,.log"


class FilesInput(forms.ClearableFileInput):
    """An input that takes several files."""

    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class FilesField(forms.FileField):
    """Any number of files, judged by the operation that takes them."""

    widget = FilesInput(attrs={"accept": ACCEPTED})

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:  # noqa: ARG002 - Django's
        return list(data or [])


class MessageForm(forms.Form):
    """What somebody wants to say, with files. `key` makes the same form sent again the same."""

    text = forms.CharField(
        label=gettext_lazy("Your message"),
        max_length=MOST_LETTERS,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={
            "required": gettext_lazy("Write what you want to say."),
            "max_length": gettext_lazy("This is too long: 10,000 letters are the most."),
        },
    )
    files = FilesField(label=gettext_lazy("Pictures or files"), required=False)
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["files"].help_text = _files_hint()
        self.fields["key"].error_messages = {
            name: _("Something is missing from this form. Reload the page and try again.")
            for name in ("required", "invalid")
        }

    @property
    def lost_files(self) -> bool:
        """Files were chosen and the form came back: browsers don't keep them."""
        return self.is_bound and bool(self.errors) and bool(self.files)


class TicketForm(MessageForm):
    """A new ticket."""

    topic = forms.ChoiceField(
        label=gettext_lazy("What is it about?"),
        choices=[("", gettext_lazy("Choose one")), *TICKET_TOPICS.items()],
        error_messages={
            "required": gettext_lazy("Choose what it is about."),
            "invalid_choice": gettext_lazy("Choose what it is about."),
        },
    )
    subject = forms.CharField(
        label=gettext_lazy("In a few words"),
        max_length=120,
        error_messages={
            "required": gettext_lazy("Say in a few words what it is about."),
            "max_length": gettext_lazy("This is too long: 120 letters are the most."),
        },
    )
    field_order = ("topic", "subject", "text", "files", "key")


def sent_files(request: HttpRequest, name: str = "files") -> tuple[SentFile, ...]:
    """The files of a request as the operation takes them."""
    return tuple(
        SentFile(name=file.name or "", content=file, lost=lost_reason(file))  # type: ignore[arg-type]
        for file in request.FILES.getlist(name)
    )


def _files_hint() -> str:
    most = settings.ATTACHMENTS_A_MESSAGE
    return ngettext(
        "JPEG, PNG, WebP, GIF, PDF or plain text; %(most)s file of up to %(mb)s MB.",
        "JPEG, PNG, WebP, GIF, PDF or plain text; up to %(most)s files of %(mb)s MB each.",
        most,
    ) % {"most": most, "mb": settings.ATTACHMENT_MOST_MB} + " " + _(
        "We take out where and when a picture was taken."
    )
