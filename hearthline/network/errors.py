"""Why the network couldn't be asked or told something."""


class UnableToAskNetwork(Exception):
    """A system of the network gave no answer that can be relied on.

    The text is a code of `network.reasons`, with no secret and no address in it.
    """


class NetworkUnavailable(UnableToAskNetwork):
    """No answer, or one that can't be relied on; asking again later can help."""


class NetworkRefused(UnableToAskNetwork):
    """The system understood and said no, or there is none; asking again can't help."""
