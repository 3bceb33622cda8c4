"""What can be bought, what it holds and what goes with what; the taxes and fees on it."""

from django.conf import settings
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


class Channel(models.Model):
    """A television channel as the channel list has it."""

    class Genre(models.TextChoices):
        LOCAL = "local"
        NEWS = "news"
        SPORTS = "sports"
        FILMS = "films"
        SERIES = "series"
        CHILDREN = "children"
        NATURE = "nature"
        MUSIC = "music"
        HOME = "home"
        SPANISH = "spanish"

    code = models.CharField(max_length=40, unique=True)
    number = models.IntegerField(unique=True)
    name = models.CharField(max_length=100)
    genre = models.CharField(max_length=10, choices=Genre.choices)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(number__gte=1), name="channel_number_from_1")
        ]

    def __str__(self) -> str:
        return self.code


class PlanChannel(models.Model):
    """A channel that a TV plan, a pack or a single channel's plan brings."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="channel_links")
    channel = models.ForeignKey(Channel, models.PROTECT, related_name="plan_links")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "channel"], name="plan_channel_once")
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.channel_id}"


class PlanRule(models.Model):
    """What goes with what.

    A plan that requires others needs any one of them. A plan that excludes another can't be had
    with it, whichever of the two says so.
    """

    class Kind(models.TextChoices):
        REQUIRES = "requires"
        EXCLUDES = "excludes"

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="rules")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    other = models.ForeignKey(Plan, models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "kind", "other"], name="plan_rule_once"),
            models.CheckConstraint(
                condition=~models.Q(plan=models.F("other")), name="plan_rule_about_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.kind} {self.other_id}"


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

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_date__gt=models.F("starts_date")),
                name="promotion_ends_after_start",
            )
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
