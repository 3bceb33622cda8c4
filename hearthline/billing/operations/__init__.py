"""What billing does."""

from hearthline.billing.operations.arrangements import (
    ArrangementQuote,
    Proposal,
    UnableToArrange,
    agree_arrangement,
    arrange_by_staff,
    cancel_arrangement,
    quote_arrangement,
)
from hearthline.billing.operations.bill_run import (
    BillRunResult,
    UnableToRunBills,
    missed_bill_dates,
    run_bills,
)
from hearthline.billing.operations.charges import UnableToCharge, add_charge
from hearthline.billing.operations.delivery import (
    UnableToChooseDelivery,
    choose_delivery,
    hand_out_bills,
    mark_printed,
)
from hearthline.billing.operations.disputes import (
    UnableToDispute,
    decide_dispute,
    open_dispute,
)
from hearthline.billing.operations.fees import (
    UnableToWaive,
    charge_returned_payment,
    waive_charge,
)
from hearthline.billing.operations.follow_arrangements import follow_arrangements
from hearthline.billing.operations.late_fees import charge_late_fees
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
    "ArrangementQuote",
    "BillRunResult",
    "Leg",
    "OrderQuote",
    "Proposal",
    "QuoteItem",
    "UnableToArrange",
    "UnableToCharge",
    "UnableToChooseDelivery",
    "UnableToDispute",
    "UnableToPost",
    "UnableToRunBills",
    "UnableToWaive",
    "add_charge",
    "agree_arrangement",
    "arrange_by_staff",
    "cancel_arrangement",
    "charge_late_fees",
    "charge_returned_payment",
    "choose_delivery",
    "decide_dispute",
    "follow_arrangements",
    "hand_out_bills",
    "mark_printed",
    "missed_bill_dates",
    "open_dispute",
    "order_at_quote",
    "post_transaction",
    "quote_arrangement",
    "quote_order",
    "reverse_transaction",
    "run_bills",
    "waive_charge",
]
