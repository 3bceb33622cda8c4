"""Why the network couldn't be asked, or said no."""


class UnableToAskNetwork(Exception):
    """A system of the network gave no usable answer; what it would have said is not known."""


class NetworkUnavailable(UnableToAskNetwork):
    """No answer in time, or none that can be relied on. Asking again can help."""


class NetworkRefused(UnableToAskNetwork):
    """It understood and said no, or none is connected. Asking again can't help."""


class UnableToFindConnection(Exception):
    """The account has no such connection."""


class UnableToRestart(Exception):
    """No restart was begun.

    Attributes:
        reason: `not_allowed` (the person only looks), `too_often`, or `no_such_connection`.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
