"""Links by which somebody without a sign-in pays one bill: what their pages show."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from django.db.models import QuerySet

from hearthline.billing.queries import bill_detail
from hearthline.customers.queries import ending_of
from hearthline.kernel.money import Money
from hearthline.kernel.numbers import token_hash
from hearthline.payments.models import UNFINISHED, PayLink, Payment
from hearthline.payments.queries import payable

State = Literal["open", "begun", "confirming", "busy", "paid"]


@dataclass(frozen=True, slots=True)
class PayLinkShown:
    """What whoever has the link learns, and nothing else of the account.

    `state`: `open`; `begun` (on the card company's page, to go on with); `confirming` (we are
    finding out); `busy` (somebody else's payment is under way); `paid`.
    """

    ending: str
    amount: Money
    due_date: date
    state: State


@dataclass(frozen=True, slots=True)
class PayLinkLine:
    """A link that still works, as the household sees it."""

    id: int
    made_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class LinkPayment:
    """A payment by a link, for who paid: a receipt, or how far it is."""

    number: str
    status: str
    failure_reason: str
    amount: Money
    card_last4: str
    ending: str
    settled_at: datetime | None
    receipt_to: str


def working_links(*, now: datetime) -> QuerySet[PayLink]:
    """Links that were neither withdrawn nor used, and whose time isn't over."""
    return PayLink.objects.filter(
        withdrawn_at__isnull=True, used_at__isnull=True, expires_at__gt=now
    )


def pay_link_by_token(*, token: str, now: datetime) -> PayLinkShown | None:
    """What a link leads to; None if it never was, was withdrawn, or its time is over."""
    link = (
        PayLink.objects.select_related("account", "bill")
        .filter(token_hash=token_hash(token), withdrawn_at__isnull=True, expires_at__gt=now)
        .first()
    )
    if link is None:
        return None
    bill = bill_detail(account_id=link.account_id, number=link.bill.number)
    if bill is None:
        return None
    return PayLinkShown(
        ending=ending_of(link.account.number),
        amount=bill.summary.due,
        due_date=bill.summary.due_date,
        state=_state(link, bill.summary.due),
    )


def _state(link: PayLink, due: Money) -> State:
    if link.used_at or due.amount_minor <= 0:
        return "paid"
    own = unfinished_payment(link=link)
    if own is not None:
        return "begun" if own.confirmation_url else "confirming"
    return "open" if due <= payable(account_id=link.account_id).due else "busy"


def unfinished_payment(*, link: PayLink) -> Payment | None:
    """The payment of a link whose money may still move."""
    return link.payments.filter(status__in=UNFINISHED).order_by("pk").first()


def pay_links_of(*, account_id: int, bill_number: str, now: datetime) -> tuple[PayLinkLine, ...]:
    """The links of a bill that still work, newest first."""
    found = working_links(now=now).filter(account_id=account_id, bill__number=bill_number)
    return tuple(
        PayLinkLine(link.pk, link.made_at, link.expires_at) for link in found.order_by("-pk")
    )


def link_payment(*, token: str, number: str) -> LinkPayment | None:
    """A payment by a link, found only with the link: also after its time, for a receipt."""
    payment = (
        Payment.objects.select_related("account")
        .filter(pay_link__token_hash=token_hash(token), number=number)
        .first()
    )
    if payment is None:
        return None
    return LinkPayment(
        number=payment.number,
        status=payment.status,
        failure_reason=payment.failure_reason,
        amount=Money(payment.amount_minor, payment.currency),
        card_last4=payment.card_last4,
        ending=ending_of(payment.account.number),
        settled_at=payment.settled_at,
        receipt_to=payment.receipt_to,
    )
