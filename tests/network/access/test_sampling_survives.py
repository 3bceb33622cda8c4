"""Sampling killed at any moment, or done by many at once, counts every byte once."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from datetime import timedelta
from typing import Any

import pytest

from hearthline.kernel.checks import run_checks
from hearthline.kernel.sql import select
from hearthline.network.adapters.access.radius import database
from hearthline.network.models import AccessSession, Connection
from hearthline.network.operations import sample_usage
from tests import factories
from tests.conftest import NOW

LINES = 400
SAMPLE = """
import django; django.setup()
from datetime import datetime
import sys
from hearthline.network.adapters.access.radius import database
from hearthline.network.operations import sample_usage
database.PAGE = 20
print("ready", flush=True)
while True:
    sample_usage(now=datetime.fromisoformat(sys.argv[1]))
"""


@pytest.fixture
def lines(committed: str, radius: Any, monkeypatch: Any) -> Any:
    """Many connections whose sessions have used something."""
    monkeypatch.setattr(database, "PAGE", 20)
    account = factories.make_account()
    Connection.objects.bulk_create(
        Connection(
            account=account, username=f"line-{n}", service_identifier=f"ONT-{n}", created_at=NOW
        )
        for n in range(LINES)
    )
    radius.rows(
        "INSERT INTO radacct (acctsessionid, acctuniqueid, username, nasipaddress, acctstarttime,"
        " acctupdatetime, acctinputoctets, acctoutputoctets)"
        " SELECT 's', 'key-' || n, 'line-' || n, '127.0.0.1', %s, %s, 0, 0"
        " FROM generate_series(0, %s) AS n",
        NOW - timedelta(hours=1),
        NOW - timedelta(hours=1),
        LINES - 1,
    )
    return radius


def use_more(radius: Any, at: Any) -> None:
    """Each line has used a number of bytes of its own more."""
    radius.rows(
        "UPDATE radacct SET acctoutputoctets = acctoutputoctets + 1000 + radacctid,"
        " acctinputoctets = acctinputoctets + 7, acctupdatetime = %s",
        at,
    )


def counted() -> tuple[int, int]:
    row = select(
        "SELECT coalesce(sum(down_bytes), 0)::bigint AS down,"
        " coalesce(sum(up_bytes), 0)::bigint AS up FROM network_usagehour"
    )[0]
    return row["down"], row["up"]


def told(radius: Any) -> tuple[int, int]:
    down, up = radius.rows("SELECT sum(acctoutputoctets), sum(acctinputoctets) FROM radacct")[0]
    return int(down), int(up)


def test_many_at_once_count_once(lines: Any):
    from django.db import connection

    for minutes in (5, 10):
        at = NOW + timedelta(minutes=minutes)
        use_more(lines, at)

        def sample(at: Any = at) -> None:
            sample_usage(now=at)
            connection.close()

        threads = [threading.Thread(target=sample) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert AccessSession.objects.count() == LINES
    assert counted() == told(lines)
    assert run_checks()[1] == []


def test_killed_again_and_again_counts_once(lines: Any, database_environment: dict[str, str]):
    environment = database_environment | {
        "ACCESS_ADAPTER": "radius",
        "RADIUS_DATABASE_URL": lines.url,
        "PYTHONPATH": os.getcwd(),  # noqa: PTH109 - as the child sees it
    }
    chance = random.Random(7)  # noqa: S311 - when to kill
    for minutes in range(1, 6):
        at = NOW + timedelta(minutes=minutes)
        use_more(lines, at)
        process = subprocess.Popen(
            [sys.executable, "-c", SAMPLE, at.isoformat()],
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(chance.uniform(0.02, 0.4))
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert run_checks()[1] == []
    sample_usage(now=NOW + timedelta(minutes=6))
    assert counted() == told(lines)
    assert run_checks()[1] == []
