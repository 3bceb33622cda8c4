"""What pages ask about payments: frozen dataclasses with Money, always by account."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import ceil

from django.db.models import Count, Max, QuerySet, Sum
from django.db.models.functions import Coalesce

from hearthline.billing import queries as billing
from hearthline.customers.models import Account
from hearthline.kernel.clock import provider_date
from hearthline.kernel.money import Money
from hearthline.kernel.sql import select
from hearthline.payments.models import UNFINISHED, Payment, PaymentMethod

PAGE_SIZE = 20


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """One payment in a list. `card_last4` is empty for other channels.

    `paid_at` is when the money came, and for one that didn't come (yet) when it was started;
    `returned_at`, when it was taken back.
    """

    number: str
    amount: Money
    status: str
    channel: str
    card_last4: str
    failure_reason: str
    bill_number: str
    created_at: datetime
    settled_at: datetime | None
    returned_at: datetime | None = None

    @property
    def paid_at(self) -> datetime:
        return self.settled_at or self.created_at

    @property
    def is_unfinished(self) -> bool:
        return self.status in UNFINISHED


@dataclass(frozen=True, slots=True)
class PaymentHistory:
    """One page of an account's payments, newest first; pages count from 1."""

    rows: tuple[PaymentRow, ...]
    page: int
    pages: int
    total: int


@dataclass(frozen=True, slots=True)
class PaymentDetail:
    """One payment. `continue_url` is where the payer can go on with it, else empty."""

    row: PaymentRow
    continue_url: str
    reference: str
    started_by_user_id: int | None
    checked_at: datetime | None


@dataclass(frozen=True, slots=True)
class SavedMethod:
    """A card the account can pay with."""

    id: int
    label: str
    last4: str
    exp_month: int
    exp_year: int
    is_default: bool
    is_expired: bool


@dataclass(frozen=True, slots=True)
class InFlight:
    """Payments whose money may still move."""

    total: Money
    count: int
    latest_at: datetime | None


@dataclass(frozen=True, slots=True)
class Payable:
    """What a form that pays shows; `due` goes back with it as `balance_seen_minor`.

    `due` is the balance less what is in flight; negative for a credit.
    """

    balance: Money
    in_flight: InFlight
    due: Money


def payment_history(*, account_id: int, page: int = 1) -> PaymentHistory:
    """An account's payments, newest first. A page out of range is the nearest there is."""
    payments = _payments(account_id)
    total = payments.count()
    pages = max(1, ceil(total / PAGE_SIZE))
    page = min(max(page, 1), pages)
    shown = payments[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    return PaymentHistory(rows=tuple(map(_row, shown)), page=page, pages=pages, total=total)


def payment_detail(*, account_id: int, number: str) -> PaymentDetail | None:
    """One payment of an account, or None: also where another account has it."""
    payment = _payments(account_id).filter(number=number).first()
    if payment is None:
        return None
    return PaymentDetail(
        row=_row(payment),
        continue_url=payment.confirmation_url,
        reference=payment.reference,
        started_by_user_id=payment.started_by_user_id,
        checked_at=payment.checked_at,
    )


def latest_payment(*, account_id: int) -> PaymentRow | None:
    """The newest payment that went through and stayed, or None."""
    found = select(
        """SELECT payment.number, payment.amount_minor, payment.currency, payment.status,
                  payment.channel, payment.card_last4, payment.failure_reason,
                  coalesce(bill.number, '') AS bill_number, payment.created_at, payment.settled_at
             FROM payments_payment AS payment
             LEFT JOIN billing_bill AS bill ON bill.id = payment.bill_id
            WHERE payment.account_id = %(account_id)s AND payment.status = 'succeeded'
              AND NOT EXISTS (SELECT FROM payments_returnedpayment AS back
                               WHERE back.payment_id = payment.id)
            ORDER BY payment.created_at DESC, payment.id DESC LIMIT 1""",
        {"account_id": account_id},
    )
    if not found:
        return None
    row = found[0]
    return PaymentRow(amount=Money(row.pop("amount_minor"), row.pop("currency")), **row)


def numbers_of_postings(*, account_id: int, transaction_ids: Sequence[int]) -> dict[int, str]:
    """The numbers of an account's payments by the ledger transactions that posted them."""
    posted = Payment.objects.filter(
        account_id=account_id, ledger_transaction_id__in=transaction_ids
    )
    return dict(posted.values_list("ledger_transaction_id", "number"))


def unfinished_payments(*, account_id: int) -> tuple[PaymentDetail, ...]:
    """Payments that somebody may go on with, cancel or wait for, newest first."""
    return tuple(
        PaymentDetail(
            row=_row(payment),
            continue_url=payment.confirmation_url,
            reference=payment.reference,
            started_by_user_id=payment.started_by_user_id,
            checked_at=payment.checked_at,
        )
        for payment in _payments(account_id).filter(status__in=UNFINISHED)
    )


def saved_methods(*, account_id: int, now: datetime) -> tuple[SavedMethod, ...]:
    """The cards an account can pay with, the default first."""
    today = provider_date(now)
    methods = PaymentMethod.objects.filter(account_id=account_id, removed_at__isnull=True)
    return tuple(
        SavedMethod(
            id=method.pk,
            label=method.label,
            last4=method.last4,
            exp_month=method.exp_month,
            exp_year=method.exp_year,
            is_default=method.is_default,
            is_expired=is_expired(method.exp_month, method.exp_year, today),
        )
        for method in methods.order_by("-is_default", "-saved_at", "-pk")
    )


def in_flight(*, account_id: int) -> InFlight:
    """What may still be taken by payments that were started and aren't finished."""
    found = Payment.objects.filter(account_id=account_id, status__in=UNFINISHED).aggregate(
        total=Sum("amount_minor"), count=Count("pk"), latest_at=Max("created_at")
    )
    return InFlight(
        total=Money(int(found["total"] or 0), _currency(account_id)),
        count=found["count"],
        latest_at=found["latest_at"],
    )


def payable(*, account_id: int) -> Payable:
    """What is left to pay once the payments under way have gone through."""
    balance = billing.balance(account_id=account_id)
    under_way = in_flight(account_id=account_id)
    return Payable(balance=balance, in_flight=under_way, due=balance - under_way.total)


def is_expired(exp_month: int, exp_year: int, day: date) -> bool:
    """Whether a card's last month is over."""
    return (exp_year, exp_month) < (day.year, day.month)


def _payments(account_id: int) -> QuerySet[Payment]:
    return (
        Payment.objects.filter(account_id=account_id)
        .select_related("bill", "returned")
        .order_by(Coalesce("settled_at", "created_at").desc(), "-pk")
    )


def _currency(account_id: int) -> str:
    return Account.objects.values_list("currency", flat=True).get(pk=account_id)


def _row(payment: Payment) -> PaymentRow:
    return PaymentRow(
        number=payment.number,
        amount=Money(payment.amount_minor, payment.currency),
        status=payment.status,
        channel=payment.channel,
        card_last4=payment.card_last4,
        failure_reason=payment.failure_reason,
        bill_number="" if payment.bill is None else payment.bill.number,
        created_at=payment.created_at,
        settled_at=payment.settled_at,
        returned_at=payment.returned.returned_at if hasattr(payment, "returned") else None,
    )
