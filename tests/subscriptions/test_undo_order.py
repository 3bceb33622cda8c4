"""An order can be taken back until its day."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from hearthline.billing.operations import run_bills
from hearthline.subscriptions.models import Order, Subscription
from hearthline.subscriptions.operations import UnableToUndo, Wish, follow_orders, undo_order
from tests import factories
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
APRIL_AT = NOW + timedelta(days=16)


def _undo(shop: Any, number: str, **more: Any) -> None:
    asked = {"user_id": shop.user.pk, "now": NOW} | more
    undo_order(account_id=shop.account.pk, number=number, **asked)


def test_everything_is_as_before(shop: Any, books_are_right: None):
    pack = factories.make_subscription(
        shop.account, shop.plans["films"], ended_date=date(2026, 9, 1)
    )
    pack.ended_date = None
    pack.save()
    before = shop.quote(Wish("add", plan_code="mesh")).total_without
    number = shop.order(
        shop.faster(), Wish("remove", pack.number), Wish("add", plan_code="films-lite")
    )
    _undo(shop, number)
    _undo(shop, number)  # again does nothing
    shop.internet.refresh_from_db()
    assert shop.internet.ended_date is None
    assert shop.quote(Wish("add", plan_code="mesh")).total_without == before
    follow_orders(now=APRIL_AT)
    run_bills(bill_date=date(2026, 4, 1), now=APRIL_AT)
    assert Order.objects.get().took_effect_at is None


@pytest.mark.parametrize("effective", ["now", "next_bill"])
def test_not_once_it_has_begun(shop: Any, effective: str):
    number = shop.order(shop.faster(), effective=effective)
    with pytest.raises(UnableToUndo, match="begun"):
        _undo(shop, number, now=APRIL_AT)
    follow_orders(now=APRIL_AT)
    with pytest.raises(UnableToUndo, match="begun"):
        _undo(shop, number)


def test_nor_by_others(shop: Any, cast: Any):
    number = shop.order(shop.faster())
    with pytest.raises(UnableToUndo, match="not_allowed"):
        _undo(shop, number, user_id=cast.mallory.pk)
    with pytest.raises(UnableToUndo, match="not_found"):
        undo_order(account_id=cast.other.pk, number=number, user_id=cast.mallory.pk, now=NOW)


def test_nor_from_under_another_order(shop: Any):
    number = shop.order(Wish("change", shop.tv.number, "tv-large"))
    shop.order(Wish("add", plan_code="sports"), key="sports")
    with pytest.raises(UnableToUndo) as refusal:
        _undo(shop, number)
    assert refusal.value.conflicts[0].name == "Sports"
    shop.tv.refresh_from_db()
    assert shop.tv.ended_date == date(2026, 4, 1)


def test_nor_where_the_service_changed_since(shop: Any):
    number = shop.order(shop.faster())
    Subscription.objects.filter(pk=shop.internet.pk).update(ended_date=date(2026, 3, 20))
    with pytest.raises(UnableToUndo, match="changed_since"):
        _undo(shop, number)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE subscriptions_order SET bill_total_minor = 0",
        "UPDATE subscriptions_order SET undone_at = now() + interval '1 day'",
        "UPDATE subscriptions_orderitem SET action = 'add'",
        "DELETE FROM subscriptions_orderitem",
        "DELETE FROM subscriptions_order",
    ],
)
def test_what_happened_stays(shop: Any, change: str):
    from django.db import connection

    number = shop.order(shop.faster())
    _undo(shop, number)
    with (
        pytest.raises((IntegrityError, ProgrammingError)),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change)
