"""Figures and pictures of them: tags beside those of `ui`.

Pictures are SVG from the server that needs no script, in percent of the width, so that they fit
any page.
"""

from django import template
from django.utils.safestring import SafeString

from hearthline.design import formats
from hearthline.design.templatetags.ui import _render
from hearthline.kernel.money import Money

register = template.Library()

LEAST_SHARE = 0.6
"""A bar that stands for something is seen, however little it is (percent of the width)."""


@register.filter
def change(amount: Money) -> str:
    """`{{ cause.change|change }}`: how much more or less, always with its sign."""
    sign = "+" if amount.amount_minor > 0 else ""
    return sign + formats.money_text(amount)


def _share(value: float, least: float, most: float) -> float:
    """Where a value lies on a scale, in percent."""
    return (value - least) / (most - least) * 100 if most > least else 0.0


@register.simple_tag
def ui_span(start: float, end: float, least: float, most: float, *, kind: str = "") -> SafeString:
    """A bar between two values on a scale; those in a table's rows make one picture.

    It says nothing that the row doesn't, so screen readers are not told of it. `kind` is a tone:
    empty for the accent, or `ok`, `warn`, `bad`.
    """
    low, high = sorted((_share(start, least, most), _share(end, least, most)))
    return _render("span", x=f"{low:.2f}", width=f"{max(high - low, LEAST_SHARE):.2f}", kind=kind)
