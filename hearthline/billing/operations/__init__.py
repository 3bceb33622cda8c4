"""What billing does."""

from hearthline.billing.operations.bill_run import (
    BillRunResult,
    UnableToRunBills,
    approve_bill_run,
    begin_bill_run,
    begin_preview,
    bill_account,
    keep_bill_runs_away,
    missed_bill_dates,
    open_bill_run,
    pause_bill_run,
    preview_bills,
    resume_bill_run,
    run_bills,
    work_on_bill_run,
    work_on_preview,
)
from hearthline.billing.operations.charges import UnableToCharge, add_charge
from hearthline.billing.operations.corrections import (
    Corrected,
    CorrectionPreview,
    UnableToCorrect,
    correct_bill,
    preview_correction,
)
from hearthline.billing.operations.ledger import (
    Leg,
    UnableToPost,
    post_transaction,
    reverse_transaction,
)
from hearthline.billing.operations.quotes import (
    OrderQuote,
    QuoteItem,
    order_at_quote,
    quote_order,
)

__all__ = [
    "BillRunResult",
    "Corrected",
    "CorrectionPreview",
    "Leg",
    "OrderQuote",
    "QuoteItem",
    "UnableToCharge",
    "UnableToCorrect",
    "UnableToPost",
    "UnableToRunBills",
    "add_charge",
    "approve_bill_run",
    "begin_bill_run",
    "begin_preview",
    "bill_account",
    "correct_bill",
    "keep_bill_runs_away",
    "missed_bill_dates",
    "open_bill_run",
    "order_at_quote",
    "pause_bill_run",
    "post_transaction",
    "preview_bills",
    "preview_correction",
    "quote_order",
    "resume_bill_run",
    "reverse_transaction",
    "run_bills",
    "work_on_bill_run",
    "work_on_preview",
]
