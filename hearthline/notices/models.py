"""Messages: one row for all that is sent to somebody, kept as it was sent; how people want it."""

from django.db import models
from django.db.models import Q


class Wording(models.Model):
    """What one occasion says by one channel in one language, kept once for the many it goes to."""

    about = models.CharField(max_length=120)
    kind = models.CharField(max_length=60)
    channel = models.CharField(max_length=6)
    language = models.CharField(max_length=10)
    subject = models.CharField(max_length=250, blank=True)
    body_text = models.TextField()
    body_html = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["about", "kind", "channel", "language"], name="wording_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} wording {self.pk}"


class Message(models.Model):
    """One email, text message or entry in the message centre, from the moment it is wanted.

    What somebody is told on one occasion is one entry of their message centre, whichever channels
    it goes by: the first row stands for it, those by further channels are `part_of` it.

    `account_id` and `user_id` are plain numbers: this room lies below the rooms they belong to.
    """

    class Channel(models.TextChoices):
        EMAIL = "email"
        SMS = "sms"
        CENTRE = "centre"

    class Status(models.TextChoices):
        QUEUED = "queued"
        SENT = "sent"
        FAILED = "failed"
        # Held back for quiet hours, and overtaken by newer news before they ended.
        DROPPED = "dropped"

    kind = models.CharField(max_length=60)
    channel = models.CharField(max_length=6, choices=Channel.choices)
    recipient = models.CharField(max_length=254)
    language = models.CharField(max_length=10)
    subject = models.CharField(max_length=250, blank=True)
    # Empty where a wording is shared.
    body_text = models.TextField()
    body_html = models.TextField(blank=True)
    wording = models.ForeignKey(
        Wording, models.PROTECT, null=True, related_name="+", db_index=False
    )
    account_id = models.BigIntegerField(null=True)
    user_id = models.BigIntegerField(null=True)
    # By which its person can ask whether it is ours (`message_codes`); empty before there were any.
    code = models.CharField(max_length=8, blank=True, db_default="")
    # What happened, such as `outage:300000017:2`: each person is told of it once. Empty: of no
    # particular thing, and never the same as another.
    about = models.CharField(max_length=120, blank=True, db_default="")
    part_of = models.ForeignKey(
        "self", models.CASCADE, null=True, related_name="parts", db_index=False
    )
    # When its person opened it. Only the first row of an occasion counts, and only a person's.
    read_at = models.DateTimeField(null=True)
    # The body holds a code: it is blanked after delivery and shown on no page outside the demo.
    is_secret = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    # Its person's quiet hours end then; not delivered before.
    not_before_at = models.DateTimeField(null=True)
    # What it says is of no use afterwards (a code that ran out), so it is not sent any more.
    expires_at = models.DateTimeField(null=True)
    status = models.CharField(max_length=7, choices=Status.choices, default=Status.QUEUED)
    attempts = models.SmallIntegerField(default=0)
    # A worker is on it until then; after that another may take over.
    claimed_until_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(channel__in=["email", "sms", "centre"]), name="message_channel_known"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["queued", "sent", "failed", "dropped"]),
                name="message_status_known",
            ),
            models.CheckConstraint(
                condition=Q(status="sent") ^ Q(sent_at__isnull=True),
                name="message_sent_has_time",
            ),
            models.UniqueConstraint(
                fields=["user_id", "kind", "about"],
                condition=~Q(about="") & Q(part_of__isnull=True, user_id__isnull=False),
                name="message_once_a_person",
            ),
            models.UniqueConstraint(
                fields=["account_id", "kind", "about"],
                condition=~Q(about="") & Q(part_of__isnull=True, user_id__isnull=True),
                name="message_once_an_account",
            ),
            models.UniqueConstraint(
                fields=["part_of", "channel"],
                condition=Q(part_of__isnull=False),
                name="message_part_once",
            ),
        ]
        indexes = [
            models.Index(fields=["account_id", "-id"], name="message_account"),
            models.Index(
                fields=["user_id", "-id"],
                condition=Q(part_of__isnull=True, is_secret=False),
                name="message_of_person",
            ),
            models.Index(
                fields=["user_id"],
                condition=Q(part_of__isnull=True, is_secret=False, read_at__isnull=True),
                name="message_unread",
            ),
            models.Index(
                fields=["not_before_at"],
                condition=Q(status="queued", not_before_at__isnull=False),
                name="message_held",
            ),
            models.Index(fields=["recipient", "-id"], name="message_recipient"),
            models.Index(fields=["code"], condition=~Q(code=""), name="message_code"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} message {self.pk}"


class TopicChoice(models.Model):
    """How a person wants to be told of one topic. Who never chose has no row.

    `centre` means that it counts as new in the message centre; whatever is sent is kept there.
    """

    user_id = models.BigIntegerField()
    topic = models.CharField(max_length=12)
    email = models.BooleanField()
    sms = models.BooleanField()
    centre = models.BooleanField()
    chosen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user_id", "topic"], name="topic_choice_once")
        ]

    def __str__(self) -> str:
        return f"{self.topic} choice {self.pk}"


class QuietHours(models.Model):
    """Hours of the provider's clock in which a person wants nothing sent; none if both are null."""

    user_id = models.BigIntegerField(primary_key=True)
    from_hour = models.SmallIntegerField(null=True)
    until_hour = models.SmallIntegerField(null=True)
    outage_texts_at_night = models.BooleanField()
    chosen_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "quiet hours"
        constraints = [
            models.CheckConstraint(
                condition=Q(from_hour__isnull=True, until_hour__isnull=True)
                | (
                    Q(from_hour__range=(0, 23), until_hour__range=(0, 23))
                    & ~Q(from_hour=models.F("until_hour"))
                ),
                name="quiet_hours_from_until",
            )
        ]

    def __str__(self) -> str:
        return f"quiet hours of {self.pk}"
