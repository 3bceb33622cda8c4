"""What happened to a person's sign-in and access."""

from django.db import models

from hearthline.identity.models.users import User


class SecurityEvent(models.Model):
    """Something that its person should be able to read about later. Never changed, never removed.

    `kind` is one of `identity.events.EVENTS`, which has its words. `details` holds what the words
    need, and never a secret, a code, or a contact in full.
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    kind = models.CharField(max_length=40)
    device = models.CharField(max_length=60, blank=True)
    # Who did it, where that wasn't the person: the account's owner, a member of staff.
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    # The account it is about; a plain number, since accounts belong to a room above.
    account_id = models.BigIntegerField(null=True)
    details = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["user", "-id"], name="security_event_user"),
            models.Index(fields=["user", "-at"], name="security_event_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
