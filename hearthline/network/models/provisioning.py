"""What the network is to be told, and what it was found to have instead."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from hearthline.customers.models import Account


class ProvisioningStep(models.Model):
    """One thing that a system of the network is to be made to have, whatever it takes.

    A step holds no values: when it runs, it takes what is wanted then from the line it is about
    (`subject_id`: a connection, a TV service or a phone line, by `kind`). So the newest wish always
    wins, and running a step twice does no harm.
    """

    class Kind(models.TextChoices):
        ACCESS_GROUP = "access_group"
        TV_ENTITLEMENTS = "tv_entitlements"
        VOICE_SETTINGS = "voice_settings"
        VOICE_LINE = "voice_line"

    class State(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        # Nobody will try any more: staff gave it up, or it was taken back before it was tried.
        FAILED = "failed"
        # We can't do it alone: it stands in the staff's work queue.
        HANDED_OVER = "handed_over"

    account = models.ForeignKey(Account, models.CASCADE, related_name="provisioning_steps")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    subject_id = models.BigIntegerField()
    # What it belongs to, such as `order:300000017` or `phone:12`.
    reference = models.CharField(max_length=60)
    state = models.CharField(max_length=11, choices=State.choices, default=State.WAITING)
    attempts = models.IntegerField(default=0)
    next_try_at = models.DateTimeField()
    # After this we stop trying alone.
    deadline_at = models.DateTimeField()
    # Until then the runner that has it is thought alive.
    claimed_until_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    handed_over_at = models.DateTimeField(null=True)
    # Who of the staff ended it, and what they wrote about it.
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["done", "failed"]) ^ Q(finished_at__isnull=True),
                name="step_finished_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="handed_over") | Q(handed_over_at__isnull=False),
                name="step_handed_over_has_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["subject_id", "kind", "id"],
                condition=Q(state__in=["waiting", "running", "handed_over"]),
                name="step_open_of_subject",
            ),
            models.Index(
                fields=["next_try_at"],
                condition=Q(state__in=["waiting", "running"]),
                name="step_to_run",
            ),
            models.Index(
                fields=["handed_over_at"], condition=Q(state="handed_over"), name="step_for_staff"
            ),
            models.Index(fields=["account", "reference", "id"], name="step_of_reference"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class ProvisioningTry(models.Model):
    """One attempt at a step; without an end, the runner died or is still at it."""

    step = models.ForeignKey(ProvisioningStep, models.CASCADE, related_name="tries")
    number = models.IntegerField()
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    # Empty when it worked.
    error = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["step", "number"], name="try_once")]

    def __str__(self) -> str:
        return f"try {self.number} of step {self.step_id}"


class NetworkDifference(models.Model):
    """Something that a system of the network has and we don't want, or the other way round.

    Found by reconciling; the step that repairs it is made at once.
    """

    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20, choices=ProvisioningStep.Kind.choices)
    subject_id = models.BigIntegerField()
    wanted = models.CharField(max_length=500)
    found = models.CharField(max_length=500)
    found_at = models.DateTimeField()
    step = models.ForeignKey(ProvisioningStep, models.SET_NULL, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["-found_at"], name="difference_newest")]

    def __str__(self) -> str:
        return f"{self.kind} difference {self.pk}"
