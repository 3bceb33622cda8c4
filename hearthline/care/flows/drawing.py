"""A flow as a picture: boxes one below the other, each with its results and where they lead.

Results that lead to an outcome name it and end there; the others are drawn on the right, one lane
for each node that is led to, so that no line ever crosses a box.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from hearthline.care.flows.format import DECLINED, ENOUGH, LATE, Flow, Node, in_words

BOX = 404
TITLE = 30
ROW = 22
GAP = 26
LANE = 16
MARGIN = 8
LONGEST_TITLE = 38
LONGEST_ROW = 47
TONES = {"ok": "ok", "warn": "warn", "bad": "bad", LATE: "warn", DECLINED: "wait", ENOUGH: "wait"}

STYLE = """
.flow{font:14px system-ui,sans-serif;background:#fff;color:#222}
.flow-box{fill:#fff;stroke:#888}.flow-text{fill:#222}.flow-title{font-weight:600}
.flow-end{font-style:italic}.flow-line{fill:none;stroke:#777;stroke-width:1.5}
.flow-tip{fill:#777}.flow-dot{fill:#999}.flow-dot-ok{fill:#1a7f37}.flow-dot-warn{fill:#b26a00}
.flow-dot-bad{fill:#b3261e}.flow-dot-wait{fill:#666}
"""
"""For a picture that stands alone; pages have the same classes in their style sheet."""


@dataclass(frozen=True, slots=True)
class Row:
    """A result of a box: where its line begins, what it says, where it leads."""

    y: int
    label: str
    tone: str
    target: str
    is_end: bool


@dataclass(slots=True)
class Box:
    """A node of the picture."""

    node: Node
    y: int
    rows: list[Row] = field(default_factory=list)

    @property
    def height(self) -> int:
        """Of the whole box."""
        return TITLE + ROW * len(self.rows) + 6


@dataclass(frozen=True, slots=True)
class Lane:
    """A line on the right that leads to one box, from all rows that lead there."""

    target: str
    x: int
    from_ys: tuple[int, ...]
    to_y: int


def in_order(flow: Flow) -> list[Node]:
    """The nodes without outcomes, each after those that lead to it, as far as that can be."""
    done: dict[str, None] = {}

    def visit(name: str, on_the_way: frozenset[str]) -> None:
        node = flow.nodes[name]
        if name in done or name in on_the_way or node.kind == "outcome":
            return
        for target in reversed(list(node.to.values())):
            visit(target, on_the_way | {name})
        done[name] = None

    visit(flow.start, frozenset())
    return [flow.nodes[name] for name in reversed(done)]


def draw(flow: Flow, *, label: str, with_style: bool = False) -> SafeString:
    """The picture as SVG.

    Args:
        flow: a valid one.
        label: what a screen reader says of it; a table has to stand behind it.
        with_style: for a file of its own; within a page, styles are the page's.
    """
    boxes = _boxes(flow)
    lanes = _lanes(boxes)
    width = MARGIN * 2 + BOX + LANE * (len({lane.x for lane in lanes}) + 2)
    height = max((box.y + box.height for box in boxes.values()), default=0) + MARGIN
    return format_html(
        '<svg class="flow" xmlns="http://www.w3.org/2000/svg" width="{0}" height="{1}" '
        'viewBox="0 0 {0} {1}" role="img" aria-label="{2}">{3}{4}{5}</svg>',
        width,
        height,
        label,
        format_html("<style>{}</style>", SafeString(STYLE)) if with_style else "",
        format_html_join("", "{}", ((_lane_svg(lane),) for lane in lanes)),
        format_html_join("", "{}", ((_box_svg(box),) for box in boxes.values())),
    )


def _boxes(flow: Flow) -> dict[str, Box]:
    boxes: dict[str, Box] = {}
    y = MARGIN
    for node in in_order(flow):
        box = Box(node, y)
        for target, results in _by_target(node).items():
            end = flow.nodes[target]
            row_y = y + TITLE + ROW * len(box.rows) + ROW // 2 + 2
            text = f"{', '.join(_result(node, result) for result in results)} → "
            box.rows.append(
                Row(
                    y=row_y,
                    label=_short(text + in_words(end.title), LONGEST_ROW),
                    tone=TONES.get(results[0], ""),
                    target=target,
                    is_end=end.kind == "outcome",
                )
            )
        boxes[node.name] = box
        y += box.height + GAP
    return boxes


def _by_target(node: Node) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for result, target in node.to.items():
        found.setdefault(target, []).append(result)
    return found


def _result(node: Node, result: str) -> str:
    return in_words(node.answers[result]) if result in node.answers else result


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _lanes(boxes: Mapping[str, Box]) -> list[Lane]:
    """One for each box that is led to; those that don't overlap share a place."""
    spans = []
    for name, box in boxes.items():
        ys = [row.y for other in boxes.values() for row in other.rows if row.target == name]
        if ys:
            to_y = box.y + TITLE // 2
            spans.append((min([*ys, to_y]), max([*ys, to_y]), name, tuple(ys), to_y))
    lanes, taken = list[Lane](), list[int]()
    for top, bottom, name, from_ys, to_y in sorted(spans):
        place = next((i for i, until in enumerate(taken) if until < top), len(taken))
        taken[place : place + 1] = [bottom]
        lanes.append(Lane(name, MARGIN + BOX + LANE * (place + 1), from_ys, to_y))
    return lanes


def _lane_svg(lane: Lane) -> SafeString:
    edge = MARGIN + BOX
    paths = "".join(f"M{edge} {y}H{lane.x}V{lane.to_y}" for y in lane.from_ys)
    return format_html(
        '<path class="flow-line" d="{0}H{1}"/><path class="flow-tip" d="M{2} {3}l9 -5v10z"/>',
        paths,
        edge + 8,
        edge,
        lane.to_y,
    )


def _box_svg(box: Box) -> SafeString:
    return format_html(
        '<rect class="flow-box" x="{0}" y="{1}" width="{2}" height="{3}" rx="6"/>'
        '<text class="flow-text flow-title" x="{4}" y="{5}">{6}</text>{7}',
        MARGIN,
        box.y,
        BOX,
        box.height,
        MARGIN + 12,
        box.y + 20,
        _short(in_words(box.node.title), LONGEST_TITLE),
        format_html_join("", "{}", ((_row_svg(row),) for row in box.rows)),
    )


def _row_svg(row: Row) -> SafeString:
    return format_html(
        '<circle class="flow-dot{0}" cx="{1}" cy="{2}" r="4"/>'
        '<text class="flow-text{3}" x="{4}" y="{5}">{6}</text>',
        f" flow-dot-{row.tone}" if row.tone else "",
        MARGIN + 17,
        row.y,
        " flow-end" if row.is_end else "",
        MARGIN + 30,
        row.y + 5,
        row.label,
    )


def as_text(flow: Flow) -> Iterator[str]:
    """The same for a terminal: each node, and under it its results."""
    for node in in_order(flow):
        runs = f": {node.runs}" if node.runs else ""
        limits = [f"at most {node.limit_s} s"] if node.limit_s else []
        limits += [f"at most {node.at_most} times"] if node.at_most else []
        yield f"{node.name} ({', '.join([node.kind + runs, *limits])})  {in_words(node.title)}"
        for result, target in node.to.items():
            end = flow.nodes[target]
            what = f"[{end.ends}] {in_words(end.title)}" if end.kind == "outcome" else target
            yield f"    {_result(node, result)} → {what}"
