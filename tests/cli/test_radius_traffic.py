"""The demo's traffic: lines connect to a real FreeRADIUS, use something, come back when ended."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from hearthline.cli.radius import traffic
from hearthline.network.operations import put_access_group, restart_connection, sample_usage
from hearthline.network.queries import connection_now, usage_of_month
from tests.network.access.conftest import line, radius, radius_server

__all__ = ["line", "radius", "radius_server"]


@pytest.mark.django_db
def test_a_line_is_on_uses_something_and_comes_back(
    cast: Any, line: Any, radius: Any, monkeypatch: Any
):
    monkeypatch.setattr(traffic, "BACK_AFTER_S", 0.0)
    flow = traffic.Traffic(radius.place, interim_s=1)
    flow.begin()
    flow.connect([line.username])
    flow.step()
    time.sleep(1.1)
    flow.step()
    now = datetime.now(tz=UTC)
    sample_usage(now=now)
    seen = connection_now(line.account_id, line.pk, now)
    assert seen.state == "online"
    assert usage_of_month(line.account_id, line.pk, now.date(), now).bytes > 0
    assert put_access_group(connection_id=line.pk, now=now) == "changed"

    restart_connection(
        account_id=line.account_id, connection_id=line.pk, user_id=cast.alice.pk, now=now
    )
    flow.step()
    flow.step()
    later = now + timedelta(seconds=5)
    sample_usage(now=later)
    again = connection_now(line.account_id, line.pk, later)
    assert again.state == "online"
    assert again.since_at != seen.since_at


def test_a_router_that_was_switched_off_ends_what_it_had(radius: Any):
    flow = traffic.Traffic(radius.place, interim_s=60)
    flow.connect(["a-line"])
    flow.step()
    traffic.Traffic(radius.place, interim_s=60).begin()
    rows = radius.rows("SELECT acctterminatecause FROM radacct WHERE acctstoptime IS NOT NULL")
    assert rows == [("NAS-Reboot",)]
