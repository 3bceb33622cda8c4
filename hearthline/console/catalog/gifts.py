"""How much a promotion or a discount takes off: a percentage, or an amount a month, as typed."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hearthline.catalog.operations.save_promotion import WHOLE
from hearthline.console.catalog.plan_form import KINDS, SERVICES, price_typed
from hearthline.kernel.money import Money

WITH_KINDS = [
    ("", gettext_lazy("Nothing else")),
    *((kind, KINDS[kind]) for kind in SERVICES),
]
GIVES = [
    ("percent", gettext_lazy("A percentage")),
    ("amount", gettext_lazy("An amount a month")),
]


def gift_typed(gives: str, text: str, currency: str) -> tuple[int, int]:
    """Millionths and minor units, one of them 0, of what was typed; or a `ValidationError`."""
    if gives == "amount":
        amount = price_typed(text, currency)
        if not amount:
            raise forms.ValidationError(_("Enter an amount above zero."))
        return 0, amount
    try:
        rate = Decimal(text.strip().rstrip("%").strip()) * 10_000
    except InvalidOperation:
        rate = Decimal(0)
    if not rate.is_finite() or rate != rate.to_integral_value() or not 0 < rate <= WHOLE:
        raise forms.ValidationError(_("Enter a percentage above 0 and up to 100, such as 12.5."))
    return int(rate), 0


def gift_text(values: dict[str, Any], currency: str) -> str:
    """What to show in the field for what is kept."""
    if values["amount_minor"]:
        return str(Money(values["amount_minor"], currency).decimal)
    return f"{(Decimal(values['rate_ppm']) / 10_000).normalize():f}" if values["rate_ppm"] else ""
