"""From the text of a file to a `Flow`: every field is looked at, none is guessed."""

import tomllib
from collections.abc import Mapping
from typing import Any

from django.conf import settings

from hearthline.care.flows.format import (
    DECLINED,
    ENDS,
    KINDS,
    LEADS_TO,
    LONGEST_WAIT_S,
    NODE_KINDS,
    Flow,
    Node,
    Problem,
    UnableToReadFlow,
    Words,
)

FORMAT = 1
_HEAD = {"format", "kind", "version", "start", "nodes"}
_ANY_NODE = {"is", "title", "text", "at_most", "to"}
_FIELDS = {
    "check": {"check"},
    "question": {"answers"},
    "action": {"action", "ask"},
    "wait": {"for", "limit_s", "every_s"},
    "outcome": {"ends", "leads_to"},
}
_NEEDS = {
    "check": {"check", "to"},
    "question": {"text", "answers"},
    "action": {"action", "to"},
    "wait": {"for", "text", "limit_s", "to"},
    "outcome": {"ends", "text"},
}


def read_flow(text: str, *, source: str) -> Flow:
    """Read a flow; what its nodes mean to each other is `problems_of`'s part.

    Args:
        text: the TOML.
        source: the file's name, for messages.

    Raises:
        UnableToReadFlow: it isn't TOML, a field is missing, unknown or of the wrong kind, or a
            text lacks a language.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UnableToReadFlow(source, [Problem("", f"this is no TOML: {error}")]) from error
    found = _Reader()
    flow = found.flow(data)
    if found.problems:
        raise UnableToReadFlow(source, found.problems)
    return flow


class _Reader:
    """Collects what is wrong, so that one reading shows it all."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.node_name = ""

    def wrong(self, what: str) -> None:
        self.problems.append(Problem(self.node_name, what))

    def flow(self, data: Mapping[str, Any]) -> Flow:
        self.unknown(data, _HEAD)
        if data.get("format") != FORMAT:
            self.wrong(f"write format = {FORMAT}, the only one this version reads")
        nodes = data.get("nodes")
        if not isinstance(nodes, dict) or not nodes:
            self.wrong("there is no node: begin one with [nodes.NAME]")
            nodes = {}
        return Flow(
            kind=self.one_of(data, "kind", KINDS),
            version=self.string(data, "version"),
            start=self.string(data, "start"),
            nodes={name: self.node(name, node) for name, node in nodes.items()},
        )

    def node(self, name: str, data: Any) -> Node:
        self.node_name = name
        try:
            if not isinstance(data, dict):
                self.wrong(f"write it as a table: [nodes.{name}]")
                data = {}
            kind = self.one_of(data, "is", NODE_KINDS)
            self.unknown(data, _ANY_NODE | _FIELDS.get(kind, set()))
            self.missing(data, {"title"} | _NEEDS.get(kind, set()))
            to = self.edges(data.get("to", {}))
            answers = self.answers(data.get("answers", {}), to) if kind == "question" else {}
            ask = self.words(data, "ask")
            if DECLINED in to and not ask:
                self.wrong("`declined` needs an `ask`: nobody can decline what wasn't asked")
            return Node(
                name=name,
                kind=kind,
                title=self.words(data, "title"),
                text=self.words(data, "text"),
                to=to,
                runs=self.runs(data, kind),
                answers=answers,
                ask=ask,
                limit_s=self.number(data, "limit_s", 1, LONGEST_WAIT_S),
                every_s=self.number(data, "every_s", 1, 60) or 5,
                at_most=self.number(data, "at_most", 1, 20),
                ends=self.one_of(data, "ends", ENDS) if kind == "outcome" else "",
                leads_to=self.leads_to(data),
            )
        finally:
            self.node_name = ""

    def unknown(self, data: Mapping[str, Any], known: set[str]) -> None:
        for name in data.keys() - known:
            self.wrong(f"there is no `{name}` here; there can be {', '.join(sorted(known))}")

    def missing(self, data: Mapping[str, Any], needed: set[str]) -> None:
        for name in sorted(needed - data.keys()):
            self.wrong(f"`{name}` is missing")

    def string(self, data: Mapping[str, Any], name: str) -> str:
        value = data.get(name)
        if isinstance(value, str) and value.strip():
            return value
        self.wrong(f"`{name}` must be a text that isn't empty")
        return ""

    def one_of(self, data: Mapping[str, Any], name: str, known: tuple[str, ...]) -> str:
        value = data.get(name)
        if isinstance(value, str) and value in known:
            return value
        self.wrong(f"`{name}` must be one of {', '.join(known)}")
        return ""

    def leads_to(self, data: Mapping[str, Any]) -> str:
        return self.one_of(data, "leads_to", LEADS_TO) if "leads_to" in data else ""

    def runs(self, data: Mapping[str, Any], kind: str) -> str:
        name = {"check": "check", "action": "action", "wait": "for"}.get(kind, "")
        return self.string(data, name) if name in data else ""

    def number(self, data: Mapping[str, Any], name: str, least: int, most: int) -> int:
        if name not in data:
            return 0
        value = data[name]
        if type(value) is int and least <= value <= most:
            return value
        self.wrong(f"`{name}` must be a whole number from {least} to {most}")
        return 0

    def words(self, data: Mapping[str, Any], name: str) -> Words:
        if name not in data:
            return {}
        return self.in_all_languages(data[name], f"`{name}`")

    def in_all_languages(self, value: Any, what: str) -> Words:
        languages = [code for code, _ in settings.LANGUAGES]
        if not isinstance(value, dict):
            self.wrong(f"{what} must be a table with a text in each of {', '.join(languages)}")
            return {}
        for language in languages:
            text = value.get(language)
            if not isinstance(text, str) or not text.strip():
                self.wrong(f"{what} has no text in {language}")
        for language in value.keys() - set(languages):
            self.wrong(f"{what} has a text in {language}, which the pages don't speak")
        return {language: str(text) for language, text in value.items()}

    def edges(self, value: Any) -> dict[str, str]:
        if isinstance(value, dict) and all(isinstance(target, str) for target in value.values()):
            return dict(value)
        self.wrong('`to` must name a node for each result, such as to = { ok = "next" }')
        return {}

    def answers(self, value: Any, to: dict[str, str]) -> dict[str, Words]:
        """Each answer has its words and its edge together; the edges are added to `to`."""
        if not isinstance(value, dict) or not value:
            self.wrong("a question needs answers: answers.NAME = { en = …, es = …, to = … }")
            return {}
        answers = {}
        for name, answer in value.items():
            rest = dict(answer) if isinstance(answer, dict) else {}
            target = rest.pop("to", None)
            if not isinstance(target, str):
                self.wrong(f"the answer `{name}` leads nowhere: give it a `to`")
            else:
                to[name] = target
            answers[name] = self.in_all_languages(rest, f"the answer `{name}`")
        return answers
