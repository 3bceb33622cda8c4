"""Lines of bills that somebody says are wrong."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from hearthline.billing.models.bills import Bill
from hearthline.billing.models.charges import Charge
from hearthline.customers.models import Account


class Dispute(models.Model):
    """One line of a bill that a member disputes, until staff decide.

    Meanwhile its amount costs no late fee. `reference` is the request in which it is talked about.
    Upheld, it is given back by `credit`; refused, by nothing.
    """

    class Outcome(models.TextChoices):
        UPHELD = "upheld"
        REFUSED = "refused"

    account = models.ForeignKey(Account, models.PROTECT, related_name="disputes")
    bill = models.ForeignKey(Bill, models.PROTECT, related_name="disputes")
    position = models.SmallIntegerField()
    amount_minor = models.BigIntegerField()
    reference = models.CharField(max_length=40, unique=True)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    outcome = models.CharField(max_length=7, choices=Outcome.choices, blank=True)
    decided_date = models.DateField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    reason = models.CharField(max_length=500, blank=True)
    credit = models.OneToOneField(Charge, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bill", "position"], name="dispute_once_a_line"),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="dispute_of_something"),
            models.CheckConstraint(
                condition=Q(outcome="", decided_date__isnull=True, credit__isnull=True)
                | Q(outcome="upheld", decided_date__isnull=False, credit__isnull=False)
                | Q(outcome="refused", decided_date__isnull=False, credit__isnull=True),
                name="dispute_decision_whole",
            ),
        ]
        indexes = [models.Index(fields=["opened_at"], condition=Q(outcome=""), name="dispute_open")]

    def __str__(self) -> str:
        return f"dispute {self.pk}"
