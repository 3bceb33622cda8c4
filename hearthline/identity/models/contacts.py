"""Email addresses and phone numbers that people had before."""

from django.db import models
from django.db.models.functions import Lower

from hearthline.identity.models.users import User


class ContactChange(models.Model):
    """A person's email address or phone number became another; for some days that can be undone.

    Whoever holds the token in the notice to the old one can undo it. An empty value is none at all.
    """

    class Channel(models.TextChoices):
        EMAIL = "email"
        SMS = "sms"

    user = models.ForeignKey(User, models.CASCADE, related_name="contact_changes", db_index=False)
    channel = models.CharField(max_length=5, choices=Channel.choices)
    old_value = models.CharField(max_length=254, blank=True)
    new_value = models.CharField(max_length=254, blank=True)
    changed_at = models.DateTimeField()
    token_hash = models.BinaryField(max_length=32, unique=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["user", "channel", "id"], name="contact_change_user"),
            # Who typed an address that was theirs until lately is known by it still.
            models.Index(
                Lower("old_value"),
                condition=models.Q(channel="email", undone_at__isnull=True),
                name="contact_change_old_email",
            ),
        ]

    def __str__(self) -> str:
        return f"contact change {self.pk}"
