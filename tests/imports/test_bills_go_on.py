"""After an import Hearthline bills on its own; a later import of the same files lets it be."""

from datetime import date, timedelta

import pytest

from hearthline.billing.models import Bill
from hearthline.billing.operations import run_bills
from hearthline.billing.queries import balance
from hearthline.customers.models import Account
from tests.imports.conftest import Provider, outcome

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books_are_right")]


def owed() -> int:
    return balance(account_id=Account.objects.get(number="A1").pk).amount_minor


def test_the_first_bill_of_ours_begins_where_the_imported_ones_end(provider: Provider):
    provider.with_history()
    provider.change("bills.csv", 1, period_end="2026-04-05")
    provider.bring()
    run_bills(bill_date=date(2026, 4, 5), now=provider.now + timedelta(days=20))

    ours = Bill.objects.get(source="run", account__number="A1")
    assert (ours.period_start, ours.period_end) == (date(2026, 4, 5), date(2026, 5, 5))
    assert ours.total_minor == 6000
    assert owed() == 8440 + 6000
    again = provider.bring(now=provider.now + timedelta(days=21))
    assert outcome(again)["balances"] == (0, 0, 2)
    assert outcome(again)["bills.csv"] == (0, 0, 2)
    assert owed() == 8440 + 6000


def test_a_bill_of_ours_is_not_imported_over(provider: Provider):
    provider.bring()
    run_bills(bill_date=date(2026, 4, 5), now=provider.now + timedelta(days=20))
    ours = Bill.objects.get(account__number="A1")
    provider.with_history()
    (provider.folder / "bill_lines.csv").unlink()
    provider.change("bills.csv", 0, bill_number=ours.number)

    place = "bills.csv, line 2, column bill_number"
    what = f'bill "{ours.number}" was issued by Hearthline and never changes'
    assert provider.errors() == [f"{place}: {what}. Give the imported bill another number."]
