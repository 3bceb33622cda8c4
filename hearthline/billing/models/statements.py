"""Making a bill run's PDFs ahead of anybody asking: which bills, in which order, how far."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from hearthline.billing.models.runs import BillRun


class StatementBatch(models.Model):
    """Some bills of a run whose PDFs one worker makes; those for a printer are in the first ones.

    Whoever holds the row's lock makes them. `failed` counts those that couldn't be made.
    """

    run = models.ForeignKey(
        BillRun, models.CASCADE, related_name="statement_batches", db_index=False
    )
    number = models.IntegerField()
    bill_ids = ArrayField(models.BigIntegerField())
    bills = models.SmallIntegerField()
    failed = models.SmallIntegerField(default=0, db_default=0)
    made_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "number"], name="statementbatch_numbered")
        ]
        indexes = [
            models.Index(
                fields=["run", "number"],
                condition=Q(made_at__isnull=True),
                name="statementbatch_to_make",
            )
        ]

    def __str__(self) -> str:
        return f"statements {self.number} of {self.run_id}"
