"""What waits for the next bill beside subscriptions: charges and credits, usage."""

from django.db import models
from django.db.models import F, Q

from hearthline.catalog.models import Tariff, Tax
from hearthline.customers.models import Account
from hearthline.subscriptions.models import Subscription

_ONCE = ("late_fee:", "returned_payment:", "paper:")
"""What a cause of a fee begins with that comes once."""


def again(cause: str) -> str:
    """The cause of a charge that a corrected bill takes over from the wrong one."""
    return f"again:{cause}" if cause.startswith(_ONCE) else cause


class Charge(models.Model):
    """A one-off amount, or a credit, that waits for the next bill from `effective_date` on.

    In the account's currency. It has been billed once a bill line refers to it.
    """

    class Kind(models.TextChoices):
        ONE_OFF = "one_off"
        CREDIT = "credit"
        FEE = "fee"
        DEPOSIT = "deposit"

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
                | Q(kind__in=["one_off", "fee"], amount_minor__gt=0)
                # A deposit is held for its account and given back by one below zero.
                | (Q(kind="deposit") & ~Q(amount_minor=0)),
                name="charge_credit_is_negative",
            ),
            # A fee comes once for what led to it.
            models.UniqueConstraint(
                fields=["cause"],
                condition=Q(cause__startswith="late_fee:")
                | Q(cause__startswith="returned_payment:")
                | Q(cause__startswith="paper:"),
                name="charge_fee_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Usage(models.Model):
    """Something used, as the network or a partner recorded it. It never changes.

    `quantity` is in the unit of its kind (`Tariff`). `counts_date` is the day whose month it is
    counted in: `used_date`, or the day from which on nothing was billed yet, if it came late.
    """

    account = models.ForeignKey(Account, models.PROTECT, related_name="+", db_index=False)
    subscription = models.ForeignKey(Subscription, models.PROTECT, related_name="+", db_index=False)
    usage_kind = models.CharField(max_length=10, choices=Tariff.UsageKind.choices)
    quantity = models.BigIntegerField()
    description = models.CharField(max_length=200, blank=True)
    used_date = models.DateField()
    counts_date = models.DateField()
    source = models.CharField(max_length=40)
    external_id = models.CharField(max_length=100)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "external_id"], name="usage_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="usage_of_something"),
            models.CheckConstraint(
                condition=Q(counts_date__gte=F("used_date")), name="usage_counts_no_earlier"
            ),
        ]
        indexes = [models.Index(fields=["account", "counts_date"], name="usage_to_bill")]

    def __str__(self) -> str:
        return f"{self.usage_kind} {self.pk}"


class TaxExemption(models.Model):
    """An account that owes no tax of a category, or not one of them, for some days (half-open).

    With neither a tax nor a category it owes none at all. Bills go by the day they are issued.
    """

    account = models.ForeignKey(Account, models.PROTECT, related_name="tax_exemptions")
    tax = models.ForeignKey(Tax, models.PROTECT, null=True, related_name="+")
    tax_category = models.CharField(max_length=40, blank=True)
    certificate = models.CharField(max_length=100, blank=True)
    starts_date = models.DateField()
    ends_date = models.DateField(null=True)
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(tax__isnull=True) | Q(tax_category=""), name="exemption_tax_or_category"
            )
        ]

    def __str__(self) -> str:
        return f"exemption {self.pk}"


class RiseBound(models.Model):
    """By how much an account's next bill may rise before its people are told; None: never told.

    Who has none chosen has the provider's (`BILL_RISE_NOTICE`).
    """

    account = models.OneToOneField(Account, models.CASCADE, related_name="+")
    amount_minor = models.BigIntegerField(null=True)
    chosen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_minor__isnull=True) | Q(amount_minor__gte=0),
                name="rise_bound_not_negative",
            )
        ]

    def __str__(self) -> str:
        return f"{self.account_id}"


class AssessedTax(models.Model):
    """What an outside service assessed for a bill of a day, before the bill was made.

    `base_minor` is the category's amount it was told: for another amount it says nothing.
    """

    account = models.ForeignKey(Account, models.PROTECT, related_name="+", db_index=False)
    bill_date = models.DateField()
    tax_category = models.CharField(max_length=40)
    base_minor = models.BigIntegerField()
    tax = models.ForeignKey(Tax, models.PROTECT, related_name="+", db_index=False)
    amount_minor = models.BigIntegerField()
    assessed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "bill_date", "tax_category", "base_minor", "tax"],
                name="assessed_tax_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.bill_date}"
