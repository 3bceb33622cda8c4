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
from hearthline.billing.operations.exemptions import (
    UnableToExempt,
    end_exemption,
    exempt_from_taxes,
)
from hearthline.billing.operations.ledger import (
    Leg,
    UnableToPost,
    post_transaction,
    reverse_transaction,
)
from hearthline.billing.operations.outside_taxes import (
    UnableToAssessTaxes,
    assess_outside_taxes,
)
from hearthline.billing.operations.payouts import UnableToPayOut, pay_out, recover_debts
from hearthline.billing.operations.quotes import (
    OrderQuote,
    QuoteItem,
    order_at_quote,
    quote_order,
)
from hearthline.billing.operations.resending import UnableToResend, resend_bill

__all__ = [
    "BillRunResult",
    "Leg",
    "OrderQuote",
    "QuoteItem",
    "Refusal",
    "UnableToAdjust",
    "UnableToAssessTaxes",
    "UnableToCharge",
    "UnableToExempt",
    "UnableToPayOut",
    "UnableToPost",
    "UnableToResend",
    "UnableToRunBills",
    "add_charge",
    "assess_outside_taxes",
    "decide_adjustment",
    "end_exemption",
    "exempt_from_taxes",
    "limit_minor",
    "missed_bill_dates",
    "order_at_quote",
    "pay_out",
    "post_transaction",
    "propose_adjustment",
    "quote_order",
    "recover_debts",
    "resend_bill",
    "reverse_transaction",
    "run_bills",
]
