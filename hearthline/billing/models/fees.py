"""What is told and decided about fees: the warning before one, and the fee that was waived."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from hearthline.billing.models.bills import Bill
from hearthline.billing.models.charges import Charge
from hearthline.customers.models import Account


class LateFeeNotice(models.Model):
    """Somebody was told that a bill would cost a late fee, unless it is paid by `pay_by_date`.

    No fee comes without one. It is over with the fee (`charge`), or once nothing is left to pay.
    """

    bill = models.OneToOneField(
        Bill, models.PROTECT, primary_key=True, related_name="late_fee_notice"
    )
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    told_date = models.DateField()
    pay_by_date = models.DateField()
    charge = models.OneToOneField(Charge, models.PROTECT, null=True, related_name="+")
    over_date = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(charge__isnull=True) | Q(over_date__isnull=False),
                name="latefeenotice_over_with_fee",
            )
        ]
        indexes = [
            models.Index(
                fields=["account"], condition=Q(over_date__isnull=True), name="latefeenotice_open"
            )
        ]

    def __str__(self) -> str:
        return f"late fee of bill {self.bill_id}"


class Waiver(models.Model):
    """A charge that was let off: by a credit of the same amount, for a reason people can read."""

    charge = models.OneToOneField(
        Charge, models.PROTECT, primary_key=True, related_name="waived_by"
    )
    credit = models.OneToOneField(Charge, models.PROTECT, related_name="waives")
    reason = models.CharField(max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    waived_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"waiver of {self.charge_id}"
