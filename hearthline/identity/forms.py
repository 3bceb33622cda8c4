"""The sign-in form: django-allauth's, in our words."""

from typing import Any

from allauth.account.forms import LoginForm
from django import forms
from django.utils.translation import gettext_lazy as _

from hearthline.identity.shared import FIELD


class SignInForm(LoginForm):  # type: ignore[misc] # allauth has no types
    """A username or email address, and a password; `login` of the base class signs in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = forms.CharField(
            label=_("Username or email address"),
            max_length=254,
            widget=forms.TextInput(
                attrs={
                    # The browser offers passkeys in this field, too (`passkeys.js`).
                    "autocomplete": "username webauthn",
                    "autocapitalize": "none",
                    "spellcheck": "false",
                }
            ),
            error_messages={"required": _("Enter your username or email address.")},
        )
        self.fields["password"] = forms.CharField(
            label=_("Password"),
            strip=False,
            max_length=1000,
            widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
            error_messages={"required": _("Enter your password.")},
        )
        self.fields[FIELD] = forms.BooleanField(
            label=_("This is a shared device"),
            help_text=_(
                "We sign you out when the browser closes or nothing happens for 15 minutes, and"
                " leave nothing behind."
            ),
            required=False,
        )
