"""Whether a password that somebody signs in with is known to have been stolen."""

from functools import cache
from importlib import import_module
from typing import Any


def is_breached(password: str) -> bool:
    """Ask the offline list of breached passwords, where there is one."""
    known = _list()
    return bool(known and known.is_breached(password))


@cache
def _list() -> Any:
    try:
        return import_module("hearthline.identity.breached")
    except ModuleNotFoundError:
        return None
