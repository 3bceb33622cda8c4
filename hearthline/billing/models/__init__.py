"""The ledger, bills, and what waits for a bill."""

from hearthline.billing.models.arrangements import Arrangement, ArrangementPart
from hearthline.billing.models.bills import Bill, BillLine, BillRun
from hearthline.billing.models.charges import AssessedTax, Charge, TaxExemption, Usage
from hearthline.billing.models.delivery import BillDelivery, BillHandedOut
from hearthline.billing.models.disputes import Dispute
from hearthline.billing.models.fees import LateFeeNotice, Waiver
from hearthline.billing.models.ledger import LedgerTransaction, Posting

__all__ = [
    "Arrangement",
    "ArrangementPart",
    "AssessedTax",
    "Bill",
    "BillDelivery",
    "BillHandedOut",
    "BillLine",
    "BillRun",
    "Charge",
    "Dispute",
    "LateFeeNotice",
    "LedgerTransaction",
    "Posting",
    "TaxExemption",
    "Usage",
    "Waiver",
]
