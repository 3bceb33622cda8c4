"""Prices with days, discounts and usage come in, count once, and never change the past."""

# ruff: noqa: E501 - rows stand as they are written
from datetime import UTC, date, datetime

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from hearthline.billing.models import BillLine, Usage
from hearthline.billing.operations import run_bills
from hearthline.catalog.models import Plan, PlanPrice
from hearthline.subscriptions.models import Discount
from tests import factories
from tests.conftest import NOW
from tests.imports.conftest import Provider, outcome

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books_are_right")]
FILES = {
    "plan_prices.csv": "plan_code,starts_date,price,told\n"
    "fiber-500,2025-01-01,60,\nfiber-500,2026-01-01,65,\nfiber-500,2026-05-01,68,no\ntv-basic,2026-03-20,33,yes\n",
    "discounts.csv": "subscription_id,name,kind,rate,starts_date,ends_date,with_kind,rank\n"
    "S1,Welcome,amount,10,2026-01-05,2026-07-05,,\nS1,Both,percent,12.5,2026-03-05,,tv,2\n",
    "usage.csv": "subscription_id,usage_kind,quantity,used_date,description,source,reference\n"
    "S1,data,1500,2026-03-10,,probe-1,r1\nS1,data,700,2026-03-11,,,r1\n",
}


def write(provider: Provider, **others: str) -> None:
    for name, text in FILES.items():
        (provider.folder / name).write_text(others.get(name.removesuffix(".csv"), text))


def complaints(provider: Provider) -> list[tuple[str, int, str, str]]:
    report = provider.bring()
    return [(each.file, each.line, each.column, each.message) for each in report.complaints]


def test_they_come_in_once(provider: Provider):
    write(provider)
    found = outcome(provider.bring())
    assert [found[name] for name in FILES] == [(4, 0, 0), (2, 0, 0), (2, 0, 0)]
    again = outcome(provider.bring())
    assert [again[name] for name in FILES] == [(0, 0, 4), (0, 0, 2), (0, 0, 2)]
    prices = PlanPrice.objects.order_by("plan__code", "starts_date")
    assert list(prices.values_list("before_minor", "price_minor", "needs_telling")) == [
        (6000, 6000, False),
        (6000, 6500, False),
        (6500, 6800, True),
        (3250, 3300, True),
    ]
    assert list(prices.filter(told_at=None).values_list("price_minor", flat=True)) == [
        6000,
        6500,
        6800,
    ]
    assert ProcrastinateJob.objects.filter(task_name="tell_new_prices").exists()
    by_name = {discount.name: discount for discount in Discount.objects.all()}
    assert (by_name["Welcome"].amount_minor, by_name["Welcome"].rank) == (1000, 1)
    assert (by_name["Both"].rate_ppm, by_name["Both"].with_kind) == (125_000, "tv")
    assert set(Usage.objects.values_list("source", "external_id", "quantity")) == {
        ("probe-1", "r1", 1500),
        ("import", "r1", 700),
    }


def test_the_next_bill_goes_by_them(provider: Provider):
    write(provider)
    (provider.folder / "tariffs.csv").write_text(
        "plan_code,usage_kind,name,included,block,price\nfiber-500,data,Data,1000,100,0.50\n"
    )
    provider.change("subscriptions.csv", 0, price_override="")
    provider.bring()
    run_bills(bill_date=date(2026, 4, 5), now=datetime(2026, 4, 5, 18, tzinfo=UTC))
    lines = BillLine.objects.filter(bill__source="run")
    off = lines.filter(description="Welcome", period_start__gte=date(2026, 4, 5))
    assert sum(off.values_list("amount_minor", flat=True)) == -1000
    assert lines.get(kind="usage").amount_minor == 12 * 50
    whole = lines.filter(description="Fiber 500", period_end__gt=date(2026, 4, 5))
    # 26 days at 65.00 and four at 68.00
    assert [line.amount_minor for line in whole] == [round(6500 * 26 / 30), round(6800 * 4 / 30)]


def test_a_price_can_change_until_people_know(provider: Provider):
    write(provider)
    provider.bring()
    other = FILES["plan_prices.csv"].replace("05-01,68", "05-01,67")
    write(provider, plan_prices=other)
    assert outcome(provider.bring())["plan_prices.csv"] == (0, 1, 3)
    PlanPrice.objects.update(told_at=NOW)
    write(provider)
    assert complaints(provider) == [
        (
            "plan_prices.csv",
            4,
            "price",
            "the plan costs 67.00 from 2026-05-01 on, which people were told. Give the new price a later day",
        )
    ]
    write(provider, plan_prices=other.replace("2025-01-01,60", "2025-01-01,61"))
    assert complaints(provider) == [
        (
            "plan_prices.csv",
            2,
            "price",
            "the plan costs 60.00 from 2025-01-01 on, which has begun. Give the new price a later day",
        )
    ]


def test_another_price_of_plans_today_keeps_what_was_before(provider: Provider):
    provider.bring()
    provider.change("plans.csv", 0, price="66")
    write(provider, plan_prices="plan_code,starts_date,price\nfiber-500,2026-06-01,70\n")
    assert outcome(provider.bring())["plan_prices.csv"] == (1, 0, 0)
    prices = PlanPrice.objects.filter(plan__code="fiber-500").order_by("starts_date")
    assert list(prices.values_list("before_minor", "price_minor")) == [(6500, 6600), (6600, 7000)]
    assert Plan.objects.get(code="fiber-500").price_minor == 6600


@pytest.mark.parametrize(
    ("name", "row", "column", "message"),
    [
        ("plan_prices.csv", "gone,2026-09-01,5,", "plan_code", '"gone" is unknown. Add the plan to plans.csv or correct the code'),
        ("plan_prices.csv", "fiber-500,2026-01-01,66,", "starts_date", '"2026-01-01" is on line 3 already. Keep one of the two rows'),
        ("plan_prices.csv", "fiber-500,2026-03-01,66,", "price", "66.00 is not what the plan costs today, 65.00. Correct one of the two"),
        ("plan_prices.csv", "fiber-500,2026-04-14,66,", "starts_date", "2026-04-14 is less than 30 days ahead, and the price rises. Write a later day, or yes under told if people know"),
        ("discounts.csv", "S9,Welcome,amount,10,2026-01-05,,,", "subscription_id", '"S9" is unknown. Add the subscription to subscriptions.csv or correct the id'),
        ("discounts.csv", "S2,Welcome,percent,101,2026-01-05,,,", "rate", '"101" is not a percentage above 0 and up to 100 with at most four digits after the point. Write 6.25 for 6.25 %'),
        ("discounts.csv", "S2,Welcome,amount,0,2026-01-05,,,", "rate", '"0" is less than the smallest amount. Write an amount that isn\'t'),
        ("discounts.csv", "S1,Welcome,amount,5,2026-01-05,,,", "name", '"Welcome" is on line 2 already. Keep one of the two rows'),
        ("discounts.csv", "S1,New,amount,5,2026-01-05,2026-01-04,,", "ends_date", "2026-01-04 is before starts_date, 2026-01-05. Correct one of the two"),
        ("usage.csv", "S9,data,1,2026-03-10,,,r3", "subscription_id", '"S9" is unknown. Add the subscription to subscriptions.csv or correct the id'),
        ("usage.csv", "S1,data,0,2026-03-10,,,r3", "quantity", '"0" is not a whole number from 1 to 999999999. Write digits only'),
        ("usage.csv", "S1,data,1,2026-03-17,,,r3", "used_date", '"2026-03-17" lies in the future. Write a day up to 2026-03-16'),
        ("usage.csv", "S1,data,1,2026-03-10,,probe-1,r1", "reference", '"r1" is on line 2 already. Keep one of the two rows'),
        ("usage.csv", "S1,data,1,2024-04-30,,,r3", "used_date", '2024-04-30 is before subscription "S1" began, 2024-05-01. Correct the day or the id'),
        ("usage.csv", "S2,data,1,2026-02-01,,,r3", "used_date", '2026-02-01 is after subscription "S2" ended, 2026-01-31. Correct the day or the id'),
        ("usage.csv", "S1,data,1,2026-02-04,,,r3", "used_date", '2026-02-04 is before the last bill of account "A1" that is imported, issued on 2026-02-05: it has been billed. Leave it out'),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(
    provider: Provider, name: str, row: str, column: str, message: str
):
    write(provider.with_history())
    text = FILES[name] + row + "\n"
    (provider.folder / name).write_text(text)
    assert (name, text.count("\n"), column, message) in complaints(provider)
    report = provider.bring(skip_bad_rows=True)
    assert report.is_done
    assert report.rejected[name] == 1


def test_a_discount_moves_only_its_end(provider: Provider):
    write(provider)
    provider.bring()
    write(provider, discounts=FILES["discounts.csv"].replace("2026-07-05", "2026-05-05"))
    assert outcome(provider.bring())["discounts.csv"] == (0, 1, 1)
    write(provider, discounts=FILES["discounts.csv"].replace("amount,10", "amount,11"))
    assert complaints(provider) == [
        (
            "discounts.csv",
            2,
            "rate",
            '"Welcome" gives something else from 2026-01-05 on already. End it, and give the new one a name or a day of its own',
        )
    ]
    by = factories.make_user("sue", is_staff=True)
    Discount.objects.filter(name="Welcome").update(ended_by=by, ends_date=date(2026, 4, 1))
    write(provider)
    assert outcome(provider.bring())["discounts.csv"] == (0, 0, 2)
    assert Discount.objects.get(name="Welcome").ends_date == date(2026, 4, 1)


def test_usage_never_changes(provider: Provider):
    write(provider)
    provider.bring()
    write(provider, usage=FILES["usage.csv"].replace("1500", "1600"))
    assert complaints(provider) == [
        (
            "usage.csv",
            2,
            "reference",
            '"r1" was counted as something else, used on 2026-03-10. Usage never changes: give the new one a reference of its own',
        )
    ]


def test_what_follows_a_refused_row_is_refused_too(provider: Provider):
    write(provider)
    provider.change("subscriptions.csv", 0, started_date="soon")
    report = provider.bring(skip_bad_rows=True)
    assert report.is_done
    assert (report.rejected["discounts.csv"], report.rejected["usage.csv"]) == (2, 2)
    assert not Usage.objects.exists()
