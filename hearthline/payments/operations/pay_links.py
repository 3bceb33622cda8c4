"""A link by which somebody without a sign-in pays one bill: made, withdrawn, paid by."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction

from hearthline.billing.queries import BillDetail, bill_detail
from hearthline.customers.models import Account
from hearthline.customers.queries import permissions_of
from hearthline.identity.limits import Limit, take
from hearthline.identity.operations import email_errors, record_event
from hearthline.kernel.numbers import new_token, token_hash
from hearthline.payments.models import UNFINISHED, PayLink
from hearthline.payments.operations.finish import complete_return
from hearthline.payments.operations.pay import pay_bill
from hearthline.payments.operations.step import PaymentStep
from hearthline.payments.pay_links import link_payment, unfinished_payment, working_links

LIFETIME = timedelta(days=14)
MOST_OPEN = 10
_MADE_A_DAY = 20
_TRIES_AN_HOUR = 20
_LONGEST_EMAIL = 254


class UnableToUsePayLink(Exception):
    """Nothing was changed, nothing charged.

    Attributes:
        reason: `not_allowed` (this member may not pay), `not_there`, `nothing_due`,
            `too_many`, `bad_email`.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def make_pay_link(*, account_id: int, user_id: int, bill_number: str, now: datetime) -> str:
    """Make a link that pays what is left of a bill, once and within fourteen days.

    Args:
        account_id: whose bill it must be.
        user_id: who makes it, a member who may pay. What others pay isn't bound by their limit.
        bill_number: which bill.
        now: when.

    Returns:
        The token of the link; only its hash is kept, so it can't be shown again.

    Raises:
        UnableToUsePayLink: `not_allowed`, `not_there`, `nothing_due` or `too_many` (ten links
            are open, or twenty were made today).
    """
    if not permissions_of(account_id=account_id, user_id=user_id).may_pay:
        raise UnableToUsePayLink("not_allowed")
    bill = bill_detail(account_id=account_id, number=bill_number)
    if bill is None:
        raise UnableToUsePayLink("not_there")
    if bill.summary.due.amount_minor <= 0:
        raise UnableToUsePayLink("nothing_due")
    made = Limit("pay links", str(account_id), _MADE_A_DAY, timedelta(days=1))
    if not take([made], now=now):
        raise UnableToUsePayLink("too_many")
    token = new_token()
    with transaction.atomic():
        # Two tabs at once wait for each other, so that both are counted.
        Account.objects.select_for_update(no_key=True).get(pk=account_id)
        if working_links(now=now).filter(account_id=account_id).count() >= MOST_OPEN:
            raise UnableToUsePayLink("too_many")
        PayLink.objects.create(
            account_id=account_id,
            bill_id=bill.summary.id,
            token_hash=token_hash(token),
            made_by_user_id=user_id,
            made_at=now,
            expires_at=now + LIFETIME,
        )
        _record("pay_link_made", user_id, account_id, bill_number, now)
    return token


def withdraw_pay_link(*, account_id: int, user_id: int, pay_link_id: int, now: datetime) -> str:
    """End a link. A payment that was begun by it goes on.

    Returns:
        The number of the bill that it was for.

    Raises:
        UnableToUsePayLink: `not_allowed` or `not_there`.
    """
    if not permissions_of(account_id=account_id, user_id=user_id).may_pay:
        raise UnableToUsePayLink("not_allowed")
    with transaction.atomic():
        links = PayLink.objects.select_related("bill").select_for_update(of=("self",))
        unused = links.filter(withdrawn_at__isnull=True, used_at__isnull=True)
        link = unused.filter(account_id=account_id, pk=pay_link_id).first()
        if link is None:
            raise UnableToUsePayLink("not_there")
        link.withdrawn_at = now
        link.save(update_fields=["withdrawn_at"])
        _record("pay_link_withdrawn", user_id, account_id, link.bill.number, now)
    return str(link.bill.number)


def pay_by_link(
    *,
    token: str,
    receipt_to: str,
    return_url_for: Callable[[str], str],
    language: str,
    now: datetime,
) -> PaymentStep:
    """Pay all that is left of a link's bill, on the card company's page. No card is kept.

    Two who open the link at once are led to the same payment, which is taken once.

    Args:
        token: of the link.
        receipt_to: an email address for a receipt, or nothing.
        return_url_for: the address to which the card company sends the payer back.
        language: the payer's.
        now: when.

    Raises:
        UnableToUsePayLink: `not_there`, `nothing_due`, `bad_email` or `too_many` (tries).
        UnableToPay: as `pay_bill`; somebody else's payment is under way, say.
    """
    receipt_to = receipt_to.strip().lower()
    if receipt_to and (len(receipt_to) > _LONGEST_EMAIL or email_errors(email=receipt_to)):
        raise UnableToUsePayLink("bad_email")
    links = working_links(now=now).select_related("bill")
    link = links.filter(token_hash=token_hash(token)).first()
    if link is None:
        raise UnableToUsePayLink("not_there")
    tries = Limit("pay by link", str(link.pk), _TRIES_AN_HOUR, timedelta(hours=1))
    if not take([tries], now=now):
        raise UnableToUsePayLink("too_many")
    bill = bill_detail(account_id=link.account_id, number=link.bill.number)
    begun = unfinished_payment(link=link)
    if begun is None and _left(bill) <= 0:
        raise UnableToUsePayLink("nothing_due")
    amount_minor = begun.amount_minor if begun else _left(bill)
    ended = link.payments.exclude(status__in=UNFINISHED).count()
    return pay_bill(
        account_id=link.account_id,
        amount_minor=amount_minor,
        method_id=None,
        bill_number=link.bill.number,
        save_method=False,
        # Whoever comes while a payment is under way gets that one; after it failed, a new one.
        idempotency_key=f"pay-link-{link.pk}-{ended}",
        # Never more than is due when others pay at the same time.
        balance_seen_minor=amount_minor,
        user_id=None,
        return_url_for=return_url_for,
        language=language,
        now=now,
        pay_link_id=link.pk,
        receipt_to=receipt_to,
    )


def return_by_link(*, token: str, payment_number: str, now: datetime) -> None:
    """The payer is back from the card company's page: ask it what became of the payment.

    Raises:
        UnableToUsePayLink: `not_there`: the link has no such payment.
    """
    if link_payment(token=token, number=payment_number) is None:
        raise UnableToUsePayLink("not_there")
    link = PayLink.objects.get(token_hash=token_hash(token))
    complete_return(payment_number=payment_number, account_id=link.account_id, now=now)


def _left(bill: BillDetail | None) -> int:
    return 0 if bill is None else bill.summary.due.amount_minor


def _record(kind: str, user_id: int, account_id: int, bill_number: str, now: datetime) -> None:
    record_event(
        user_id=user_id,
        kind=kind,
        now=now,
        account_id=account_id,
        details={"bill": bill_number},
    )
