"""Checks and actions by name, and how one is run so that nothing that fails strands a person."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from hearthline.network.errors import UnableToAskNetwork

logger = logging.getLogger(__name__)

RESULTS = frozenset({"ok", "warn", "bad", "unknown"})
Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Case:
    """What a check is told: whose trouble it is, and what was found before.

    `subject_id` is the connection or phone line that it is about, 0 where an account has one TV.
    `earlier` has the facts of earlier steps by the name of their check or action.
    """

    account_id: int
    user_id: int
    kind: str
    subject_id: int
    token: str
    now: datetime
    earlier: Mapping[str, Facts] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Finding:
    """What came of it. `says` names a sentence of `words.SAID`, filled in with the facts (JSON)."""

    result: str
    says: str
    facts: Facts = field(default_factory=dict)


Run = Callable[[Case], Finding]


@dataclass(frozen=True, slots=True)
class Registered:
    """A check or action; `asks` names the outside system that it waits for, if any."""

    run: Run
    results: frozenset[str]
    asks: str = ""


CHECKS: dict[str, Registered] = {}
ACTIONS: dict[str, Registered] = {}


def check(name: str, *results: str, asks: str = "") -> Callable[[Run], Run]:
    """Register a check with the results it can give; `unknown` is always one of them."""
    return _register(CHECKS, name, results, asks)


def action(name: str, *results: str, asks: str = "") -> Callable[[Run], Run]:
    """Register an action: ok when it was done or begun, bad when it can't be."""
    return _register(ACTIONS, name, results, asks)


def _register(
    into: dict[str, Registered], name: str, results: tuple[str, ...], asks: str
) -> Callable[[Run], Run]:
    known = frozenset(results) | {"unknown"}
    if name in into or not known <= RESULTS:
        raise ValueError(f"{name} is registered twice or has a result that there isn't")

    def register(function: Run) -> Run:
        into[name] = Registered(function, known, asks)
        return function

    return register


def known_checks() -> dict[str, frozenset[str]]:
    """Each check with its results, as flows are held against them."""
    return {name: entry.results for name, entry in CHECKS.items()}


def known_actions() -> dict[str, frozenset[str]]:
    """Each action with its results."""
    return {name: entry.results for name, entry in ACTIONS.items()}


def unanswered(system: str) -> Finding:
    """What is said of a system that doesn't answer."""
    return Finding("unknown", f"unanswered_{system}" if system else "unanswered")


def run(registered: Registered | None, case: Case) -> Finding:
    """Run a check or action. Whatever goes wrong in it is `unknown`, never an error for the person.

    Args:
        registered: what to run; None when a stored flow names one that is gone.
        case: what it is about.
    """
    if registered is None:
        return unanswered("")
    try:
        found = registered.run(case)
    except UnableToAskNetwork:
        return unanswered(registered.asks)
    except Exception:
        # A mistake of ours must not strand whoever has no internet: it is logged, they go on.
        logger.exception("a check failed")
        return unanswered(registered.asks)
    if found.result not in registered.results:
        logger.error("a check came to %s, which it never should", found.result)
        return unanswered(registered.asks)
    return found
