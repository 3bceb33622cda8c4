"""Bills and their lines."""

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import F, Q

from hearthline.billing.models.charges import Charge
from hearthline.billing.models.ledger import LedgerTransaction
from hearthline.billing.models.runs import BillRun
from hearthline.catalog.models import Plan, Tariff, Tax
from hearthline.customers.models import Account
from hearthline.subscriptions.models import Discount, Subscription


class Bill(models.Model):
    """What an account owes for a period (half-open). Never changes once issued.

    A negative total is a credit. A bill that was wrong is taken back by a credit note and made anew
    by a re-bill; both say which one they correct. A final bill is made when an account closes,
    whatever the day. Imported bills are another system's; a later import may correct
    them. `line_count` lets the database refuse a line that is missing or comes later.
    """

    class Source(models.TextChoices):
        RUN = "run"
        IMPORT = "import"

    class Kind(models.TextChoices):
        REGULAR = "regular"
        FINAL = "final"
        CREDIT_NOTE = "credit_note"
        REBILL = "rebill"

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
    kind = models.CharField(
        max_length=11, choices=Kind.choices, default=Kind.REGULAR, db_default="regular"
    )
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="corrected_by", db_index=False
    )
    line_count = models.SmallIntegerField(null=True)
    bill_run = models.ForeignKey(BillRun, models.PROTECT, null=True, db_index=False)
    ledger_transaction = models.OneToOneField(
        LedgerTransaction, models.PROTECT, null=True, related_name="bill"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "period_start", "kind"],
                condition=Q(source="run", kind__in=["regular", "final"]),
                name="bill_once_a_period",
            ),
            models.UniqueConstraint(
                fields=["corrects", "kind"],
                condition=Q(corrects__isnull=False),
                name="bill_corrected_once",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["regular", "final"], corrects__isnull=True)
                | Q(kind__in=["credit_note", "rebill"], corrects__isnull=False),
                name="bill_corrects_another",
            ),
            models.CheckConstraint(
                condition=Q(period_end__gt=F("period_start")), name="bill_period_not_empty"
            ),
            models.CheckConstraint(
                condition=Q(source="run", line_count__gte=1)
                | Q(source="import", line_count__isnull=True, bill_run__isnull=True),
                name="bill_source_known",
            ),
        ]
        indexes = [
            models.Index(fields=["account", "issued_date"], name="bill_account"),
            # Bills come in the order of their days: this finds those of a few days at no cost.
            BrinIndex(fields=["due_date"], name="bill_due"),
            # A period's bills lie together.
            BrinIndex(fields=["issued_date"], name="bill_period"),
            # Up to which day another system has billed an account.
            models.Index(
                fields=["account", "period_end"],
                condition=Q(source="import"),
                name="bill_imported",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class BillLine(models.Model):
    """One reason for a bill's total, in bill order, with the row that caused it.

    `cause` says in one word what happened: `month` (paid in advance), `started`, `ended`,
    `catch_up`, `price`, `suspended`, `resumed`, `discount`, `usage`, `minimum`, `tax`, `exempt`
    (from a tax within the prices), or what the charge said. A line's period is set if it is for
    days: recurring ones, parts of them (`proration`) and days given back (`credit` with a
    subscription) are what counts as billed days; discounts and usage lie beside them. `price_minor`
    and `of_days` tell how a part came about: that price for so many days. `included_minor` is tax
    within the amounts of other lines.
    """

    class Kind(models.TextChoices):
        RECURRING = "recurring"
        PRORATION = "proration"
        DISCOUNT = "discount"
        USAGE = "usage"
        MINIMUM = "minimum"
        ONE_OFF = "one_off"
        CREDIT = "credit"
        TAX = "tax"
        FEE = "fee"
        DEPOSIT = "deposit"
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
    discount = models.ForeignKey(
        Discount, models.PROTECT, null=True, related_name="+", db_index=False
    )
    tariff = models.ForeignKey(Tariff, models.PROTECT, null=True, related_name="+", db_index=False)
    quantity = models.BigIntegerField(null=True)
    price_minor = models.BigIntegerField(null=True)
    of_days = models.SmallIntegerField(null=True)
    included_minor = models.BigIntegerField(null=True)
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
                        "discount",
                        "usage",
                        "minimum",
                        "one_off",
                        "credit",
                        "tax",
                        "fee",
                        "deposit",
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
                include=["period_start", "bill"],
                condition=Q(
                    subscription__isnull=False, kind__in=["recurring", "proration", "credit"]
                ),
                name="billline_billed_through",
            ),
            # The few subscriptions that were given days back or were switched off for a while.
            models.Index(
                fields=["subscription"],
                condition=Q(subscription__isnull=False) & (Q(kind="credit") | Q(cause="resumed")),
                name="billline_uneven",
            ),
            # For which days a discount was given.
            models.Index(
                fields=["discount", "period_end"],
                include=["period_start"],
                condition=Q(discount__isnull=False),
                name="billline_discounted",
            ),
        ]

    def __str__(self) -> str:
        return self.description
