"""Taxes and fees on what is sold."""

from django.db import models


class Tax(models.Model):
    """A tax or fee on everything of a category billed in a region.

    Percentages are whole millionths (6.25 % = 62,500 ppm) of the category's amount on a bill,
    rounded half up once per bill and tax. Flat ones are an amount once per bill that has the
    category. Tiered ones are a percentage of each slice of the amount (`TaxTier`). What an outside
    service assesses has neither. An included tax is part of the prices: the bill names it and is
    no higher for it. An empty region means everywhere, an empty locality the whole region (else the
    city's name as in addresses); from `starts_date`, until before `ends_date`.
    """

    class Kind(models.TextChoices):
        PERCENT = "percent"
        FLAT = "flat"
        TIERED = "tiered"
        OUTSIDE = "outside"

    code = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    tax_category = models.CharField(max_length=40)
    region = models.CharField(max_length=50, blank=True)
    locality = models.CharField(max_length=100, blank=True, default="", db_default="")
    kind = models.CharField(max_length=7, choices=Kind.choices)
    is_fee = models.BooleanField(default=False)
    is_included = models.BooleanField(default=False, db_default=False)
    rate_ppm = models.BigIntegerField(default=0)
    flat_minor = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3)
    starts_date = models.DateField()
    ends_date = models.DateField(null=True)

    class Meta:
        verbose_name_plural = "taxes"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind="percent", rate_ppm__gt=0, flat_minor=0)
                | models.Q(kind="flat", rate_ppm=0, flat_minor__gt=0)
                | models.Q(kind__in=["tiered", "outside"], rate_ppm=0, flat_minor=0),
                name="tax_percent_or_flat",
            ),
            models.CheckConstraint(
                condition=models.Q(is_included=False) | models.Q(kind="percent"),
                name="tax_included_is_percent",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class TaxTier(models.Model):
    """The rate on the part of an amount above `from_minor`, up to the next tier's."""

    tax = models.ForeignKey(Tax, models.CASCADE, related_name="tiers", db_index=False)
    from_minor = models.BigIntegerField()
    rate_ppm = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tax", "from_minor"], name="tax_tier_once"),
            models.CheckConstraint(
                condition=models.Q(from_minor__gte=0, rate_ppm__gte=0),
                name="tax_tier_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tax_id} from {self.from_minor}"
