"""What a bill run refuses."""


class UnableToRunBills(Exception):
    """The bill run can't start or go on; the message says why."""
