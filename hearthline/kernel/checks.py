"""Invariants: each domain registers queries whose every row is something broken.

`hearthline check` runs them all; tests that move money do so at their end.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.module_loading import autodiscover_modules


@dataclass(frozen=True, slots=True)
class Finding:
    """One row that breaks an invariant."""

    check: str
    detail: str


Check = Callable[[], Iterable[str]]
_CHECKS: dict[str, Check] = {}


def invariant(name: str) -> Callable[[Check], Check]:
    """Register a check: a function that yields one sentence for each row breaking the invariant."""

    def register(function: Check) -> Check:
        if name in _CHECKS and _CHECKS[name] is not function:
            message = f"two checks are called {name}"
            raise ValueError(message)
        _CHECKS[name] = function
        return function

    return register


def run_checks() -> tuple[list[str], list[Finding]]:
    """Run every room's `checks.py`; returns the names that ran and what they found."""
    autodiscover_modules("checks")
    findings = [
        Finding(check=name, detail=detail) for name, check in _CHECKS.items() for detail in check()
    ]
    return list(_CHECKS), findings
