"""The rules, read from a file and held against what they may say."""

import logging
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

logger = logging.getLogger(__name__)
SHIPPED = Path(__file__).with_name("rules.toml")
_MOST_POINTS = 1000

NUMBERS: dict[str, dict[str, tuple[int, int]]] = {
    "new_device": {},
    "new_country": {},
    "impossible_travel": {"fastest_km_per_h": (1, 100_000), "shortest_km": (0, 20_000)},
    "many_failures": {"failures": (1, 1000)},
    "attacking_network": {"failures": (1, 100_000)},
    "breached_password": {},
    "after_reset": {"hours": (1, 24 * 30)},
    "odd_hour": {"from_hour": (0, 23), "to_hour": (0, 24)},
}
"""Each rule that there is, and the least and most of each of its numbers besides the points."""


class UnableToReadRules(Exception):
    """The file has mistakes; one sentence each in `problems`."""

    def __init__(self, source: str, problems: list[str]) -> None:
        super().__init__("\n".join(f"{source}: {problem}" for problem in problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: its points, and its numbers by name."""

    points: int
    numbers: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds: the rules by name, and from how many points on something is done.

    Attributes:
        tell_at: the person gets a message.
        second_step_at: a second step is asked for.
    """

    tell_at: int
    second_step_at: int
    rules: Mapping[str, Rule]


def current_rules() -> Rules:
    """The provider's rules, or ours where theirs are missing or broken (which is logged)."""
    return _current(settings.RISK_RULES)


@lru_cache(maxsize=4)
def _current(path: str) -> Rules:
    if path:
        try:
            return rules_in(Path(path))
        except UnableToReadRules as error:
            # The message says it all: where, and what.
            logger.error("rules left aside, ours hold: %s", error)  # noqa: TRY400
    return rules_in(SHIPPED)


def rules_in(path: Path) -> Rules:
    """Read a file.

    Raises:
        UnableToReadRules: it isn't there, isn't TOML, or says what no rule can mean.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UnableToReadRules(path.name, [f"can't be read: {error}"]) from error
    problems = [*_strange(data, {"tell_at", "second_step_at", "rules"}, "the file")]
    tell_at = _number(data, "tell_at", (1, _MOST_POINTS), "the file", problems)
    step_at = _number(data, "second_step_at", (1, _MOST_POINTS), "the file", problems)
    if tell_at > step_at:
        problems.append("second_step_at is lower than tell_at: the person would not be told why.")
    tables = data.get("rules", {})
    if not isinstance(tables, dict) or not tables:
        problems.append("there is no [rules.…] table: nothing would ever be unusual.")
        tables = {}
    rules = {
        name: _rule(name, table, problems) for name, table in tables.items() if _is_known(name)
    }
    problems += [
        f"rule {name} is unknown; there are {', '.join(NUMBERS)}."
        for name in tables
        if not _is_known(name)
    ]
    if problems:
        raise UnableToReadRules(path.name, problems)
    return Rules(tell_at, step_at, rules)


def _is_known(name: str) -> bool:
    return name in NUMBERS


def _rule(name: str, table: Any, problems: list[str]) -> Rule:
    where = f"rule {name}"
    if not isinstance(table, dict):
        problems.append(f"{where} must be a table.")
        return Rule(0, {})
    problems += _strange(table, {"points", *NUMBERS[name]}, where)
    points = _number(table, "points", (0, _MOST_POINTS), where, problems)
    numbers = {
        key: _number(table, key, bounds, where, problems) for key, bounds in NUMBERS[name].items()
    }
    return Rule(points, numbers)


def _strange(table: dict[str, Any], known: set[str], where: str) -> list[str]:
    return [
        f"{key} in {where} means nothing; known are {', '.join(sorted(known))}."
        for key in table
        if key not in known
    ]


def _number(
    table: dict[str, Any], key: str, bounds: tuple[int, int], where: str, problems: list[str]
) -> int:
    value = table.get(key)
    least, most = bounds
    if type(value) is not int:
        problems.append(f"{key} in {where} must be a whole number from {least} to {most}.")
    elif not least <= value <= most:
        problems.append(f"{key} in {where} is {value}; it must be from {least} to {most}.")
    else:
        return value
    return least
