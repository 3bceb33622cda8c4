"""From agreeing to an order until the live session has the new speed: the real worker, FreeRADIUS.

Nothing stands in for anything: the order is agreed to, the worker finds it in the queue, and the
access router writes down what it was told.
"""

import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from hearthline.billing.operations import order_at_quote, quote_order
from hearthline.network.operations import put_access_group, sample_usage
from hearthline.subscriptions.operations import Wish
from hearthline.subscriptions.queries import order_of
from tests import factories
from tests.conftest import make_cast
from tests.network import radius as radii
from tests.network.access.conftest import make_line

REACHED_WITHIN_S = 5.0
PATIENCE_S = 60.0


@pytest.fixture
def home(committed: str) -> Any:
    return make_cast()


@pytest.fixture
def worker(radius: radii.Radius, database_environment: dict[str, str]) -> Iterator[None]:
    environment = database_environment | {
        "DEMO": "1",
        "ACCESS_ADAPTER": "radius",
        "RADIUS_DATABASE_URL": radius.url,
        "RADIUS_COA_PORT": str(radius.place.coa_port),
        "RADIUS_COA_SECRET": radii.COA_SECRET,
    }
    with subprocess.Popen(
        [sys.executable, "-m", "hearthline.cli", "worker"], env=environment
    ) as process:
        try:
            yield
        finally:
            process.terminate()


def until(found: Any, what: str, patience_s: float = PATIENCE_S) -> None:
    deadline = time.monotonic() + patience_s
    while not found():
        assert time.monotonic() < deadline, what
        time.sleep(0.05)


def test_a_plan_change_reaches_the_live_session_of_who_agreed(
    home: Any, radius: radii.Radius, router: radii.Router, worker: None
):
    now = datetime.now(tz=UTC)
    slow, fast = (
        factories.make_plan(group, name=group, access_group=group, is_offered=True)
        for group in ("home-300", "home-600")
    )
    line = make_line(home.home, group="home-300")
    subscription = factories.make_subscription(
        home.home, slow, service_identifier=line.service_identifier
    )
    radius.add_user(line.username)
    put_access_group(connection_id=line.pk, now=now)
    router.start(line.username, "s1", now - timedelta(hours=1))
    router.update(line.username, "s1", now, down=1, up=1)
    sample_usage(now=now)
    until(_worker_works, "the worker doesn't start")

    asked: dict[str, Any] = {
        "account_id": home.home.pk,
        "user_id": home.alice.pk,
        "wishes": [Wish("change", subscription.number, fast.code)],
        "effective": "now",
        "on_date": None,
        "now": datetime.now(tz=UTC),
    }
    quote = quote_order(**asked)
    number = order_at_quote(**asked, seen=quote.seen, idempotency_key="the form")
    agreed = time.monotonic()
    until(radius.told, "the router was told nothing")
    took_s = time.monotonic() - agreed
    assert radius.told() == [("CoA-Request", line.username, "s1", "home-600")]
    assert took_s < REACHED_WITHIN_S

    def is_done() -> bool:
        order = order_of(account_id=home.home.pk, number=number)
        return order is not None and order.summary.state == "done"

    until(is_done, "the order's page doesn't say that it is done")


def _worker_works() -> bool:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_workers")
        return bool(cursor.fetchone()[0])
