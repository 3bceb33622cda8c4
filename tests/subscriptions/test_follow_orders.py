"""Orders begin on their day, once, and their people hear of it when all is done."""

from datetime import date, timedelta
from typing import Any

import pytest

from hearthline.billing.models import Bill
from hearthline.billing.operations import run_bills
from hearthline.kernel.money import Money
from hearthline.network.models import Connection, ProvisioningStep
from hearthline.notices.models import Message
from hearthline.subscriptions.models import Order
from hearthline.subscriptions.operations import Wish, follow_orders
from hearthline.subscriptions.queries import order_of
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
APRIL = date(2026, 4, 1)
APRIL_AT = NOW + timedelta(days=16)


def _state(shop: Any, number: str) -> str:
    found = order_of(account_id=shop.account.pk, number=number)
    assert found is not None
    return found.summary.state


def test_on_its_day_and_not_before(shop: Any):
    number = shop.order(shop.faster())
    follow_orders(now=APRIL_AT - timedelta(days=2))
    assert _state(shop, number) == "waiting"
    assert not Connection.objects.exists()
    for _ in range(3):
        follow_orders(now=APRIL_AT)
    assert Order.objects.get().took_effect_at == APRIL_AT
    assert Connection.objects.get().group == "fast-group"
    assert ProvisioningStep.objects.count() == 1
    assert _state(shop, number) == "under_way"


def test_the_bill_may_come_before_the_job_or_after_it(shop: Any, books_are_right: None):
    quote = shop.quote(shop.faster())
    shop.order(shop.faster())
    run_bills(bill_date=APRIL, now=APRIL_AT)
    follow_orders(now=APRIL_AT)
    bill = Bill.objects.get(period_start=APRIL)
    assert Money(bill.total_minor, "USD") == quote.total


def test_told_once_when_all_steps_are_done(shop: Any):
    number = shop.order(shop.faster(), effective="now")
    follow_orders(now=NOW)
    assert not Message.objects.filter(kind="order_done").exists()
    step = ProvisioningStep.objects.get()
    ProvisioningStep.objects.filter(pk=step.pk).update(state="handed_over", handed_over_at=NOW)
    follow_orders(now=NOW)
    assert _state(shop, number) == "with_staff"
    assert not Message.objects.filter(kind="order_done").exists()
    ProvisioningStep.objects.filter(pk=step.pk).update(state="done", finished_at=NOW)
    for _ in range(3):
        follow_orders(now=NOW)
    assert _state(shop, number) == "done"
    told = Message.objects.filter(kind="order_done")
    assert told.filter(user_id=shop.user.pk).count() == 1


def test_what_the_network_has_no_part_in_is_done_at_once(shop: Any):
    number = shop.order(Wish("add", plan_code="mesh"), effective="now")
    assert _state(shop, number) == "done"


def test_a_service_that_ended_before_its_change_stays_ended(shop: Any, books_are_right: None):
    run_bills(bill_date=date(2026, 3, 1), now=NOW)
    number = shop.order(shop.faster())
    shop.internet.ended_date = date(2026, 3, 20)
    shop.internet.save()
    follow_orders(now=APRIL_AT)
    detail = order_of(account_id=shop.account.pk, number=number)
    assert detail is not None
    assert detail.summary.items[0].never_began
    assert not Connection.objects.filter(group="fast-group").exists()
