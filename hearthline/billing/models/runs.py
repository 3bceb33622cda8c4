"""Bill runs: what each is over, how far it is, and what it would issue."""

from django.db import models
from django.db.models import Q


class BillRun(models.Model):
    """The run over the accounts whose billing day it is. What was billed is in the bills.

    Bills are only written once it is approved; `approved_as` names who did it, and is empty where
    the provider wants no approval. While `paused_at` is set nobody takes up more of it.
    """

    bill_date = models.DateField(unique=True)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    accounts_total = models.IntegerField()
    approved_at = models.DateTimeField(null=True)
    approved_as = models.CharField(max_length=160, blank=True, default="", db_default="")
    paused_at = models.DateTimeField(null=True)
    previewed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"bill run of {self.bill_date}"


class BillRunShard(models.Model):
    """A stretch of accounts that one worker at a time bills or previews, a batch after the other.

    Accounts from after `after_account_id` until `until_account_id`; the first moves on with each
    batch, in the batch's transaction. Whoever holds the row's lock works on it.
    """

    run = models.ForeignKey(BillRun, models.CASCADE, related_name="shards")
    is_preview = models.BooleanField()
    number = models.IntegerField()
    after_account_id = models.BigIntegerField()
    until_account_id = models.BigIntegerField()
    accounts_total = models.IntegerField()
    accounts_done = models.IntegerField(default=0, db_default=0)
    bills = models.IntegerField(default=0, db_default=0)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["run", "is_preview", "number"], name="billrunshard_numbered"
            )
        ]

    def __str__(self) -> str:
        return f"shard {self.number} of {self.run_id}"


class PreviewedBill(models.Model):
    """What a run would issue for one account, and what the bill before came to."""

    pk = models.CompositePrimaryKey("run_id", "account_id")
    run = models.ForeignKey(BillRun, models.CASCADE, related_name="+", db_index=False)
    account_id = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    line_count = models.IntegerField()
    total_minor = models.BigIntegerField()
    before_minor = models.BigIntegerField(null=True)

    class Meta:
        indexes = [
            # What looks odd, however large the run: nothing to pay, or money back.
            models.Index(
                fields=["run"], condition=Q(total_minor__lte=0), name="previewedbill_not_above_0"
            )
        ]

    def __str__(self) -> str:
        return f"{self.total_minor} for {self.account_id}"


class PreviewedSum(models.Model):
    """What one batch of a preview came to, by kind of line and by tax."""

    run = models.ForeignKey(BillRun, models.CASCADE, related_name="+")
    currency = models.CharField(max_length=3)
    kind = models.CharField(max_length=10)
    tax_id = models.BigIntegerField(null=True)
    line_count = models.IntegerField()
    amount_minor = models.BigIntegerField()
    included_minor = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.amount_minor} of {self.kind}"
