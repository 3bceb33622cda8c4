"""Reads for pages: one statement each, and nothing of anybody else's."""

from datetime import UTC, date, datetime

import pytest

from hearthline.billing import queries
from hearthline.billing.operations import Leg, post_transaction, run_bills
from hearthline.kernel.money import Money
from tests import factories
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
TODAY = date(2026, 4, 10)


@pytest.fixture
def account():
    account = factories.make_account()
    factories.make_tax()
    plan = factories.make_plan(name="Fiber 500")
    factories.make_subscription(account, plan, service_identifier="fiber-17")
    run_bills(bill_date=date(2026, 4, 1), now=datetime(2026, 4, 1, 18, tzinfo=UTC))
    return account


def post(account, amount, key="1"):
    post_transaction(
        account_id=account.pk,
        kind="opening_balance",
        legs=[
            Leg("receivable", account.pk, amount),
            Leg("opening_balance", None, -amount),
        ],
        currency="USD",
        scope="test",
        idempotency_key=key,
        description="",
        occurred_at=NOW,
        now=NOW,
    )


def test_each_is_one_query(account, django_assert_num_queries):
    latest = queries.latest_bill(account_id=account.pk)
    assert latest
    asks = [
        lambda: queries.balance(account_id=account.pk),
        lambda: queries.what_is_due(account_id=account.pk, today=TODAY),
        lambda: queries.latest_bill(account_id=account.pk),
        lambda: queries.bills_of(account_id=account.pk),
        lambda: queries.bill_detail(account_id=account.pk, number=latest.number),
        lambda: queries.preview_bill(account_id=account.pk, bill_date=date(2026, 5, 1)),
    ]
    for ask in asks:
        with django_assert_num_queries(1):
            assert ask() is not None


def test_lines_are_grouped_by_service(account):
    latest = queries.latest_bill(account_id=account.pk)
    assert latest
    detail = queries.bill_detail(account_id=account.pk, number=latest.number)
    assert detail
    (service,) = detail.services
    assert (service.plan_name, service.service_identifier) == ("Fiber 500", "fiber-17")
    assert service.total == Money(5000, "USD")
    assert [(line.description, line.amount.amount_minor) for line in detail.taxes_and_fees] == [
        ("State tax", 313)
    ]
    assert detail.summary.due == detail.summary.total == Money(5313, "USD")


def test_what_is_paid_too_much_is_credit(account):
    post(account, -10_000)
    due = queries.what_is_due(account_id=account.pk, today=TODAY)
    assert (due.amount, due.credit) == (Money(0, "USD"), Money(4687, "USD"))
    assert (due.due_date, due.bill_number, due.is_overdue) == (None, None, False)


def test_an_opening_balance_is_older_than_any_bill(account):
    post(account, 2_000)
    due = queries.what_is_due(account_id=account.pk, today=TODAY)
    assert (due.amount, due.overdue) == (Money(7313, "USD"), Money(2000, "USD"))
    assert due.due_date == date(2026, 4, 21)
    post(account, -2_500, key="2")
    due = queries.what_is_due(account_id=account.pk, today=TODAY)
    assert (due.amount, due.overdue) == (Money(4813, "USD"), Money(0, "USD"))


def test_the_due_date_itself_is_in_time(account):
    on_the_day = queries.what_is_due(account_id=account.pk, today=date(2026, 4, 21))
    after = queries.what_is_due(account_id=account.pk, today=date(2026, 4, 22))
    assert not on_the_day.is_overdue
    assert after.overdue == Money(5313, "USD")


def test_another_accounts_bill_is_not_there(account):
    latest = queries.latest_bill(account_id=account.pk)
    assert latest
    mallory = factories.make_account()
    assert queries.bill_detail(account_id=mallory.pk, number=latest.number) is None
    assert queries.bill_id(account_id=mallory.pk, number=latest.number) is None
    assert queries.bill_id(account_id=account.pk, number=latest.number) == latest.id
    assert queries.latest_bill(account_id=mallory.pk) is None
    assert queries.bills_of(account_id=mallory.pk).bills == ()


def test_pages_hold_what_fits(account):
    for month in (5, 6):
        now = datetime(2026, month, 1, 18, tzinfo=UTC)
        run_bills(bill_date=date(2026, month, 1), now=now)
    first = queries.bills_of(account_id=account.pk, page_size=2)
    beyond = queries.bills_of(account_id=account.pk, page_size=2, page=99)
    assert [bill.issued_date.month for bill in first.bills] == [6, 5]
    assert (beyond.page, [bill.issued_date.month for bill in beyond.bills]) == (2, [4])
    assert first.total == 3
