"""What members of staff may do, and how their company's sign-in knows them."""

from django.db import models

from hearthline.identity.models.users import User


class StaffRole(models.Model):
    """A role of a member of staff; they may have several (`identity.roles`)."""

    class Role(models.TextChoices):
        SUPPORT = "support"
        BILLING = "billing"
        NETWORK = "network"
        CATALOG = "catalog"
        ADMIN = "admin"

    user = models.ForeignKey(User, models.CASCADE, related_name="staff_roles", db_index=False)
    role = models.CharField(max_length=10, choices=Role.choices)
    since_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "role"], name="staff_role_once"),
            models.CheckConstraint(
                condition=models.Q(role__in=["support", "billing", "network", "catalog", "admin"]),
                name="staff_role_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} of {self.user_id}"


class StaffIdentity(models.Model):
    """Who a member of staff is at the company's own sign-in: its issuer's name for them."""

    user = models.OneToOneField(User, models.CASCADE, related_name="staff_identity")
    issuer = models.CharField(max_length=200)
    subject = models.CharField(max_length=255)
    linked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issuer", "subject"], name="staff_identity_once")
        ]

    def __str__(self) -> str:
        return f"single sign-on of {self.user_id}"
