"""What can be bought, and the taxes and fees on it."""

from django.db import models


class Plan(models.Model):
    """Anything sold by the month: a plan, an add-on, equipment, a recurring fee."""

    class Kind(models.TextChoices):
        INTERNET = "internet"
        TV = "tv"
        PHONE = "phone"
        ADDON = "addon"
        EQUIPMENT = "equipment"
        FEE = "fee"

    code = models.CharField(max_length=60, unique=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    price_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    tax_category = models.CharField(max_length=40, blank=True)
    download_mbps = models.IntegerField(null=True)
    upload_mbps = models.IntegerField(null=True)
    # Whether subscribers may order it themselves; what is no longer sold stays with who has it.
    is_offered = models.BooleanField(default=False, db_default=False)
    # What an add-on, a pack or a fee belongs to: internet, tv, phone, or nothing in particular.
    goes_with = models.CharField(max_length=10, blank=True, db_default="")
    # The speed profile of the access network (a RADIUS group) that this plan means.
    access_group = models.CharField(max_length=60, blank=True, db_default="")
    # Data included a month, in whole gigabytes (10**9 bytes), both directions; none: no limit.
    allowance_gb = models.IntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(price_minor__gte=0), name="plan_price_not_negative"
            )
        ]

    def __str__(self) -> str:
        return self.code


class Tax(models.Model):
    """A tax or fee on everything of a category billed in a region.

    Percentages are whole millionths (6.25 % = 62,500 ppm) of the category's amount on a bill,
    rounded half up once per bill and tax. Flat ones are an amount once per bill that has the
    category. An empty region means everywhere; from `starts_date`, until before `ends_date`.
    """

    class Kind(models.TextChoices):
        PERCENT = "percent"
        FLAT = "flat"

    code = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    tax_category = models.CharField(max_length=40)
    region = models.CharField(max_length=50, blank=True)
    kind = models.CharField(max_length=7, choices=Kind.choices)
    is_fee = models.BooleanField(default=False)
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
                | models.Q(kind="flat", rate_ppm=0, flat_minor__gt=0),
                name="tax_percent_or_flat",
            )
        ]

    def __str__(self) -> str:
        return self.code
