"""Pictures of amounts and of time: SVG from the server, with a table or a list behind them.

They carry no colours of their own and need no script: everything is a share of the width, so that
they fit any page. Screen readers get the sentence that says what there is to see.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django import template
from django.utils.safestring import SafeString

from hearthline.design import formats
from hearthline.design.templatetags.ui import _render
from hearthline.kernel.money import Money

register = template.Library()

BAR_HEIGHT = 132
LEAST_SHARE = 0.7
"""What happened is seen, however short it was (percent of the width)."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: what stands below it (empty for most), and how much."""

    label: str
    value: float


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a row: where it begins and ends (0 to 1) and its state.

    `ok` is drawn calm, `bad` tall, `wait` (not known) as a dashed line: not by colour alone.
    """

    start: float
    end: float
    kind: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a picture of time."""

    label: str
    parts: Sequence[Part]


@register.filter
def change(amount: Money) -> str:
    """`{{ cause.change|change }}`: how much more or less, always with its sign."""
    sign = "+" if amount.amount_minor > 0 else ""
    return sign + formats.money_text(amount)


@register.filter
def data(size: float | None) -> str:
    """`{{ usage.bytes|data }}`: an amount of data, `12.3 GB`."""
    return "" if size is None else formats.data_text(int(size))


@register.filter
def lasting(span: timedelta | None) -> str:
    """`{{ drop.lasted|lasting }}`: how long something took, `40 seconds`."""
    return "" if span is None else formats.duration_text(span)


@register.simple_tag
def ui_bars(summary: str, bars: Sequence[Bar], *, top: str = "") -> SafeString:
    """Bars beside each other; `top` says how much the highest is."""
    most = max((bar.value for bar in bars), default=0) or 1
    slot = 100 / len(bars) if bars else 100
    drawn = []
    for number, bar in enumerate(bars):
        height = bar.value / most * BAR_HEIGHT
        if bar.value > 0:
            height = max(height, 1)
        drawn.append(
            {
                "x": f"{number * slot + slot * 0.12:.2f}",
                "width": f"{slot * 0.76:.2f}",
                "y": f"{BAR_HEIGHT + 4 - height:.1f}",
                "height": f"{height:.1f}",
                "label": bar.label,
                "middle": f"{(number + 0.5) * slot:.2f}",
            }
        )
    return _render("bars", summary=summary, bars=drawn, top=top, base=BAR_HEIGHT + 4)


@register.simple_tag
def ui_rows_of_time(
    summary: str, rows: Sequence[Row], first: str = "", middle: str = ""
) -> SafeString:
    """Rows of time, one below the other; what is short stands out over what is long.

    `first` and `middle` say, below them, what their left end and their middle are.
    """
    drawn = [
        {
            "y": 30 * number,
            "label": row.label,
            "parts": [
                {
                    "x": f"{part.start * 100:.2f}",
                    "width": f"{max((part.end - part.start) * 100, LEAST_SHARE):.2f}",
                    "end": f"{part.end * 100:.2f}",
                    "kind": part.kind,
                }
                for part in sorted(row.parts, key=lambda part: part.kind == "bad")
            ],
        }
        for number, row in enumerate(rows)
    ]
    height = 30 * len(drawn)
    return _render(
        "rows_of_time",
        summary=summary,
        rows=drawn,
        first=first,
        middle=middle,
        foot=height + 14,
        height=height + (20 if first else 0),
    )


@register.simple_tag
def ui_span(start: float, end: float, least: float, most: float, *, kind: str = "") -> SafeString:
    """A bar between two values on a scale; those in a table's rows make one picture.

    It says nothing that the row doesn't, so screen readers are not told of it. `kind` is a tone:
    empty for the accent, or `ok`, `warn`, `bad`.
    """
    width = (most - least) or 1
    low, high = sorted(((start - least) / width * 100, (end - least) / width * 100))
    share = max(high - low, LEAST_SHARE)
    return _render("span", x=f"{low:.2f}", width=f"{share:.2f}", kind=kind)
