"""Forms about links that pay a bill."""

from django import forms
from django.utils.translation import gettext_lazy as _


class MadeLinkForm(forms.Form):
    """A new link, to be copied: it is shown this once."""

    link = forms.CharField(
        label=_("The link"),
        help_text=_("Copy it now and send it to whoever pays. It can't be shown again."),
        required=False,
        widget=forms.TextInput(attrs={"readonly": True, "autocomplete": "off"}),
    )


class PayByLinkForm(forms.Form):
    """All that is asked of who pays: where a receipt should go, if anywhere."""

    email = forms.CharField(
        label=_("Email address for a receipt"),
        max_length=254,
        required=False,
        widget=forms.EmailInput(
            attrs={"autocomplete": "email", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
