"""A bill as PDF and as a spreadsheet: from the bill's page, for those whose bill it is."""

import csv
import io
from pathlib import Path
from typing import Any

import pypdf
import pytest

from hearthline.billing.models import Bill
from hearthline.billing.queries import latest_bill
from tests import factories
from tests.looks import say_why


@pytest.fixture(autouse=True)
def statements(tmp_path: Path, settings: Any) -> None:
    settings.DATA_DIR = tmp_path


def number_of(portal: Any) -> str:
    bill = latest_bill(account_id=portal.cast.home.pk)
    assert bill is not None
    return bill.number


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "es"])
def test_the_pdf(language: str, portal: Any, books_are_right: None):
    number = number_of(portal)
    client = portal.client(portal.cast.alice)
    answer = client.get(f"/bills/{number}/pdf/", headers={"Accept-Language": language})
    word = {"en": "bill", "es": "factura"}[language]
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == f'inline; filename="{word}-{number}.pdf"'
    assert answer["Cache-Control"] == "no-store"
    reader = pypdf.PdfReader(io.BytesIO(answer.content))
    assert reader.trailer["/Root"]["/Lang"] == language  # type: ignore[index]
    assert "$170.00" in reader.pages[0].extract_text()


@pytest.mark.django_db
def test_the_lines(portal: Any, books_are_right: None):
    number = number_of(portal)
    answer = portal.client(portal.cast.alice).get(f"/bills/{number}/lines.csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == f'attachment; filename="bill-{number}.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [(row["For"], row["Amount"], row["Currency"]) for row in rows] == [
        ("Fiber 500", "80.00", "USD"),
        ("State tax", "5.00", "USD"),
    ]
    assert rows[0]["First day"] == portal.bill_dates[1].isoformat()


@pytest.mark.django_db
@pytest.mark.parametrize("end", ["pdf/", "lines.csv"])
def test_not_for_others(end: str, portal: Any):
    number = number_of(portal)
    client = portal.client(portal.cast.mallory)
    hers, nobodys = client.get(f"/bills/{number}/{end}"), client.get(f"/bills/000/{end}")
    assert hers.status_code == nobodys.status_code == 404
    assert portal.client(portal.cast.alice).post(f"/bills/{number}/{end}").status_code == 405
    staff = say_why(portal.client(portal.cast.sam))
    assert staff.get(f"/console/accounts/ALICE-1/bills/{number}/{end}").status_code == 200
    assert staff.get(f"/console/accounts/MALLORY-1/bills/{number}/{end}").status_code == 404


@pytest.mark.django_db
def test_a_number_with_slashes(portal: Any):
    number = "2024/11 #7/ä"
    home = portal.cast.home
    Bill.objects.create(
        account=home,
        number=number,
        period_start=portal.bill_dates[0].replace(year=2024),
        period_end=portal.bill_dates[0].replace(year=2025),
        issued_date=portal.bill_dates[0].replace(year=2024),
        due_date=portal.bill_dates[0].replace(year=2024),
        total_minor=0,
        currency="USD",
        source="import",
    )
    from urllib.parse import quote

    client = portal.client(portal.cast.alice)
    address = f"/bills/{quote(number)}/"
    page = client.get(address).content.decode()
    for end in ("pdf/", "lines.csv"):
        assert f'href="{address}{end}"' in page
        assert client.get(address + end).status_code == 200
        assert "bill-2024-11-7." in client.get(address + end)["Content-Disposition"]


@pytest.mark.django_db
def test_a_person_without_address_has_a_pdf(portal: Any):
    factories.make_account()
    portal.cast.home.address.delete()
    answer = portal.client(portal.cast.alice).get(f"/bills/{number_of(portal)}/pdf/")
    assert answer.status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["/bills/%00/", "/bills/a%00b/pdf/", "/bills/%00/lines.csv", "/payments/%00/"]
)
def test_an_address_with_a_nul_leads_nowhere(address: str, portal: Any):
    client = portal.client(portal.cast.alice)
    answer, nobodys = client.get(address), client.get("/bills/nobodys/")
    assert answer.status_code == 404
    assert answer.content == nobodys.content
    staff = say_why(portal.client(portal.cast.sam))
    assert staff.get(f"/console/accounts{address}").status_code == 404
