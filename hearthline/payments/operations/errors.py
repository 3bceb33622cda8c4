"""Why an operation can't do what it was asked."""

from hearthline.kernel.money import Money


class UnableToPay(Exception):
    """No payment was started; nothing was charged by this call.

    Attributes:
        reason: a code of `payments.reasons`.
        in_flight: what payments under way will take, where that is why.
        due: what is left to pay then, as a fresh form would show it; negative for a credit.
    """

    def __init__(
        self, reason: str, *, in_flight: Money | None = None, due: Money | None = None
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.in_flight = in_flight
        self.due = due


class UnableToFindPayment(Exception):
    """The account has no payment of this number."""


class UnableToCancelPayment(Exception):
    """The gateway didn't answer, so the payment stays as it is; trying again can help."""


class UnableToRemoveMethod(Exception):
    """The account has no such method, or it was removed before."""


class UnableToRecordPayment(Exception):
    """The amount isn't positive, there is no such account, or the key was used for another one."""


class UnableToReadEvent(Exception):
    """Not a fresh event signed by the gateway; nothing was kept of it."""
