"""How bills reach people: on paper or not, and who was told that one is ready."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from hearthline.billing.models.bills import Bill
from hearthline.customers.models import Account


class BillDelivery(models.Model):
    """What an account chose; one without a row has what the provider gives everybody."""

    account = models.OneToOneField(Account, models.PROTECT, primary_key=True, related_name="+")
    on_paper = models.BooleanField()
    chosen_at = models.DateTimeField()
    chosen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    def __str__(self) -> str:
        return f"delivery of {self.account_id}"


class BillHandedOut(models.Model):
    """A bill that can be opened and of which people were told; one on paper waits to be printed."""

    bill = models.OneToOneField(Bill, models.PROTECT, primary_key=True, related_name="handed_out")
    on_paper = models.BooleanField()
    told_at = models.DateTimeField()
    printed_at = models.DateTimeField(null=True)
    printed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(on_paper=True) | Q(printed_at__isnull=True),
                name="billhandedout_printed_is_paper",
            )
        ]
        indexes = [
            models.Index(
                fields=["bill"],
                condition=Q(on_paper=True, printed_at__isnull=True),
                name="billhandedout_to_print",
            )
        ]

    def __str__(self) -> str:
        return f"bill {self.bill_id}"
