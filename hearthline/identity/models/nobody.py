"""What a wrong password for nobody leaves, so that it costs what one for somebody does."""

from django.contrib.postgres.indexes import BrinIndex
from django.db import models


class Nobody(models.Model):
    """One of some who stand for whoever doesn't exist, as `User` for who does."""

    failed_sign_ins = models.SmallIntegerField(default=0)

    def __str__(self) -> str:
        return f"nobody {self.pk}"


class NobodysSignIn(models.Model):
    """A try to sign in under a name that nobody has: `SignIn` with the same indexes.

    Says neither the name nor where it came from, and is swept soon.
    """

    nobody = models.ForeignKey(Nobody, models.CASCADE, related_name="sign_ins")
    at = models.DateTimeField()
    outcome = models.CharField(max_length=20)
    device = models.CharField(max_length=60)

    class Meta:
        indexes = [
            models.Index(fields=["nobody", "-id"], name="nobodys_sign_in"),
            models.Index(fields=["nobody", "-at"], name="nobodys_sign_in_newest"),
            BrinIndex(fields=["at"], name="nobodys_sign_in_at", autosummarize=True),
        ]

    def __str__(self) -> str:
        return f"{self.outcome} {self.pk}"
