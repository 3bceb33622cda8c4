"""The next bill that is shown is the one that is issued; a quote leaves nothing behind."""

import threading
import time
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from hearthline.billing.models import Bill
from hearthline.billing.operations import add_charge, run_bills
from hearthline.kernel.money import Money
from hearthline.kernel.sql import select
from hearthline.subscriptions.models import Order, Subscription
from hearthline.subscriptions.operations import UnableToOrder, Wish
from tests.conftest import NOW
from tests.subscriptions.conftest import furnish_shop
from tests.subscriptions.conftest import shop as shop  # noqa: PLC0414 - a fixture

APRIL = date(2026, 4, 1)


def _bill(day: date) -> None:
    run_bills(bill_date=day, now=datetime(day.year, day.month, day.day, 18, tzinfo=UTC))


def _dump() -> dict[str, Any]:
    tables = select(
        "SELECT relname AS name FROM pg_class WHERE relkind = 'r'"
        " AND relnamespace = 'public'::regnamespace ORDER BY relname"
    )
    return {
        row["name"]: select(f'SELECT to_jsonb(t) AS row FROM "{row["name"]}" AS t ORDER BY 1')
        for row in tables
        if row["name"] != "django_session"
    }


def test_a_quote_says_the_bill_with_and_without(shop: Any, books_are_right: None):
    _bill(date(2026, 3, 1))
    quote = shop.quote(shop.faster())
    assert quote.effective_date == quote.bill_date == APRIL
    # 60 + 20 for a month instead of 40 + 20, both with 6.25 % tax.
    assert quote.total == Money(8_500, "USD")
    assert quote.total_without == Money(6_375, "USD")
    assert quote.difference == Money(2_125, "USD")
    assert quote.monthly_difference == Money(2_000, "USD")


def test_now_is_split_to_the_day(shop: Any, books_are_right: None):
    _bill(date(2026, 3, 1))
    quote = shop.quote(shop.faster(), effective="now")
    assert quote.effective_date == date(2026, 3, 16)
    # 16 of March's 31 days: $40 back, $60 charged; then April.
    split = round(6_000 * 16 / 31) - round(4_000 * 16 / 31)
    assert quote.total.amount_minor == pytest.approx((split + 8_000) * 1.0625, abs=1)


def test_a_quote_leaves_nothing_behind(shop: Any):
    before = _dump()
    shop.quote(shop.faster(), Wish("add", plan_code="films"))
    with pytest.raises(UnableToOrder):
        shop.quote(Wish("add", plan_code="sports"))
    assert _dump() == before


def test_a_quote_is_quick(shop: Any):
    shop.quote(shop.faster())
    took = []
    for _ in range(5):
        begun = time.perf_counter()
        shop.quote(shop.faster(), Wish("add", plan_code="films"))
        took.append(time.perf_counter() - begun)
    assert min(took) < 0.2  # about 0.03 where nothing else runs


def test_ordering_does_what_was_quoted(shop: Any, books_are_right: None):
    quote = shop.quote(shop.faster(), Wish("add", plan_code="films"))
    number = shop.order(shop.faster(), Wish("add", plan_code="films"))
    _bill(APRIL)
    bill = Bill.objects.get(account=shop.account, period_start=APRIL)
    assert bill.total_minor == quote.total.amount_minor
    order = Order.objects.get(number=number)
    assert order.bill_total_minor == bill.total_minor
    assert len(order.bill_lines) == bill.line_count


def test_another_bill_than_was_seen_is_refused(shop: Any):
    seen = shop.quote(shop.faster()).seen
    add_charge(
        account_id=shop.account.pk,
        kind="one_off",
        amount=Money(100, "USD"),
        description="Late",
        effective_date=date(2026, 3, 1),
        now=NOW,
    )
    with pytest.raises(UnableToOrder, match="bill_changed"):
        shop.order(shop.faster(), seen=seen)
    shop.internet.refresh_from_db()
    assert shop.internet.ended_date is None
    assert not Order.objects.exists()


def test_a_new_price_in_between_is_refused(shop: Any):
    seen = shop.quote(shop.faster()).seen
    shop.plans["fast"].price_minor += 1
    shop.plans["fast"].save()
    with pytest.raises(UnableToOrder, match="bill_changed"):
        shop.order(shop.faster(), seen=seen)


def test_the_same_form_twice_is_one_order(shop: Any):
    seen = shop.quote(shop.faster()).seen
    numbers = {shop.order(shop.faster(), seen=seen) for _ in range(3)}
    assert len(numbers) == Order.objects.count() == 1
    with pytest.raises(UnableToOrder, match="form_changed"):
        shop.order(Wish("add", plan_code="films"), seen=seen)


def test_on_the_billing_day_before_the_run_the_bill_is_todays(shop: Any, books_are_right: None):
    _bill(date(2026, 3, 1))
    early = datetime(2026, 4, 1, 12, tzinfo=UTC)
    quote = shop.quote(shop.faster(), effective="now", now=early)
    assert quote.bill_date == APRIL
    shop.order(shop.faster(), effective="now", now=early)
    _bill(APRIL)
    assert Bill.objects.get(period_start=APRIL).total_minor == quote.total.amount_minor
    later = shop.quote(Wish("add", plan_code="films"), now=early + timedelta(hours=8))
    assert later.bill_date == date(2026, 5, 1)


def test_a_bill_run_and_an_order_wait_for_each_other_and_never_in_a_circle(committed: str):
    """On a billing day the order waits for the batch with its account, and then looks anew."""
    from tests.conftest import make_cast

    shop = furnish_shop(make_cast())
    early = datetime(2026, 4, 1, 12, tzinfo=UTC)
    seen = shop.quote(shop.faster(), now=early).seen
    placed: list[str] = []

    def order() -> None:
        try:
            placed.append(shop.order(shop.faster(), seen=seen, now=early))
        except UnableToOrder as refusal:
            placed.append(refusal.reason)
        finally:
            connection.close()

    thread = threading.Thread(target=order)
    with transaction.atomic():
        select("SELECT FROM customers_account FOR NO KEY UPDATE")
        thread.start()
        time.sleep(0.5)
        assert not placed
        _bill(APRIL)
    thread.join()
    assert placed == ["bill_changed"]


def test_two_at_once_are_one_after_the_other(committed: str):
    from tests.conftest import make_cast

    shop = furnish_shop(make_cast())
    seen = shop.quote(shop.faster()).seen
    found: list[str] = []

    def order(key: str) -> None:
        try:
            shop.order(shop.faster(), seen=seen, key=key)
            found.append("placed")
        except UnableToOrder as refusal:
            found.append(refusal.reason)
        finally:
            connection.close()

    threads = [threading.Thread(target=order, args=(f"key-{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == ["change_waiting"] * 3 + ["placed"]
    assert Order.objects.count() == 1
    assert Subscription.objects.filter(plan__code="fast").count() == 1
