"""Final bills, credit notes and corrected bills say what they are, wherever a bill is named."""

import csv
import io
from datetime import UTC, date, datetime
from typing import Any

import pypdf
import pytest
from django.test import Client

from hearthline.billing.models import Bill
from hearthline.billing.operations import (
    UnableToDispute,
    close_account,
    correct_bill,
    open_dispute,
    run_bills,
)
from tests import factories
from tests.looks import say_why

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books_are_right")]
MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)


def evening(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 18, tzinfo=UTC)


@pytest.fixture
def household(cast: Any, tmp_path: Any, settings: Any) -> Any:
    """alice's March bill over 100.00 was corrected to 80.00; in April she left."""
    settings.DATA_DIR = tmp_path
    cast.home.created_at = datetime(2024, 1, 1, 12, tzinfo=UTC)
    cast.home.save()
    plan = factories.make_plan(price_minor=10_000, tax_category="")
    factories.make_subscription(cast.home, plan, started=MARCH)
    run_bills(bill_date=MARCH, now=evening(MARCH))
    cast.wrong = Bill.objects.get(account=cast.home)
    cast.home.subscriptions.update(price_override_minor=8000)
    made = correct_bill(
        account_id=cast.home.pk,
        number=cast.wrong.number,
        reason="The price was 80",
        user_id=None,
        now=evening(date(2026, 3, 5)),
    )
    cast.note = Bill.objects.get(number=made.credit_note)
    cast.rebill = Bill.objects.get(number=made.rebill)
    closed = close_account(
        account_id=cast.home.pk,
        on_date=date(2026, 3, 20),
        reason="Moved",
        user_id=None,
        now=evening(date(2026, 3, 20)),
    )
    cast.final = Bill.objects.get(number=closed.bill_number)
    return cast


def portal_of(cast: Any) -> Client:
    client = Client()
    client.force_login(cast.alice)
    return client


def console_of(cast: Any) -> Client:
    client = Client()
    client.force_login(cast.sam)
    return say_why(client)


def text_of(client: Client, address: str) -> str:
    return str(client.get(address).content.decode())


@pytest.mark.parametrize(
    ("which", "name", "heading"),
    [
        ("wrong", "Bill {}", "Bill of March 1, 2026"),
        ("note", "Credit note {}", "Credit note of March 5, 2026"),
        ("rebill", "Corrected bill {}", "Corrected bill of March 5, 2026"),
        ("final", "Final bill {}", "Final bill of March 20, 2026"),
    ],
)
def test_page_and_paper_say_what_it_is(which, name, heading, household):
    bill = getattr(household, which)
    for client, address in (
        (portal_of(household), f"/bills/{bill.number}/"),
        (console_of(household), f"/console/accounts/ALICE-1/bills/{bill.number}/"),
    ):
        page = text_of(client, address)
        assert f"<title>{name.format(bill.number)}" in page
        assert f">{heading}</h1>" in page
    made = portal_of(household).get(f"/bills/{bill.number}/pdf/")
    paper = pypdf.PdfReader(io.BytesIO(made.content))
    assert heading in paper.pages[0].extract_text()
    assert heading in str(paper.metadata.title if paper.metadata else "")


def test_they_lead_to_each_other_with_why(household):
    portal = portal_of(household)
    wrong = text_of(portal, f"/bills/{household.wrong.number}/")
    for other in (household.note, household.rebill):
        assert f'href="/bills/{other.number}/"' in wrong
        page = text_of(portal, f"/bills/{other.number}/")
        assert f'href="/bills/{household.wrong.number}/"' in page
        assert "Why: The price was 80" in page
    assert "Why: The price was 80" in wrong
    assert f"Bill {household.rebill.number} replaces it." in wrong


def test_nothing_to_pay_nor_paid_nor_disputed_on_what_was_taken_back(household):
    portal = portal_of(household)
    for bill in (household.wrong, household.note):
        page = text_of(portal, f"/bills/{bill.number}/")
        assert "Pay now" not in page
        assert "Let someone else pay" not in page
        assert "Paid on it until today" not in page
        assert "Is a line wrong?" not in page
    assert "Pay now" in text_of(portal, f"/bills/{household.rebill.number}/")
    with pytest.raises(UnableToDispute):
        open_dispute(
            account_id=household.home.pk,
            bill_number=household.wrong.number,
            position=1,
            reference="1",
            user_id=None,
            now=evening(APRIL),
        )


def remarks(cast: Any) -> list[str]:
    return [
        f"Credit note for bill {cast.wrong.number}",
        f"Corrected bill, replaces bill {cast.wrong.number}",
        f"Replaced by bill {cast.rebill.number}",
        "Final bill",
    ]


@pytest.mark.parametrize("where", ["portal", "console"])
def test_lists_say_it(where, household):
    if where == "portal":
        page = text_of(portal_of(household), "/bills/")
    else:
        page = text_of(console_of(household), "/console/accounts/ALICE-1/")
    for remark in remarks(household):
        assert remark in page


def test_the_activity_says_it(household):
    page = text_of(portal_of(household), "/bills/activity/")
    for words in (
        f"Credit note {household.note.number} for bill {household.wrong.number}",
        f"Corrected bill {household.rebill.number}, replaces bill {household.wrong.number}",
        f"Final bill {household.final.number}",
        f"Bill {household.wrong.number}",
    ):
        assert f">{words}</a>" in page


@pytest.mark.parametrize(
    ("which", "said"),
    [
        ("wrong", ("Bill", "", "rebill")),
        ("note", ("Credit note", "wrong", "")),
        ("rebill", ("Corrected bill", "wrong", "")),
        ("final", ("Final bill", "", "")),
    ],
)
def test_the_spreadsheet_says_it(which, said, household):
    bill = getattr(household, which)
    sheet = portal_of(household).get(f"/bills/{bill.number}/lines.csv").content.decode("utf-8-sig")
    row = next(csv.DictReader(io.StringIO(sheet)))
    numbers = [getattr(household, each).number if each else "" for each in said[1:]]
    assert [row["What it is"], row["Corrects bill"], row["Replaced by"]] == [said[0], *numbers]


def test_the_overview_names_the_latest(household):
    page = text_of(portal_of(household), "/")
    assert f"{household.final.number} · Final bill" in page


def test_the_list_says_what_is_overdue(household):
    assert "Overdue: " in text_of(portal_of(household), "/bills/")
