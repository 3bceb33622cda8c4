"""Messages: one row for everything sent to somebody, kept as it was sent."""

from django.db import models


class Message(models.Model):
    """One email or text message, from the moment it is wanted.

    `account_id` and `user_id` are plain numbers: this room lies below the rooms they belong to.
    """

    class Channel(models.TextChoices):
        EMAIL = "email"
        SMS = "sms"

    class Status(models.TextChoices):
        QUEUED = "queued"
        SENT = "sent"
        FAILED = "failed"

    kind = models.CharField(max_length=60)
    channel = models.CharField(max_length=5, choices=Channel.choices)
    recipient = models.CharField(max_length=254)
    language = models.CharField(max_length=10)
    subject = models.CharField(max_length=250, blank=True)
    body_text = models.TextField()
    body_html = models.TextField(blank=True)
    account_id = models.BigIntegerField(null=True)
    user_id = models.BigIntegerField(null=True)
    # The body holds a code: it is blanked after delivery and shown on no page outside the demo.
    is_secret = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    # What it says is of no use afterwards (a code that ran out), so it is not sent any more.
    expires_at = models.DateTimeField(null=True)
    status = models.CharField(max_length=6, choices=Status.choices, default=Status.QUEUED)
    attempts = models.SmallIntegerField(default=0)
    # A worker is on it until then; after that another may take over.
    claimed_until_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(channel__in=["email", "sms"]), name="message_channel_known"
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=["queued", "sent", "failed"]),
                name="message_status_known",
            ),
            models.CheckConstraint(
                condition=models.Q(status="sent") ^ models.Q(sent_at__isnull=True),
                name="message_sent_has_time",
            ),
        ]
        indexes = [
            models.Index(fields=["account_id", "-id"], name="message_account"),
            models.Index(fields=["user_id", "-id"], name="message_user"),
            models.Index(fields=["recipient", "-id"], name="message_recipient"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} message {self.pk}"
