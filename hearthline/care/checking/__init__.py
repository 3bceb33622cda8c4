"""What a flow can check and do: registered functions, each asking one room below.

A check returns what it found as a `Finding`: ok, warn, bad or unknown, what to say about it, and
the facts. Whatever keeps it from finding out is `unknown`, and said as such.
"""

from hearthline.care.checking import account, internet, outages, phone, tv
from hearthline.care.checking.registry import (
    ACTIONS,
    CHECKS,
    Case,
    Finding,
    known_actions,
    known_checks,
    run,
)
from hearthline.care.checking.words import SAID, said

__all__ = [
    "ACTIONS",
    "CHECKS",
    "SAID",
    "Case",
    "Finding",
    "account",
    "internet",
    "known_actions",
    "known_checks",
    "outages",
    "phone",
    "run",
    "said",
    "tv",
]
