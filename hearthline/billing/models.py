"""The ledger, bills, and charges that wait for a bill.

PostgreSQL itself holds the promises that can't be told in models: see `migrations/0002_guards.py`.
Foreign keys to accounts are (account, currency) there, so that a row's currency is its account's.
"""

from django.db import models
from django.db.models import F, Q

from hearthline.catalog.models import Plan, Tax
from hearthline.customers.models import Account
from hearthline.subscriptions.models import Subscription


class LedgerTransaction(models.Model):
    """Something that moved money between books: its legs sum to zero, and it never changes.

    `occurred_at` is when it happened, `posted_at` when we wrote it down. `leg_count` lets the
    database refuse a leg that is missing or comes later.
    """

    scope = models.CharField(max_length=40)
    idempotency_key = models.CharField(max_length=200)
    request_hash = models.BinaryField(max_length=32)
    kind = models.CharField(max_length=30)
    currency = models.CharField(max_length=3)
    leg_count = models.SmallIntegerField()
    description = models.CharField(max_length=200, blank=True)
    occurred_at = models.DateTimeField()
    posted_at = models.DateTimeField()
    account = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversed_by")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["scope", "idempotency_key"], name="ledgertransaction_once"
            ),
            models.CheckConstraint(
                condition=Q(leg_count__gte=2), name="ledgertransaction_two_legs_or_more"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Posting(models.Model):
    """One leg of a transaction: an amount into (+) or out of (-) a book."""

    class Book(models.TextChoices):
        RECEIVABLE = "receivable"
        REVENUE = "revenue"
        TAX_PAYABLE = "tax_payable"
        GATEWAY_CLEARING = "gateway_clearing"
        CASH = "cash"
        OPENING_BALANCE = "opening_balance"
        IMPORTED_HISTORY = "imported_history"
        BAD_DEBT = "bad_debt"

    pk = models.CompositePrimaryKey("transaction_id", "leg")
    transaction = models.ForeignKey(
        LedgerTransaction, models.PROTECT, related_name="postings", db_index=False
    )
    leg = models.SmallIntegerField()
    book = models.CharField(max_length=20, choices=Book.choices)
    account = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    book__in=[
                        "receivable",
                        "revenue",
                        "tax_payable",
                        "gateway_clearing",
                        "cash",
                        "opening_balance",
                        "imported_history",
                        "bad_debt",
                    ]
                ),
                name="posting_book_known",
            ),
            models.CheckConstraint(condition=Q(leg__gte=1), name="posting_leg_from_1"),
            models.CheckConstraint(condition=~Q(amount_minor=0), name="posting_amount_not_zero"),
            models.CheckConstraint(
                condition=~Q(book="receivable") | Q(account__isnull=False),
                name="posting_receivable_has_account",
            ),
        ]
        indexes = [
            models.Index(
                fields=["account"],
                include=["amount_minor"],
                condition=Q(book="receivable"),
                name="posting_balance",
            )
        ]

    def __str__(self) -> str:
        return f"{self.book} {self.amount_minor}"


class BillRun(models.Model):
    """One run over the accounts whose billing day it is. What was billed is in the bills."""

    bill_date = models.DateField(unique=True)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    accounts_total = models.IntegerField()

    def __str__(self) -> str:
        return f"bill run of {self.bill_date}"


class Bill(models.Model):
    """What an account owes for a period (half-open). Never changes once issued.

    A negative total is a credit. Imported bills are another system's; a later import may correct
    them. `line_count` lets the database refuse a line that is missing or comes later.
    """

    class Source(models.TextChoices):
        RUN = "run"
        IMPORT = "import"

    account = models.ForeignKey(
        Account, models.PROTECT, related_name="bills", db_constraint=False, db_index=False
    )
    number = models.CharField(max_length=40, unique=True)
    period_start = models.DateField()
    period_end = models.DateField()
    issued_date = models.DateField()
    due_date = models.DateField()
    total_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    source = models.CharField(max_length=6, choices=Source.choices)
    line_count = models.SmallIntegerField(null=True)
    bill_run = models.ForeignKey(BillRun, models.PROTECT, null=True, db_index=False)
    ledger_transaction = models.OneToOneField(
        LedgerTransaction, models.PROTECT, null=True, related_name="bill"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "period_start"],
                condition=Q(source="run"),
                name="bill_once_a_period",
            ),
            models.CheckConstraint(
                condition=Q(period_end__gt=F("period_start")), name="bill_period_not_empty"
            ),
            models.CheckConstraint(
                condition=Q(source="run", line_count__gte=1, bill_run__isnull=False)
                | Q(source="import", line_count__isnull=True, bill_run__isnull=True),
                name="bill_source_known",
            ),
        ]
        indexes = [
            models.Index(fields=["account", "issued_date"], name="bill_account"),
            # Up to which day another system has billed an account.
            models.Index(
                fields=["account", "period_end"],
                condition=Q(source="import"),
                name="bill_imported",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Charge(models.Model):
    """A one-off amount, or a credit, that waits for the next bill from `effective_date` on.

    In the account's currency. It has been billed once a bill line refers to it.
    """

    class Kind(models.TextChoices):
        ONE_OFF = "one_off"
        CREDIT = "credit"
        FEE = "fee"

    account = models.ForeignKey(Account, models.PROTECT, related_name="charges")
    amount_minor = models.BigIntegerField()
    description = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    tax_category = models.CharField(max_length=40, blank=True)
    effective_date = models.DateField()
    created_at = models.DateTimeField()
    cause = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="credit", amount_minor__lt=0)
                | Q(kind__in=["one_off", "fee"], amount_minor__gt=0),
                name="charge_credit_is_negative",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class BillLine(models.Model):
    """One reason for a bill's total, in bill order, with the row that caused it.

    `cause` says in one word what happened: `month` (paid in advance), `started`, `ended`,
    `catch_up`, `tax`, or what the charge said. A line's period is set if it is for days.
    """

    class Kind(models.TextChoices):
        RECURRING = "recurring"
        PRORATION = "proration"
        ONE_OFF = "one_off"
        CREDIT = "credit"
        TAX = "tax"
        FEE = "fee"
        IMPORTED = "imported"

    pk = models.CompositePrimaryKey("bill_id", "position")
    bill = models.ForeignKey(Bill, models.PROTECT, related_name="lines", db_index=False)
    position = models.SmallIntegerField()
    account_id = models.BigIntegerField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    description = models.CharField(max_length=300)
    amount_minor = models.BigIntegerField()
    subscription = models.ForeignKey(
        Subscription, models.PROTECT, null=True, related_name="+", db_index=False
    )
    plan = models.ForeignKey(Plan, models.PROTECT, null=True, related_name="+", db_index=False)
    tax = models.ForeignKey(Tax, models.PROTECT, null=True, related_name="+", db_index=False)
    charge = models.ForeignKey(
        Charge, models.PROTECT, null=True, related_name="lines", db_index=False
    )
    period_start = models.DateField(null=True)
    period_end = models.DateField(null=True)
    cause = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    kind__in=[
                        "recurring",
                        "proration",
                        "one_off",
                        "credit",
                        "tax",
                        "fee",
                        "imported",
                    ]
                ),
                name="billline_kind_known",
            ),
            models.CheckConstraint(condition=Q(position__gte=1), name="billline_position_from_1"),
            models.CheckConstraint(
                condition=Q(period_start__isnull=True, period_end__isnull=True)
                | Q(period_start__isnull=False, period_end__gt=F("period_start")),
                name="billline_period_not_empty",
            ),
            models.UniqueConstraint(
                fields=["charge"], condition=Q(charge__isnull=False), name="billline_charge_once"
            ),
        ]
        indexes = [
            # Up to which day a subscription has been billed, and from which.
            models.Index(
                fields=["subscription", "period_end"],
                include=["period_start"],
                condition=Q(subscription__isnull=False),
                name="billline_billed_through",
            ),
            # The few subscriptions that were given days back.
            models.Index(
                fields=["subscription"],
                condition=Q(subscription__isnull=False, kind="credit"),
                name="billline_credited",
            ),
        ]

    def __str__(self) -> str:
        return self.description
