"""Outages and planned maintenance: what is down, whom it reaches, what they were told."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from hearthline.customers.models import Account
from hearthline.network.models.lines import Node


class Outage(models.Model):
    """A fault, or planned work, and the texts about it in both languages.

    Its state follows from its times: it is scheduled until `started_at`, active until `ended_at`,
    and withdrawn if it never was. Maintenance is over when its window is, unless that is moved.
    """

    class Kind(models.TextChoices):
        OUTAGE = "outage"
        MAINTENANCE = "maintenance"

    class Cause(models.TextChoices):
        UNKNOWN = "unknown"
        FIBER_CUT = "fiber_cut"
        POWER = "power"
        EQUIPMENT = "equipment"
        WEATHER = "weather"
        SUPPLIER = "supplier"
        WORK = "work"

    class Scope(models.TextChoices):
        NODE = "node"
        AREA = "area"
        LIST = "list"

    number = models.CharField(max_length=20, unique=True)
    kind = models.CharField(max_length=11, choices=Kind.choices)
    title = models.CharField(max_length=120)
    title_es = models.CharField(max_length=120, blank=True)
    text = models.TextField()
    text_es = models.TextField(blank=True)
    cause = models.CharField(max_length=9, choices=Cause.choices, default=Cause.UNKNOWN)
    scope = models.CharField(max_length=4, choices=Scope.choices)
    node = models.ForeignKey(Node, models.PROTECT, null=True, related_name="+")
    # What staff wrote, a line each: towns and postal codes, or account numbers and addresses.
    lines = ArrayField(models.CharField(max_length=200), default=list)
    started_at = models.DateTimeField()
    estimate_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    posted_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    # The form it was posted with: sent twice, it is posted once.
    idempotency_key = models.CharField(max_length=64, unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")),
                name="outage_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(kind="outage") | Q(estimate_at__isnull=False, ended_at__isnull=False),
                name="outage_maintenance_has_window",
            ),
            models.CheckConstraint(
                condition=Q(scope="node") ^ Q(node__isnull=True), name="outage_node_for_node"
            ),
        ]
        indexes = [
            models.Index(
                fields=["-started_at"],
                condition=Q(withdrawn_at__isnull=True),
                name="outage_newest",
            )
        ]

    def __str__(self) -> str:
        return self.number


class OutagePlace(models.Model):
    """A town and postal code in which an outage reaches somebody: all the public learns of them."""

    outage = models.ForeignKey(Outage, models.CASCADE, related_name="places")
    town = models.CharField(max_length=100)
    region = models.CharField(max_length=50)
    postal_code = models.CharField(max_length=20)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["outage", "town", "region", "postal_code"], name="outage_place_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.town} {self.postal_code}"


class OutageReach(models.Model):
    """An account that an outage reaches."""

    outage = models.ForeignKey(Outage, models.CASCADE, related_name="reached", db_index=False)
    account = models.ForeignKey(Account, models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["outage", "account"], name="outage_reach_once")
        ]

    def __str__(self) -> str:
        return f"reach {self.pk}"


class OutageUpdate(models.Model):
    """What people were told, when, and by whom of the staff. Never changed, never removed."""

    class Step(models.TextChoices):
        POSTED = "posted"
        UPDATED = "updated"
        ENDED = "ended"
        WITHDRAWN = "withdrawn"

    outage = models.ForeignKey(Outage, models.CASCADE, related_name="updates")
    step = models.CharField(max_length=9, choices=Step.choices)
    at = models.DateTimeField()
    text = models.TextField(blank=True)
    text_es = models.TextField(blank=True)
    cause = models.CharField(max_length=9, choices=Outage.Cause.choices)
    estimate_at = models.DateTimeField(null=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.step} {self.pk}"


class OutageTelling(models.Model):
    """How far a job has come with telling people of one update."""

    update = models.OneToOneField(OutageUpdate, models.CASCADE, related_name="telling")
    reached = models.IntegerField()
    # Accounts up to this key are done, and in the order of keys the rest follows.
    last_account_id = models.BigIntegerField(default=0)
    accounts_done = models.IntegerField(default=0)
    people_told = models.IntegerField(default=0)
    done_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"telling {self.pk}"
