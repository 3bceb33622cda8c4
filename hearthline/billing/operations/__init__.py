"""What billing does."""

from hearthline.billing.operations.adjustments import (
    Refusal,
    UnableToAdjust,
    decide_adjustment,
    limit_minor,
    propose_adjustment,
)
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
from hearthline.billing.operations.payouts import UnableToPayOut, pay_out, recover_debts
from hearthline.billing.operations.quotes import (
    OrderQuote,
    QuoteItem,
    order_at_quote,
    quote_order,
)

__all__ = [
    "BillRunResult",
    "Leg",
    "OrderQuote",
    "QuoteItem",
    "Refusal",
    "UnableToAdjust",
    "UnableToCharge",
    "UnableToPayOut",
    "UnableToPost",
    "UnableToRunBills",
    "add_charge",
    "decide_adjustment",
    "limit_minor",
    "missed_bill_dates",
    "order_at_quote",
    "pay_out",
    "post_transaction",
    "propose_adjustment",
    "quote_order",
    "recover_debts",
    "reverse_transaction",
    "run_bills",
]
