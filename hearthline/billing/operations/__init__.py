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
from hearthline.billing.operations.pauses import (
    PauseQuote,
    pause_by_staff,
    pause_service,
    quote_pause,
)
from hearthline.billing.operations.price_notices import tell_price_changes, tell_price_stays
from hearthline.billing.operations.promotions import (
    PromotionQuote,
    accept_promotion,
    quote_promotion,
)
from hearthline.billing.operations.quotes import (
    OrderQuote,
    QuoteItem,
    order_at_quote,
    quote_order,
)
from hearthline.billing.operations.usage import UnableToRecordUsage, UsageRecord, record_usage

__all__ = [
    "BillRunResult",
    "Leg",
    "OrderQuote",
    "PauseQuote",
    "PromotionQuote",
    "QuoteItem",
    "UnableToCharge",
    "UnableToPost",
    "UnableToRecordUsage",
    "UnableToRunBills",
    "UsageRecord",
    "accept_promotion",
    "add_charge",
    "missed_bill_dates",
    "order_at_quote",
    "pause_by_staff",
    "pause_service",
    "post_transaction",
    "quote_order",
    "quote_pause",
    "quote_promotion",
    "record_usage",
    "reverse_transaction",
    "run_bills",
    "tell_price_changes",
    "tell_price_stays",
]
