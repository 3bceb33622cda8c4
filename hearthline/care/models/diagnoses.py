"""Guided troubleshooting: one run of a flow, and what each of its steps came to."""

from django.conf import settings
from django.db import models

from hearthline.customers.models import Account


class FlowVersion(models.Model):
    """The text of a flow that some diagnosis began with. Kept as it was; never changed."""

    digest = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=10)
    version = models.CharField(max_length=60)
    text = models.TextField()
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.kind} {self.version}"


class Diagnosis(models.Model):
    """One run. `node` is where it stands; while it is open, `state` says who has to do something.

    `running`: the next step can be run. `asking`: the person has to answer. `waiting`: for
    something in the network, until `deadline_at`, looked at again from `next_at` on.
    """

    class Kind(models.TextChoices):
        INTERNET = "internet"
        TV = "tv"
        PHONE = "phone"

    class State(models.TextChoices):
        RUNNING = "running"
        ASKING = "asking"
        WAITING = "waiting"
        FIXED = "fixed"
        EXPLAINED = "explained"
        TICKET = "ticket"
        LEFT = "left"

    OPEN = (State.RUNNING, State.ASKING, State.WAITING)

    token = models.CharField(max_length=43, unique=True)
    account = models.ForeignKey(Account, models.CASCADE, related_name="+", db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    # The connection or phone line that it is about; 0 for TV, of which an account has one.
    subject_id = models.BigIntegerField(default=0)
    flow = models.ForeignKey(FlowVersion, models.PROTECT, related_name="+")
    node = models.CharField(max_length=60)
    state = models.CharField(max_length=10, choices=State.choices)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    deadline_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)
    # Who is running the step at hand, outside of any transaction, and until when that holds.
    claim = models.CharField(max_length=43, blank=True)
    claimed_until_at = models.DateTimeField(null=True)
    ticket_number = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "kind", "subject_id"],
                condition=models.Q(state__in=["running", "asking", "waiting"]),
                name="diagnosis_one_open",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    state__in=["running", "asking", "waiting"], ended_at__isnull=True
                )
                | models.Q(
                    state__in=["fixed", "explained", "ticket", "left"], ended_at__isnull=False
                ),
                name="diagnosis_open_or_ended",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="waiting")
                | models.Q(deadline_at__isnull=False, next_at__isnull=False),
                name="diagnosis_waits_with_a_limit",
            ),
        ]
        indexes = [
            models.Index(fields=["account", "-started_at"], name="diagnosis_newest"),
            models.Index(fields=["kind", "ended_at"], name="diagnosis_ended"),
        ]

    def __str__(self) -> str:
        return f"diagnosis {self.pk}"


class DiagnosisStep(models.Model):
    """One step that was taken. An action without a result is under way, or was interrupted."""

    diagnosis = models.ForeignKey(Diagnosis, models.CASCADE, related_name="steps", db_index=False)
    position = models.SmallIntegerField()
    node = models.CharField(max_length=60)
    kind = models.CharField(max_length=10)
    # The check or action that was run; empty for a question.
    runs = models.CharField(max_length=60, blank=True)
    result = models.CharField(max_length=60, blank=True)
    # A sentence of `care.checking.SAID`, filled in with the facts; empty for a question.
    says = models.CharField(max_length=60, blank=True)
    facts = models.JSONField(default=dict)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    duration_ms = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["diagnosis", "position"], name="diagnosis_step_once"),
            models.CheckConstraint(
                condition=models.Q(result="", ended_at__isnull=True)
                | (~models.Q(result="") & models.Q(ended_at__isnull=False)),
                name="diagnosis_step_done_or_not",
            ),
        ]

    def __str__(self) -> str:
        return f"step {self.position} of diagnosis {self.diagnosis_id}"
