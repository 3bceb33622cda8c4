"""Forms about the person: each is for one operation, which has the last word on every field."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from hearthline.identity.operations import ContactRefusal, UnableToChangeContact
from hearthline.identity.password_length import shortest

_PLAIN = {"autocapitalize": "none", "spellcheck": "false"}
_MOST = 1000
"""Longer than any password that can be right, shorter than what would keep a hasher busy."""


class NameForm(forms.Form):
    name = forms.CharField(
        label=_("Name"),
        help_text=_("How we should call you. Leave it empty and we use your username."),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


class LanguageForm(forms.Form):
    language = forms.ChoiceField(
        label=_("Language"),
        help_text=_("Of these pages, and of what we send you."),
        widget=forms.RadioSelect,
        choices=lambda: list(settings.LANGUAGES),
        error_messages={
            "required": _("Choose a language."),
            "invalid_choice": _("Choose a language."),
        },
    )


class EmailForm(forms.Form):
    email = forms.CharField(
        label=_("New email address"),
        help_text=_("We send a code to it, to be sure that it is yours."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", **_PLAIN}),
        error_messages={"required": _("Enter your new email address.")},
    )


class PhoneForm(forms.Form):
    phone = forms.CharField(
        label=_("Mobile number"),
        help_text=_("We send a code to it by text message. Your carrier may charge for it."),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel", "type": "tel"}),
        error_messages={"required": _("Enter your mobile number.")},
    )


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code"),
        help_text=_("8 digits. It works for 10 minutes."),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", **_PLAIN}
        ),
        error_messages={"required": _("Enter the code.")},
    )


class EmailCodeForm(CodeForm):
    """The code; who owns an account is asked about its contact of record as well."""

    everywhere = forms.BooleanField(required=False)

    def __init__(self, *args: Any, account: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not account:
            del self.fields["everywhere"]
            return
        self.fields["everywhere"].label = _(
            "Use it for account %(number)s as well, as its contact of record"
        ) % {"number": account}
        self.fields["everywhere"].help_text = _("It counts as proof after 30 days.")


class ProofForm(forms.Form):
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=_MOST,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": _("Enter your password.")},
    )


def _new_password() -> forms.CharField:
    return forms.CharField(
        label=_("New password"),
        strip=False,
        # No longest length for the browser, which would cut a password off without a word.
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": _("Choose a password.")},
    )


class NewPasswordForm(forms.Form):
    """What the two forms that put a password have in common."""

    def __init__(self, *args: Any, has_second_factor: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new_password"].help_text = _(
            "At least %(min)d characters, of any kind: a few words are fine. It is case-sensitive."
        ) % {"min": shortest(has_second_factor=has_second_factor)}


class ChangePasswordForm(NewPasswordForm):
    current_password = forms.CharField(
        label=_("Current password"),
        strip=False,
        max_length=_MOST,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": _("Enter your current password.")},
    )
    new_password = _new_password()


class FirstPasswordForm(NewPasswordForm):
    new_password = _new_password()


class ResetPasswordForm(NewPasswordForm, CodeForm):
    reference = forms.CharField(widget=forms.HiddenInput, max_length=80, required=False)
    new_password = _new_password()


class RecoverUsernameForm(forms.Form):
    email = forms.CharField(
        label=_("Email address"),
        help_text=_("The one you registered with."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", **_PLAIN}),
        error_messages={"required": _("Enter your email address.")},
    )

    def clean_email(self) -> str:
        """Nothing without an @, which would be looked for among the usernames."""
        text = str(self.cleaned_data["email"]).strip()
        if "@" not in text:
            raise forms.ValidationError(_("Enter an email address, such as name@example.com."))
        return text


class IdentifierForm(forms.Form):
    """Who wants a code by email: for a new password, or in place of one."""

    identifier = forms.CharField(
        label=_("Username or email address"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "username", **_PLAIN}),
        error_messages={"required": _("Enter your username or email address.")},
    )


def field_of(error: UnableToChangeContact, name: str) -> str | None:
    """The field that a refusal belongs to: the one with this name, or none for the whole form."""
    about_all = {ContactRefusal.TOO_MANY, ContactRefusal.NOT_OFFERED}
    return None if error.refusal in about_all else name
