"""Who owes, where they are and how they are reached."""

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
    # Set when the billing day changes: no bill of the new day comes before this date.
    bills_from_date = models.DateField(null=True)
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
    imported_value = models.CharField(max_length=254, null=True)
    """What the provider's file had when the owner changed the contact here; empty if it had none,
    null while the contact is what the file says. While the file repeats it, ours stays."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "channel"], name="contact_one_a_channel")
        ]

    def __str__(self) -> str:
        return f"{self.channel} contact {self.pk}"
