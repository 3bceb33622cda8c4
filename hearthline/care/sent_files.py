"""Files in forms, for the pages of subscribers and staff alike."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import lazystr
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hearthline.care.operations import SentFile
from hearthline.kernel.uploads import lost_reason

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

ACCEPTED = "image/jpeg,image/png,image/webp,image/gif,application/pdf,text/plain,.txt,.log"
"""What a browser offers to choose; what is taken is decided by what a file holds."""


class FilesInput(forms.ClearableFileInput):
    """An input that takes several files."""

    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class FilesField(forms.FileField):
    """Any number of files, judged by the operation that takes them."""

    widget = FilesInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs |= {"accept": ACCEPTED}
        self.help_text = lazystr(_Hint())

    def clean(self, data: Any, initial: Any = None) -> "list[UploadedFile[Any]]":  # noqa: ARG002 - Django's
        return list(data or [])


class _Hint:
    """What may be sent, said when the page is drawn: in its language, as the settings are then."""

    def __str__(self) -> str:
        most, mb = settings.ATTACHMENTS_A_MESSAGE, settings.ATTACHMENT_MOST_MB
        may = ngettext(
            "JPEG, PNG, WebP, GIF, PDF or plain text; %(most)s file of up to %(mb)s MB.",
            "JPEG, PNG, WebP, GIF, PDF or plain text; up to %(most)s files of %(mb)s MB each.",
            most,
        )
        without = _("We take out where and when a picture was taken.")
        return may % {"most": most, "mb": mb} + " " + without


def sent_files(request: HttpRequest, name: str = "attached") -> tuple[SentFile, ...]:
    """The files of a request as an operation takes them."""
    return tuple(
        SentFile(name=file.name or "", content=file, lost=lost_reason(file))  # type: ignore[arg-type]
        for file in request.FILES.getlist(name)
    )
