"""Contacts of record as they were before."""

from django.conf import settings
from django.db import models

from hearthline.customers.models.accounts import Account


class ContactOfRecordChange(models.Model):
    """An account's owner changed a contact of record; for some days that can be undone.

    Whoever holds the token in the notice to the old one can undo it. Without an old value there
    was none before.
    """

    class Channel(models.TextChoices):
        EMAIL = "email"
        SMS = "sms"

    account = models.ForeignKey(Account, models.CASCADE, related_name="+", db_index=False)
    # Who changed it.
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    channel = models.CharField(max_length=5, choices=Channel.choices)
    old_value = models.CharField(max_length=254, blank=True)
    old_since_date = models.DateField(null=True)
    new_value = models.CharField(max_length=254)
    changed_at = models.DateTimeField()
    token_hash = models.BinaryField(max_length=32, unique=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(old_value="") | models.Q(old_since_date__isnull=False),
                name="contact_of_record_change_old_has_a_date",
            )
        ]
        indexes = [
            models.Index(fields=["account", "channel", "id"], name="contact_of_record_change")
        ]

    def __str__(self) -> str:
        return f"contact of record change {self.pk}"
