"""What billing does."""

from hearthline.billing.operations.adjustments import (
    Refusal,
    UnableToAdjust,
    decide_adjustment,
    limit_minor,
    propose_adjustment,
)
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
from hearthline.billing.operations.billing_day import (
    BillingDayPreview,
    UnableToChangeBillingDay,
    change_billing_day,
    preview_billing_day,
)
from hearthline.billing.operations.charges import (
    UnableToCharge,
    add_charge,
)
from hearthline.billing.operations.closing import (
    Closed,
    ClosingPreview,
    UnableToClose,
    close_account,
    close_due_accounts,
    keep_account,
    preview_closing,
)
from hearthline.billing.operations.closing_refunds import follow_closing_refunds
from hearthline.billing.operations.corrections import (
    Corrected,
    CorrectionPreview,
    UnableToCorrect,
    correct_bill,
    preview_correction,
)
from hearthline.billing.operations.delivery import (
    UnableToChooseDelivery,
    choose_delivery,
    hand_out_bills,
    mark_printed,
)
from hearthline.billing.operations.disputes import (
    UnableToDispute,
    open_dispute,
)
from hearthline.billing.operations.exemptions import (
    UnableToExempt,
    end_exemption,
    exempt_from_taxes,
)
from hearthline.billing.operations.fees import (
    charge_returned_payment,
)
from hearthline.billing.operations.follow_arrangements import (
    follow_arrangements,
)
from hearthline.billing.operations.late_fees import (
    charge_late_fees,
)
from hearthline.billing.operations.ledger import (
    Leg,
    UnableToPost,
    post_transaction,
    reverse_transaction,
)
from hearthline.billing.operations.outside_taxes import (
    UnableToAssessTaxes,
)
from hearthline.billing.operations.pauses import (
    PauseQuote,
    pause_by_staff,
    pause_service,
    quote_pause,
)
from hearthline.billing.operations.payouts import (
    UnableToPayOut,
    pay_out,
    recover_debts,
    take_back_payout,
)
from hearthline.billing.operations.price_notices import (
    tell_price_changes,
    tell_price_stays,
)
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
from hearthline.billing.operations.resending import (
    UnableToResend,
    resend_bill,
)
from hearthline.billing.operations.statements import (
    UnableToMakeStatements,
    begin_statements,
    forget_statements,
    make_statements,
    work_on_statements,
)
from hearthline.billing.operations.usage import (
    UnableToRecordUsage,
    UsageRecord,
    record_usage,
)
from hearthline.billing.operations.within_limits import (
    decide_dispute,
    propose_waiver,
)

__all__ = [
    "ArrangementQuote",
    "BillRunResult",
    "BillingDayPreview",
    "Closed",
    "ClosingPreview",
    "Corrected",
    "CorrectionPreview",
    "Leg",
    "OrderQuote",
    "PauseQuote",
    "PromotionQuote",
    "Proposal",
    "QuoteItem",
    "Refusal",
    "UnableToAdjust",
    "UnableToArrange",
    "UnableToAssessTaxes",
    "UnableToChangeBillingDay",
    "UnableToCharge",
    "UnableToChooseDelivery",
    "UnableToClose",
    "UnableToCorrect",
    "UnableToDispute",
    "UnableToExempt",
    "UnableToMakeStatements",
    "UnableToPayOut",
    "UnableToPost",
    "UnableToRecordUsage",
    "UnableToResend",
    "UnableToRunBills",
    "UsageRecord",
    "accept_promotion",
    "add_charge",
    "agree_arrangement",
    "approve_bill_run",
    "arrange_by_staff",
    "begin_bill_run",
    "begin_preview",
    "begin_statements",
    "bill_account",
    "cancel_arrangement",
    "change_billing_day",
    "charge_late_fees",
    "charge_returned_payment",
    "choose_delivery",
    "close_account",
    "close_due_accounts",
    "correct_bill",
    "decide_adjustment",
    "decide_dispute",
    "end_exemption",
    "exempt_from_taxes",
    "follow_arrangements",
    "follow_closing_refunds",
    "forget_statements",
    "hand_out_bills",
    "keep_account",
    "keep_bill_runs_away",
    "limit_minor",
    "make_statements",
    "mark_printed",
    "missed_bill_dates",
    "open_bill_run",
    "open_dispute",
    "order_at_quote",
    "pause_bill_run",
    "pause_by_staff",
    "pause_service",
    "pay_out",
    "post_transaction",
    "preview_billing_day",
    "preview_bills",
    "preview_closing",
    "preview_correction",
    "propose_adjustment",
    "propose_waiver",
    "quote_arrangement",
    "quote_order",
    "quote_pause",
    "quote_promotion",
    "record_usage",
    "recover_debts",
    "resend_bill",
    "resume_bill_run",
    "reverse_transaction",
    "run_bills",
    "take_back_payout",
    "tell_price_changes",
    "tell_price_stays",
    "work_on_bill_run",
    "work_on_preview",
    "work_on_statements",
]
