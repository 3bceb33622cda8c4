"""What pages learn about payments, and of whose."""

from datetime import timedelta
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from hearthline.kernel.money import Money
from hearthline.payments.operations import record_payment
from hearthline.payments.queries import (
    PAGE_SIZE,
    in_flight,
    latest_payment,
    payable,
    payment_detail,
    payment_history,
    saved_methods,
    unfinished_payments,
)
from hearthline.payments.reasons import REASONS, reason_text
from tests.conftest import NOW
from tests.payments.conftest import Shop, keep, owe


def _record(account: Any, days_ago: int, amount_minor: int = 1000) -> str:
    return record_payment(
        account_id=account.pk,
        amount_minor=amount_minor,
        channel="cash",
        reference="",
        received_at=NOW - timedelta(days=days_ago),
        idempotency_key=f"{days_ago}-{amount_minor}",
        staff_user_id=None,
        now=NOW,
    ).number


def test_history_is_newest_first_by_when_the_money_came(cast: Any):
    middle, oldest, newest = (_record(cast.home, days) for days in (2, 3, 1))
    history = payment_history(account_id=cast.home.pk)
    assert [row.number for row in history.rows] == [newest, middle, oldest]
    assert history.rows[0].amount == Money(1000, "USD")
    assert latest_payment(account_id=cast.home.pk) == history.rows[0]


def test_history_comes_in_pages_and_forgives_wrong_ones(cast: Any):
    numbers = [_record(cast.home, days) for days in range(PAGE_SIZE + 3)]
    first, second = (payment_history(account_id=cast.home.pk, page=page) for page in (1, 2))
    assert [row.number for row in (*first.rows, *second.rows)] == numbers
    assert (second.page, second.pages, second.total) == (2, 2, PAGE_SIZE + 3)
    assert payment_history(account_id=cast.home.pk, page=99) == second
    assert payment_history(account_id=cast.home.pk, page=-1) == first


def test_a_page_of_history_costs_two_queries(cast: Any):
    for days in range(PAGE_SIZE):
        _record(cast.home, days)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        payment_history(account_id=cast.home.pk)
    assert len(queries) == 2


def test_an_account_without_payments(cast: Any):
    history = payment_history(account_id=cast.home.pk)
    assert (history.rows, history.page, history.pages, history.total) == ((), 1, 1, 0)
    assert latest_payment(account_id=cast.home.pk) is None
    assert in_flight(account_id=cast.home.pk).total == Money(0, "USD")


def test_mallory_sees_nothing_of_alices(shop: Shop):
    keep(shop.home)
    paid = shop.pay(method_id=keep(shop.home), amount_minor=1000).number
    shop.pay(amount_minor=1000)
    other = shop.cast.other.pk
    assert payment_detail(account_id=shop.home.pk, number=paid) is not None
    assert payment_detail(account_id=other, number=paid) is None
    assert payment_history(account_id=other).total == 0
    assert latest_payment(account_id=other) is None
    assert unfinished_payments(account_id=other) == ()
    assert saved_methods(account_id=other, now=NOW) == ()
    assert payable(account_id=other).due == Money(0, "USD")
    assert in_flight(account_id=other).count == 0


def test_what_is_due_counts_what_is_under_way(shop: Shop):
    owe(shop.home, 1000)
    shop.pay(amount_minor=2000)
    found = payable(account_id=shop.home.pk)
    assert found.balance == Money(9240, "USD")
    assert found.in_flight.total == Money(2000, "USD")
    assert found.due == Money(7240, "USD")
    [unfinished] = unfinished_payments(account_id=shop.home.pk)
    assert unfinished.continue_url.startswith(shop.company.url)


def test_every_reason_has_words_and_unknown_ones_too():
    assert all(str(text).endswith((".", "again.")) for text in REASONS.values())
    assert str(reason_text("do_not_honor")) == "The payment didn't go through."
