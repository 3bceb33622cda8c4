"""Taxes that a service assesses before bills are made: nobody is billed without them."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import transaction

from hearthline.billing.adapters.tax.simulated import SimulatedTaxService
from hearthline.billing.models import AssessedTax, Bill, BillLine
from hearthline.billing.operations import (
    UnableToAssessTaxes,
    add_charge,
    close_account,
    correct_bill,
    preview_closing,
    run_bills,
)
from hearthline.billing.operations.corrections import charges_on
from hearthline.billing.operations.issuing import TaxesNotAssessed, issue_bills
from hearthline.billing.queries import preview_bill
from hearthline.catalog.models import Tax
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
    """An answer for another sum is none."""
    tax_ids = Tax.objects.filter(kind="outside").values_list("pk", flat=True)
    AssessedTax.objects.bulk_create(
        AssessedTax(
            account=account,
            bill_date=DAY,
            tax_category="data",
            base_minor=6400,
            tax_id=each,
            amount_minor=1,
            assessed_at=at(DAY),
        )
        for each in tax_ids
    )
    with pytest.raises(TaxesNotAssessed) as missing, transaction.atomic():
        issue_bills(account_ids=[account.pk], bill_date=DAY, now=at(DAY))
    assert [row["amount_minor"] for row in missing.value.sums] == [6500, 6500]
    assert not Bill.objects.exists()
    run_bills(bill_date=DAY, now=at(DAY))
    assert taxes(DAY) == {"outside-state": 455, "outside-city": 65}


def test_a_final_bill_and_its_preview_ask_too(account):
    closes = date(2026, 3, 17)
    preview = preview_closing(account_id=account.pk, now=at(closes))
    assert not Bill.objects.exists()
    close_account(
        account_id=account.pk, on_date=closes, reason="Moves", user_id=None, now=at(closes)
    )
    # 16 of 31 days of 65.00 are 33.55; 7 % and 1 % of it.
    assert taxes(closes) == {"outside-state": 235, "outside-city": 34}
    assert preview.bill
    assert preview.bill.summary.total == Money(3355 + 235 + 34, "USD")


def test_a_corrected_bill_asks_about_what_is_new_on_it(account):
    add_charge(
        account_id=account.pk,
        kind="one_off",
        amount=Money(1000, "USD"),
        description="Technician",
        effective_date=DAY,
        tax_category="data",
        now=at(DAY),
    )
    run_bills(bill_date=DAY, now=at(DAY))
    wrong = Bill.objects.get()
    (charge,) = charges_on(account_id=account.pk, number=wrong.number)
    after = date(2026, 3, 5)
    correct_bill(
        account_id=account.pk,
        number=wrong.number,
        reason="Nobody came",
        user_id=None,
        dropped=[charge.id],
        now=at(after),
    )
    rebill = Bill.objects.get(kind="rebill")
    assert rebill.total_minor == 6500 + 455 + 65


def test_what_changes_while_the_service_is_asked_is_asked_again(account, monkeypatch):
    """Somebody puts a charge on the account just while we wait for the answer."""
    asked = SimulatedTaxService.assess
    seen: list[int] = []

    def meanwhile(self: Any, **question: Any) -> Any:
        seen.append(question["sums"][0].amount.amount_minor)
        if len(seen) == 1:
            add_charge(
                account_id=account.pk,
                kind="one_off",
                amount=Money(100, "USD"),
                description="Late",
                effective_date=DAY,
                tax_category="data",
                now=at(DAY),
            )
        return asked(self, **question)

    monkeypatch.setattr(SimulatedTaxService, "assess", meanwhile)
    run_bills(bill_date=DAY, now=at(DAY))
    assert seen == [6500, 6600]
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
    Tax.objects.filter(code="outside-city").delete()
    with pytest.raises(UnableToAssessTaxes, match="outside-city"):
        run_bills(bill_date=DAY, now=at(DAY))
    assert not Bill.objects.exists()
