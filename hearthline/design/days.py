"""A field for a day."""

from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy


class DayField(forms.DateField):
    """A day as browsers send what was picked, of a time in which there are customers."""

    def __init__(self, *, error_messages: dict[str, Any] | None = None, **kwargs: Any) -> None:
        nonsense = gettext_lazy("Enter a day as year, month, day, such as 2026-03-16.")
        said = {"required": gettext_lazy("Enter the day."), "invalid": nonsense}
        super().__init__(
            widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            input_formats=["%Y-%m-%d"],
            error_messages=said | (error_messages or {}),
            validators=[
                MinValueValidator(date(1900, 1, 1), nonsense),
                MaxValueValidator(date(2200, 1, 1), nonsense),
            ],
            **kwargs,
        )
