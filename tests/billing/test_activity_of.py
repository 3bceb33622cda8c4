"""Balance and activity: each posting once, each with the balance after it, quick however many."""

import time
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hearthline.billing.activity import Asked, activity_of
from hearthline.billing.operations import Leg, post_transaction, reverse_transaction, run_bills
from hearthline.billing.queries import balance
from hearthline.kernel.money import Money
from tests import factories
from tests.billing.test_every_day_once import undone
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def account(db):
    return factories.make_account()


def post(account, minor, *, kind="opening_balance", at=NOW, key="", description="Something"):
    book = "opening_balance" if kind == "opening_balance" else "revenue"
    return post_transaction(
        account_id=account.pk,
        kind=kind,
        legs=[Leg("receivable", account.pk, minor), Leg(book, None, -minor)],
        currency="USD",
        scope="test",
        idempotency_key=key or f"{account.pk} {minor} {at} {kind}",
        description=description,
        occurred_at=at,
        now=NOW,
    )


def asked(account, page=1, page_size=25, **what: Any):
    return activity_of(
        account_id=account.pk,
        currency="USD",
        asked=Asked(**what),
        page=page,
        page_size=page_size,
    )


def minors(activity):
    return [
        (movement.amount.amount_minor, movement.balance.amount_minor)
        for movement in activity.movements
    ]


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    moves=st.lists(
        st.tuples(
            st.integers(-9_000, 9_000).filter(bool),
            st.integers(0, 5),
            st.sampled_from(["bill", "payment", "late_fee"]),
        ),
        max_size=12,
    ),
    page_size=st.integers(1, 5),
    kind=st.sampled_from(["", "bill", "payment", "other"]),
)
def test_balances_run_over_everything_whatever_is_listed(moves, page_size, kind):
    with undone():
        account = factories.make_account()
        known = []
        for number, (minor, day, what) in enumerate(moves):
            at = NOW + timedelta(days=day)
            post(account, minor, kind=what, at=at, key=f"{account.pk}/{number}")
            known.append((at, number, minor, what))
        expected, level = [], 0
        for _, _, minor, what in sorted(known):
            level += minor
            if kind in ("", what) or (kind == "other" and what == "late_fee"):
                expected.append((minor, level))
        expected.reverse()
        found = []
        page = 1
        while True:
            part = asked(account, page=page, page_size=page_size, kind=kind)
            assert part.total == len(expected)
            assert part.page == page
            found += minors(part)
            page += 1
            if (page - 1) * page_size >= part.total:
                break
        assert found == expected
        assert minors(asked(account, page_size=None, kind=kind)) == expected
        assert balance(account_id=account.pk) == Money(level, "USD")


def test_days_are_the_providers_and_both_belong(account, books_are_right):
    first = datetime(2026, 3, 10, 4, 59, tzinfo=UTC)  # still the 9th in Chicago
    post(account, 100, at=first)
    post(account, 200, at=first + timedelta(minutes=1))
    day = date(2026, 3, 10)
    assert minors(asked(account, since=day, until=day)) == [(200, 300)]
    assert minors(asked(account, until=day - timedelta(days=1))) == [(100, 100)]
    assert minors(asked(account, since=day + timedelta(days=1))) == []


@pytest.mark.parametrize("text", ["82.40", "$82.40", "-82.40", "0100", "PAYMENT 0100"])
def test_a_number_or_an_amount_is_found(account, text):
    post(account, -8240, kind="payment", description="Payment 010012345")
    post(account, 8241, kind="bill", description="Bill 99", key="b")
    assert [amount for amount, _ in minors(asked(account, text=text))] == [-8240]


@pytest.mark.parametrize("text", ["%", "_", "'", "\\", "1e5", "²", "9" * 30, "zzz"])
def test_nonsense_finds_nothing(account, text):
    post(account, -8240, kind="payment", description="Payment")
    assert asked(account, text=text).movements == ()


def test_what_was_taken_back_says_so(account):
    paid = post(account, -500, kind="payment", description="Payment 7")
    reverse_transaction(transaction_id=paid, description="Check returned", now=NOW)
    back, first = asked(account).movements
    assert (back.kind, back.is_reversal, back.description) == ("payment", True, "Check returned")
    assert (first.kind, first.is_reversal) == ("payment", False)
    assert [movement.kind for movement in asked(account, kind="payment").movements] == [
        *("payment", "payment")
    ]


def test_bills_have_their_number(account, books_are_right):
    factories.make_subscription(account, factories.make_plan())
    run_bills(bill_date=date(2026, 3, 1), now=NOW)
    (movement,) = asked(account).movements
    assert (movement.kind, movement.amount) == ("bill", Money(5000, "USD"))
    assert movement.bill_number == movement.description.removeprefix("Bill ")


def test_a_page_beyond_the_last_is_the_last(account, books_are_right):
    for number in range(5):
        post(account, 100, key=str(number))
    beyond = asked(account, page=99, page_size=2)
    assert (beyond.page, len(beyond.movements)) == (3, 1)
    nothing = asked(factories.make_account(), page=7)
    assert (nothing.page, nothing.total, nothing.movements) == (1, 0, ())


def test_nobody_sees_anothers(account):
    post(account, 100)
    assert asked(factories.make_account()).total == 0


def test_five_thousand_postings_are_no_wait(account, django_assert_num_queries):
    with connection.cursor() as cursor:
        cursor.execute(
            """WITH header AS (
                   INSERT INTO billing_ledgertransaction
                       (scope, idempotency_key, request_hash, kind, currency, leg_count,
                        description, occurred_at, posted_at, account_id)
                   SELECT 'many', n::text, sha256(n::text::bytea), 'payment', 'USD', 2,
                          'Payment ' || n, %(now)s::timestamptz - n * interval '1 hour', %(now)s,
                          %(account)s
                     FROM generate_series(1, 5000) AS n RETURNING id)
               INSERT INTO billing_posting
                   (transaction_id, leg, book, account_id, currency, amount_minor)
               SELECT id, leg, book, leg_account, 'USD', minor
                 FROM header CROSS JOIN (VALUES (1, 'receivable', %(account)s, -100),
                                                (2, 'cash', NULL, 100))
                      AS legs (leg, book, leg_account, minor)""",
            {"now": NOW, "account": account.pk},
        )
        cursor.execute("ANALYZE billing_posting, billing_ledgertransaction")
    taken = []
    for page in (1, 100, 200, 57, 3):
        begun = time.perf_counter()
        with django_assert_num_queries(1):
            found = asked(account, page=page)
        taken.append(time.perf_counter() - begun)
        assert (found.total, len(found.movements)) == (5000, 25)
    assert min(taken) < 0.1, taken
