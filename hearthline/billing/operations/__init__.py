"""What billing does."""

from hearthline.billing.operations.bill_run import (
    BillRunResult,
    UnableToRunBills,
    missed_bill_dates,
    run_bills,
)
from hearthline.billing.operations.charges import UnableToCharge, add_charge
from hearthline.billing.operations.ledger import (
    Leg,
    UnableToPost,
    post_transaction,
    reverse_transaction,
)

__all__ = [
    "BillRunResult",
    "Leg",
    "UnableToCharge",
    "UnableToPost",
    "UnableToRunBills",
    "add_charge",
    "missed_bill_dates",
    "post_transaction",
    "reverse_transaction",
    "run_bills",
]
