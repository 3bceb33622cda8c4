"""Codes that were asked for."""

from django.db import models

from hearthline.identity.models.users import User


class Challenge(models.Model):
    """A code that somebody must type to prove something; the newest for a subject is what counts.

    The page that asks for a code makes the row; a job makes the code and sends it, if there is
    anywhere to send it to. So the page does the same work either way, and without a hash no code is
    right. `subject` is whatever the code is for, in words of the room that asks: a registration, a
    user, a recovery under way.
    """

    class Purpose(models.TextChoices):
        REGISTRATION_CONTACT = "registration_contact"
        REGISTRATION_EMAIL = "registration_email"
        EMAIL_CHANGE = "email_change"
        PHONE_CHANGE = "phone_change"
        PASSWORD_RESET = "password_reset"  # noqa: S105 - the name of a purpose
        SIGN_IN = "sign_in"
        CONTACT_EMAIL = "contact_email"
        CONTACT_SMS = "contact_sms"

    class Channel(models.TextChoices):
        EMAIL = "email"
        SMS = "sms"

    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    subject = models.CharField(max_length=80)
    # Whose, where that is known and a user; it ends with them.
    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="challenges")
    channel = models.CharField(max_length=5, choices=Channel.choices)
    language = models.CharField(max_length=10)
    # Where the code goes; empty until the job has found that out, and for ever where nothing does.
    sent_to = models.CharField(max_length=254, blank=True)
    # The browser in words in which it was asked for; the message says it.
    device = models.CharField(max_length=60, blank=True, db_default="")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    # The job has been here, whether it sent anything or not.
    handled_at = models.DateTimeField(null=True)
    code_hash = models.BinaryField(max_length=32, null=True)
    tries = models.SmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    purpose__in=[
                        "registration_contact",
                        "registration_email",
                        "email_change",
                        "phone_change",
                        "password_reset",
                        "sign_in",
                        "contact_email",
                        "contact_sms",
                    ]
                ),
                name="challenge_purpose_known",
            ),
            models.CheckConstraint(
                condition=models.Q(used_at__isnull=True) | models.Q(code_hash__isnull=False),
                name="challenge_used_had_a_code",
            ),
        ]
        indexes = [models.Index(fields=["purpose", "subject", "-id"], name="challenge_of_subject")]

    def __str__(self) -> str:
        return f"{self.purpose} challenge {self.pk}"
