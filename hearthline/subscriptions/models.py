"""What each account has, since when, until when, and the orders that changed it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from hearthline.catalog.models import Plan, Promotion
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
                condition=Q(ended_date__isnull=True) | Q(ended_date__gte=F("started_date")),
                name="subscription_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(price_override_minor__isnull=True) | Q(price_override_minor__gte=0),
                name="subscription_override_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Suspension(models.Model):
    """Days on which a subscription is switched off and costs nothing (half-open).

    Those of one subscription don't overlap. What was billed for them is given back.
    """

    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    subscription = models.ForeignKey(Subscription, models.PROTECT, related_name="suspensions")
    starts_date = models.DateField()
    ends_date = models.DateField(null=True)
    reason = models.CharField(max_length=40, blank=True)
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", db_index=False
    )
    # When the network was told that it begins, and that it is over.
    off_at = models.DateTimeField(null=True)
    on_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["starts_date"], condition=Q(on_at__isnull=True), name="suspension_open"
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["subscription", "starts_date"], name="suspension_once_a_day"
            ),
            models.UniqueConstraint(
                fields=["subscription"],
                condition=Q(ends_date__isnull=True),
                name="suspension_one_without_end",
            ),
            models.CheckConstraint(
                condition=Q(ends_date__isnull=True) | Q(ends_date__gt=F("starts_date")),
                name="suspension_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subscription_id} from {self.starts_date}"


class Discount(models.Model):
    """Less to pay for a subscription on some days (half-open): a percentage or an amount a month.

    Percentages are millionths of the price. Several on one subscription come by `rank`, each of the
    full price, until nothing is left of it. With `with_kind` it holds on the days on which the
    account also has a plan of that kind (`internet`, `tv`, `phone`). It is for days that are not
    billed yet; what was given for days that turn out not to deserve it is taken back.
    """

    class Kind(models.TextChoices):
        PERCENT = "percent"
        AMOUNT = "amount"

    account = models.ForeignKey(Account, models.PROTECT, related_name="discounts")
    subscription = models.ForeignKey(Subscription, models.PROTECT, related_name="discounts")
    promotion = models.ForeignKey(Promotion, models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=7, choices=Kind.choices)
    rate_ppm = models.BigIntegerField(default=0)
    amount_minor = models.BigIntegerField(default=0)
    starts_date = models.DateField()
    ends_date = models.DateField(null=True)
    with_kind = models.CharField(max_length=10, blank=True)
    rank = models.SmallIntegerField(default=1)
    decided_at = models.DateTimeField()
    # Staff who granted or ended it say why.
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", db_index=False
    )
    reason = models.CharField(max_length=200, blank=True, default="", db_default="")
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", db_index=False
    )
    end_reason = models.CharField(max_length=200, blank=True, default="", db_default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="percent", rate_ppm__range=(1, 1_000_000), amount_minor=0)
                | Q(kind="amount", rate_ppm=0, amount_minor__gt=0),
                name="discount_percent_or_amount",
            ),
            models.CheckConstraint(
                condition=Q(ends_date__isnull=True) | Q(ends_date__gte=F("starts_date")),
                name="discount_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Order(models.Model):
    """A change to what an account has, agreed to with the next bill in view.

    The subscriptions are written when it is placed, with the days on which they begin and end, so
    that bills are right whichever job comes first. On `effective_date` it takes effect: from then
    on it can't be undone, and the network is told. How far the network is stands in its steps.
    """

    class Effective(models.TextChoices):
        NOW = "now"
        NEXT_BILL = "next_bill"
        DAY = "day"

    account = models.ForeignKey(Account, models.PROTECT, related_name="orders", db_index=False)
    number = models.CharField(max_length=20, unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    effective = models.CharField(max_length=9, choices=Effective.choices)
    effective_date = models.DateField()
    placed_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    took_effect_at = models.DateTimeField(null=True)
    # When its people were told that everything is done.
    told_at = models.DateTimeField(null=True)
    idempotency_key = models.CharField(max_length=200)
    request_hash = models.BinaryField(max_length=32)
    # The next bill as it was shown and agreed to: its date, total and lines, and how much more it
    # is than without this order.
    bill_date = models.DateField()
    bill_total_minor = models.BigIntegerField()
    bill_difference_minor = models.BigIntegerField()
    bill_lines = models.JSONField()
    currency = models.CharField(max_length=3)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "idempotency_key"], name="order_once"),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True) | Q(took_effect_at__isnull=True),
                name="order_undone_never_took_effect",
            ),
            models.CheckConstraint(
                condition=Q(told_at__isnull=True) | Q(took_effect_at__isnull=False),
                name="order_told_took_effect",
            ),
        ]
        indexes = [
            models.Index(fields=["account", "-placed_at"], name="order_newest"),
            models.Index(
                fields=["effective_date"],
                condition=Q(took_effect_at__isnull=True, undone_at__isnull=True),
                name="order_waiting",
            ),
            models.Index(
                fields=["took_effect_at"],
                condition=Q(took_effect_at__isnull=False, told_at__isnull=True),
                name="order_under_way",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class OrderItem(models.Model):
    """One thing that an order adds, changes or removes.

    `old` ends and `new` begins on the order's day. `old_ended_date` is when the old one would have
    ended anyway, for undoing.
    """

    class Action(models.TextChoices):
        ADD = "add"
        CHANGE = "change"
        REMOVE = "remove"

    order = models.ForeignKey(Order, models.PROTECT, related_name="items")
    account = models.ForeignKey(Account, models.PROTECT, related_name="+", db_index=False)
    action = models.CharField(max_length=6, choices=Action.choices)
    old = models.ForeignKey(Subscription, models.PROTECT, null=True, related_name="ended_by")
    new = models.ForeignKey(Subscription, models.PROTECT, null=True, related_name="begun_by")
    old_ended_date = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(action="add", old__isnull=True, new__isnull=False)
                | Q(action="change", old__isnull=False, new__isnull=False)
                | Q(action="remove", old__isnull=False, new__isnull=True),
                name="order_item_fits_its_action",
            )
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.pk}"
