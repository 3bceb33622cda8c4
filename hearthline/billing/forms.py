"""Forms that subscribers and staff fill in alike."""

from django import forms
from django.utils.translation import gettext_lazy

_LAST_DAY = 28


class BillingDayForm(forms.Form):
    """On which day of the month bills come."""

    day = forms.TypedChoiceField(
        label=gettext_lazy("Day of the month"),
        coerce=int,
        choices=[(n, str(n)) for n in range(1, _LAST_DAY + 1)],
        error_messages={
            "required": gettext_lazy("Choose a day."),
            "invalid_choice": gettext_lazy("Choose a day of the list."),
        },
    )
