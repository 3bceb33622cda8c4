"""What is kept of passkeys beside allauth's `Authenticator`, which has their key and their name."""

from allauth.mfa.models import Authenticator
from django.db import models

from hearthline.identity.models.users import User


class Passkey(models.Model):
    """One passkey: found by its credential's id, counted at every use.

    `sign_count` is the authenticator's own count of signatures as last seen; some always say 0.
    One that didn't grow means that a copy exists: such a passkey is refused from then on.
    """

    authenticator = models.OneToOneField(Authenticator, models.CASCADE, primary_key=True)
    credential_id = models.BinaryField(unique=True, max_length=1023)
    sign_count = models.BigIntegerField()
    # The browser in which it was added, in words.
    device = models.CharField(max_length=60, blank=True)
    # It may live on several devices of its person (their password manager copies it).
    is_synced = models.BooleanField()
    refused_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(sign_count__gte=0), name="passkey_sign_count_counts"
            )
        ]

    def __str__(self) -> str:
        return f"passkey {self.pk}"


class PasskeyOffer(models.Model):
    """Somebody said "not now" to the offer of a passkey: it comes back after `not_before_at`."""

    user = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="+")
    not_before_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"offer {self.pk}"
