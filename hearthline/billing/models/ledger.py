"""The ledger.

PostgreSQL itself holds the promises that can't be told in models: see `migrations/0002_guards.py`.
Foreign keys to accounts are (account, currency) there, so that a row's currency is its account's.
"""

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q

from hearthline.customers.models import Account


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
        # A period's transactions lie nearly together.
        indexes = [BrinIndex(fields=["occurred_at"], name="ledgertransaction_period")]
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
        DEPOSITS = "deposits"
        REFUNDS = "refunds"

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
                        "deposits",
                        "refunds",
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
