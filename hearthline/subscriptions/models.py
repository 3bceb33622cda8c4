"""What each account has, since when, until when."""

from django.db import models

from hearthline.catalog.models import Plan
from hearthline.customers.models import Account


class Subscription(models.Model):
    """One plan on one account, from `started_date` until before `ended_date`."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="subscriptions")
    number = models.CharField(max_length=60, unique=True)
    plan = models.ForeignKey(Plan, models.PROTECT)
    started_date = models.DateField()
    ended_date = models.DateField(null=True)
    price_override_minor = models.BigIntegerField(null=True)
    service_identifier = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ended_date__isnull=True)
                | models.Q(ended_date__gte=models.F("started_date")),
                name="subscription_ends_after_start",
            ),
            models.CheckConstraint(
                condition=models.Q(price_override_minor__isnull=True)
                | models.Q(price_override_minor__gte=0),
                name="subscription_override_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return self.number
