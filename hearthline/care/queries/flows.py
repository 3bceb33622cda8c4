"""How each flow does: how often each of its ends was reached."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from hearthline.care.flows import Flow, current_flow
from hearthline.care.flows.format import in_words
from hearthline.care.models import Diagnosis
from hearthline.care.queries.diagnoses import kind_name


@dataclass(frozen=True, slots=True)
class OutcomeLine:
    """An end of a flow, and how many diagnoses came to it."""

    title: str
    ends: str
    reached: int


@dataclass(frozen=True, slots=True)
class EdgeLine:
    """One result of a node, for the table behind the picture."""

    title: str
    result: str
    leads_to: str


@dataclass(frozen=True, slots=True)
class FlowReport:
    """A flow with its ends. `helped` of `ended` needed no person; those that were left don't count.

    `handed_over` were handed to a person before the flow's end; `left` were stopped or forgotten.
    """

    kind: str
    kind_name: str
    version: str
    flow: Flow
    outcomes: tuple[OutcomeLine, ...]
    edges: tuple[EdgeLine, ...]
    ended: int
    helped: int
    handed_over: int
    left: int
    under_way: int


def flow_report(*, kind: str, since: datetime) -> FlowReport:
    """How the flow of a kind does. Counts all its versions, by the names of their ends.

    Args:
        kind: internet, tv or phone.
        since: diagnoses begun before are left out.
    """
    flow, _ = current_flow(kind=kind)
    rows = Diagnosis.objects.filter(kind=kind, started_at__gte=since).values_list("node", "state")
    states = Counter(state for _, state in rows)
    ended_at = Counter(node for node, state in rows if state not in {*Diagnosis.OPEN, "left"})
    ends = [node for node in flow.nodes.values() if node.kind == "outcome"]
    ended = sum(states[state] for state in ("fixed", "explained", "ticket"))
    return FlowReport(
        kind=kind,
        kind_name=kind_name(kind),
        version=flow.version,
        flow=flow,
        outcomes=tuple(
            sorted(
                (OutcomeLine(in_words(end.title), end.ends, ended_at[end.name]) for end in ends),
                key=lambda line: -line.reached,
            )
        ),
        edges=tuple(
            EdgeLine(
                in_words(flow.nodes[name].title),
                in_words(flow.nodes[name].answers[result])
                if result in flow.nodes[name].answers
                else result,
                in_words(flow.nodes[target].title),
            )
            for name, result, target in flow.edges()
        ),
        ended=ended,
        helped=states["fixed"] + states["explained"],
        handed_over=ended - sum(ended_at[end.name] for end in ends),
        left=states["left"],
        under_way=sum(states[state] for state in Diagnosis.OPEN),
    )
