"""Reports of the console: on page, as CSV, for billing only, and they say whether they tie."""

import csv
import io
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client

from hearthline.billing.operations import run_bills
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books_are_right")]
MARCH = "since=2026-03-01&until=2026-03-31"


@pytest.fixture
def bea(cast: Any) -> Client:
    cast.home.created_at = datetime(2024, 1, 1, 12, tzinfo=UTC)
    cast.home.save()
    factories.make_tax("state", rate_ppm=100_000, name="State tax")
    plan = factories.make_plan(price_minor=5000, name="=Fiber")
    factories.make_subscription(cast.home, plan, started=date(2026, 3, 1))
    run_bills(bill_date=date(2026, 3, 1), now=datetime(2026, 3, 1, 18, tzinfo=UTC))
    client = Client()
    client.force_login(factories.make_user("bea", is_staff=True, roles=("billing",)))
    return client


def rows(answer: Any) -> list[dict[str, str]]:
    content = b"".join(answer) if answer.streaming else answer.content
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_the_list(bea):
    page = bea.get("/console/reports/").content.decode()
    for name in ("ageing", "revenue", "taxes", "cash"):
        assert f"/console/reports/{name}/" in page


@pytest.mark.parametrize(
    ("name", "amount"), [("revenue", "$50.00"), ("taxes", "$5.00"), ("cash", "$0.00")]
)
def test_on_page(name, amount, bea):
    page = bea.get(f"/console/reports/{name}/?{MARCH}").content.decode()
    assert amount in page
    assert "Ties to the ledger" in page
    spanish = bea.get(f"/console/reports/{name}/?{MARCH}", headers={"Accept-Language": "es"})
    assert "Cuadra con el libro mayor" in spanish.content.decode()


def test_ageing(bea):
    page = bea.get("/console/reports/ageing/?as_of=2026-04-30").content.decode()
    assert "$55.00" in page
    assert "ALICE-1" in page
    assert "Ties to the ledger" in page
    (row,) = rows(bea.get("/console/reports/ageing.csv?as_of=2026-04-30"))
    assert (row["Account"], row["31 to 60 days late"], row["Balance"]) == (
        "ALICE-1",
        "55.00",
        "55.00",
    )


def test_csv_without_formulas(bea):
    (row,) = rows(bea.get(f"/console/reports/revenue.csv?{MARCH}"))
    assert (row["Name"], row["Amount"], row["Kind"]) == ("'=Fiber", "50.00", "Whole periods")


@pytest.mark.parametrize(
    "query",
    ["since=2026-03-31&until=2026-03-01", "since=x&until=", "since=0001-01-01&until=9999-12-31"],
)
def test_nonsense_is_refused(query, bea):
    assert bea.get(f"/console/reports/revenue/?{query}").status_code == 422
    assert bea.get(f"/console/reports/revenue.csv?{query}").status_code == 200
    assert bea.get("/console/reports/ageing/?as_of=0001-01-01").status_code == 422


def test_not_for_support(cast, bea):
    sue = Client()
    sue.force_login(cast.sue)
    assert sue.get("/console/reports/").status_code == 403
    assert sue.get("/console/reports/ageing.csv").status_code == 403
