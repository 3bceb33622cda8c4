"""What accounts are told that they may have, and what staff changed in the catalog."""

from django.conf import settings
from django.db import models

from hearthline.catalog.models.plans import Plan


class Promotion(models.Model):
    """Something told to accounts that may have it, from `starts_date` until before `ends_date`.

    Entitled is who has what `has_…` names and lacks what `lacks_…` names, in `region`; whatever is
    empty asks for nothing. `plan` is what it offers, if it is one of the plans.
    """

    code = models.CharField(max_length=60, unique=True)
    title = models.CharField(max_length=120)
    title_es = models.CharField(max_length=120)
    text = models.TextField()
    text_es = models.TextField()
    plan = models.ForeignKey(Plan, models.PROTECT, null=True, related_name="promotions")
    starts_date = models.DateField()
    ends_date = models.DateField()
    has_kind = models.CharField(max_length=10, blank=True)
    has_plan = models.ForeignKey(Plan, models.PROTECT, null=True, related_name="+")
    lacks_kind = models.CharField(max_length=10, blank=True)
    lacks_plan = models.ForeignKey(Plan, models.PROTECT, null=True, related_name="+")
    region = models.CharField(max_length=50, blank=True)

    class Gives(models.TextChoices):
        PERCENT = "percent"
        AMOUNT = "amount"

    # A discount (`subscriptions.Discount`), if it gives one: on the plan it offers when that is
    # ordered; where it offers none, on what `has_…` names when it is accepted.
    gives = models.CharField(max_length=7, choices=Gives.choices, blank=True, db_default="")
    rate_ppm = models.BigIntegerField(default=0, db_default=0)
    amount_minor = models.BigIntegerField(default=0, db_default=0)
    # For so many months, or until a day, or for as long as the service stays.
    for_months = models.SmallIntegerField(null=True)
    until_date = models.DateField(null=True)
    with_kind = models.CharField(max_length=10, blank=True, db_default="")
    rank = models.SmallIntegerField(default=1, db_default=1)
    # Whether it stays when the plan is changed to another one of its kind.
    is_kept = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(gives="", rate_ppm=0, amount_minor=0)
                | models.Q(gives="percent", rate_ppm__range=(1, 1_000_000), amount_minor=0)
                | models.Q(gives="amount", rate_ppm=0, amount_minor__gt=0),
                name="promotion_gives_percent_or_amount",
            ),
            models.CheckConstraint(
                condition=models.Q(for_months__isnull=True)
                | models.Q(for_months__gte=1, until_date__isnull=True),
                name="promotion_ends_one_way",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_date__gt=models.F("starts_date")),
                name="promotion_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class CatalogEdit(models.Model):
    """What a member of staff changed in the catalog. Never changed, never removed.

    `changes` names each thing that changed, with what it was and what it became.
    """

    class Subject(models.TextChoices):
        PLAN = "plan"
        PROMOTION = "promotion"

    subject = models.CharField(max_length=9, choices=Subject.choices)
    code = models.CharField(max_length=60)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    edited_at = models.DateTimeField()
    changes = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=["subject", "code", "-edited_at"], name="edit_newest")]

    def __str__(self) -> str:
        return f"{self.subject} {self.code}"
