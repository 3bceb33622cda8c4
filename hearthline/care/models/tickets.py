"""Tickets: what people asked, what was answered, and the files that came along."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from hearthline.customers.models import Account


class Ticket(models.Model):
    """A request to a person."""

    class Topic(models.TextChoices):
        INTERNET = "internet"
        TV = "tv"
        PHONE = "phone"
        BILLING = "billing"
        ACCOUNT = "account"
        OTHER = "other"

    class State(models.TextChoices):
        OPEN = "open"
        WAITING = "waiting_for_customer"
        ANSWERED = "answered"
        SOLVED = "solved"
        CLOSED = "closed"

    number = models.CharField(max_length=20, unique=True)
    account = models.ForeignKey(Account, models.PROTECT, related_name="+", db_index=False)
    # Empty where it was opened for somebody who has no sign-in.
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    topic = models.CharField(max_length=10, choices=Topic.choices)
    subject = models.CharField(max_length=120)
    state = models.CharField(max_length=20, choices=State.choices, default=State.OPEN)
    # When somebody should have answered; empty while it isn't our turn.
    expected_by = models.DateTimeField(null=True)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    # The run of guided troubleshooting that led here.
    diagnosis_id = models.BigIntegerField(null=True, unique=True)
    # The same form sent again is the same ticket.
    request_hash = models.BinaryField(max_length=32)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "request_hash"], name="ticket_sent_once"),
            # What the messages' foreign key holds their account against.
            models.UniqueConstraint(fields=["id", "account"], name="ticket_id_account"),
            models.CheckConstraint(
                condition=Q(topic__in=["internet", "tv", "phone", "billing", "account", "other"]),
                name="ticket_topic_known",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=["open", "waiting_for_customer", "answered", "solved", "closed"]
                ),
                name="ticket_state_known",
            ),
            models.CheckConstraint(
                condition=Q(state="open") ^ Q(expected_by__isnull=True),
                name="ticket_open_is_expected",
            ),
        ]
        indexes = [
            models.Index(fields=["account", "-id"], name="ticket_account"),
            models.Index(fields=["state", "expected_by"], name="ticket_queue"),
        ]

    def __str__(self) -> str:
        return self.number


class TicketMessage(models.Model):
    """Something said on a ticket. Never changed, never removed."""

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="messages", db_index=False)
    account = models.ForeignKey(Account, models.PROTECT, related_name="+", db_index=False)
    # Empty where the person has no sign-in, or no longer one.
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    is_staff = models.BooleanField(default=False)
    # A note among staff: the account's members never see it.
    is_internal = models.BooleanField(default=False)
    text = models.TextField()
    request_hash = models.BinaryField(max_length=32)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ticket", "request_hash"], name="ticket_message_sent_once"
            ),
            models.UniqueConstraint(fields=["id", "account"], name="ticket_message_id_account"),
            models.CheckConstraint(
                condition=Q(is_staff=True) | Q(is_internal=False),
                name="ticket_message_internal_is_staffs",
            ),
        ]
        indexes = [models.Index(fields=["ticket", "id"], name="ticket_message_order")]

    def __str__(self) -> str:
        return f"message {self.pk}"


class Attachment(models.Model):
    """A file that came with a message, as we keep it: pictures made anew, without metadata.

    The file lies at `care.files.place_of(key)`, outside every folder that is served.
    """

    class MediaType(models.TextChoices):
        JPEG = "image/jpeg"
        PNG = "image/png"
        PDF = "application/pdf"
        TEXT = "text/plain"

    message = models.ForeignKey(TicketMessage, models.PROTECT, related_name="attachments")
    account = models.ForeignKey(Account, models.PROTECT, related_name="+", db_index=False)
    # As shown and saved: made harmless, and its ending says what the file is.
    name = models.CharField(max_length=100)
    media_type = models.CharField(max_length=20, choices=MediaType.choices)
    size_bytes = models.BigIntegerField()
    sha256 = models.BinaryField(max_length=32)
    key = models.CharField(max_length=64, unique=True)
    width_px = models.IntegerField(null=True)
    height_px = models.IntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    media_type__in=["image/jpeg", "image/png", "application/pdf", "text/plain"]
                ),
                name="attachment_media_type_known",
            ),
            models.CheckConstraint(condition=Q(key__regex="^[0-9a-f]{64}$"), name="attachment_key"),
        ]
        # How much an account sent lately.
        indexes = [models.Index(fields=["account", "-at"], name="attachment_account")]

    def __str__(self) -> str:
        return f"attachment {self.pk}"
