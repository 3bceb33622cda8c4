"""Forms about tickets."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hearthline.care.sent_files import FilesField
from hearthline.care.words import TICKET_TOPICS

MOST_LETTERS = 10_000


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
    attached = FilesField(label=gettext_lazy("Pictures or files"), required=False)
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
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
    field_order = ("topic", "subject", "text", "attached", "key")
