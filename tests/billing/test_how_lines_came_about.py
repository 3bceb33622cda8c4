"""Each line says how its amount came about, and television has one price."""

import csv
import io
from datetime import UTC, date, datetime
from typing import Any

import pypdf
import pytest
from django.utils import translation

from hearthline.billing.lines_file import lines_csv
from hearthline.billing.models import TaxExemption, Usage
from hearthline.billing.operations import add_charge, run_bills
from hearthline.billing.queries import BillDetail, bill_detail, latest_bill, preview_bill
from hearthline.billing.statement import statement_of
from hearthline.catalog.models import Tariff, Tax, TaxTier
from hearthline.kernel.money import Money
from hearthline.subscriptions.models import Discount
from tests import factories
from tests.conftest import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books_are_right")]
DAY = date(2026, 4, 1)
BEGAN = date(2026, 3, 1)


@pytest.fixture
def account() -> Any:
    return factories.make_account(created_at=datetime(2024, 1, 1, 12, tzinfo=UTC))


def billed(account: Any, day: date = DAY) -> BillDetail:
    run_bills(bill_date=day, now=datetime(day.year, day.month, day.day, 18, tzinfo=UTC))
    return again(account)


def again(account: Any) -> BillDetail:
    newest = latest_bill(account_id=account.pk)
    assert newest
    detail = bill_detail(account_id=account.pk, number=newest.number)
    assert detail
    return detail


def workings(bill: BillDetail) -> dict[str, str]:
    lines = [line for service in bill.services for line in service.lines]
    every = [*lines, *bill.one_offs, *bill.credits, *bill.taxes_and_fees]
    return {f"{line.kind} {line.amount.amount_minor}": line.working for line in every}


def test_days_discounts_and_taxes(account):
    plan = factories.make_plan(price_minor=6500)
    had = factories.make_subscription(account, plan, started=date(2026, 3, 20))
    for name, fields in {
        "A fifth": {"kind": "percent", "rate_ppm": 200_000},
        "Ten": {"kind": "amount", "amount_minor": 1000, "rank": 2},
    }.items():
        Discount.objects.create(
            account=account,
            subscription=had,
            name=name,
            starts_date=DAY,
            decided_at=NOW,
            **fields,
        )
    factories.make_tax(rate_ppm=62_500)
    # 6500 x 12 / 31 = 2516; 2516 + 6500 - 1300 - 1000 = 6716, of it 6.25 % = 419.75
    assert workings(billed(account)) == {
        "proration 2516": "12 of 31 days at $65.00, it started within the period",
        "recurring 6500": "",
        "discount -1300": "20% off the full price",
        "discount -1000": "$10.00 off a month",
        "tax 420": "6.25% of $67.16",
    }


def test_usage_says_how_much(account):
    plan = factories.make_plan(kind="phone", price_minor=1000, tax_category="")
    had = factories.make_subscription(account, plan, started=BEGAN)
    Tariff.objects.create(
        plan=plan,
        usage_kind="voice",
        name="Calls",
        included_quantity=6000,
        block_quantity=60,
        price_millionths=2_500_000,
    )
    for number, seconds in enumerate((6000, 1234)):
        Usage.objects.create(
            account=account,
            subscription=had,
            usage_kind="voice",
            quantity=seconds,
            used_date=BEGAN,
            counts_date=BEGAN,
            source="switch",
            external_id=str(number),
            recorded_at=NOW,
        )
    # 1234 seconds beyond: 21 begun minutes at 2.5 cents = 52.5
    told = workings(billed(account))
    assert told["usage 53"] == (
        "120 min 34 sec used, 100 min included, the rest at 0.025 USD per 1 min begun"
    )
    Tariff.objects.update(price_millionths=9_000_000)
    later = again(account)
    # Arithmetic that no longer gives the amount isn't told.
    assert workings(later)["usage 53"] == "120 min 34 sec used"


def test_taxes_of_every_kind(account):
    plan = factories.make_plan(price_minor=10_000)
    factories.make_subscription(account, plan, started=DAY)
    factories.make_tax("within", rate_ppm=190_000, is_included=True)
    factories.make_tax("flat", kind="flat", rate_ppm=0, flat_minor=100, is_fee=True)
    tiered = factories.make_tax("steps", kind="tiered", rate_ppm=0)
    TaxTier.objects.create(tax=tiered, from_minor=0, rate_ppm=10_000)
    TaxTier.objects.create(tax=tiered, from_minor=5000, rate_ppm=20_000)
    add_charge(
        account_id=account.pk,
        kind="one_off",
        amount=Money(2500, "USD"),
        description="Technician",
        effective_date=DAY,
        now=NOW,
    )
    assert workings(billed(account)) == {
        "recurring 10000": "",
        "one_off 2500": "",
        "tax 0": "$15.97 is included in the amounts above, at 19%",
        "fee 100": "once a bill",
        "tax 150": "by steps, on $100.00",
    }
    assert not TaxExemption.objects.exists()
    Tax.objects.filter(code="within").update(rate_ppm=70_000)
    told = workings(again(account))
    assert told["tax 0"] == "$15.97 is included in the amounts above"


def test_days_given_back(account):
    plan = factories.make_plan(price_minor=3000, tax_category="")
    had = factories.make_subscription(account, plan, started=DAY)
    billed(account)
    had.ended_date = date(2026, 4, 29)
    had.save()
    given = workings(billed(account, date(2026, 5, 1)))
    assert given == {"credit -200": "2 days given back at the price they were billed for, it ended"}


@pytest.fixture
def television(account):
    """Internet, a TV plan with a box, a pack and a fee, as a bill has them in order."""
    for kind, name, price, goes_with in (
        ("internet", "Fiber 500", 8000, ""),
        ("tv", "TV Family", 6500, ""),
        ("phone", "Home phone", 2000, ""),
        ("addon", "Sports pack", 1200, "tv"),
        ("addon", "Fixed address", 500, "internet"),
        ("equipment", "TV box", 700, "tv"),
        ("fee", "Broadcast TV fee", 1899, "tv"),
    ):
        plan = factories.make_plan(
            kind=kind, name=name, price_minor=price, goes_with=goes_with, tax_category=""
        )
        factories.make_subscription(account, plan, started=DAY)
    return account


def test_television_has_one_price(television):
    preview = preview_bill(account_id=television.pk, bill_date=DAY)
    assert preview
    bill = billed(television)
    for told in (preview, bill):
        assert [
            (group.total and group.total.amount_minor, [each.plan_name for each in group.services])
            for group in told.groups
        ] == [
            (None, ["Fiber 500"]),
            # 65.00 + 12.00 + 18.99
            (9599, ["TV Family", "Sports pack", "Broadcast TV fee"]),
            (None, ["Home phone"]),
            (None, ["Fixed address"]),
            (None, ["TV box"]),
        ]
    rows = list(csv.DictReader(io.StringIO(lines_csv(bill).lstrip("\ufeff"))))
    assert [row["For"] for row in rows if row["Kind"] == "TV price, all in"] == [
        "TV Family",
        "Sports pack",
        "Broadcast TV fee",
    ]
    assert "How it came about" in rows[0]


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", ("TV price, all in", "rounded")), ("es", ("Precio de TV, todo", "redondea"))],
)
def test_on_paper(television, language, words, tmp_path, settings):
    settings.DATA_DIR = tmp_path
    number = billed(television).summary.number
    made = statement_of(account_id=television.pk, number=number, language=language)
    assert made
    assert len(made) <= 60_000
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(made)).pages)
    assert "$95.99" in text
    for word in words:
        assert word in text


def test_television_that_is_one_line_is_its_price(account):
    plan = factories.make_plan(kind="tv", price_minor=6500, tax_category="")
    factories.make_subscription(account, plan, started=DAY)
    (group,) = billed(account).groups
    assert group.total is None
    with translation.override("es"):
        assert all(not line.working for line in group.services[0].lines)
