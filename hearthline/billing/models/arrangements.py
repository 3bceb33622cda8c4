"""Arrangements: paying later or in parts. They promise, and move nothing in the ledger."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from hearthline.customers.models import Account


class Arrangement(models.Model):
    """What an account owed when it was made, to be paid in parts on their days.

    `last_bill_id` is the newest bill in that: what was paid since follows from it and the balance
    (`sql/arrangements/list_standing.sql`). While it is on, `ended_date` is empty; an account has
    one at a time.
    """

    class End(models.TextChoices):
        KEPT = "kept"
        BROKEN = "broken"
        CANCELLED = "cancelled"

    account = models.ForeignKey(Account, models.PROTECT, related_name="arrangements")
    total_minor = models.BigIntegerField()
    last_bill_id = models.BigIntegerField(default=0)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    # Staff may go beyond the rules, and say why.
    is_by_staff = models.BooleanField(default=False)
    reason = models.CharField(max_length=200, blank=True)
    idempotency_key = models.CharField(max_length=64)
    ended_date = models.DateField(null=True)
    end = models.CharField(max_length=9, choices=End.choices, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account"],
                condition=Q(ended_date__isnull=True),
                name="arrangement_one_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["account", "idempotency_key"], name="arrangement_agreed_once"
            ),
            models.CheckConstraint(condition=Q(total_minor__gt=0), name="arrangement_of_something"),
            models.CheckConstraint(
                condition=Q(ended_date__isnull=True, end="")
                | Q(ended_date__isnull=False, end__in=["kept", "broken", "cancelled"]),
                name="arrangement_end_known",
            ),
        ]

    def __str__(self) -> str:
        return f"arrangement {self.pk}"


class ArrangementPart(models.Model):
    """An amount to be paid by a day."""

    pk = models.CompositePrimaryKey("arrangement_id", "position")
    arrangement = models.ForeignKey(
        Arrangement, models.PROTECT, related_name="parts", db_index=False
    )
    position = models.SmallIntegerField()
    due_date = models.DateField()
    amount_minor = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="part_of_something"),
            models.UniqueConstraint(fields=["arrangement", "due_date"], name="part_one_a_day"),
        ]

    def __str__(self) -> str:
        return f"part {self.position}"
