"""Attempts to sign in, and how many of them."""

from django.contrib.postgres.indexes import BrinIndex
from django.db import models

from hearthline.identity.models.users import User


class SignIn(models.Model):
    """One attempt to sign in as a user: when, how it ended, on what kind of device.

    No network address: it would be personal data that nobody needs to know the device again. The
    country and place are as coarse as the offline database is.
    """

    class Outcome(models.TextChoices):
        SIGNED_IN = "signed_in"
        WRONG_PASSWORD = "wrong_password"  # noqa: S105 - the name of an outcome
        BLOCKED = "blocked"
        # The password was right, and the second step is still to come, or was not passed.
        SECOND_STEP = "second_step"
        WRONG_SECOND_STEP = "wrong_second_step"

    class Method(models.TextChoices):
        PASSWORD = "password"  # noqa: S105 - the name of a way in
        PASSKEY = "passkey"
        EMAIL_CODE = "email_code"
        SINGLE_SIGN_ON = "single_sign_on"

    user = models.ForeignKey(User, models.CASCADE, related_name="sign_ins")
    at = models.DateTimeField()
    outcome = models.CharField(max_length=20, choices=Outcome.choices)
    device = models.CharField(max_length=60)
    method = models.CharField(max_length=20, choices=Method.choices, db_default="password")
    # Where it came from, as far as an offline database knows: a country's two letters, a place.
    country = models.CharField(max_length=2, blank=True, db_default="")
    place = models.CharField(max_length=80, blank=True, db_default="")
    # Degrees to a tenth, for how far it is from one sign-in to the next.
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    # How unusual it was, and the rules that said so (`risk`).
    score = models.SmallIntegerField(db_default=0)
    reasons = models.JSONField(default=list, db_default=models.Value([], models.JSONField()))

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    outcome__in=[
                        "signed_in",
                        "wrong_password",
                        "blocked",
                        "second_step",
                        "wrong_second_step",
                    ]
                ),
                name="sign_in_outcome_known",
            )
        ]
        indexes = [
            models.Index(fields=["user", "-id"], name="sign_in_user"),
            models.Index(fields=["user", "-at"], name="sign_in_user_newest"),
            # The last one that worked, however many failed since.
            models.Index(
                fields=["user", "-id"],
                name="sign_in_worked",
                condition=models.Q(outcome="signed_in"),
            ),
            # Those that staff look at, and those that are swept.
            models.Index(
                fields=["-id"],
                name="sign_in_unusual",
                condition=models.Q(score__gt=0) | models.Q(outcome="blocked"),
            ),
            BrinIndex(fields=["at"], name="sign_in_at", autosummarize=True),
        ]

    def __str__(self) -> str:
        return f"{self.outcome} {self.pk}"


class AttemptCount(models.Model):
    """How often something was tried in the current window of time. UNLOGGED, as the cache is."""

    key_hash = models.BinaryField(primary_key=True, max_length=32)
    used = models.IntegerField()
    ends_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return "attempts"
