"""Files that people send: judged by what they are, made harmless, kept out of the web's reach.

Nothing here knows of tickets; nothing here trusts a name or what a browser says a file is.
"""

from hearthline.care.files.judging import (
    Judged,
    UnableToAcceptFile,
    WhyNot,
    judge,
    shown_name,
)
from hearthline.care.files.names import harmless_name
from hearthline.care.files.store import (
    Kept,
    UnableToKeepFile,
    discard,
    discard_incoming,
    is_stale,
    keep,
    place_of,
    settle,
    stored_keys,
    sweep_incoming,
)

__all__ = [
    "Judged",
    "Kept",
    "UnableToAcceptFile",
    "UnableToKeepFile",
    "WhyNot",
    "discard",
    "discard_incoming",
    "harmless_name",
    "is_stale",
    "judge",
    "keep",
    "place_of",
    "settle",
    "shown_name",
    "stored_keys",
    "sweep_incoming",
]
