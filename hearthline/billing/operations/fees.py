"""Fees for payments that came back, and letting off a charge."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext, override

from hearthline.billing.late_fee_rule import units
from hearthline.billing.models import BillLine, Charge, Waiver
from hearthline.billing.operations.charges import add_charge
from hearthline.customers.models import Account
from hearthline.customers.operations import tell_members
from hearthline.kernel.clock import provider_date
from hearthline.kernel.money import Money


class UnableToWaive(Exception):
    """The charge can't be let off; the message says why."""


def charge_returned_payment(*, account_id: int, payment_number: str, now: datetime) -> int | None:
    """Charge the fee for a payment that a bank took back, once a payment; people are told.

    Args:
        account_id: whose payment it was.
        payment_number: which one.
        now: when it came back.

    Returns:
        The charge's id, the earlier one's if it was charged before; None where there is no such
        fee, or none in the account's currency.
    """
    fee = units(settings.RETURNED_PAYMENT_FEE)
    cause = f"returned_payment:{payment_number}"
    with transaction.atomic():
        account = Account.objects.select_for_update().get(pk=account_id)
        charge_id = None
        if fee and account.currency == fee.currency:
            earlier = Charge.objects.filter(cause=cause).first()
            if earlier is not None:
                return earlier.pk
            with override(account.language):
                words = gettext("Returned payment %(number)s") % {"number": payment_number}
            charge_id = add_charge(
                account_id=account_id,
                kind=Charge.Kind.FEE,
                amount=fee,
                description=words,
                effective_date=provider_date(now),
                tax_category=settings.LATE_FEE_TAX_CATEGORY,
                cause=cause,
                now=now,
            )
        tell_members(
            account_id=account_id,
            kind="returned_payment_fee",
            context={
                "number": payment_number,
                "fee": fee if charge_id else None,
                "pay_url": f"{settings.SITE_URL}/pay/",
            },
            about=cause,
            now=now,
        )
    return charge_id


def waive_charge(*, charge_id: int, reason: str, by_id: int | None, now: datetime) -> int:
    """Let off a charge or fee: a credit of the same amount refers to it, and both are on bills.

    Staff do it within their limits: `propose_waiver`.

    Args:
        charge_id: which; billed or not.
        reason: why, in words that the subscriber reads on the bill.
        by_id: the member of staff who decided.
        now: when.

    Returns:
        The credit's id; the earlier one's if it was waived before.

    Raises:
        UnableToWaive: see `check_waivable`, or no reason.
    """
    reason = " ".join(reason.split())[:100]
    if not reason:
        raise UnableToWaive("say why")
    with transaction.atomic():
        charge = check_waivable(charge_id=charge_id)
        account = Account.objects.select_for_update().get(pk=charge.account_id)
        earlier = Waiver.objects.filter(charge_id=charge_id).first()
        if earlier is not None:
            return int(earlier.credit_id)
        with override(account.language):
            words = gettext("%(charge)s, taken back: %(reason)s") % {
                "charge": charge.description[:80],
                "reason": reason,
            }
        credit_id = add_charge(
            account_id=account.pk,
            kind=Charge.Kind.CREDIT,
            amount=Money(-charge.amount_minor, account.currency),
            description=words[:200],
            # Never on an earlier bill than what it takes back.
            effective_date=max(charge.effective_date, provider_date(now)),
            tax_category=charge.tax_category,
            cause=f"waiver:{charge_id}",
            now=now,
        )
        Waiver.objects.create(
            charge=charge, credit_id=credit_id, reason=reason, by_id=by_id, waived_at=now
        )
    return credit_id


def check_waivable(*, charge_id: int) -> Charge:
    """The charge, if it can be let off.

    Raises:
        UnableToWaive: no such charge, a credit or deposit, or one on a bill that was taken back.
    """
    charge = Charge.objects.filter(pk=charge_id).first()
    if charge is None or charge.kind not in {Charge.Kind.FEE, Charge.Kind.ONE_OFF}:
        raise UnableToWaive("only a charge or a fee is let off")
    if BillLine.objects.filter(charge_id=charge_id, bill__correction__isnull=False).exists():
        raise UnableToWaive("its bill was taken back")
    return charge
