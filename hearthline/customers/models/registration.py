"""On the way to online access."""

from django.conf import settings
from django.db import models

from hearthline.customers.models.accounts import Account


class RegistrationCode(models.Model):
    """A code that staff gave to somebody whose contacts of record can't be reached."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="registration_codes")
    code_hash = models.BinaryField(max_length=32)
    # Empty when it was issued on the command line.
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True)
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account"],
                condition=models.Q(used_at__isnull=True, replaced_at__isnull=True),
                name="registration_code_one_open",
            )
        ]

    def __str__(self) -> str:
        return f"registration code {self.pk}"


class Registration(models.Model):
    """Somebody on the way to online access, whether or not their details match an account.

    Found by the token in their session. What doesn't match has a row just the same, so that every
    step does the same work and shows the same pages.
    """

    class ProvenBy(models.TextChoices):
        EMAIL = "email"
        SMS = "sms"
        CODE = "code"

    token_hash = models.BinaryField(max_length=32, unique=True)
    # Keyed hash of the account number and postal code as typed: what limits and decoys hang on.
    locator_hash = models.BinaryField(max_length=32)
    account = models.ForeignKey(Account, models.CASCADE, null=True, related_name="registrations")
    language = models.CharField(max_length=10)
    started_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    code_tries = models.SmallIntegerField(default=0)

    proven_at = models.DateTimeField(null=True)
    proven_by = models.CharField(max_length=5, choices=ProvenBy.choices, blank=True)
    # The contact of record that received the code, if it was an email address.
    proven_email = models.CharField(max_length=254, blank=True)
    registration_code = models.ForeignKey(RegistrationCode, models.SET_NULL, null=True)

    username = models.CharField(max_length=60, blank=True)
    email = models.CharField(max_length=254, blank=True)
    password_hash = models.CharField(max_length=128, blank=True)
    email_verified_at = models.DateTimeField(null=True)
    # The field whose value somebody else took before the end: username or email.
    refused_field = models.CharField(max_length=8, blank=True)

    completed_at = models.DateTimeField(null=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(proven_at__isnull=True) | models.Q(account__isnull=False),
                name="registration_proven_has_account",
            ),
            models.CheckConstraint(
                condition=models.Q(completed_at__isnull=True)
                | (models.Q(proven_at__isnull=False) & models.Q(email_verified_at__isnull=False)),
                name="registration_completed_is_proven",
            ),
        ]

    def __str__(self) -> str:
        return f"registration {self.pk}"
