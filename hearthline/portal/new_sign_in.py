"""What somebody types who gets a sign-in, by registering or by an invitation."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class NewSignInForm(forms.Form):
    """A username and a password; the operation has the last word on both."""

    username = forms.CharField(
        label=_("Username"),
        help_text=_("3 to 60 letters, digits, dots, dashes or underscores."),
        max_length=60,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
        error_messages={"required": _("Choose a username.")},
    )
    password = forms.CharField(
        label=_("Password"),
        help_text=_(
            "At least %(min)d characters, of any kind: a few words are fine. It is case-sensitive."
        ),
        strip=False,
        # No longest length for the browser, which would cut a password off without a word.
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": _("Choose a password.")},
    )

    def __init__(self, *args: Any, password_min_length: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["password"]
        field.help_text = str(field.help_text) % {"min": password_min_length}
