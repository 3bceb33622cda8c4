"""Where a payment stands, as its operations answer."""

from dataclasses import dataclass

from hearthline.payments.models import Payment


@dataclass(frozen=True, slots=True)
class PaymentStep:
    """A payment after an operation. `continue_url` is where the payer goes on, else empty."""

    number: str
    status: str
    continue_url: str
    failure_reason: str


def step_of(*, payment: Payment) -> PaymentStep:
    """What callers learn of a payment."""
    return PaymentStep(
        number=payment.number,
        status=payment.status,
        continue_url=payment.confirmation_url,
        failure_reason=payment.failure_reason,
    )
