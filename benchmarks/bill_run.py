"""How fast the real bill run is, beside COPYing the same finished rows into the same tables.

The same server with the same durable settings, the same indexes and foreign keys on both sides; the
triggers that check the ledger and the bills on the run's side only. The provider is the one that
`hearthline generate` makes up: three services and more an account, promotions that run and ended,
prices that changed, services that began, changed and ended within the month, usage, taxes.
"""

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

_UNTIL = date(2026, 3, 2)
_BILL_DATE = date(2026, 3, 1)
_TABLES = (
    "billing_ledgertransaction",
    "billing_posting",
    "billing_bill",
    "billing_billline",
)
_ROWS = {
    "billing_bill": "period_start = '{0}'",
    "billing_billline": "bill_id IN (SELECT id FROM billing_bill WHERE period_start = '{0}')",
    "billing_ledgertransaction": "id IN (SELECT ledger_transaction_id FROM billing_bill"
    " WHERE period_start = '{0}')",
    "billing_posting": "transaction_id IN (SELECT ledger_transaction_id FROM billing_bill"
    " WHERE period_start = '{0}')",
}
"""Which rows of each table are a bill date's."""


def measure(data: Path, accounts: int = 60_000) -> dict[str, float]:
    """Bill every account of a third month: on one connection, as COPY, then by two workers.

    Returns:
        `bill_run_vs_copy` (accounts a second over accounts a second), `bill_run_two_workers` (how
        many times as fast two are as one), what the bills were like, and the memory of a worker and
        of its connection's process in the database.
    """
    with tempfile.TemporaryDirectory(prefix="hl-bench-rows-") as name:
        rows = Path(name)
        _make(accounts)
        _settle()
        alone, memory = _bill(data, workers=1)
        figures = _mix()
        _take_out(rows)
        copied = _timed(lambda: _load(rows, ""))
        _take_back_out()
        _load(rows, "-0")
        _forget_run()
        _settle()
        together, _ = _bill(data, workers=2)
        if _mix() != figures:
            raise RuntimeError("two workers made other bills than one")
    return {
        "bill_run_vs_copy": round(copied / alone, 3),
        "bill_run_two_workers": round(alone / together, 2),
        "bill_run_accounts_per_s": round(accounts / alone),
        "copy_accounts_per_s": round(accounts / copied),
        **memory,
        **figures,
    }


def _make(accounts: int) -> None:
    from hearthline.cli.generate.provider import Provider, bill_month, furnish, happen, months_of

    provider = Provider(accounts=accounts, months=3, until=_UNTIL, billing_day=1)
    furnish(provider)
    for month in months_of(provider):
        happen(provider, month)
        if month < _BILL_DATE:
            bill_month(provider, month)


# -- Billing ---------------------------------------------------------------------------------------
_WORKER = """
import json, resource, sys, time
from datetime import UTC, date, datetime
import django
django.setup()
from django.db import connection
from hearthline.billing.operations import run_bills
with connection.cursor() as cursor:
    cursor.execute("SELECT pg_backend_pid()")
    print(cursor.fetchone()[0], flush=True)
sys.stdin.readline()
day = date.fromisoformat(sys.argv[1])
begun = time.perf_counter()
done = run_bills(bill_date=day, now=datetime(day.year, day.month, day.day, 18, tzinfo=UTC))
print(json.dumps({
    "seconds": time.perf_counter() - begun,
    "accounts": done.accounts,
    "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
}))
"""


def _bill(data: Path, *, workers: int) -> tuple[float, dict[str, float]]:
    """The seconds that some workers take for the bill date together, and the memory of one."""
    children = [
        subprocess.Popen(
            [sys.executable, "-c", _WORKER, str(_BILL_DATE)],
            env=os.environ | {"HEARTHLINE_DATA": str(data), "DATABASE_URL": ""},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(workers)
    ]
    backends = [int(_line(child)) for child in children]
    begun = time.perf_counter()
    for child in children:
        if child.stdin is None:
            raise RuntimeError("a worker has no input")
        child.stdin.write("go\n")
        child.stdin.flush()
    with _watched(backends) as peak_mb:
        said = [json.loads(_line(child)) for child in children]
    seconds = time.perf_counter() - begun
    for child in children:
        if child.wait(60):
            raise RuntimeError("a worker failed")
    return seconds, {
        "bill_worker_peak_mb": round(max(each["peak_mb"] for each in said), 1),
        "bill_backend_peak_mb": round(max(peak_mb), 1),
    }


def _line(child: "subprocess.Popen[str]") -> str:
    if child.stdout is None or not (said := child.stdout.readline()):
        raise RuntimeError("a worker said nothing")
    return said


@contextmanager
def _watched(pids: list[int]) -> Iterator[list[float]]:
    """The most memory of its own that any of some processes has, in MB, looked at all the time."""
    peak, over = [0.0], threading.Event()

    def look() -> None:
        while not over.wait(0.05):
            for pid in pids:
                with contextlib.suppress(OSError):  # done already
                    status = Path(f"/proc/{pid}/status").read_text()
                    kb = next(line.split()[1] for line in status.splitlines() if "RssAnon" in line)
                    peak[0] = max(peak[0], int(kb) / 1024)

    looking = threading.Thread(target=look, daemon=True)
    looking.start()
    try:
        yield peak
    finally:
        over.set()
        looking.join()


def _mix() -> dict[str, float]:
    """What the bills of the date are like: the same, whoever made them."""
    from hearthline.kernel.sql import select

    found = select(
        """SELECT count(DISTINCT bill_id) AS bills, count(*) AS lines,
                  count(*) FILTER (WHERE line.kind = 'discount') AS discounts,
                  count(*) FILTER (WHERE line.kind IN ('proration', 'credit')) AS parts,
                  count(*) FILTER (WHERE line.kind IN ('usage', 'minimum')) AS usage,
                  count(*) FILTER (WHERE line.kind IN ('tax', 'fee')) AS taxes,
                  sum(line.amount_minor)::bigint AS minor
             FROM billing_billline AS line
             JOIN billing_bill AS bill ON bill.id = line.bill_id
            WHERE bill.period_start = %(day)s""",
        {"day": _BILL_DATE},
    )[0]
    bills = found["bills"]
    names = ("lines", "discounts", "parts", "usage", "taxes", "minor")
    return {"bills_issued": bills} | {
        f"{name}_per_bill": round(found[name] / bills, 4) for name in names
    }


# -- The same rows by COPY -------------------------------------------------------------------------
def _take_out(folder: Path) -> None:
    """Keep the rows of the bill date, and those before it, as files; leave those before it."""
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        for table in _TABLES:
            condition = _ROWS[table].format(_BILL_DATE)
            _save(cursor, f"SELECT * FROM {table} WHERE {condition}", folder / table)
            kept = f"SELECT * FROM {table} WHERE ({condition}) IS NOT TRUE"
            _save(cursor, kept, folder / f"{table}-0")
    _take_back_out()
    _load(folder, "-0")  # what was there before, as it was for the run
    _settle()


def _take_back_out() -> None:
    """Empty the tables of bills and of the ledger, and the payments that refer to them."""
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT conrelid::regclass::text FROM pg_constraint"
            " WHERE contype = 'f' AND confrelid = ANY (%s::regclass[])",
            [list(_TABLES)],
        )
        tables = {*_TABLES, *(name for (name,) in cursor.fetchall())}
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(f"TRUNCATE {', '.join(sorted(tables))}")


def _forget_run() -> None:
    """As if the bill date's run had never begun, what hangs on it included."""
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute(
            """SELECT conrelid::regclass::text, attname FROM pg_constraint
                 JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1]
                WHERE contype = 'f' AND confrelid = 'billing_billrun'::regclass
                  AND conrelid <> 'billing_bill'::regclass"""
        )
        which = "(SELECT id FROM billing_billrun WHERE bill_date = %s)"
        for table, column in cursor.fetchall():
            cursor.execute(f"DELETE FROM {table} WHERE {column} IN {which}", [_BILL_DATE])
        cursor.execute("DELETE FROM billing_billrun WHERE bill_date = %s", [_BILL_DATE])


def _save(cursor: Any, query: str, path: Path) -> None:
    with path.open("wb") as file, cursor.copy(f"COPY ({query}) TO STDOUT") as rows:
        for block in rows:
            file.write(block)


def _load(folder: Path, suffix: str) -> None:
    """Bring the rows back in, then have the triggers check what comes next."""
    from django.db import connections, transaction

    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        for table in _TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            with (
                (folder / f"{table}{suffix}").open("rb") as file,
                cursor.copy(f"COPY {table} FROM STDIN") as rows,
            ):
                while block := file.read(1 << 20):
                    rows.write(block)
    with connections["owner"].cursor() as cursor:
        for table in _TABLES:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def _timed(work: Callable[[], None]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _settle() -> None:
    """Begin with nothing left over to write, and with what the planner should know."""
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("CHECKPOINT")
