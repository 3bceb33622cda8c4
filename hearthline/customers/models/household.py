"""On the way into a household, and to another owner."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower

from hearthline.customers.models.accounts import Account


class Invitation(models.Model):
    """Somebody is asked by email to become a member; found by the token in the link they got.

    Open until it is accepted, declined, withdrawn or its time is over.
    """

    account = models.ForeignKey(Account, models.CASCADE, related_name="invitations")
    email = models.CharField(max_length=254)
    role = models.CharField(max_length=10)
    most_minor = models.BigIntegerField(null=True)
    may_order = models.BooleanField()
    sees_bills = models.BooleanField()
    token_hash = models.BinaryField(max_length=32, unique=True)
    # Of the message with the link.
    language = models.CharField(max_length=10)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", db_index=False
    )
    invited_at = models.DateTimeField()
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", db_index=False
    )
    declined_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(role__in=["payer", "technician", "viewer"]),
                name="invitation_role_known",
            ),
            models.CheckConstraint(
                condition=models.Q(most_minor__isnull=True) | models.Q(most_minor__gt=0),
                name="invitation_most_positive",
            ),
            models.CheckConstraint(
                condition=models.Q(declined_at__isnull=True, withdrawn_at__isnull=True)
                | models.Q(accepted_at__isnull=True, withdrawn_at__isnull=True)
                | models.Q(accepted_at__isnull=True, declined_at__isnull=True),
                name="invitation_one_end",
            ),
            models.UniqueConstraint(
                "account",
                Lower("email"),
                condition=models.Q(
                    accepted_at__isnull=True, declined_at__isnull=True, withdrawn_at__isnull=True
                ),
                name="invitation_once_open",
            ),
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk}"


class OwnershipOffer(models.Model):
    """The owner of an account wants a member to become its owner, who must agree."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="+", db_index=False)
    from_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False
    )
    to_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False
    )
    offered_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    # Agreed to, declined, withdrawn or overtaken.
    ended_at = models.DateTimeField(null=True)
    ended_as = models.CharField(max_length=9, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account"],
                condition=models.Q(ended_at__isnull=True),
                name="ownership_offer_one_open",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True, ended_as="")
                | models.Q(
                    ended_at__isnull=False,
                    ended_as__in=["agreed", "declined", "withdrawn", "overtaken"],
                ),
                name="ownership_offer_end_known",
            ),
        ]

    def __str__(self) -> str:
        return f"ownership offer {self.pk}"
