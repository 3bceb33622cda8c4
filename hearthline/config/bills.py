"""Settings of bills: when they come, what people are told of, what is owed later, who decides.

Amounts are in whole units of CURRENCY, such as 8 or 7.50.
"""

from decimal import Decimal

from hearthline.config.environment import DEMO, env

# Days between telling people of a higher price and its first day.
PRICE_NOTICE_DAYS = env.int("PRICE_NOTICE_DAYS", 30)
# Days before the end of a discount on which people are told of it.
DISCOUNT_NOTICE_DAYS = env.list("DISCOUNT_NOTICE_DAYS", [30, 7], subcast=int)
# People are told of a bill so many days ahead if it rises by more than so many whole units of the
# currency, unless they chose another amount.
BILL_RISE_NOTICE_DAYS = env.int("BILL_RISE_NOTICE_DAYS", 7)
BILL_RISE_NOTICE = env.int("BILL_RISE_NOTICE", 10)
# How long a subscriber may pause a service, and how often within a year.
PAUSE_LEAST_DAYS = env.int("PAUSE_LEAST_DAYS", 14)
PAUSE_MOST_DAYS = env.int("PAUSE_MOST_DAYS", 180)
PAUSES_A_YEAR = env.int("PAUSES_A_YEAR", 2)
PAYMENT_TERM_DAYS = env.int("PAYMENT_TERM_DAYS", 20)
BILL_RUN_NEEDS_APPROVAL = env.bool("BILL_RUN_NEEDS_APPROVAL", not DEMO)
"""Whether somebody must look at the preview of a bill run before its bills are written."""
BILL_RUN_WORKERS = env.int("BILL_RUN_WORKERS", 2)
"""How many of the queue's workers take up one bill run."""
BILL_RUN_OUTLIER_PERCENT = env.int("BILL_RUN_OUTLIER_PERCENT", 50)
"""From which change against the bill before a bill is shown as an outlier."""
STATEMENTS_IN_BULK = env.bool("STATEMENTS_IN_BULK", False)
"""Whether the PDFs of each bill run are made after it; else each is made when somebody asks."""
STATEMENTS_KEPT_DAYS = env.int("STATEMENTS_KEPT_DAYS", 45)
PAYMENT_MOST_CREDIT = env.int("PAYMENT_MOST_CREDIT", 1000)
"""How far above what is due one payment may go, in whole units: stops slips of the finger."""
TAX_SERVICE = env.str("TAX_SERVICE", "simulated" if DEMO else "")
"""Who assesses taxes of kind `outside`: `http` or, in the demo, `simulated`."""
TAX_SERVICE_URL = env.str("TAX_SERVICE_URL", "")
TAX_SERVICE_TOKEN = env.str("TAX_SERVICE_TOKEN", "")
TAX_SERVICE_TIMEOUT_S = env.float("TAX_SERVICE_TIMEOUT_S", 20.0)
ADJUSTMENT_LIMITS: dict[str, int] = env.dict(
    "ADJUSTMENT_LIMITS", {"support": 25, "billing": 100, "admin": 500}, subcast_values=int
)
"""What each role may give or charge an account within 30 days without a second person, in whole
units."""
WRITE_OFF_LIMITS: dict[str, int] = env.dict(
    "WRITE_OFF_LIMITS", {"billing": 50, "admin": 500}, subcast_values=int
)
"""The same for debts written off and credit paid back."""

# -- What is owed later --------------------------------------------------------------------------
LATE_FEE_FLAT = env.decimal("LATE_FEE_FLAT", Decimal(8 if DEMO else 0))
LATE_FEE_PERCENT = env.decimal("LATE_FEE_PERCENT", Decimal(0))
"""Of what is overdue on the bill; takes the place of the flat fee. Both 0: no late fees."""
LATE_FEE_GRACE_DAYS = env.int("LATE_FEE_GRACE_DAYS", 10)
LATE_FEE_NOTICE_DAYS = env.int("LATE_FEE_NOTICE_DAYS", 5)
"""So many days before a fee people are told that it would come; none comes without that."""
LATE_FEE_MOST = env.decimal("LATE_FEE_MOST", Decimal(25))
LATE_FEE_MOST_A_YEAR = env.decimal("LATE_FEE_MOST_A_YEAR", Decimal(100))
LATE_FEE_LEAST_BALANCE = env.decimal("LATE_FEE_LEAST_BALANCE", Decimal(5))
"""Nothing is charged for less than this."""
LATE_FEE_TAX_CATEGORY = env.str("LATE_FEE_TAX_CATEGORY", "")
BILLS_ON_PAPER = env.bool("BILLS_ON_PAPER", False)
"""How bills reach accounts that chose nothing."""
PAPER_FEE = env.decimal("PAPER_FEE", Decimal(0))
"""What each bill on paper costs."""
RETURNED_PAYMENT_FEE = env.decimal("RETURNED_PAYMENT_FEE", Decimal(0))
ARRANGEMENT_MOST_PARTS = env.int("ARRANGEMENT_MOST_PARTS", 4)
"""0: people can't make arrangements themselves; staff still can."""
ARRANGEMENT_LONGEST_DAYS = env.int("ARRANGEMENT_LONGEST_DAYS", 60)
ARRANGEMENT_LEAST_PART = env.decimal("ARRANGEMENT_LEAST_PART", Decimal(10))
ARRANGEMENT_MOST_A_YEAR = env.int("ARRANGEMENT_MOST_A_YEAR", 2)
ARRANGEMENT_GRACE_DAYS = env.int("ARRANGEMENT_GRACE_DAYS", 5)
"""A part that is this late ends the arrangement."""
