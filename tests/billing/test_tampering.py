"""Every way to spoil the ledger or an issued bill is refused, for the owner as for the app."""

from datetime import UTC, date, datetime

import psycopg
import pytest

from tests import factories

DAY = date(2026, 4, 1)


@pytest.fixture
def books(committed):
    """A billed account, whose ids the attempts use."""
    from hearthline.billing.models import Bill
    from hearthline.billing.operations import add_charge, run_bills
    from hearthline.kernel.money import Money

    now = datetime(2026, 4, 1, 18, tzinfo=UTC)
    account = factories.make_account(created_at=datetime(2026, 3, 16, tzinfo=UTC))
    factories.make_tax()
    factories.make_subscription(account, factories.make_plan())
    charge = add_charge(
        account_id=account.pk,
        kind="one_off",
        amount=Money(100, "USD"),
        description="Visit",
        effective_date=DAY,
        now=now,
    )
    run_bills(bill_date=DAY, now=now)
    bill = Bill.objects.get()
    other = factories.make_account()
    return {
        "account": account.pk,
        "other": other.pk,
        "bill": bill.pk,
        "run": bill.bill_run_id,
        "transaction": bill.ledger_transaction_id,
        "charge": charge,
    }


HEADER = """INSERT INTO billing_ledgertransaction (id, scope, idempotency_key, request_hash, kind,
    currency, leg_count, description, occurred_at, posted_at, account_id)
    VALUES (900, 'x', 'x', '', 'x', '{currency}', {legs}, '', now(), now(), {account})"""
LEG = "INSERT INTO billing_posting VALUES "
BILL = """INSERT INTO billing_bill (id, account_id, number, period_start, period_end, issued_date,
    due_date, total_minor, currency, source, line_count, bill_run_id)
    VALUES (900, {account}, 'x', '2026-05-01', '2026-06-01', '2026-05-01', '2026-05-20', 100, 'USD',
    'run', 1, {run})"""
LINES = """INSERT INTO billing_billline (bill_id, position, account_id, kind, description,
    amount_minor, cause) VALUES """


def whole(legs, *, count=2, currency="USD"):
    """A header and its legs in one statement: the only shape in which they can come."""
    header = HEADER.replace("{currency}", currency).replace("{legs}", str(count))
    return f"WITH header AS ({header}) {LEG} {legs}"


ATTEMPTS = {
    "a header alone": HEADER.replace("{currency}", "USD").replace("{legs}", "2"),
    "one-sided": whole("(1, 'receivable', 'USD', 5, {account}, 900)", count=2),
    "one-sided, said to be so": whole("(1, 'receivable', 'USD', 5, {account}, 900)", count=1),
    "a sum that isn't zero": whole(
        "(1, 'receivable', 'USD', 5, {account}, 900), (2, 'revenue', 'USD', -4, NULL, 900)"
    ),
    "more legs than said": whole(
        "(1, 'receivable', 'USD', 5, {account}, 900), (2, 'revenue', 'USD', -4, NULL, 900),"
        "(3, 'revenue', 'USD', -1, NULL, 900)"
    ),
    "a gap between legs": whole(
        "(1, 'receivable', 'USD', 5, {account}, 900), (3, 'revenue', 'USD', -5, NULL, 900)"
    ),
    "legs in another currency": whole(
        "(1, 'cash', 'EUR', 5, NULL, 900), (2, 'revenue', 'EUR', -5, NULL, 900)"
    ),
    "another currency than the account's": whole(
        "(1, 'receivable', 'EUR', 5, {account}, 900), (2, 'revenue', 'EUR', -5, NULL, 900)",
        currency="EUR",
    ),
    "an unknown book": whole(
        "(1, 'biscuits', 'USD', 5, NULL, 900), (2, 'revenue', 'USD', -5, NULL, 900)"
    ),
    "a receivable of nobody": whole(
        "(1, 'receivable', 'USD', 5, NULL, 900), (2, 'revenue', 'USD', -5, NULL, 900)"
    ),
    "a leg of nothing": whole("(1, 'cash', 'USD', 0, NULL, 900), (2, 'cash', 'USD', 0, NULL, 900)"),
    "a leg later": LEG + "(4, 'cash', 'USD', 5, NULL, {transaction})",
    "two legs later": LEG + "(4, 'cash', 'USD', 5, NULL, {transaction}),"
    "(5, 'cash', 'USD', -5, NULL, {transaction})",
    "all legs again": LEG + "(1, 'cash', 'USD', 5, NULL, {transaction}),"
    "(2, 'cash', 'USD', 5, NULL, {transaction}), (3, 'cash', 'USD', -10, NULL, {transaction})",
    "legs before their header": LEG + "(1, 'cash', 'USD', 5, NULL, 900)",
    "an amount changed": "UPDATE billing_posting SET amount_minor = amount_minor * 2",
    "a leg moved": "UPDATE billing_posting SET account_id = {other} WHERE account_id = {account}",
    "a leg deleted": "DELETE FROM billing_posting WHERE leg = 1",
    "a header changed": "UPDATE billing_ledgertransaction SET posted_at = now()",
    "a header deleted": "DELETE FROM billing_ledgertransaction",
    "legs truncated": "TRUNCATE billing_posting",
    "headers truncated": "TRUNCATE billing_ledgertransaction CASCADE",
    "a bill without lines": BILL,
    "a bill that isn't its lines' sum": f"WITH bill AS ({BILL}) {LINES}"
    "(900, 1, {account}, 'one_off', 'x', 99, '')",
    "a line of another account": f"WITH bill AS ({BILL}) {LINES}"
    "(900, 1, {other}, 'one_off', 'x', 100, '')",
    "a bill twice a period": f"WITH bill AS ({BILL.replace('2026-05', '2026-04')}) {LINES}"
    "(900, 1, {account}, 'one_off', 'x', 100, '')",
    "a line later": LINES + "({bill}, 9, {account}, 'credit', 'x', 0, '')",
    "a total changed": "UPDATE billing_bill SET total_minor = 1",
    "an issued bill called imported": "UPDATE billing_bill"
    " SET source = 'import', line_count = NULL, bill_run_id = NULL",
    "a bill deleted": "DELETE FROM billing_bill",
    "a line changed": "UPDATE billing_billline SET amount_minor = 0",
    "a line deleted": "DELETE FROM billing_billline",
    "lines truncated": "TRUNCATE billing_billline",
    "bills truncated": "TRUNCATE billing_bill CASCADE",
    "a charge changed": "UPDATE billing_charge SET amount_minor = 1",
    "a billed charge deleted": "DELETE FROM billing_charge",
}


@pytest.mark.parametrize("role", ["hearthline_app", "hearthline_owner"])
def test_every_attempt_is_refused(books, database_environment, role):
    address = database_environment["DATABASE_URL"].replace("hearthline_app@", f"{role}@")
    accepted = []
    with psycopg.connect(address, autocommit=True) as connection:
        before = _contents(connection)
        for name, statement in ATTEMPTS.items():
            try:
                with connection.transaction():
                    connection.execute(statement.format(**books))
            except (psycopg.IntegrityError, psycopg.errors.InsufficientPrivilege):
                continue
            accepted.append(name)
        assert accepted == []
        assert _contents(connection) == before


def test_a_whole_transaction_is_taken(books, database_environment):
    """What the attempts are refused for isn't their shape."""
    legs = "(1, 'receivable', 'USD', 5, {account}, 900), (2, 'revenue', 'USD', -5, NULL, 900)"
    with psycopg.connect(database_environment["DATABASE_URL"]) as connection:
        connection.execute(whole(legs).format(**books))
        lines = f"WITH bill AS ({BILL}) {LINES} (900, 1, {{account}}, 'one_off', 'x', 100, '')"
        connection.execute(lines.format(**books))


def test_the_application_may_only_read_and_add(committed, database_environment):
    with psycopg.connect(database_environment["DATABASE_URL"]) as connection:
        for table in ("billing_posting", "billing_ledgertransaction"):
            rights = {
                right
                for right in ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE")
                if connection.execute(
                    "SELECT has_table_privilege(%s, %s)", [table, right]
                ).fetchall()
                == [(True,)]
            }
            assert rights == {"SELECT", "INSERT"}


def _contents(connection):
    tables = ("ledgertransaction", "posting", "bill", "billline", "charge")
    return [
        connection.execute(f"SELECT * FROM billing_{table} ORDER BY 1, 2").fetchall()
        for table in tables
    ]
