"""How much longer pages take with many times as many accounts, each with 13 months of bills.

The small provider is made up and billed by the real bill run; the large one is the small one, many
times over, row by row (a year of bill runs over a million accounts takes most of an hour, and some
50 GB). Both are
kept in `build/bench-pages/` and used again. Their servers are asked in turn, so that a slow moment
of the machine meets both, for pages of other accounts each time: once when nothing of an account
was read before, and once more.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

SMALL = 10_000
_MONTHS = 13
_ROUNDS = 15
_EACH_ROUND = 20
_PLACE = Path(__file__).resolve().parents[1] / "build" / "bench-pages"
_PAGES = ("overview", "bill")

_ID, _TEXT = "id", "text"
_COPIED: dict[str, dict[str, str]] = {
    "customers_account": {"id": "customers_account", "number": _TEXT},
    "customers_address": {"id": "customers_address", "account_id": "customers_account"},
    "subscriptions_subscription": {
        "id": "subscriptions_subscription",
        "account_id": "customers_account",
        "number": _TEXT,
    },
    "subscriptions_discount": {
        "id": "subscriptions_discount",
        "account_id": "customers_account",
        "subscription_id": "subscriptions_subscription",
    },
    "billing_charge": {"id": "billing_charge", "account_id": "customers_account"},
    "billing_ledgertransaction": {
        "id": "billing_ledgertransaction",
        "account_id": "customers_account",
        "idempotency_key": _TEXT,
    },
    "billing_posting": {
        "transaction_id": "billing_ledgertransaction",
        "account_id": "customers_account",
    },
    "billing_bill": {
        "id": "billing_bill",
        "account_id": "customers_account",
        "number": _TEXT,
        "ledger_transaction_id": "billing_ledgertransaction",
    },
    "billing_billline": {
        "bill_id": "billing_bill",
        "account_id": "customers_account",
        "subscription_id": "subscriptions_subscription",
        "discount_id": "subscriptions_discount",
        "charge_id": "billing_charge",
    },
    "payments_payment": {
        "id": "payments_payment",
        "account_id": "customers_account",
        "bill_id": "billing_bill",
        "ledger_transaction_id": "billing_ledgertransaction",
        "number": _TEXT,
        "idempotency_key": _TEXT,
        "gateway_key": _TEXT,
        "gateway_reference": _TEXT,
    },
}
"""Each table's columns that differ from copy to copy: keys (of which table), and what is unique."""


def measure(accounts: int = 100_000) -> dict[str, float]:
    """Ask for pages of two providers in turn.

    Returns:
        For the overview and a bill: `…_page_growth`, the median with `accounts` over the median
        with 10,000, of pages asked for the second time; the same of the first time; and the
        milliseconds.
    """
    taken: dict[tuple[int, str, int], list[float]] = {}
    with ExitStack() as stack:
        children = {size: stack.enter_context(_child(size)) for size in (SMALL, accounts)}
        for child in children.values():
            _answer(child)  # ready
        for _ in range(_ROUNDS):
            for size, child in children.items():
                for page, turn, ms in _answer(child, "go"):
                    taken.setdefault((size, page, turn), []).append(ms)
    medians = {key: statistics.median(values) for key, values in taken.items()}
    figures: dict[str, float] = {"page_growth_accounts": accounts}
    for page in _PAGES:
        figures |= {
            f"{page}_page_growth": round(medians[accounts, page, 1] / medians[SMALL, page, 1], 3),
            f"{page}_page_growth_first_time": round(
                medians[accounts, page, 0] / medians[SMALL, page, 0], 3
            ),
            f"{page}_with_many_ms": round(medians[accounts, page, 1], 2),
        }
    return figures


def _child(size: int) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "benchmarks.page_growth", str(size)],
        env=os.environ | {"HEARTHLINE_DATA": str(_PLACE / str(size)), "DATABASE_URL": ""},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def _answer(child: "subprocess.Popen[str]", ask: str = "") -> Any:
    if child.stdin is None or child.stdout is None:
        raise RuntimeError("a child without pipes")
    if ask:
        child.stdin.write(f"{ask}\n")
        child.stdin.flush()
    if not (said := child.stdout.readline()):
        raise RuntimeError("a child ended")
    return json.loads(said)


# -- In each child ---------------------------------------------------------------------------------
def serve(size: int) -> None:
    """Have the provider of a size, then answer each line on standard input with some timings."""
    import django

    django.setup()
    from django.conf import settings

    from hearthline.kernel import postgres

    ready = Path(settings.DATA_DIR) / "ready"
    if not ready.exists():
        postgres.remove(settings.DATA_DIR)
        shutil.rmtree(settings.DATA_DIR, ignore_errors=True)
    with postgres.use(settings.DATA_DIR):
        _furnish()
        if not ready.exists():
            _build(size)
            ready.write_text("")
        visits = _visits()
        sys.stdout.write("true\n")
        sys.stdout.flush()
        for _ in sys.stdin:
            sys.stdout.write(json.dumps([next(visits) for _ in range(_EACH_ROUND * 4)]) + "\n")
            sys.stdout.flush()


def _until() -> date:
    return datetime.now(tz=UTC).date() - timedelta(days=2)


def _furnish() -> None:
    """The tables of today, also for a provider that was made up long ago."""
    from django.core.management import call_command
    from django.db import connections

    from hearthline.kernel.db import prepare_roles

    prepare_roles(connections["owner"])
    call_command("migrate", database="owner", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)


def _build(size: int) -> None:
    from django.db import connections

    from hearthline.cli.generate.provider import Provider, generate

    until = _until()
    base = min(SMALL, size)
    generate(
        Provider(accounts=base, months=_MONTHS, until=until, billing_day=1),
        today=until,
        progress=_tell,
    )
    for copy in range(1, size // base):
        _copy(copy)
        if copy % 5 == 4:  # noqa: PLR2004 - now and then
            _tell(f"{(copy + 1) * base:,} accounts")
    with connections["owner"].cursor() as cursor:
        for table, columns in _COPIED.items():
            if _ID in columns:
                cursor.execute(
                    f"SELECT setval(pg_get_serial_sequence('{table}', 'id'),"
                    f" (SELECT max(id) FROM {table}))"
                )
        cursor.execute("VACUUM ANALYZE")


def _tell(said: str) -> None:
    sys.stderr.write(f"  {time.strftime('%X')} {said}\n")


def _copy(number: int) -> None:
    """All rows of accounts once more, without the checks that the first ones passed."""
    import psycopg
    from django.conf import settings

    from hearthline.kernel import postgres

    superuser = psycopg.connect(
        host=str(postgres.socket_dir(settings.DATA_DIR)),
        port=postgres.PORT,
        user="postgres",
        dbname=postgres.DATABASE_NAME,
    )
    with superuser, superuser.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("SET synchronous_commit = off")
        cursor.execute(
            "CREATE TABLE IF NOT EXISTS bench_stride (name text PRIMARY KEY, most bigint)"
        )
        for table, columns in _COPIED.items():
            if _ID in columns:
                cursor.execute(
                    f"INSERT INTO bench_stride SELECT '{table}', max(id) FROM {table}"
                    " ON CONFLICT DO NOTHING"
                )
        cursor.execute("SELECT name, most FROM bench_stride")
        most: dict[str, int] = dict(cursor.fetchall())
        for table, columns in _COPIED.items():
            cursor.execute(
                "SELECT column_name FROM information_schema.columns WHERE table_name = %s"
                " AND is_generated = 'NEVER' ORDER BY ordinal_position",
                [table],
            )
            names = [name for (name,) in cursor.fetchall()]
            told = ", ".join(_column(name, columns, most, number) for name in names)
            key = next(iter(columns))
            cursor.execute(
                f"INSERT INTO {table} ({', '.join(names)}) OVERRIDING SYSTEM VALUE"
                f" SELECT {told} FROM {table} WHERE {key} <= {most[columns[key]]}"
            )


def _column(name: str, columns: dict[str, str], most: dict[str, int], number: int) -> str:
    kind = columns.get(name)
    if kind is None:
        return name
    if kind == _TEXT:
        # In front, so that each copy's entries lie together in the indexes.
        return f"CASE WHEN {name} = '' THEN '' ELSE '{number}-' || {name} END"
    return f"{name} + {most[kind] * number}"


def _visits() -> Any:
    """Visits without end: the overview and the newest bill of one account after another, twice."""
    from django.test import Client

    from hearthline.billing.queries import latest_bill
    from hearthline.customers.models import Account, Member
    from hearthline.identity.models import User

    now = datetime.now(tz=UTC)
    user, _ = User.objects.get_or_create(
        username="visitor",
        defaults={"email": "visitor@mail.example", "created_at": now, "password": "!"},
    )
    client = Client(SERVER_NAME="localhost")
    client.force_login(user)
    ids = list(Account.objects.filter(status="active").order_by("pk").values_list("pk", flat=True))
    step = len(ids) // (_ROUNDS * _EACH_ROUND + 7)
    # Another part of them each time this runs: what was read last time may still be in memory.
    first = int(time.time()) % step
    for account_id in [ids[first], *ids[first::step]]:
        Member.objects.filter(user=user).delete()
        Member.objects.create(account_id=account_id, user=user, role="owner", since_at=now)
        newest = latest_bill(account_id=account_id) if account_id == ids[first] else None
        number = newest.number if newest else _newest(account_id)
        addresses = {"overview": "/", "bill": f"/bills/{number}/"}
        for turn in range(2):
            for page, address in addresses.items():
                begun = time.perf_counter()
                answer = client.get(address)
                ms = (time.perf_counter() - begun) * 1000
                if answer.status_code != 200:  # noqa: PLR2004 - OK
                    raise RuntimeError(f"{address} was answered with {answer.status_code}")
                if account_id != ids[first]:
                    yield page, turn, ms


def _newest(account_id: int) -> str:
    from hearthline.billing.models import Bill

    found = Bill.objects.filter(account_id=account_id).order_by("-issued_date", "-pk")
    return str(found.values_list("number", flat=True)[0])


if __name__ == "__main__":
    serve(int(sys.argv[1]))
