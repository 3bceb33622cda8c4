"""How fast the real bill run is, beside COPYing the same finished rows into the same tables.

The same server with the same durable settings, the same indexes and foreign keys on both sides; the
triggers that check the ledger and the bills on the run's side only.
"""

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from benchmarks.data import make_provider

BILL_DATES = (date(2026, 1, 1), date(2026, 2, 1))
_NOW = datetime(2026, 2, 1, 18, tzinfo=UTC)
_TABLES = (
    "billing_ledgertransaction",
    "billing_posting",
    "billing_bill",
    "billing_billline",
)


def measure(accounts: int = 100_000) -> dict[str, float]:
    """Bill every account for two months and time the second, when there is something behind it.

    Returns:
        `bill_run_vs_copy` (accounts a second over accounts a second) and both speeds.
    """
    with _database():
        from hearthline.billing.operations import run_bills

        make_provider(accounts=accounts, billing_day=1)
        seconds = []
        for bill_date in BILL_DATES:
            _settle()
            begun = time.perf_counter()
            result = run_bills(bill_date=bill_date, now=_NOW)
            seconds.append(time.perf_counter() - begun)
            if result.bills_issued != accounts:
                message = f"{result.bills_issued} bills instead of {accounts}"
                raise AssertionError(message)
        copied = _copy_back(BILL_DATES[-1])
    return {
        "bill_run_vs_copy": round(copied / seconds[-1], 3),
        "bill_run_accounts_per_s": round(accounts / seconds[-1]),
        "first_bill_run_accounts_per_s": round(accounts / seconds[0]),
        "copy_accounts_per_s": round(accounts / copied),
    }


def _copy_back(bill_date: date) -> float:
    """Take the rows of one bill date out, then time their way back in by COPY."""
    from django.db import connections

    conditions = {
        "billing_bill": "period_start = '{0}'",
        "billing_billline": "bill_id IN (SELECT id FROM billing_bill WHERE period_start = '{0}')",
        "billing_ledgertransaction": "id IN (SELECT ledger_transaction_id FROM billing_bill"
        " WHERE period_start = '{0}')",
        "billing_posting": "transaction_id IN (SELECT ledger_transaction_id FROM billing_bill"
        " WHERE period_start = '{0}')",
    }
    with tempfile.TemporaryDirectory(prefix="hl-bench-rows-") as name:
        folder = Path(name)
        with connections["owner"].cursor() as cursor:
            for table in _TABLES:
                condition = conditions[table].format(bill_date)
                _save(cursor, f"SELECT * FROM {table} WHERE {condition}", folder / table)
                _save(
                    cursor, f"SELECT * FROM {table} WHERE NOT ({condition})", folder / f"{table}-0"
                )
            referring = (*_TABLES, "payments_payment")  # empty here, but it refers to bills
            for table in referring:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute(f"TRUNCATE {', '.join(referring)}")
        _load(folder, "-0")  # what was there before, as it was for the run
        _settle()
        begun = time.perf_counter()
        _load(folder, "")
        return time.perf_counter() - begun


def _save(cursor: Any, query: str, path: Path) -> None:
    with path.open("wb") as file, cursor.copy(f"COPY ({query}) TO STDOUT") as rows:
        for block in rows:
            file.write(block)


def _load(folder: Path, suffix: str) -> None:
    from django.db import connections, transaction

    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        for table in _TABLES:
            with (
                (folder / f"{table}{suffix}").open("rb") as file,
                cursor.copy(f"COPY {table} FROM STDIN") as rows,
            ):
                while block := file.read(1 << 20):
                    rows.write(block)


def _settle() -> None:
    """Begin with nothing left over to write, and with what the planner should know."""
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("CHECKPOINT")


@contextmanager
def _database() -> Iterator[None]:
    """A fresh embedded server with Hearthline's tables, to which Django is connected meanwhile."""
    from django.core.management import call_command
    from django.db import connections

    from hearthline.kernel import postgres
    from hearthline.kernel.db import prepare_roles
    from hearthline.kernel.postgres.databases import connect

    folder = Path(tempfile.mkdtemp(prefix="hl-bench-bills-"))
    before = {alias: dict(connections[alias].settings_dict) for alias in ("default", "owner")}
    try:
        server = postgres.start(folder)
        with connect(server) as connection:
            connection.execute(f"GRANT pg_checkpoint TO {postgres.OWNER_ROLE}")
        for alias, role in (("default", postgres.APP_ROLE), ("owner", postgres.OWNER_ROLE)):
            connections[alias].close()
            connections[alias].settings_dict.update(
                NAME=postgres.DATABASE_NAME, HOST=str(server.socket_dir), PORT="", USER=role
            )
        prepare_roles(connections["owner"])
        call_command("migrate", database="owner", verbosity=0)
        yield
    finally:
        for alias, place in before.items():
            connections[alias].close()
            connections[alias].settings_dict.update(place)
        postgres.remove(folder)
        shutil.rmtree(folder, ignore_errors=True)
