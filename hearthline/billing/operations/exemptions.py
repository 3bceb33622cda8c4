"""Accounts that owe no tax, or not all taxes."""

from datetime import date, datetime

from django.db import transaction

from hearthline.billing.models import TaxExemption
from hearthline.catalog.models import Tax
from hearthline.customers.models import Account


class UnableToExempt(Exception):
    """The exemption can't be taken; the message says why."""


def exempt_from_taxes(
    *,
    account_id: int,
    certificate: str,
    starts_date: date,
    ends_date: date | None,
    now: datetime,
    tax_code: str = "",
    tax_category: str = "",
) -> int:
    """Take taxes off an account's bills that are issued on some days (half-open).

    Bills that are issued already stay as they are. The same certificate for the same taxes and
    first day again is the same exemption.

    Args:
        account_id: whose.
        certificate: what proves it: its number.
        starts_date: the first day.
        ends_date: the first day on which it is over; None for one without an end.
        now: when it was decided.
        tax_code: only this tax.
        tax_category: only taxes of this category. With neither it is all of them.

    Raises:
        UnableToExempt: no certificate, days that aren't, an unknown tax, or both a tax and a
            category.
    """
    certificate = " ".join(certificate.split())[:100]
    if not certificate:
        raise UnableToExempt("an exemption has a certificate")
    if ends_date is not None and ends_date <= starts_date:
        raise UnableToExempt("it ends before it starts")
    if tax_code and tax_category:
        raise UnableToExempt("one tax or one category")
    tax = Tax.objects.filter(code=tax_code).first() if tax_code else None
    if tax_code and tax is None:
        raise UnableToExempt("there is no such tax")
    with transaction.atomic():
        account = Account.objects.select_for_update().get(pk=account_id)
        exemption, _ = TaxExemption.objects.get_or_create(
            account=account,
            tax=tax,
            tax_category=tax_category,
            certificate=certificate,
            starts_date=starts_date,
            defaults={"ends_date": ends_date, "decided_at": now},
        )
    return exemption.pk


def end_exemption(*, account_id: int, exemption_id: int, ends_date: date, now: datetime) -> None:
    """Let an exemption be over from a day on; bills that are issued stay as they are.

    Raises:
        UnableToExempt: the account has no such exemption, or it would end before it starts.
    """
    with transaction.atomic():
        found = (
            TaxExemption.objects.select_for_update()
            .filter(pk=exemption_id, account_id=account_id)
            .first()
        )
        if found is None:
            raise UnableToExempt("there is no such exemption")
        if ends_date < found.starts_date:
            raise UnableToExempt("it ends before it starts")
        found.ends_date, found.decided_at = ends_date, now
        found.save()
