"""What passes the readers also passes PostgreSQL: any cells through a whole import."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.imports.conftest import Provider

pytestmark = pytest.mark.django_db

CONNECTION = {
    "account_number": "A1",
    "service_identifier": "fiber-0001",
    "username": "alice",
    "node_code": "OLT-1",
    "node_name": "Mill Road",
}
OTHERS = {
    "tariffs.csv": {
        "plan_code": "fiber-500",
        "usage_kind": "data",
        "name": "Data",
        "included": "1000",
        "block": "100",
        "price": "0.05",
    },
    "plan_prices.csv": {
        "plan_code": "fiber-500",
        "starts_date": "2026-05-01",
        "price": "68",
        "told": "no",
    },
    "discounts.csv": {
        "subscription_id": "S1",
        "name": "Welcome",
        "kind": "amount",
        "rate": "10",
        "starts_date": "2026-01-05",
        "ends_date": "2026-07-05",
        "with_kind": "tv",
        "rank": "1",
    },
    "usage.csv": {
        "subscription_id": "S1",
        "usage_kind": "data",
        "quantity": "1500",
        "used_date": "2026-03-10",
        "description": "",
        "source": "probe",
        "reference": "r1",
    },
}
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=25)
ODD = st.sampled_from(
    [
        "",
        "0",
        "-0.00",
        "999999999999.99",
        "-999999999999.99",
        "1900-01-01",
        "2199-12-31",
        "A1",
        "B1",
    ]
)
CELL = st.one_of(TEXT, ODD, st.dates().map(str), st.decimals(places=2).map(str))


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_any_cells_through_a_whole_import(provider: Provider, data: Any):
    provider.with_history()
    provider.write(
        "plans.csv", [row | {"access_group": "home"} for row in provider.rows["plans.csv"]]
    )
    provider.write("connections.csv", [CONNECTION])
    for name, row in OTHERS.items():
        provider.write(name, [row])
    for name in list(provider.rows):
        rows = [dict(row) for row in provider.rows[name]]
        for _ in range(data.draw(st.integers(0, 3))):
            row = data.draw(st.sampled_from(rows))
            row[data.draw(st.sampled_from(sorted(row)))] = data.draw(CELL)
        provider.write(name, rows)

    report = provider.bring(dry_run=True, skip_bad_rows=True)
    assert report.is_done or report.complaints
    strict = provider.bring(dry_run=True)
    assert strict.is_done == (report.complaint_count == 0)
