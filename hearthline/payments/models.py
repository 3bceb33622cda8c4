"""Payments, the methods they are made with, and what gateways told us.

The database itself refuses what must never be: a payment that succeeded without a posting, a method
of another account, a settled payment that changes (`migrations/0002_guards.py`).
"""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce


class PaymentMethod(models.Model):
    """A card that a gateway keeps for an account. `token` is the gateway's name for it."""

    account = models.ForeignKey("customers.Account", models.PROTECT, related_name="+")
    gateway = models.CharField(max_length=20)
    token = models.CharField(max_length=200)
    label = models.CharField(max_length=40)
    last4 = models.CharField(max_length=4)
    exp_month = models.SmallIntegerField()
    exp_year = models.SmallIntegerField()
    is_default = models.BooleanField(default=False)
    saved_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "id"], name="method_account_id"),
            models.UniqueConstraint(
                fields=["account", "gateway", "token"], name="method_token_once_an_account"
            ),
            models.UniqueConstraint(
                fields=["account"], condition=Q(is_default=True), name="method_one_default"
            ),
            models.CheckConstraint(
                condition=Q(is_default=False) | Q(removed_at__isnull=True),
                name="method_removed_is_no_default",
            ),
            models.CheckConstraint(
                condition=Q(exp_month__range=(1, 12)), name="method_month_1_to_12"
            ),
            models.CheckConstraint(condition=Q(last4__regex=r"^[0-9]{4}$"), name="method_last4"),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.last4}"


class PayLink(models.Model):
    """A link by which somebody without a sign-in pays one bill, once.

    Only its hash is kept. It ends when it is used, withdrawn, or its time is over.
    """

    account = models.ForeignKey("customers.Account", models.PROTECT, related_name="+")
    bill = models.ForeignKey("billing.Bill", models.PROTECT, related_name="+")
    token_hash = models.BinaryField(max_length=32, unique=True)
    made_by_user_id = models.BigIntegerField()
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"pay link {self.pk}"


class Payment(models.Model):
    """Money from an account, from the moment somebody wants to pay.

    `number` is what people call it. `confirmation_url` is where the payer goes on
    while the gateway waits for them.
    """

    class Status(models.TextChoices):
        PENDING = "pending"
        NEEDS_CONFIRMATION = "needs_confirmation"
        UNKNOWN = "unknown"
        SUCCEEDED = "succeeded"
        FAILED = "failed"
        CANCELLED = "cancelled"

    class Channel(models.TextChoices):
        CARD = "card"
        CASH = "cash"
        CHECK = "check"
        BANK_TRANSFER = "bank_transfer"
        IMPORTED = "imported"

    # The key to the account is (account, currency): see the guards.
    account = models.ForeignKey(
        "customers.Account", models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    number = models.CharField(max_length=20, unique=True)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    status = models.CharField(max_length=20, choices=Status.choices)
    channel = models.CharField(max_length=15, choices=Channel.choices)
    method = models.ForeignKey(
        PaymentMethod, models.PROTECT, null=True, related_name="+", db_constraint=False
    )
    # Which bill the payer was looking at; what a payment pays off is the ledger's affair.
    bill = models.ForeignKey("billing.Bill", models.PROTECT, null=True, related_name="+")
    save_method = models.BooleanField(default=False)
    idempotency_key = models.CharField(max_length=100)
    request_hash = models.BinaryField(max_length=32)
    gateway = models.CharField(max_length=20, blank=True)
    # What the gateway knows the payment by: our number, and something that no restored backup or
    # second database with the same numbers can ever say again.
    gateway_key = models.CharField(max_length=64, unique=True, null=True)
    gateway_reference = models.CharField(max_length=100, blank=True)
    confirmation_url = models.CharField(max_length=500, blank=True)
    # What staff wrote down of a payment that came another way: a check's number.
    reference = models.CharField(max_length=100, blank=True)
    failure_reason = models.CharField(max_length=40, blank=True)
    card_last4 = models.CharField(max_length=4, blank=True)
    language = models.CharField(max_length=10, default="en")
    created_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    checked_at = models.DateTimeField(null=True)
    started_by_user_id = models.BigIntegerField(null=True)
    # The link by which somebody paid who isn't signed in, and where they want a receipt, if so.
    pay_link = models.ForeignKey(PayLink, models.PROTECT, null=True, related_name="payments")
    receipt_to = models.CharField(max_length=254, blank=True, db_default="")
    ledger_transaction = models.OneToOneField(
        "billing.LedgerTransaction", models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="payment_amount_positive"),
            models.CheckConstraint(
                condition=Q(
                    status__in=[
                        "pending",
                        "needs_confirmation",
                        "unknown",
                        "succeeded",
                        "failed",
                        "cancelled",
                    ]
                ),
                name="payment_status_known",
            ),
            models.CheckConstraint(
                condition=Q(channel__in=["card", "cash", "check", "bank_transfer", "imported"]),
                name="payment_channel_known",
            ),
            models.CheckConstraint(
                condition=Q(
                    status="succeeded", settled_at__isnull=False, ledger_transaction__isnull=False
                )
                | (
                    ~Q(status="succeeded")
                    & Q(settled_at__isnull=True, ledger_transaction__isnull=True)
                ),
                name="payment_succeeded_is_posted",
            ),
            models.CheckConstraint(
                condition=~Q(status="failed") | ~Q(failure_reason=""),
                name="payment_failed_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(channel="card", gateway_key__isnull=False) & ~Q(gateway="")
                | ~Q(channel="card") & Q(gateway="", gateway_key__isnull=True),
                name="payment_card_has_gateway",
            ),
            models.CheckConstraint(
                condition=Q(channel="card") | Q(status="succeeded", method__isnull=True),
                name="payment_other_channels_are_done",
            ),
            models.CheckConstraint(
                condition=Q(confirmation_url="") | Q(status__in=["pending", "needs_confirmation"]),
                name="payment_finished_waits_for_nobody",
            ),
            models.UniqueConstraint(
                fields=["account", "idempotency_key"], name="payment_idempotency_key"
            ),
            models.UniqueConstraint(
                fields=["gateway", "gateway_reference"],
                condition=~Q(gateway_reference=""),
                name="payment_gateway_reference",
            ),
        ]
        indexes = [
            models.Index(
                F("account"), Coalesce("settled_at", "created_at").desc(), name="payment_account"
            ),
            models.Index(
                fields=["created_at"],
                condition=Q(status__in=["pending", "needs_confirmation", "unknown"]),
                name="payment_unfinished",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class ReturnedPayment(models.Model):
    """A payment that came and was taken back: by the payer's bank, or as a check that bounced.

    The payment stays as it was; `ledger_transaction` is what makes its amount owed again.
    """

    payment = models.OneToOneField(
        Payment, models.PROTECT, primary_key=True, related_name="returned"
    )
    returned_at = models.DateTimeField()
    # The member of staff who wrote it down; nobody where the gateway told us.
    recorded_by_user_id = models.BigIntegerField(null=True)
    ledger_transaction = models.OneToOneField(
        "billing.LedgerTransaction", models.PROTECT, related_name="+"
    )

    def __str__(self) -> str:
        return f"return of payment {self.payment_id}"


UNFINISHED = (Payment.Status.PENDING, Payment.Status.NEEDS_CONFIRMATION, Payment.Status.UNKNOWN)
"""Payments whose money may still move."""


class GatewayEvent(models.Model):
    """Something a gateway told us, kept once however often it was told."""

    gateway = models.CharField(max_length=20)
    event_id = models.CharField(max_length=100)
    reference = models.CharField(max_length=64)
    payload = models.JSONField()
    received_at = models.DateTimeField()
    processed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["gateway", "event_id"], name="gateway_event_once")
        ]
        indexes = [
            models.Index(
                fields=["received_at"],
                condition=Q(processed_at__isnull=True),
                name="gateway_event_waiting",
            )
        ]

    def __str__(self) -> str:
        return f"{self.gateway} event {self.event_id}"
