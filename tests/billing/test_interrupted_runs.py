"""A bill run killed at any moment, or run twice at once, issues what an undisturbed one does."""

import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Self

import psycopg
import pytest

from benchmarks.data import make_provider

MONTHS = [date(2026, month, 1) for month in (1, 2, 3)]
ACCOUNTS = 150
BATCH = 10

_VARIETY = """
UPDATE subscriptions_subscription SET started_date = '2026-01-14' WHERE id %% 5 = 0;
UPDATE subscriptions_subscription SET ended_date = '2026-02-11' WHERE id %% 7 = 0;
UPDATE customers_account SET status = 'closed' WHERE id %% 11 = 0;
INSERT INTO billing_charge
    (account_id, amount_minor, description, kind, tax_category, effective_date, created_at, cause)
SELECT id, CASE id %% 2 WHEN 0 THEN -250 ELSE 999 END, 'Something',
       CASE id %% 2 WHEN 0 THEN 'credit' ELSE 'one_off' END, 'video', '2026-02-01', now(), 'visit'
  FROM customers_account WHERE id %% 3 = 0;
"""

_ISSUED = """
SELECT account.number, bill.period_start, bill.total_minor, bill.due_date, line.position, line.kind,
       line.amount_minor, line.subscription_id, line.charge_id, line.period_start, line.period_end,
       line.cause, (SELECT array_agg((leg, book, amount_minor)::text ORDER BY leg)
                      FROM billing_posting WHERE transaction_id = bill.ledger_transaction_id)
  FROM billing_bill AS bill
  JOIN customers_account AS account ON account.id = bill.account_id
  JOIN billing_billline AS line ON line.bill_id = bill.id
 ORDER BY account.number, bill.period_start, line.position
"""


def make_data(accounts=ACCOUNTS):
    from django.db import connection

    make_provider(accounts=accounts, billing_day=1)
    with connection.cursor() as cursor:
        cursor.execute(_VARIETY.replace("%%", "%"))


def issued():
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(_ISSUED)
        return cursor.fetchall()


def undisturbed():
    """What the three runs issue when nothing happens, undone again."""
    from django.db import transaction

    from hearthline.billing.operations import run_bills

    with transaction.atomic():
        for day in MONTHS:
            now = datetime(day.year, day.month, day.day, 18, tzinfo=UTC)
            run_bills(bill_date=day, now=now, batch_size=BATCH)
        result = issued()
        transaction.set_rollback(True)
    assert issued() == []
    return result


def start_run(day, environment):
    return subprocess.Popen(
        [sys.executable, "-m", "tests.billing.bill_process", str(day), str(BATCH)],
        env=environment,
        cwd=Path(__file__).parents[2],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(day, environment):
    process = start_run(day, environment)
    _, complaint = process.communicate(timeout=120)
    assert process.returncode == 0, complaint


def test_two_at_once_share_the_work(committed, database_environment, books_are_right):
    make_data()
    expected = undisturbed()
    for day in MONTHS:
        processes = [start_run(day, database_environment) for _ in range(2)]
        for process in processes:
            process.communicate(timeout=120)
            assert process.returncode == 0
    assert issued() == expected


@pytest.fixture
def own_server(django_db_blocker):
    """A durable server of this test's own: killing one backend takes all of them down."""
    from django.core.management import call_command
    from django.db import connections

    from hearthline.kernel import postgres
    from hearthline.kernel.db import prepare_roles

    folder = Path(tempfile.mkdtemp(prefix="hl-killed-"))
    before = {alias: dict(connections[alias].settings_dict) for alias in ("default", "owner")}
    try:
        server = postgres.start(folder)
        with django_db_blocker.unblock():
            for alias in ("default", "owner"):
                connections[alias].close()
                connections[alias].settings_dict.update(
                    NAME=postgres.DATABASE_NAME, HOST=str(server.socket_dir)
                )
            prepare_roles(connections["owner"])
            call_command("migrate", database="owner", verbosity=0)
            yield server
    finally:
        for alias, place in before.items():
            connections[alias].close()
            connections[alias].settings_dict.update(place)
        postgres.remove(folder)
        shutil.rmtree(folder, ignore_errors=True)


KILLS = 50


def test_killed_at_fifty_moments(own_server, books_are_right):
    """Three workers at a time; one after the other is killed, or the database under all of them."""
    from django.db import connection

    place = f"{{role}}@/hearthline?host={own_server.socket_dir}"
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "hearthline.config.settings",
        "DATABASE_URL": "postgresql://" + place.format(role="hearthline_app"),
        "DATABASE_OWNER_URL": "postgresql://" + place.format(role="hearthline_owner"),
    }
    make_data(accounts=300)
    expected = undisturbed()
    connection.close()
    chance = random.Random("kill them all")  # noqa: S311 - moments, not secrets
    with _Workers(environment) as workers:
        killed = 0
        for day in MONTHS:
            killed += _kill_at_random(workers, day, environment["DATABASE_URL"], chance)
            finish(day, environment)
    assert killed >= KILLS, killed
    assert issued() == expected


class _Workers:
    """Up to three workers of one day's run, each a process of its own."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment
        self.pids: list[int] = []

    def __enter__(self) -> Self:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.billing.bill_workers"],
            env=self.environment,
            cwd=Path(__file__).parents[2],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        return self

    def __exit__(self, *_: object) -> None:
        for pid in self.pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.communicate()

    def fill_up(self, day):
        self.pids = [pid for pid in self.pids if _is_there(pid)]
        entrance, answers = self.process.stdin, self.process.stdout
        assert entrance
        assert answers
        while len(self.pids) < 3:
            entrance.write(f"{day} 2\n")
            entrance.flush()
            self.pids.append(int(answers.readline()))

    def kill_one(self, chance):
        """Whether it was at work."""
        pid = self.pids.pop(chance.randrange(len(self.pids)))
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            return 0
        return 1


def _is_there(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _kill_at_random(workers, day, url, chance):
    """Kill until a third of all is killed or the run is over; how many were at work."""
    killed = 0
    while killed < KILLS // len(MONTHS) + 1:
        workers.fill_up(day)
        time.sleep(chance.uniform(0.01, 0.09))
        with contextlib.closing(psycopg.connect(url)) as watching:
            if watching.execute(
                "SELECT FROM billing_billrun WHERE bill_date = %s AND finished_at IS NOT NULL",
                [day],
            ).fetchone():
                break
        if chance.random() < 0.12:
            killed += min(1, _kill_backend_of_run(url))
            _wait_for_recovery(url)
        else:
            killed += workers.kill_one(chance)
    return killed


def _kill_backend_of_run(url):
    """kill -9 the server's process that bills, if there is one; returns how many."""
    with contextlib.closing(psycopg.connect(url, autocommit=True)) as watching:
        found = watching.execute(
            "SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
            " AND usename = 'hearthline_app' LIMIT 1"
        ).fetchall()
        for (pid,) in found:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        with contextlib.suppress(psycopg.OperationalError):
            while found:  # until the server has noticed, and ends everybody
                watching.execute("SELECT 1")
                time.sleep(0.01)
        return len(found)


def _wait_for_recovery(url):
    deadline = time.monotonic() + 60
    while True:
        try:
            psycopg.connect(url, connect_timeout=2).close()
        except psycopg.OperationalError:
            assert time.monotonic() < deadline
            time.sleep(0.1)
        else:
            return


def test_a_posting_of_the_same_key_at_once_is_one(committed, database_environment):
    """Eight connections post the same; one transaction is the result, and all get its id."""
    from django.db import connections

    from hearthline.billing.models import LedgerTransaction
    from hearthline.billing.operations import Leg, post_transaction
    from tests import factories

    account = factories.make_account()
    results = []
    gate = threading.Barrier(8)

    def post():
        gate.wait()
        try:
            results.append(
                post_transaction(
                    account_id=account.pk,
                    kind="adjustment",
                    legs=[Leg("receivable", account.pk, 5), Leg("revenue", None, -5)],
                    currency="USD",
                    scope="race",
                    idempotency_key="1",
                    description="",
                    occurred_at=datetime.now(tz=UTC),
                    now=datetime.now(tz=UTC),
                )
            )
        finally:
            connections.close_all()

    threads = [threading.Thread(target=post) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 8
    assert len(set(results)) == 1
    assert LedgerTransaction.objects.count() == 1
