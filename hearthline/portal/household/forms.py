"""Forms about who may use an account, and how far."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hearthline.customers.operations import Standing
from hearthline.design.choices import Choice
from hearthline.kernel.money import Money, UnableToReadAmount
from hearthline.portal.household.words import NAMES

_PLAIN = {"autocapitalize": "none", "spellcheck": "false"}
LIMITS = ("role", "most", "may_order", "sees_bills")
"""What is asked again as it was typed, after the proof that it is them."""
_CHOOSE = gettext_lazy("Choose a role.")


def _hints() -> dict[str, str]:
    return {
        "payer": _("Sees bills, pays, and orders if you allow it."),
        "technician": _("Has the connection checked and restarted, and writes to us."),
        "viewer": _("Looks, and changes nothing."),
    }


class LimitsForm(forms.Form):
    """A role with its limits."""

    role = forms.ChoiceField(
        label=gettext_lazy("What may they do?"),
        widget=forms.RadioSelect,
        error_messages={"required": _CHOOSE, "invalid_choice": _CHOOSE},
    )
    most = forms.CharField(
        label=gettext_lazy("A payer may pay at most, at a time"),
        help_text=gettext_lazy("Leave it empty for no limit. It counts for payers only."),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    may_order = forms.BooleanField(
        label=gettext_lazy("A payer may order and change services"), required=False
    )
    sees_bills = forms.BooleanField(
        label=gettext_lazy("A technician or viewer sees bills and payments, too"),
        help_text=gettext_lazy("Without it they see services and the connection, and no amounts."),
        required=False,
    )

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.currency = currency
        field = self.fields["role"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells the type checker only
        field.choices = [
            (role, Choice(str(NAMES[role]), hint=hint)) for role, hint in _hints().items()
        ]

    def clean_most(self) -> int | None:
        text = str(self.cleaned_data["most"]).strip()
        if not text:
            return None
        try:
            amount = Money.typed(text, self.currency).amount_minor
        except UnableToReadAmount as error:
            example = Money(10_000, self.currency).decimal
            words = _("Enter an amount with a point, such as %(example)s.")
            raise forms.ValidationError(words % {"example": example}) from error
        if amount <= 0:
            raise forms.ValidationError(_("Enter an amount above zero, or leave it empty."))
        return amount

    @property
    def standing(self) -> Standing:
        """What was chosen."""
        typed = self.cleaned_data
        return Standing(
            typed["role"],
            typed["most"],
            may_order=typed["may_order"],
            sees_bills=typed["sees_bills"],
        )


class InviteForm(LimitsForm):
    """Whom to invite, to what."""

    email = forms.CharField(
        label=gettext_lazy("Their email address"),
        help_text=gettext_lazy("We send a link to it that works once, for seven days."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off", **_PLAIN}),
        error_messages={"required": gettext_lazy("Enter their email address.")},
    )
    field_order = ("email", *LIMITS)


def typed_again(draft: Mapping[str, str], otherwise: Mapping[str, Any]) -> dict[str, Any]:
    """What a form begins with: what was typed before the proof, else what there is."""
    if not draft:
        return dict(otherwise)
    # A box that isn't ticked isn't sent.
    return {"may_order": False, "sees_bills": False} | dict(draft)


class OwnerForm(forms.Form):
    """Who is to become the owner?"""

    member = forms.TypedChoiceField(
        label=gettext_lazy("Who should become the owner?"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose somebody."),
            "invalid_choice": gettext_lazy("Choose somebody of your household."),
        },
    )

    def __init__(self, *args: Any, members: list[tuple[int, Choice]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["member"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells the type checker only
        field.choices = members
