"""The ledger, bills, and what waits for a bill."""

from hearthline.billing.models.adjustments import Adjustment, Payout
from hearthline.billing.models.bills import Bill, BillLine, BillRun
from hearthline.billing.models.charges import AssessedTax, Charge, TaxExemption, Usage
from hearthline.billing.models.ledger import LedgerTransaction, Posting

__all__ = [
    "Adjustment",
    "AssessedTax",
    "Bill",
    "BillLine",
    "BillRun",
    "Charge",
    "LedgerTransaction",
    "Payout",
    "Posting",
    "TaxExemption",
    "Usage",
]
