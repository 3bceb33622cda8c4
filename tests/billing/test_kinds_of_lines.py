"""Each kind of line once, worked out by hand, through the real bill run."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from hearthline.billing.explanation import explain_bill
from hearthline.billing.models import BillLine, Posting, TaxExemption, Usage
from hearthline.billing.operations import run_bills
from hearthline.billing.queries import latest_bill
from hearthline.catalog.models import PlanPrice, Tariff, TaxTier
from hearthline.subscriptions.models import Discount, Subscription, Suspension
from tests import factories
from tests.conftest import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books_are_right")]


def bill(day: date):
    run_bills(bill_date=day, now=datetime(day.year, day.month, day.day, 18, tzinfo=UTC))
    return list(
        BillLine.objects.filter(bill__period_start=day)
        .order_by("position")
        .values_list("kind", "amount_minor", "period_start", "period_end", "cause")
    )


def why(account):
    newest = latest_bill(account_id=account.pk)
    assert newest
    told = explain_bill(account_id=account.pk, number=newest.number)
    assert told
    assert sum(cause.change.amount_minor for cause in told.causes) == told.change.amount_minor
    return [(cause.kind, cause.change.amount_minor, cause.event) for cause in told.causes]


@pytest.fixture
def account():
    return factories.make_account(created_at=datetime(2024, 1, 1, 12, tzinfo=UTC))


def discount(subscription: Subscription, **fields: Any) -> Discount:
    defaults = {"name": "Welcome", "kind": "percent", "decided_at": NOW}
    return Discount.objects.create(
        account_id=subscription.account_id, subscription=subscription, **(defaults | fields)
    )


def test_a_quarter_in_advance_begins_on_the_first_billing_date(account):
    plan = factories.make_plan(price_minor=9000, period_months=3)
    factories.make_subscription(account, plan, started=date(2026, 4, 16))
    # 1 February to 1 May has 89 days; 15 of them: 9000 x 15 / 89 = 1516.85
    assert bill(date(2026, 5, 1)) == [
        ("proration", 1517, date(2026, 4, 16), date(2026, 5, 1), "started"),
        ("recurring", 9000, date(2026, 5, 1), date(2026, 8, 1), "month"),
    ]
    assert bill(date(2026, 6, 1)) == []
    assert bill(date(2026, 8, 1)) == [
        ("recurring", 9000, date(2026, 8, 1), date(2026, 11, 1), "month")
    ]


def test_a_year_that_ends_half_way_is_given_back(account):
    plan = factories.make_plan(price_minor=120_000, period_months=12)
    had = factories.make_subscription(account, plan, started=date(2026, 1, 1))
    assert bill(date(2026, 1, 1)) == [
        ("recurring", 120_000, date(2026, 1, 1), date(2027, 1, 1), "month")
    ]
    had.ended_date = date(2026, 7, 2)
    had.save()
    # 183 of 365 days: 120000 x 183 / 365 = 60164.38
    assert bill(date(2026, 7, 1)) == [
        ("credit", -60_164, date(2026, 7, 2), date(2027, 1, 1), "ended")
    ]


def test_a_month_in_arrears(account):
    plan = factories.make_plan(price_minor=3100, is_in_arrears=True)
    had = factories.make_subscription(account, plan, started=date(2026, 3, 11))
    assert bill(date(2026, 4, 1)) == [
        ("proration", 2100, date(2026, 3, 11), date(2026, 4, 1), "started")
    ]
    had.ended_date = date(2026, 4, 16)
    had.save()
    # 15 of 30 days
    assert bill(date(2026, 5, 1)) == [
        ("proration", 1550, date(2026, 4, 1), date(2026, 4, 16), "ended")
    ]


def test_a_price_changes_within_a_month(account):
    plan = factories.make_plan(price_minor=3000)
    factories.make_subscription(account, plan, started=date(2026, 1, 1))
    assert [line[1] for line in bill(date(2026, 4, 1))][-1] == 3000
    price = PlanPrice.objects.create(
        plan=plan,
        starts_date=date(2026, 5, 11),
        price_minor=6200,
        before_minor=3000,
        decided_at=NOW,
    )
    # 10 of 31 days at 30.00 = 9.68, 21 at 62.00 = 42.00
    assert bill(date(2026, 5, 1)) == [
        ("proration", 968, date(2026, 5, 1), date(2026, 5, 11), "month"),
        ("proration", 4200, date(2026, 5, 11), date(2026, 6, 1), "price"),
    ]
    assert bill(date(2026, 6, 1)) == [
        ("recurring", 6200, date(2026, 6, 1), date(2026, 7, 1), "month")
    ]
    bill(date(2026, 7, 1))
    plan.refresh_from_db()
    price.delete()


def test_discounts_stack_until_nothing_is_left(account):
    had = factories.make_subscription(
        account, factories.make_plan(price_minor=5000), started=date(2026, 4, 1)
    )
    discount(had, rate_ppm=500_000, starts_date=date(2026, 4, 1), ends_date=date(2026, 4, 16))
    discount(
        had,
        kind="amount",
        amount_minor=4000,
        starts_date=date(2026, 4, 1),
        ends_date=date(2026, 6, 1),
        rank=2,
    )
    # half of 15 of 30 days = 12.50; then 40.00, of which 37.50 are left
    assert bill(date(2026, 4, 1)) == [
        ("recurring", 5000, date(2026, 4, 1), date(2026, 5, 1), "month"),
        ("discount", -1250, date(2026, 4, 1), date(2026, 4, 16), "discount"),
        ("discount", -3750, date(2026, 4, 1), date(2026, 5, 1), "discount"),
    ]
    assert bill(date(2026, 5, 1)) == [
        ("recurring", 5000, date(2026, 5, 1), date(2026, 6, 1), "month"),
        ("discount", -4000, date(2026, 5, 1), date(2026, 6, 1), "discount"),
    ]
    assert {kind for kind, _, _ in why(account)} == {"discount", "discount_ended"}


def test_a_broken_bundle_is_taken_back(account):
    internet = factories.make_subscription(
        account, factories.make_plan(price_minor=6000), started=date(2026, 4, 1)
    )
    tv = factories.make_subscription(
        account, factories.make_plan(price_minor=3000, kind="tv"), started=date(2026, 4, 1)
    )
    discount(
        internet, kind="amount", amount_minor=1000, starts_date=date(2026, 4, 1), with_kind="tv"
    )
    assert [line[1] for line in bill(date(2026, 4, 1))] == [6000, -1000, 3000]
    tv.ended_date = date(2026, 4, 22)
    tv.save()
    # 9 of 30 days: 3.00 of the discount, 9.00 of the TV
    assert bill(date(2026, 5, 1)) == [
        ("discount", 300, date(2026, 4, 22), date(2026, 5, 1), "discount"),
        ("recurring", 6000, date(2026, 5, 1), date(2026, 6, 1), "month"),
        ("credit", -900, date(2026, 4, 22), date(2026, 5, 1), "ended"),
    ]
    assert [line[1] for line in bill(date(2026, 6, 1))] == [6000]


def test_days_of_a_suspension_are_given_back_with_their_discount(account):
    had = factories.make_subscription(
        account, factories.make_plan(price_minor=6000), started=date(2026, 4, 1)
    )
    discount(had, rate_ppm=100_000, starts_date=date(2026, 4, 1))
    assert [line[1] for line in bill(date(2026, 4, 1))] == [6000, -600]
    Suspension.objects.create(
        account=account,
        subscription=had,
        starts_date=date(2026, 4, 21),
        ends_date=date(2026, 5, 11),
        decided_at=NOW,
    )
    # April: 10 of 30 days back; May: 21 of 31 days = 40.645
    assert bill(date(2026, 5, 1)) == [
        ("credit", -2000, date(2026, 4, 21), date(2026, 5, 1), "suspended"),
        ("discount", 200, date(2026, 4, 21), date(2026, 5, 1), "suspended"),
        ("proration", 4065, date(2026, 5, 11), date(2026, 6, 1), "resumed"),
        ("discount", -406, date(2026, 5, 11), date(2026, 6, 1), "discount"),
    ]
    assert [line[1] for line in bill(date(2026, 6, 1))] == [6000, -600]
    why(account)


def test_usage_beyond_what_is_included_and_a_minimum(account):
    plan = factories.make_plan(price_minor=1000, kind="phone")
    had = factories.make_subscription(account, plan, started=date(2026, 4, 1))
    Tariff.objects.create(
        plan=plan,
        usage_kind="voice",
        name="Calls",
        included_quantity=600,
        block_quantity=60,
        price_millionths=3_500_000,
        minimum_minor=50,
    )
    bill(date(2026, 4, 1))
    for n, (day, seconds) in enumerate([(date(2026, 4, 3), 601), (date(2026, 4, 30), 540)]):
        Usage.objects.create(
            account=account,
            subscription=had,
            usage_kind="voice",
            quantity=seconds,
            used_date=day,
            counts_date=day,
            source="switch",
            external_id=str(n),
            recorded_at=NOW,
        )
    # 541 seconds beyond: 10 begun minutes at 3.5 cents = 35 cents, 15 less than the least
    assert bill(date(2026, 5, 1)) == [
        ("recurring", 1000, date(2026, 5, 1), date(2026, 6, 1), "month"),
        ("usage", 35, date(2026, 4, 1), date(2026, 5, 1), "usage"),
        ("minimum", 15, date(2026, 4, 1), date(2026, 5, 1), "minimum"),
    ]
    assert [line[1] for line in bill(date(2026, 6, 1))] == [1000, 50]
    assert {kind for kind, _, _ in why(account)} == {"usage", "minimum"}


def test_taxes_with_tiers_included_and_for_a_city(account):
    plan = factories.make_plan(price_minor=10_700, tax_category="video")
    factories.make_subscription(account, plan, started=date(2026, 4, 1))
    factories.make_tax("vat", category="video", rate_ppm=70_000, is_included=True)
    factories.make_tax("city", category="video", rate_ppm=10_000, locality="MAPLETON")
    factories.make_tax("else", category="video", rate_ppm=10_000, locality="Elsewhere")
    tiered = factories.make_tax("tiers", category="video", kind="tiered", rate_ppm=0)
    for from_minor, rate_ppm in ((0, 10_000), (5000, 20_000), (10_000, 30_000)):
        TaxTier.objects.create(tax=tiered, from_minor=from_minor, rate_ppm=rate_ppm)
    # city 107; tiers 50 + 100 + 21 = 171; within the price 10700 x 7 / 107 = 700
    assert [line[1] for line in bill(date(2026, 4, 1))] == [10_700, 107, 171, 0]
    assert list(BillLine.objects.exclude(included_minor=None).values_list("included_minor")) == [
        (700,)
    ]
    held = Posting.objects.filter(book="tax_payable").values_list("amount_minor", flat=True)
    assert sum(held) == -(107 + 171 + 700)
    TaxExemption.objects.create(
        account=account, tax_category="video", starts_date=date(2026, 5, 1), decided_at=NOW
    )
    # without the tax that is in the price
    assert [line[1] for line in bill(date(2026, 5, 1))] == [10_700, -700]
