"""What can be bought and what it costs, today and from days to come."""

from django.db import models


class Plan(models.Model):
    """Anything sold by the period: a plan, an add-on, equipment, a recurring fee."""

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
    # What it costs a period today; `PlanPrice` has what it cost before and will cost later.
    price_minor = models.BigIntegerField()
    # How many months the price is for, and whether they are paid when they are over.
    period_months = models.SmallIntegerField(default=1, db_default=1)
    is_in_arrears = models.BooleanField(default=False, db_default=False)
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
    # Whether subscribers may pause it themselves, such as for a holiday.
    may_pause = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(price_minor__gte=0), name="plan_price_not_negative"
            ),
            models.CheckConstraint(
                condition=models.Q(period_months__in=[1, 2, 3, 4, 6, 12]), name="plan_period_known"
            ),
        ]

    def __str__(self) -> str:
        return self.code


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


class PlanPrice(models.Model):
    """A plan's price from a day on, and what it was before. Days already billed keep their price.

    `Plan.price_minor` follows on the day. `before_minor` is what the plan cost until then, so that
    days before the first change have a price, too.
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="prices", db_index=False)
    starts_date = models.DateField()
    price_minor = models.BigIntegerField()
    before_minor = models.BigIntegerField()
    decided_at = models.DateTimeField()
    # When those who have the plan were told; None for what needs no notice, and until it is done.
    told_at = models.DateTimeField(null=True)
    needs_telling = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "starts_date"], name="plan_price_once_a_day"),
            models.CheckConstraint(
                condition=models.Q(price_minor__gte=0, before_minor__gte=0),
                name="plan_price_change_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} from {self.starts_date}"


class Tariff(models.Model):
    """What using something on a plan costs, beyond what is included.

    Quantities are whole: seconds of calls, megabytes (10**6 bytes) of data, pieces. Beyond
    `included_quantity` a month, each begun block of `block_quantity` costs `price_millionths`
    millionths of a minor unit; the sum is rounded once a line, half up. `minimum_minor` is the
    least that a whole month of the service comes to by this tariff. An itemized one has a line for
    each description, as for films.

    A month of a bill goes by the tariff of its first day, so that nothing is included twice:
    `starts_date` until before `ends_date`, both open where they are None. Those of one kind on one
    plan don't overlap, and one that has begun keeps what it costs.
    """

    class UsageKind(models.TextChoices):
        VOICE = "voice"
        DATA = "data"
        PIECE = "piece"

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="tariffs", db_index=False)
    usage_kind = models.CharField(max_length=10, choices=UsageKind.choices)
    name = models.CharField(max_length=200)
    included_quantity = models.BigIntegerField(default=0)
    block_quantity = models.BigIntegerField(default=1)
    price_millionths = models.BigIntegerField()
    minimum_minor = models.BigIntegerField(default=0)
    is_itemized = models.BooleanField(default=False)
    tax_category = models.CharField(max_length=40, blank=True)
    starts_date = models.DateField(null=True)
    ends_date = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "usage_kind", "starts_date"],
                nulls_distinct=False,
                name="tariff_once_a_kind_and_day",
            ),
            models.CheckConstraint(
                condition=models.Q(starts_date=None)
                | models.Q(ends_date=None)
                | models.Q(ends_date__gt=models.F("starts_date")),
                name="tariff_ends_after_start",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    included_quantity__gte=0,
                    block_quantity__gte=1,
                    price_millionths__gte=0,
                    minimum_minor__gte=0,
                ),
                name="tariff_not_negative",
            ),
            models.CheckConstraint(
                condition=models.Q(is_itemized=False) | models.Q(included_quantity=0),
                name="tariff_itemized_includes_nothing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.usage_kind}"
