"""The form for a plan, filled in by staff."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hearthline.catalog.operations import PlanValues
from hearthline.catalog.queries import all_channels, all_plans
from hearthline.design.choices import Choice
from hearthline.kernel.money import Money, UnableToReadAmount

KINDS = {
    "internet": gettext_lazy("Internet"),
    "tv": gettext_lazy("TV"),
    "phone": gettext_lazy("Phone"),
    "addon": gettext_lazy("Add-on, channel pack or single channel"),
    "equipment": gettext_lazy("Equipment"),
    "fee": gettext_lazy("Fee"),
}
SERVICES = ("internet", "tv", "phone")
_MOST_MBPS = 10_000_000
_REQUIRED = {"required": gettext_lazy("Fill this in.")}


def price_typed(text: str, currency: str) -> int:
    """The minor units of a price as it was typed, or a `ValidationError`."""
    typed = text.strip()
    try:
        amount = Money.typed(typed, currency).amount_minor
    except UnableToReadAmount as error:
        example = Money(1250, currency).decimal
        raise forms.ValidationError(
            _("Enter an amount with a point, such as %(example)s.") % {"example": example}
        ) from error
    if amount < 0:
        raise forms.ValidationError(_("Enter an amount that isn't below zero."))
    return amount


class PlanForm(forms.Form):
    """Everything about a plan that may change later."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200, error_messages=_REQUIRED)
    description = forms.CharField(
        label=gettext_lazy("Description"),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    price = forms.CharField(
        label=gettext_lazy("Price"),
        help_text=gettext_lazy(
            "Before taxes. Another price here corrects it from today on, and nobody is told; to"
            " raise it with notice, plan a new price instead."
        ),
        max_length=20,
        error_messages=_REQUIRED,
    )
    period_months = forms.TypedChoiceField(
        label=gettext_lazy("The price is for"),
        choices=[
            (1, gettext_lazy("a month")),
            (2, gettext_lazy("two months")),
            (3, gettext_lazy("three months")),
            (4, gettext_lazy("four months")),
            (6, gettext_lazy("half a year")),
            (12, gettext_lazy("a year")),
        ],
        coerce=int,
        empty_value="1",
        initial=1,
        required=False,
    )
    is_in_arrears = forms.BooleanField(
        label=gettext_lazy("Paid when it is over, not in advance"), required=False
    )
    may_pause = forms.BooleanField(
        label=gettext_lazy("Subscribers may pause it themselves"), required=False
    )
    tax_category = forms.CharField(
        label=gettext_lazy("Tax category"), max_length=40, required=False
    )
    is_offered = forms.BooleanField(
        label=gettext_lazy("Subscribers may order it themselves"),
        help_text=gettext_lazy("What is no longer offered stays with who has it."),
        required=False,
    )
    goes_with = forms.ChoiceField(
        label=gettext_lazy("Goes with"),
        help_text=gettext_lazy("What an add-on, a pack or equipment belongs to."),
        required=False,
    )
    access_group = forms.CharField(
        label=gettext_lazy("Speed profile of the network"),
        help_text=gettext_lazy("The group that the access system knows."),
        max_length=60,
        required=False,
    )
    download_mbps = forms.IntegerField(
        label=gettext_lazy("Mbps down"), min_value=1, max_value=_MOST_MBPS, required=False
    )
    upload_mbps = forms.IntegerField(
        label=gettext_lazy("Mbps up"), min_value=1, max_value=_MOST_MBPS, required=False
    )
    allowance_gb = forms.IntegerField(
        label=gettext_lazy("Data a month, in GB"),
        help_text=gettext_lazy("Empty means without limit."),
        min_value=1,
        max_value=_MOST_MBPS,
        required=False,
    )
    channels = forms.MultipleChoiceField(
        label=gettext_lazy("Channels it brings"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    requires = forms.MultipleChoiceField(
        label=gettext_lazy("Needs one of these"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    excludes = forms.MultipleChoiceField(
        label=gettext_lazy("Not together with any of these"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, currency: str, code: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.currency = currency
        _choices(
            self.fields["goes_with"],
            [("", _("Nothing in particular")), *((kind, str(KINDS[kind])) for kind in SERVICES)],
        )
        _choices(
            self.fields["channels"],
            [(each.code, Choice(each.name, hint=f"{each.number}")) for each in all_channels()],
        )
        others = [
            (each.code, Choice(each.name, hint=each.code))
            for each in all_plans()
            if each.code != code and each.kind != "fee"
        ]
        _choices(self.fields["requires"], others)
        _choices(self.fields["excludes"], others)

    def clean_price(self) -> int:
        return price_typed(self.cleaned_data["price"], self.currency)

    def values(self) -> PlanValues:
        """What was typed, as the operation takes it."""
        typed = self.cleaned_data
        return PlanValues(
            name=typed["name"],
            description=typed["description"],
            price_minor=typed["price"],
            tax_category=typed["tax_category"],
            is_offered=typed["is_offered"],
            goes_with=typed["goes_with"],
            access_group=typed["access_group"],
            download_mbps=typed["download_mbps"],
            upload_mbps=typed["upload_mbps"],
            allowance_gb=typed["allowance_gb"],
            channels=tuple(typed["channels"]),
            requires=tuple(typed["requires"]),
            excludes=tuple(typed["excludes"]),
            period_months=int(typed["period_months"]),
            is_in_arrears=typed["is_in_arrears"],
            may_pause=typed["may_pause"],
        )


class NewPlanForm(PlanForm):
    """A plan that isn't there yet: its code and kind never change afterwards."""

    code = forms.RegexField(
        r"^[a-z0-9][a-z0-9-]*$",
        label=gettext_lazy("Code"),
        help_text=gettext_lazy("Small letters, digits and dashes. It can't be changed later."),
        max_length=60,
        error_messages={
            **_REQUIRED,
            "invalid": gettext_lazy("Use small letters, digits and dashes."),
        },
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=list(KINDS.items()))
    field_order = ["code", "kind"]


def initial_of(values: PlanValues, currency: str) -> dict[str, Any]:
    """The form as the plan is."""
    return {
        "price": Money(values.price_minor, currency).decimal,
        **{name: getattr(values, name) for name in PlanForm.base_fields if name != "price"},
    }


def _choices(field: forms.Field, choices: list[tuple[str, Any]]) -> None:
    assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared so, for the type checker
    field.choices = choices
