"""The ledger, bills, and what waits for a bill."""

from hearthline.billing.models.adjustments import (
    Adjustment,
    Payout,
)
from hearthline.billing.models.arrangements import (
    Arrangement,
    ArrangementPart,
)
from hearthline.billing.models.bills import (
    Bill,
    BillLine,
)
from hearthline.billing.models.charges import (
    AssessedTax,
    Charge,
    RiseBound,
    TaxExemption,
    Usage,
)
from hearthline.billing.models.corrections import (
    BillingDayChange,
    Closing,
    Correction,
)
from hearthline.billing.models.delivery import (
    BillDelivery,
    BillHandedOut,
)
from hearthline.billing.models.disputes import (
    Dispute,
)
from hearthline.billing.models.fees import (
    LateFeeNotice,
    Waiver,
)
from hearthline.billing.models.ledger import (
    LedgerTransaction,
    Posting,
)
from hearthline.billing.models.runs import (
    BillRun,
    BillRunShard,
    PreviewedBill,
    PreviewedSum,
)
from hearthline.billing.models.statements import (
    StatementBatch,
)

__all__ = [
    "Adjustment",
    "Arrangement",
    "ArrangementPart",
    "AssessedTax",
    "Bill",
    "BillDelivery",
    "BillHandedOut",
    "BillLine",
    "BillRun",
    "BillRunShard",
    "BillingDayChange",
    "Charge",
    "Closing",
    "Correction",
    "Dispute",
    "LateFeeNotice",
    "LedgerTransaction",
    "Payout",
    "Posting",
    "PreviewedBill",
    "PreviewedSum",
    "RiseBound",
    "StatementBatch",
    "TaxExemption",
    "Usage",
    "Waiver",
]
