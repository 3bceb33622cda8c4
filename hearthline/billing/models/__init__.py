"""The ledger, bills, and what waits for a bill."""

from hearthline.billing.models.bills import Bill, BillLine
from hearthline.billing.models.charges import AssessedTax, Charge, TaxExemption, Usage
from hearthline.billing.models.corrections import BillingDayChange, Closing, Correction
from hearthline.billing.models.ledger import LedgerTransaction, Posting
from hearthline.billing.models.runs import BillRun, BillRunShard, PreviewedBill, PreviewedSum

__all__ = [
    "AssessedTax",
    "Bill",
    "BillLine",
    "BillRun",
    "BillRunShard",
    "BillingDayChange",
    "Charge",
    "Closing",
    "Correction",
    "LedgerTransaction",
    "Posting",
    "PreviewedBill",
    "PreviewedSum",
    "TaxExemption",
    "Usage",
]
