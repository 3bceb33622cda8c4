"""Browsers that are too old for our pages, as they describe themselves: a hint, no more."""

import re

_GONE = ("MSIE ", "Trident/", "Opera Mini", "Presto/")
"""These draw none of our pages as they are meant."""
_OLDEST = (
    # What our style sheets need (cascade layers) came with these, in spring 2022. The first that
    # fits decides: Edge and Opera call themselves Chrome too, and Chrome Safari.
    (re.compile(r"Firefox/(\d+)"), (97,)),
    (re.compile(r"(?:Chrome|CriOS)/(\d+)"), (99,)),
    (re.compile(r"Version/(\d+)\.(\d+).* Safari/"), (15, 4)),
    (re.compile(r"(?:iPhone|iPad).* OS (\d+)_(\d+)"), (15, 4)),
)


def is_too_old(user_agent: str) -> bool | None:
    """Whether a browser is too old; None where it isn't one that we know."""
    if any(mark in user_agent for mark in _GONE):
        return True
    for pattern, oldest in _OLDEST:
        if found := pattern.search(user_agent[:500]):
            return tuple(int(part[:6]) for part in found.groups()) < oldest
    return None
