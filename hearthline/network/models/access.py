"""What the access system told us: sessions, how much was used in each hour, restarts we asked for.

The access system (RADIUS) is where the truth lies; these are samples of it, kept so that pages
need not ask and so that its own tables may be emptied.
"""

from django.conf import settings
from django.db import models

from hearthline.customers.models import Account
from hearthline.network.models.lines import Connection


class AccessSession(models.Model):
    """One session of a connection. It is open until `ended_at` is known, heard of or not.

    `down_bytes` and `up_bytes` are the counters as last seen; a router that restarts begins them
    anew. `counted_down_bytes` and `counted_up_bytes` are what was added to the hours so far.
    """

    account = models.ForeignKey(Account, models.CASCADE, related_name="+", db_index=False)
    connection = models.ForeignKey(Connection, models.CASCADE, related_name="sessions")
    # The access system's own key, unique over all of its routers.
    key = models.CharField(max_length=64, unique=True)
    started_at = models.DateTimeField()
    heard_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    # One of `network.end_causes`; empty while open or not known.
    end_cause = models.CharField(max_length=10, blank=True)
    address = models.GenericIPAddressField(null=True)
    router = models.CharField(max_length=64, blank=True)
    down_bytes = models.BigIntegerField(default=0)
    up_bytes = models.BigIntegerField(default=0)
    counted_down_bytes = models.BigIntegerField(default=0)
    counted_up_bytes = models.BigIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["connection", "-started_at"], name="access_session_newest"),
            models.Index(
                fields=["heard_at"],
                condition=models.Q(ended_at__isnull=True),
                name="access_session_open",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    down_bytes__gte=0,
                    up_bytes__gte=0,
                    counted_down_bytes__gte=0,
                    counted_up_bytes__gte=0,
                ),
                name="access_session_counts_up",
            )
        ]

    def __str__(self) -> str:
        return self.key


class UsageHour(models.Model):
    """What a connection received and sent in one hour of the provider's clock, in bytes."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="+", db_index=False)
    connection = models.ForeignKey(
        Connection, models.CASCADE, related_name="usage_hours", db_index=False
    )
    hour_at = models.DateTimeField()
    down_bytes = models.BigIntegerField(default=0)
    up_bytes = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["connection", "hour_at"], name="usage_hour_once"),
            models.CheckConstraint(
                condition=models.Q(down_bytes__gte=0, up_bytes__gte=0),
                name="usage_hour_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.connection_id} {self.hour_at}"


class SamplingCursor(models.Model):
    """How far sampling has come: everything that changed before `reached_at` was looked at."""

    name = models.CharField(max_length=20, unique=True)
    reached_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Restart(models.Model):
    """Somebody had a connection restarted: its session is ended, its router makes a new one."""

    class State(models.TextChoices):
        WAITING = "waiting"
        DONE = "done"
        FAILED = "failed"

    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    connection = models.ForeignKey(Connection, models.CASCADE, related_name="restarts")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=7, choices=State.choices, default=State.WAITING)
    # When the access system was last told to end the session, and when it said that it did.
    tried_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    # Why it failed: no_answer, refused, no_session or no_new_session.
    why = models.CharField(max_length=14, blank=True)
    old_session = models.ForeignKey(
        AccessSession, models.SET_NULL, null=True, related_name="+", db_index=False
    )
    new_session = models.ForeignKey(
        AccessSession, models.SET_NULL, null=True, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["connection"],
                condition=models.Q(state="waiting"),
                name="restart_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(state="waiting", finished_at__isnull=True)
                | models.Q(state__in=["done", "failed"], finished_at__isnull=False),
                name="restart_waiting_or_finished",
            ),
        ]
        indexes = [models.Index(fields=["connection", "-asked_at"], name="restart_newest")]

    def __str__(self) -> str:
        return f"restart {self.pk}"


class SimulatedEvent(models.Model):
    """What happened to the demo's simulated network; everything else there follows from the clock.

    `subject` is a connection's username, or a node's code for `outage` and `outage_over`.
    """

    class Kind(models.TextChoices):
        RESTART = "restart"
        GROUP = "group"
        OUTAGE = "outage"
        OUTAGE_OVER = "outage_over"
        FLAPS = "flaps"
        SILENT = "silent"

    subject = models.CharField(max_length=100)
    kind = models.CharField(max_length=11, choices=Kind.choices)
    value = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["subject", "at"], name="simulated_event_of")]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"
