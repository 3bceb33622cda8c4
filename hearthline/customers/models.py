"""Accounts, where they are, how they are reached, and who may act for them."""

from django.conf import settings
from django.db import models


class Account(models.Model):
    """Who owes. `number` is the provider's own; it locates an account and proves nothing."""

    class Status(models.TextChoices):
        ACTIVE = "active"
        SUSPENDED = "suspended"
        CLOSED = "closed"

    number = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    status = models.CharField(max_length=10, choices=Status.choices)
    language = models.CharField(max_length=10, default="en")
    currency = models.CharField(max_length=3)
    billing_day = models.SmallIntegerField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(billing_day__range=(1, 28)), name="account_billing_day_1_to_28"
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=["active", "suspended", "closed"]),
                name="account_status_known",
            ),
            # What the ledger's foreign key holds each posting's currency against.
            models.UniqueConstraint(fields=["id", "currency"], name="account_id_currency"),
        ]
        indexes = [models.Index(fields=["billing_day", "id"], name="account_billing_day")]

    def __str__(self) -> str:
        return self.number


class Address(models.Model):
    """Where service is delivered."""

    account = models.OneToOneField(Account, models.CASCADE)
    street = models.CharField(max_length=200)
    city = models.CharField(max_length=100)
    region = models.CharField(max_length=50)
    postal_code = models.CharField(max_length=20)
    country = models.CharField(max_length=2)

    def __str__(self) -> str:
        return f"address {self.pk}"


class ContactOfRecord(models.Model):
    """An email address or phone number on file before anybody asked for online access.

    It proves who someone is only after 30 days on file (47 CFR 64.2010).
    """

    class Channel(models.TextChoices):
        EMAIL = "email"
        SMS = "sms"

    account = models.ForeignKey(Account, models.CASCADE, related_name="contacts")
    channel = models.CharField(max_length=5, choices=Channel.choices)
    value = models.CharField(max_length=254)
    since_date = models.DateField()
    imported_since_date = models.DateField(null=True)
    """What the provider's file said when it was last imported: an old date that stays while the
    contact changes says nothing about the new contact."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "channel"], name="contact_one_a_channel")
        ]

    def __str__(self) -> str:
        return f"{self.channel} contact {self.pk}"


class Member(models.Model):
    """A user's role on an account."""

    class Role(models.TextChoices):
        OWNER = "owner"
        PAYER = "payer"
        TECHNICIAN = "technician"
        VIEWER = "viewer"

    account = models.ForeignKey(Account, models.CASCADE, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role.choices)
    since_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "user"], name="member_once"),
            models.UniqueConstraint(
                fields=["account"], condition=models.Q(role="owner"), name="member_one_owner"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.pk}"


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


class AccountLook(models.Model):
    """A member of staff opened a page about an account. Never changed, never removed."""

    class Page(models.TextChoices):
        ACCOUNT = "account"
        BILL = "bill"
        PAYMENT = "payment"
        REGISTRATION_CODE = "registration_code"
        CONNECTION = "connection"
        DIAGNOSIS = "diagnosis"

    account = models.ForeignKey(Account, models.PROTECT, related_name="+", db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    looked_at = models.DateTimeField()
    page = models.CharField(max_length=20, choices=Page.choices)
    # Which one of several: a bill's number.
    subject = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    page__in=[
                        "account",
                        "bill",
                        "payment",
                        "registration_code",
                        "connection",
                        "diagnosis",
                    ]
                ),
                name="account_look_page_known",
            )
        ]
        indexes = [models.Index(fields=["account", "-looked_at"], name="account_look_newest")]

    def __str__(self) -> str:
        return f"look {self.pk}"
