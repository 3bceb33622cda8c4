"""What can pass the second step; passkeys and authenticator apps are allauth's `Authenticator`."""

from django.db import models

from hearthline.identity.models.users import User


class RecoveryCode(models.Model):
    """One of the ten codes of a person, each good for one second step. Kept as a hash only."""

    user = models.ForeignKey(User, models.CASCADE, related_name="recovery_codes", db_index=False)
    code_hash = models.CharField(max_length=128)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "code_hash"], name="recovery_code_once_a_user")
        ]

    def __str__(self) -> str:
        return f"recovery code {self.pk}"
