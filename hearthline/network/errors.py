"""Why the network couldn't be asked, or said no."""


class UnableToAskNetwork(Exception):
    """A system of the network gave no usable answer; what it would have said is not known."""


class NetworkUnavailable(UnableToAskNetwork):
    """No answer in time, or none that can be relied on. Asking again can help."""


class NetworkRefused(UnableToAskNetwork):
    """It understood and said no, or none is connected. Asking again in the same words can't help."""
