"""Taxes that a service assesses before bills are made: nobody is billed without them."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from hearthline.billing.models import AssessedTax, Bill, BillLine
from hearthline.billing.operations import (
    UnableToAssessTaxes,
    add_charge,
    assess_outside_taxes,
    run_bills,
)
from hearthline.billing.queries import preview_bill
from hearthline.billing.rating import rate
from hearthline.kernel.money import Money
from tests import factories
from tests.billing.tax_company import TOKEN, tax_company

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books_are_right")]
DAY, NEXT = date(2026, 3, 1), date(2026, 4, 1)


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 18, tzinfo=UTC)


@pytest.fixture(autouse=True)
def service(settings: Any) -> None:
    settings.TAX_SERVICE = "simulated"


@pytest.fixture
def account() -> Any:
    """65.00 a month in Mapleton, where state and city are assessed outside."""
    account = factories.make_account(created_at=datetime(2024, 1, 1, tzinfo=UTC))
    for code in ("outside-state", "outside-city"):
        factories.make_tax(code, kind="outside", rate_ppm=0, name=code)
    plan = factories.make_plan(price_minor=6500)
    factories.make_subscription(account, plan, started=DAY)
    return account


def taxes(day: date) -> dict[str, int]:
    lines = BillLine.objects.filter(bill__issued_date=day, tax__isnull=False)
    return dict(lines.values_list("description", "amount_minor"))


def test_assessed_once_then_billed(account):
    run_bills(bill_date=DAY, now=at(DAY))
    assert taxes(DAY) == {"outside-state": 455, "outside-city": 65}
    assert AssessedTax.objects.count() == 2
    assert assess_outside_taxes(account_ids=[account.pk], bill_date=DAY, now=at(DAY)) == 0


def test_over_http_with_nothing_but_the_place(account, settings):
    with tax_company() as url:
        settings.TAX_SERVICE, settings.TAX_SERVICE_URL = "http", url
        settings.TAX_SERVICE_TOKEN = TOKEN
        run_bills(bill_date=DAY, now=at(DAY))
    assert taxes(DAY) == {"outside-state": 455, "outside-city": 65}


def test_a_tax_that_is_nothing_there_is_an_answer(account):
    account.address.city = "Zeeland"
    account.address.save()
    run_bills(bill_date=DAY, now=at(DAY))
    assert taxes(DAY) == {"outside-state": 455}


def test_while_the_service_is_down_nobody_is_billed(account, settings):
    settings.TAX_SERVICE, settings.TAX_SERVICE_URL = "http", "http://127.0.0.1:1"
    settings.TAX_SERVICE_TIMEOUT_S = 0.5
    with pytest.raises(UnableToAssessTaxes):
        run_bills(bill_date=DAY, now=at(DAY))
    assert not Bill.objects.exists()
    settings.TAX_SERVICE = "simulated"
    run_bills(bill_date=DAY, now=at(DAY))
    assert taxes(DAY) == {"outside-state": 455, "outside-city": 65}


def test_the_engine_itself_bills_nobody_without(account):
    """What comes between assessing and billing changes the sum: that sum isn't assessed."""
    assess_outside_taxes(account_ids=[account.pk], bill_date=DAY, now=at(DAY))
    add_charge(
        account_id=account.pk,
        kind="one_off",
        amount=Money(100, "USD"),
        description="Late",
        effective_date=DAY,
        tax_category="data",
        now=at(DAY),
    )
    with pytest.raises(IntegrityError, match="not assessed"), transaction.atomic():
        rate(
            account_ids=[account.pk],
            bill_date=DAY,
            ending="issue_bills.sql",
            bill_run_id=None,
            term_days=20,
            occurred_at=at(DAY),
            now=at(DAY),
        )
    run_bills(bill_date=DAY, now=at(DAY))
    # 66.00 x 7 % = 4.62
    assert taxes(DAY) == {"outside-state": 462, "outside-city": 66}


def test_a_preview_takes_the_last_rate_and_says_so(account):
    before = preview_bill(account_id=account.pk, bill_date=DAY)
    assert before
    assert before.taxes_and_fees == ()
    run_bills(bill_date=DAY, now=at(DAY))
    add_charge(
        account_id=account.pk,
        kind="one_off",
        amount=Money(3500, "USD"),
        description="Technician",
        effective_date=NEXT,
        tax_category="data",
        now=at(DAY),
    )
    shown = preview_bill(account_id=account.pk, bill_date=NEXT)
    assert shown
    # 100.00 at 4.55 / 65.00 and 0.65 / 65.00
    told = {line.description: line.amount.amount_minor for line in shown.taxes_and_fees}
    assert told == {"outside-state": 700, "outside-city": 100}
    assert {line.working for line in shown.taxes_and_fees} == {
        "at the last rate known; a tax service works it out when the bill is made"
    }
    run_bills(bill_date=NEXT, now=at(NEXT))
    assert taxes(NEXT) == told


def test_an_unknown_tax_is_not_billed(account):
    account.address.city = "Mapleton"
    factories.make_plan()
    from hearthline.catalog.models import Tax

    Tax.objects.filter(code="outside-city").delete()
    with pytest.raises(UnableToAssessTaxes, match="outside-city"):
        run_bills(bill_date=DAY, now=at(DAY))
    assert not Bill.objects.exists()
