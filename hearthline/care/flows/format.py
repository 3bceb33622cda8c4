"""What a flow is once it is read: nodes, and where each of their results leads."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.utils.translation import get_language

Words = Mapping[str, str]
"""One text in each language of the pages."""

KINDS = ("internet", "tv", "phone")
NODE_KINDS = ("check", "question", "action", "wait", "outcome")
ENDS = ("fixed", "explained", "ticket")
"""How a diagnosis can end: repaired, the cause known and shown, or in a person's hands."""
LEADS_TO = ("", "outage", "pay", "usage", "services", "phone", "internet", "help")
"""Where an outcome may send people on to."""
LONGEST_WAIT_S = 900
ENOUGH = "enough"
"""The edge taken instead of entering a node more than `at_most` times."""
DECLINED = "declined"
LATE = "late"


def in_words(text: Words) -> str:
    """A text in the language of the page, or in English."""
    language = (get_language() or "en").partition("-")[0]
    return text.get(language) or text.get("en", "")


@dataclass(frozen=True, slots=True)
class Node:
    """One step of a flow. Which fields are filled depends on `kind`; `to` is its edges."""

    name: str
    kind: str
    title: Words
    to: Mapping[str, str]
    text: Words = field(default_factory=dict)
    # A check's or a wait's registered check, an action's registered action.
    runs: str = ""
    answers: Mapping[str, Words] = field(default_factory=dict)
    # An action with a question of its own runs only once the person agreed.
    ask: Words = field(default_factory=dict)
    limit_s: int = 0
    every_s: int = 5
    at_most: int = 0
    ends: str = ""
    leads_to: str = ""

    def results(self) -> Iterator[str]:
        """The results by which this node is left, in the order of the file."""
        return iter(self.to)


@dataclass(frozen=True, slots=True)
class Flow:
    """A whole flow; `start` is where it begins."""

    kind: str
    version: str
    start: str
    nodes: Mapping[str, Node]

    def edges(self) -> Iterator[tuple[str, str, str]]:
        """Each edge as node, result, node."""
        for node in self.nodes.values():
            for result, target in node.to.items():
                yield node.name, result, target


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with a flow: where, and what to do about it."""

    node: str
    what: str

    def __str__(self) -> str:
        return f"node {self.node}: {self.what}" if self.node else self.what


class UnableToReadFlow(Exception):
    """A flow's file is broken; the message names the file and each problem."""

    def __init__(self, source: str, problems: list[Problem]) -> None:
        super().__init__("\n".join(f"{source}: {problem}" for problem in problems))
        self.source = source
        self.problems = problems
