"""A year at a glance: thirteen months, each with what its bills come to."""

from datetime import UTC, date, datetime

import pytest

from hearthline.billing.models import Bill
from hearthline.billing.operations import run_bills
from hearthline.billing.year import year_of_bills
from tests import factories

pytestmark = pytest.mark.django_db


def test_thirteen_months_one_query(books_are_right, django_assert_num_queries):
    account = factories.make_account(created_at=datetime(2025, 1, 1, tzinfo=UTC), billing_day=28)
    factories.make_subscription(account, factories.make_plan(), started=date(2024, 1, 1))
    for year, month in ((2025, 1), (2025, 2), (2026, 1), (2026, 2)):
        day = date(year, month, 28)
        run_bills(bill_date=day, now=datetime(year, month, 28, 18, tzinfo=UTC))
    with django_assert_num_queries(1):
        months = year_of_bills(account_id=account.pk, today=date(2026, 2, 28))
    assert [each.month for each in months] == [
        *(date(2025, month, 1) for month in range(2, 13)),
        *(date(2026, 1, 1), date(2026, 2, 1)),
    ]
    totals = {bill.issued_date.replace(day=1): bill for bill in Bill.objects.all()}
    for each in months:
        bill = totals.get(each.month)
        assert each.bills == (bill is not None)
        assert each.bill_number == (bill.number if bill else "")
        assert each.total.amount_minor == (bill.total_minor if bill else 0)


def test_nobody_elses_bills():
    run = datetime(2026, 2, 1, 18, tzinfo=UTC)
    hers = factories.make_account(created_at=run)
    factories.make_subscription(hers, factories.make_plan())
    run_bills(bill_date=date(2026, 2, 1), now=run)
    account = factories.make_account()
    months = year_of_bills(account_id=account.pk, today=date(2026, 2, 28))
    assert {(month.bills, month.total.amount_minor) for month in months} == {(0, 0)}
