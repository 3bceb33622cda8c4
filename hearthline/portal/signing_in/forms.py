"""What is typed while signing in."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from hearthline.portal.settings.forms import CodeForm

_PLAIN = {"autocapitalize": "none", "spellcheck": "false"}
_LABELS = {
    "app": (_("Code from your authenticator app"), _("The 6 digits that it shows now.")),
    "recovery": (_("Recovery code"), _("One of the ten that you saved. Each works once.")),
    "email": (_("Code from our email"), _("8 digits. It works for 10 minutes.")),
    "sms": (_("Code from our text message"), _("8 digits. It works for 10 minutes.")),
}


class StepForm(forms.Form):
    """A code of one means for the second step."""

    code = forms.CharField(
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", **_PLAIN}),
        error_messages={"required": _("Enter the code.")},
    )
    trust = forms.BooleanField(required=False)

    def __init__(self, *args: Any, means: str, may_trust: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        code = self.fields["code"]
        code.label, code.help_text = _LABELS[means]
        if means == "recovery":
            code.widget.attrs["autocomplete"] = "off"
        else:
            code.widget.attrs["inputmode"] = "numeric"
        days = settings.TRUSTED_BROWSER_DAYS
        if may_trust and days > 0:
            self.fields["trust"].label = ngettext(
                "Don't ask again in this browser for %(days)d day",
                "Don't ask again in this browser for %(days)d days",
                days,
            ) % {"days": days}
            self.fields["trust"].help_text = _("Only on a device that nobody else uses.")
        else:
            del self.fields["trust"]


class SignInCodeForm(CodeForm):
    """The code that came in place of a password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].help_text = _(
            "8 digits. It works for 10 minutes, in this browser only."
        )
