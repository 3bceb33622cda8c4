"""Each check finds what it is for, when the database's own guards are switched off."""

from datetime import UTC, date, datetime

import pytest

from hearthline.kernel.checks import run_checks
from tests import factories

NOW = datetime(2026, 5, 1, 18, tzinfo=UTC)

DAMAGE = {
    "each ledger transaction is whole": "DELETE FROM billing_posting WHERE leg = 2",
    "money of an account is in its currency": "UPDATE customers_account SET currency = 'EUR'",
    "each bill of ours is the sum of its lines and of its posting": (
        "UPDATE billing_bill SET total_minor = total_minor + 1"
    ),
    "each bill is posted": "UPDATE billing_bill SET ledger_transaction_id = NULL",
    "bills of an account follow each other": (
        "UPDATE billing_bill SET period_end = '2026-05-02' WHERE period_start = '2026-04-01'"
    ),
    "lines belong to their bill's account": (
        "UPDATE billing_charge SET account_id = (SELECT max(id) FROM customers_account)"
    ),
    "no day of a subscription is billed twice": (
        "UPDATE billing_billline SET period_start = '2026-04-30' WHERE period_start = '2026-05-01'"
    ),
    "each charge is billed once, as it was": "UPDATE billing_charge SET amount_minor = 1",
    "plans are priced in their accounts' currency": "UPDATE catalog_plan SET currency = 'EUR'",
}


@pytest.fixture
def billed(committed):
    from django.db import connections

    from hearthline.billing.operations import add_charge, run_bills
    from hearthline.kernel.money import Money

    account = factories.make_account()
    factories.make_account()
    factories.make_subscription(account, factories.make_plan())
    add_charge(
        account_id=account.pk,
        kind="one_off",
        amount=Money(100, "USD"),
        description="Visit",
        effective_date=date(2026, 4, 1),
        now=NOW,
    )
    for month in (4, 5):
        run_bills(bill_date=date(2026, month, 1), now=NOW)
    with connections["owner"].cursor() as cursor:
        for table in ("posting", "bill", "billline", "charge"):
            cursor.execute(f"ALTER TABLE billing_{table} DISABLE TRIGGER USER")
        for table in ("posting", "bill", "ledgertransaction"):
            cursor.execute(f"ALTER TABLE billing_{table} DROP CONSTRAINT {table}_account_currency")


def test_each_check_finds_its_damage(billed):
    from django.db import connections, transaction

    assert run_checks()[1] == []
    for name, statement in DAMAGE.items():
        with connections["owner"].cursor() as cursor:
            _save(cursor)
            cursor.execute(statement)
        assert name in {finding.check for finding in run_checks()[1]}, name
        with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
            _restore(cursor)
    assert run_checks()[1] == []


_TABLES = (
    "billing_posting",
    "billing_bill",
    "billing_billline",
    "billing_charge",
    "customers_account",
    "catalog_plan",
)


def _save(cursor):
    for table in _TABLES:
        cursor.execute(f"DROP TABLE IF EXISTS saved_{table}")
        cursor.execute(f"CREATE TABLE saved_{table} AS TABLE {table}")


def _restore(cursor):
    """Foreign keys wait until the transaction ends, by when everything is back."""
    for table in reversed(_TABLES):
        cursor.execute(f"DELETE FROM {table}")
    for table in _TABLES:
        cursor.execute(f"INSERT INTO {table} OVERRIDING SYSTEM VALUE SELECT * FROM saved_{table}")
