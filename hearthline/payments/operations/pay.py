"""Start a payment by card: lock, check and write down first; only then ask the gateway."""

import hashlib
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from hearthline.billing import queries as billing
from hearthline.customers.models import Account
from hearthline.customers.queries import permissions_of
from hearthline.kernel.clock import provider_date
from hearthline.kernel.money import Money, minor_digits
from hearthline.payments.adapters.card import (
    CardGateway,
    ChargeRequest,
    CheckoutRequest,
    GatewayPayment,
    GatewayRefused,
    GatewayUnavailable,
    card_gateway,
)
from hearthline.payments.models import Payment, PaymentMethod
from hearthline.payments.operations.errors import UnableToPay
from hearthline.payments.operations.numbering import next_number
from hearthline.payments.operations.settle import settle_payment
from hearthline.payments.operations.step import PaymentStep, step_of
from hearthline.payments.queries import in_flight, is_expired

log = structlog.get_logger(__name__)

SEND_AGAIN_WITHIN = timedelta(minutes=1)
"""How long the same form may still be sent on; reconciling gives up on it later than that."""


@dataclass(frozen=True, slots=True)
class _Wish:
    """What the form asked for; all of it counts when the same key comes again."""

    amount_minor: int
    method_id: int | None
    bill_number: str | None
    save_method: bool
    user_id: int | None

    @property
    def hash(self) -> bytes:
        asked = [
            self.amount_minor,
            self.method_id,
            self.bill_number,
            self.save_method,
            self.user_id,
        ]
        return hashlib.sha256(json.dumps(asked).encode()).digest()


@dataclass(frozen=True, slots=True)
class _Link:
    """By which link, and where a receipt goes."""

    id: int | None
    receipt_to: str


def pay_bill(
    *,
    account_id: int,
    amount_minor: int,
    method_id: int | None,
    bill_number: str | None,
    save_method: bool,
    idempotency_key: str,
    balance_seen_minor: int,
    user_id: int | None,
    return_url_for: Callable[[str], str],
    now: datetime,
    language: str = "en",
    pay_link_id: int | None = None,
    receipt_to: str = "",
) -> PaymentStep:
    """Pay some of what an account owes, by a saved card or on the gateway's own page.

    Args:
        account_id: whose balance.
        amount_minor: how much, in minor units of the account's currency.
        method_id: one of the account's saved cards, or None for a new one.
        bill_number: the bill the payer was looking at, if any; only noted.
        save_method: keep the new card for later.
        idempotency_key: one per form shown; the same form sent again gets the same payment.
        balance_seen_minor: what the form showed as left to pay (`queries.payable().due`).
        user_id: who pays, a member who may; None only where nobody is signed in.
        return_url_for: the address the gateway sends the payer back to, from our number.
        now: when the form came in.
        language: the payer's.
        pay_link_id: the link by which somebody pays who isn't signed in (`pay_links`).
        receipt_to: where they want a receipt, an email address, or nothing.

    Returns:
        Where the payment stands. With a `continue_url` the payer must go there; `unknown` means
        that the gateway didn't answer and we are finding out.

    Raises:
        UnableToPay: nothing was started; `reason` says why.
    """
    wish = _Wish(amount_minor, method_id, bill_number, save_method and not method_id, user_id)
    link = _Link(pay_link_id, receipt_to)
    gateway = _gateway()
    with transaction.atomic():
        account = Account.objects.select_for_update().filter(pk=account_id).first()
        if account is None:
            raise UnableToPay("not_allowed")
        payment = _sent_before(account_id, idempotency_key, wish)
        if payment is None:
            _check_payer(account_id, user_id, amount_minor)
            _check_amount(account, amount_minor, balance_seen_minor)
            payment = _insert(
                account,
                wish,
                idempotency_key,
                link=link,
                gateway=gateway.name,
                language=language,
                now=now,
            )
    if not _is_to_be_sent(payment, now):
        return step_of(payment=payment)
    return _send(gateway, payment, return_url_for(payment.number), now)


def _gateway() -> CardGateway:
    try:
        return card_gateway()
    except ImproperlyConfigured as error:
        raise UnableToPay("no_card_payments") from error


def _sent_before(account_id: int, key: str, wish: _Wish) -> Payment | None:
    payment = (
        Payment.objects.select_related("method")
        .filter(account_id=account_id, idempotency_key=key)
        .first()
    )
    if payment is not None and bytes(payment.request_hash) != wish.hash:
        raise UnableToPay("form_changed")
    return payment


def _check_payer(account_id: int, user_id: int | None, amount_minor: int) -> None:
    if user_id is None:
        return
    permissions = permissions_of(account_id=account_id, user_id=user_id)
    if not permissions.may_pay:
        raise UnableToPay("not_allowed")
    if not permissions.may_pay_amount(amount_minor):
        raise UnableToPay("above_limit")


def _check_amount(account: Account, amount_minor: int, balance_seen_minor: int) -> None:
    if amount_minor <= 0:
        raise UnableToPay("amount_not_positive")
    under_way = in_flight(account_id=account.pk).total
    due = billing.balance(account_id=account.pk) - under_way
    if amount_minor > max(due.amount_minor, 0) + most_credit(currency=account.currency):
        raise UnableToPay("amount_too_large", due=due)
    # Paying too much is allowed to somebody who saw what is due, not to the slower of two people.
    if amount_minor > due.amount_minor != balance_seen_minor:
        reason = "payment_in_progress" if under_way else "balance_changed"
        raise UnableToPay(reason, in_flight=under_way or None, due=due)


def most_credit(*, currency: str) -> int:
    """How far above what is due a payment may go, in minor units."""
    return int(settings.PAYMENT_MOST_CREDIT) * int(10 ** minor_digits(currency))


def _insert(
    account: Account,
    wish: _Wish,
    key: str,
    *,
    link: _Link,
    gateway: str,
    language: str,
    now: datetime,
) -> Payment:
    payment_id, number = next_number()
    method = _method(account.pk, wish.method_id, now)
    return Payment.objects.create(
        pk=payment_id,
        account=account,
        number=number,
        amount_minor=wish.amount_minor,
        currency=account.currency,
        status=Payment.Status.PENDING,
        channel=Payment.Channel.CARD,
        method=method,
        card_last4="" if method is None else method.last4,
        bill_id=_bill_id(account.pk, wish.bill_number),
        save_method=wish.save_method,
        idempotency_key=key,
        request_hash=wish.hash,
        gateway=gateway,
        gateway_key=f"{number}-{secrets.token_hex(8)}",
        language=language,
        created_at=now,
        started_by_user_id=wish.user_id,
        pay_link_id=link.id,
        receipt_to=link.receipt_to,
    )


def _method(account_id: int, method_id: int | None, now: datetime) -> PaymentMethod | None:
    if method_id is None:
        return None
    method = PaymentMethod.objects.filter(
        pk=method_id, account_id=account_id, removed_at__isnull=True
    ).first()
    if method is None:
        raise UnableToPay("no_such_method")
    if is_expired(method.exp_month, method.exp_year, provider_date(now)):
        raise UnableToPay("method_expired")
    return method


def _bill_id(account_id: int, bill_number: str | None) -> int | None:
    if not bill_number:
        return None
    bill_id = billing.bill_id(account_id=account_id, number=bill_number)
    if bill_id is None:
        raise UnableToPay("no_such_bill")
    return bill_id


def _is_to_be_sent(payment: Payment, now: datetime) -> bool:
    """Whether the gateway may not have heard of it: new, or the same form sent again at once.

    Sending twice is safe, as the gateway knows the payment by our number; the five tabs of an
    impatient payer all end on the same page.
    """
    waits = payment.status == Payment.Status.PENDING and not payment.gateway_reference
    return waits and now - payment.created_at < SEND_AGAIN_WITHIN


def _send(gateway: CardGateway, payment: Payment, return_url: str, now: datetime) -> PaymentStep:
    try:
        answer = _ask(gateway, payment, return_url)
    except GatewayRefused:
        log.exception("gateway refused a payment", payment=payment.number)
        return _end_unless_sent(payment, now, "gateway_refused")
    except GatewayUnavailable:
        if payment.method is None:
            # Nobody has learned the address of a page, so nobody can have paid on it.
            return _end_unless_sent(payment, now, "gateway_unavailable")
        return _is_unknown(payment, now)
    return settle_payment(payment_id=payment.pk, answer=answer, now=now)


def _ask(gateway: CardGateway, payment: Payment, return_url: str) -> GatewayPayment:
    """Ask the gateway, outside any transaction."""
    amount = Money(payment.amount_minor, payment.currency)
    key = payment.gateway_key or ""
    with translation.override(payment.language):
        description = gettext("Payment %(number)s") % {"number": payment.number}
    webhook_url = settings.SITE_URL + reverse("gateway-events")
    if payment.method is None:
        return gateway.create_checkout(
            CheckoutRequest(
                reference=key,
                amount=amount,
                description=description,
                return_url=return_url,
                webhook_url=webhook_url,
                save_card=payment.save_method,
                language=payment.language,
            )
        )
    return gateway.charge(
        ChargeRequest(
            reference=key,
            amount=amount,
            token=payment.method.token,
            description=description,
            return_url=return_url,
            webhook_url=webhook_url,
            language=payment.language,
        )
    )


def _untouched(payment: Payment) -> QuerySet[Payment]:
    """The payment, unless somebody has heard of the gateway about it since."""
    return Payment.objects.filter(
        pk=payment.pk, status=Payment.Status.PENDING, gateway_reference=""
    )


def _end_unless_sent(payment: Payment, now: datetime, reason: str) -> PaymentStep:
    _untouched(payment).update(status=Payment.Status.FAILED, failure_reason=reason, checked_at=now)
    payment.refresh_from_db()
    return step_of(payment=payment)


def _is_unknown(payment: Payment, now: datetime) -> PaymentStep:
    _untouched(payment).update(status=Payment.Status.UNKNOWN, checked_at=now)
    payment.refresh_from_db()
    return step_of(payment=payment)
