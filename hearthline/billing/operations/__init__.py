"""What billing does."""

from hearthline.billing.operations.charges import UnableToCharge, add_charge
from hearthline.billing.operations.ledger import (
    Leg,
    UnableToPost,
    post_transaction,
    reverse_transaction,
)

__all__ = [
    "Leg",
    "UnableToCharge",
    "UnableToPost",
    "add_charge",
    "post_transaction",
    "reverse_transaction",
]
