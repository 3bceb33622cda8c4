"""Exemptions from taxes are entered with their certificates, and ended; bills follow."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from hearthline.billing.models import BillLine, TaxExemption
from hearthline.billing.operations import (
    UnableToExempt,
    end_exemption,
    exempt_from_taxes,
    run_bills,
)
from tests import factories
from tests.conftest import NOW
from tests.console.test_money import client_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books_are_right")]
PAGE = "/console/accounts/ALICE-1/exemptions/"
TYPED = {"certificate": "IL-77", "taxes": "tax:state", "starts_date": "2026-03-01"}


@pytest.fixture
def bea(cast: Any) -> Any:
    cast.home.created_at = datetime(2024, 1, 1, 12, tzinfo=UTC)
    cast.home.save()
    factories.make_tax("state", name="State tax")
    factories.make_tax("county", name="County tax")
    plan = factories.make_plan(price_minor=10_000)
    factories.make_subscription(cast.home, plan, started=date(2026, 3, 1))
    return client_of(factories.make_user("bea", is_staff=True, roles=("billing",)))


def taxes_billed(day: date) -> set[str]:
    run_bills(bill_date=day, now=datetime(day.year, day.month, day.day, 18, tzinfo=UTC))
    lines = BillLine.objects.filter(bill__issued_date=day, tax__isnull=False)
    return set(lines.values_list("description", flat=True))


def test_one_tax_until_its_last_day(bea):
    answer = bea.post(PAGE, TYPED | {"last_date": "2026-03-31"})
    assert answer["Location"] == PAGE
    page = bea.get(PAGE).content.decode()
    assert "IL-77" in page
    assert "Mar 31, 2026" in page
    assert taxes_billed(date(2026, 3, 1)) == {"County tax"}
    assert taxes_billed(date(2026, 4, 1)) == {"County tax", "State tax"}


def test_all_of_a_category(bea):
    bea.post(PAGE, TYPED | {"taxes": "category:data"})
    assert taxes_billed(date(2026, 3, 1)) == set()


def test_the_same_twice_and_its_end(bea, cast):
    for _twice in range(2):
        bea.post(PAGE, TYPED)
    exemption = TaxExemption.objects.get()
    bea.post(PAGE + "end/", {"exemption": str(exemption.pk)})
    exemption.refresh_from_db()
    assert exemption.ends_date is not None
    # Another account's is not found.
    with pytest.raises(UnableToExempt):
        end_exemption(
            account_id=cast.other.pk,
            exemption_id=exemption.pk,
            ends_date=date(2026, 3, 1),
            now=NOW,
        )


@pytest.mark.parametrize(
    "typed",
    [
        {"certificate": "  "},
        {"taxes": "tax:unknown"},
        {"starts_date": ""},
        {"starts_date": "0001-01-01"},
        {"last_date": "2026-02-28"},
    ],
)
def test_what_is_refused(typed, bea):
    assert bea.post(PAGE, TYPED | typed).status_code == 422
    assert not TaxExemption.objects.exists()


def test_not_without_a_certificate(cast):
    with pytest.raises(UnableToExempt):
        exempt_from_taxes(
            account_id=cast.home.pk,
            certificate=" ",
            starts_date=date(2026, 3, 1),
            ends_date=None,
            now=NOW,
        )


def test_support_neither_sees_nor_does(bea, cast):
    assert client_of(cast.sue).get(PAGE).status_code == 403
    assert client_of(cast.sam, is_proven=False).post(PAGE, TYPED).status_code == 302
    assert not TaxExemption.objects.exists()
