"""Why an order isn't taken."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Conflict:
    """A plan that doesn't go with what the account has, or lacks what it needs.

    `kind`: `requires` (any one of `others`), `goes_with` (a service of the kind in `others`),
    `excludes` (the one in `others`) or `twice`.
    """

    kind: str
    code: str
    name: str
    others: tuple[str, ...]


class UnableToOrder(Exception):
    """The order can't be taken; `reason` is a word that `subscriptions.reasons` puts in a sentence.

    `subject` names the plan or the order that is in the way, `conflicts` what doesn't go together.
    """

    def __init__(
        self, reason: str, *, subject: str = "", conflicts: tuple[Conflict, ...] = ()
    ) -> None:
        """Keep the reason for whoever shows it."""
        super().__init__(reason)
        self.reason = reason
        self.subject = subject
        self.conflicts = conflicts


class UnableToUndo(Exception):
    """The order stays; `reason` is one of `subscriptions.reasons`."""

    def __init__(self, reason: str, *, conflicts: tuple[Conflict, ...] = ()) -> None:
        """Keep the reason for whoever shows it."""
        super().__init__(reason)
        self.reason = reason
        self.conflicts = conflicts
