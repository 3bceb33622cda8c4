"""How the pretend TV system treats a subscriber: their name may begin with a behaviour."""

from enum import StrEnum


class Behaviour(StrEnum):
    """What it does with a change; a subscriber called `lies.…` meets the one of that name."""

    NORMAL = "normal"
    DROPS = "drops"  # cuts the connection before anything happens
    HANGS = "hangs"  # keeps the caller waiting; nothing happens
    HANGS_APPLIED = "hangs-applied"  # does it, and keeps the caller waiting
    APPLIED_DROPS = "applied-drops"  # does it, and cuts the connection
    FAILS = "fails"  # says that it has failed
    REFUSES = "refuses"  # says no
    LIES = "lies"  # says yes and does nothing
    GARBLED = "garbled"  # answers with nonsense
    HALF = "half"  # says yes and does half of it


def behaviour_of(subscriber: str) -> Behaviour:
    """What a subscriber's name asks for."""
    name, dot, _ = subscriber.partition(".")
    return Behaviour(name) if dot and name in set(Behaviour) else Behaviour.NORMAL
