"""What staff decide about an account's money, and what is to be paid out."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from hearthline.billing.models.charges import Charge
from hearthline.billing.models.disputes import Dispute
from hearthline.billing.models.ledger import LedgerTransaction
from hearthline.customers.models import Account


class Adjustment(models.Model):
    """A change to what an account owes that a member of staff asked for, with why.

    `amount_minor` is the change: below zero less is owed. Within the asker's limit it is approved
    as it is proposed, by nobody else; above it, a second person decides. Once decided it never
    changes. What it led to is a charge on the next bill or a posting at once. A waiver says which
    charge it lets off (`waives`), a dispute's credit which dispute it upholds. Nobody asked for the
    refund of what a closed account has paid too much; it lapses once that is another amount.
    """

    class Kind(models.TextChoices):
        ADJUSTMENT = "adjustment"
        WRITE_OFF = "write_off"
        REFUND = "refund"
        DEPOSIT = "deposit"
        DEPOSIT_USED = "deposit_used"
        WAIVER = "waiver"
        DISPUTE = "dispute"

    class Applies(models.TextChoices):
        NOW = "now"
        NEXT_BILL = "next_bill"

    class State(models.TextChoices):
        PROPOSED = "proposed"
        APPROVED = "approved"
        REFUSED = "refused"
        LAPSED = "lapsed"

    account = models.ForeignKey(Account, models.PROTECT, related_name="adjustments")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    reason = models.CharField(max_length=20)
    words = models.CharField(max_length=120, blank=True)
    applies = models.CharField(max_length=9, choices=Applies.choices)
    state = models.CharField(max_length=8, choices=State.choices)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    proposed_at = models.DateTimeField()
    # The second person; nobody where the first one's limit was enough.
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    charge = models.OneToOneField(Charge, models.PROTECT, null=True, related_name="adjustment")
    ledger_transaction = models.OneToOneField(
        LedgerTransaction, models.PROTECT, null=True, related_name="adjustment"
    )
    waives = models.ForeignKey(Charge, models.PROTECT, null=True, related_name="+")
    dispute = models.ForeignKey(Dispute, models.PROTECT, null=True, related_name="adjustments")
    idempotency_key = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "idempotency_key"], name="adjustment_once"),
            models.CheckConstraint(condition=~Q(amount_minor=0), name="adjustment_amount_not_zero"),
            models.CheckConstraint(
                condition=Q(
                    kind__in=["write_off", "deposit_used", "waiver", "dispute"], amount_minor__lt=0
                )
                | Q(kind="refund", amount_minor__gt=0)
                | Q(kind__in=["adjustment", "deposit"]),
                name="adjustment_sign_fits_kind",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")),
                name="adjustment_by_two_people",
            ),
            models.CheckConstraint(
                condition=Q(state="proposed", decided_at__isnull=True, decided_by__isnull=True)
                | Q(state="approved", decided_at__isnull=False)
                | Q(state="lapsed", decided_at__isnull=False, decided_by__isnull=True)
                | Q(state="refused", decided_at__isnull=False, decided_by__isnull=False),
                name="adjustment_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(charge__isnull=True, ledger_transaction__isnull=True)
                | Q(state="approved", charge__isnull=False, ledger_transaction__isnull=True)
                | Q(state="approved", charge__isnull=True, ledger_transaction__isnull=False),
                name="adjustment_leads_to_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(kind="waiver", waives__isnull=False, dispute__isnull=True)
                | Q(kind="dispute", waives__isnull=True, dispute__isnull=False)
                | (
                    ~Q(kind__in=["waiver", "dispute"])
                    & Q(waives__isnull=True, dispute__isnull=True)
                ),
                name="adjustment_about_what_its_kind_is",
            ),
            models.UniqueConstraint(
                fields=["waives"], condition=~Q(state="refused"), name="adjustment_waives_once"
            ),
            models.UniqueConstraint(
                fields=["dispute"], condition=~Q(state="refused"), name="adjustment_upholds_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["proposed_at"], condition=Q(state="proposed"), name="adjustment_waiting"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Payout(models.Model):
    """A refund on its way to a subscriber; paid once somebody says how.

    Until then it can be taken back, which puts it on the account again: one that owes meanwhile.
    """

    adjustment = models.OneToOneField(Adjustment, models.PROTECT, related_name="payout")
    account = models.ForeignKey(Account, models.PROTECT, related_name="+", db_index=False)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    created_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True)
    paid_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    reference = models.CharField(max_length=100, blank=True)
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    ledger_transaction = models.OneToOneField(
        LedgerTransaction, models.PROTECT, null=True, related_name="payout"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="payout_above_zero"),
            models.CheckConstraint(
                condition=Q(
                    paid_at__isnull=True,
                    paid_by__isnull=True,
                    ledger_transaction__isnull=True,
                    reference="",
                )
                | (
                    Q(paid_at__isnull=False, paid_by__isnull=False)
                    & Q(ledger_transaction__isnull=False)
                    & ~Q(reference="")
                ),
                name="payout_paid_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(taken_back_at__isnull=True, taken_back_by__isnull=True)
                | Q(taken_back_at__isnull=False, taken_back_by__isnull=False, paid_at__isnull=True),
                name="payout_paid_or_taken_back",
            ),
        ]
        indexes = [
            models.Index(
                fields=["created_at"],
                condition=Q(paid_at__isnull=True, taken_back_at__isnull=True),
                name="payout_waiting",
            )
        ]

    def __str__(self) -> str:
        return f"payout {self.pk}"
