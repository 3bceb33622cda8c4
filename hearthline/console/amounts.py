"""An amount as staff type it."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hearthline.kernel.money import Money, UnableToReadAmount


class AmountForm(forms.Form):
    """A form with an amount above zero in the account's currency."""

    amount = forms.CharField(
        label=gettext_lazy("Amount"),
        max_length=20,
        error_messages={"required": gettext_lazy("Enter the amount.")},
    )

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.currency = currency

    def clean_amount(self) -> Money:
        try:
            amount = Money.typed(self.cleaned_data["amount"], self.currency)
        except UnableToReadAmount as error:
            example = Money(1250, self.currency).decimal
            raise forms.ValidationError(
                _("Enter an amount with a point, such as %(example)s.") % {"example": example}
            ) from error
        if amount.amount_minor <= 0:
            raise forms.ValidationError(_("Enter an amount above zero."))
        return amount
