"""Forms of the steps of a registration."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hearthline.customers.masks import MaskedContact
from hearthline.portal.new_sign_in import NewSignInForm

_PLAIN = {"autocapitalize": "none", "spellcheck": "false"}


class AccountForm(forms.Form):
    """Which account?"""

    account_number = forms.CharField(
        label=_("Account number"),
        help_text=_("It's at the top of every bill. Spaces and dashes don't matter."),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", **_PLAIN}),
        error_messages={"required": _("Enter your account number.")},
    )
    postal_code = forms.CharField(
        label=_("ZIP or postal code of the service address"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "postal-code"}),
        error_messages={"required": _("Enter the ZIP or postal code.")},
    )


class StepForm(forms.Form):
    """A form of a registration under way; it names the one it belongs to."""

    registration = forms.CharField(widget=forms.HiddenInput, required=False)


class ContactForm(StepForm):
    """Where should the code go?"""

    channel = forms.ChoiceField(
        label=_("Where should we send the code?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose where we should send the code."),
            "invalid_choice": _("Choose where we should send the code."),
        },
    )

    def __init__(self, *args: Any, contacts: list[MaskedContact], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = {"email": _("Email to %(mask)s"), "sms": _("Text message to %(mask)s")}
        field = self.fields["channel"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells the type checker only
        field.choices = [
            (contact.channel, words[contact.channel] % {"mask": contact.mask})
            for contact in contacts
        ]
        if len(contacts) == 1:
            field.initial = contacts[0].channel


class CodeForm(StepForm):
    """The code that was sent."""

    code = forms.CharField(
        label=_("Code"),
        help_text=_("8 digits. It works for 10 minutes."),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", **_PLAIN}
        ),
        error_messages={"required": _("Enter the code.")},
    )


class RegistrationCodeForm(StepForm):
    """A code that staff issued."""

    code = forms.CharField(
        label=_("Registration code"),
        help_text=_("12 letters and digits, such as 7K2M-4QXD-9T3B. Dashes don't matter."),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", **_PLAIN}),
        error_messages={"required": _("Enter the registration code.")},
    )


class DetailsForm(NewSignInForm, StepForm):
    """Username, email address and password; the operation has the last word on each."""

    email = forms.CharField(
        label=_("Email address"),
        help_text=_("You can sign in with it too."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", **_PLAIN}),
        error_messages={"required": _("Enter your email address.")},
    )
    field_order = ("registration", "username", "email", "password")
