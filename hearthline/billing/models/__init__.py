"""The ledger, bills, and what waits for a bill."""

from hearthline.billing.models.bills import Bill, BillLine, BillRun
from hearthline.billing.models.charges import (
    AssessedTax,
    Charge,
    RiseBound,
    TaxExemption,
    Usage,
)
from hearthline.billing.models.ledger import LedgerTransaction, Posting

__all__ = [
    "AssessedTax",
    "Bill",
    "BillLine",
    "BillRun",
    "Charge",
    "LedgerTransaction",
    "Posting",
    "RiseBound",
    "TaxExemption",
    "Usage",
]
