"""Figures and pictures of them: tags beside those of `ui`.

Pictures are SVG from the server that needs no script, in percent of the width, so that they fit
any page.
"""

from collections.abc import Sequence
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Bar:
    """One of a row of bars: what stands under it, how much it is, and its tone as in `ui_span`."""

    label: str
    value: int
    kind: str = ""


@dataclass(frozen=True, slots=True)
class _Drawn:
    bar: Bar
    x: str
    middle: str
    width: str
    y: int
    height: int


BARS_HEIGHT = 120
"""Pixels between the lowest and the highest value."""
_GAP = 0.28
"""Of a bar's place that is left free."""


@register.simple_tag
def ui_bars(bars: Sequence[Bar], label: str, most: str) -> SafeString:
    """Bars side by side, with what the picture shows (`label`) and what the highest is (`most`).

    A table with the same figures belongs below it.
    """
    values = [0, *(bar.value for bar in bars)]
    top, bottom = max(values), min(values)
    scale = BARS_HEIGHT / (top - bottom or 1)
    place = 100 / (len(bars) or 1)
    drawn = [
        _Drawn(
            bar,
            x=f"{(at + _GAP / 2) * place:.2f}",
            middle=f"{(at + 0.5) * place:.2f}",
            width=f"{(1 - _GAP) * place:.2f}",
            y=round((top - max(bar.value, 0)) * scale),
            height=max(round(abs(bar.value) * scale), 1 if bar.value else 0),
        )
        for at, bar in enumerate(bars)
    ]
    return _render("bars", drawn=drawn, label=label, most=most, zero=round(top * scale))
