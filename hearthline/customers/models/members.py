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
    # The most for one payment, in minor units; empty: no limit. `customers.permissions` says for
    # which roles these limits mean something.
    most_minor = models.BigIntegerField(null=True)
    may_order = models.BooleanField(default=True, db_default=True)
    sees_bills = models.BooleanField(default=True, db_default=True)
    # When this person last chose this account among their several.
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(role__in=["owner", "payer", "technician", "viewer"]),
                name="member_role_known",
            ),
            models.CheckConstraint(
                condition=models.Q(most_minor__isnull=True) | models.Q(most_minor__gt=0),
                name="member_most_positive",
            ),
            models.CheckConstraint(
                condition=~models.Q(role="owner")
                | models.Q(most_minor__isnull=True, may_order=True, sees_bills=True),
                name="member_owner_has_no_limits",
            ),
            models.CheckConstraint(
                condition=~models.Q(role="payer") | models.Q(sees_bills=True),
                name="member_payer_sees_bills",
            ),
            models.UniqueConstraint(fields=["account", "user"], name="member_once"),
            models.UniqueConstraint(
                fields=["account"], condition=models.Q(role="owner"), name="member_one_owner"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.pk}"
