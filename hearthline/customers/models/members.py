"""Who may act for an account."""

from django.conf import settings
from django.db import models

from hearthline.customers.models.accounts import Account


class Member(models.Model):
    """A user's role on an account."""

    class Role(models.TextChoices):
        OWNER = "owner"
        PAYER = "payer"
        TECHNICIAN = "technician"
        VIEWER = "viewer"

    account = models.ForeignKey(Account, models.CASCADE, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role.choices)
    since_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "user"], name="member_once"),
            models.UniqueConstraint(
                fields=["account"], condition=models.Q(role="owner"), name="member_one_owner"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.pk}"
