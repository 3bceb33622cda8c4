"""Who corrected a bill and why, who closed an account, who changed a billing day."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from hearthline.billing.models.bills import Bill
from hearthline.customers.models import Account


class Correction(models.Model):
    """A bill that was taken back by a credit note and, unless nothing was left, made anew."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    bill = models.OneToOneField(Bill, models.PROTECT, related_name="correction")
    credit_note = models.OneToOneField(Bill, models.PROTECT, related_name="+")
    rebill = models.OneToOneField(Bill, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=200)
    corrected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    corrected_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"correction of {self.bill_id}"


class Closing(models.Model):
    """An account's end: wished for a day, then done with a final bill if there was one to make.

    `refund_minor` is the credit balance that was left, to be paid out.
    """

    account = models.OneToOneField(Account, models.PROTECT, related_name="closing")
    closes_date = models.DateField()
    reason = models.CharField(max_length=200)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    asked_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    bill = models.OneToOneField(Bill, models.PROTECT, null=True, related_name="+")
    deposit_minor = models.BigIntegerField(default=0)
    refund_minor = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(refund_minor__gte=0, deposit_minor__gte=0),
                name="closing_gives_back_no_less_than_nothing",
            )
        ]
        indexes = [
            models.Index(
                fields=["closes_date"], condition=Q(closed_at__isnull=True), name="closing_to_come"
            )
        ]

    def __str__(self) -> str:
        return f"closing of {self.account_id}"


class BillingDayChange(models.Model):
    """A billing day that gave way to another, and the first bill on the new one."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    old_day = models.SmallIntegerField()
    new_day = models.SmallIntegerField()
    bills_from_date = models.DateField()
    is_by_staff = models.BooleanField()
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.old_day} to {self.new_day}"
