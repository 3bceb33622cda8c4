"""Bills in a real browser: what changed, what comes, what moved the balance, and the files."""

import io
import re
from typing import Any

import pypdf
import pytest
from playwright.sync_api import expect

from tests.browser import MOST_BYTES, Visit, on_a_phone, visit
from tests.house import House
from tests.looks import answer_why
from tests.screenshots import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("house")]


@on_a_phone
def test_bills(size: str, house: House, chrome: Any):
    with visit(chrome, house.home, size) as alice:
        sign_in(alice, "alice")
        _next_bill_on_the_overview(alice)
        _a_year(alice)
        number = _why_it_changed(alice)
        _files(alice, number)
        _activity(alice)
    with visit(chrome, house.home, size) as mallory:
        sign_in(mallory, "mallory")
        _nothing_of_alices(mallory, number)
    with visit(chrome, house.home, size) as sam:
        sign_in(sam, "sam")
        _staff_see_the_same(sam, number)


def _next_bill_on_the_overview(alice: Visit) -> None:
    page = alice.page
    alice.open("/")
    link = page.get_by_role("link", name=re.compile(r"^Next bill: about \$\d"))
    link.wait_for()
    amount = re.search(r"\$[\d.,]+", link.inner_text())
    assert amount
    link.click()
    page.wait_for_url(re.compile("/bills/next/$"))
    alice.check()
    assert amount[0] in page.inner_text("main")
    assert page.locator("main section.card").count() == 3
    page.get_by_text("What it will be made of").first.click()
    expect(page.get_by_role("cell", name=amount[0]).first).to_be_visible()


def _a_year(alice: Visit) -> None:
    page = alice.page
    alice.open("/bills/")
    alice.check()
    assert alice.weighed() < MOST_BYTES
    expect(page.get_by_role("img", name=re.compile("^Bills from "))).to_be_visible()
    page.get_by_text("The same as a table").click()
    assert page.locator("details table tbody tr").count() == 13


def _why_it_changed(alice: Visit) -> str:
    """The latest bill: there was a credit for an outage."""
    page = alice.page
    alice.open("/bills/")
    page.locator("main a.item-title").first.click()
    alice.check()
    assert alice.weighed() < MOST_BYTES
    text = page.inner_text("main")
    assert "Why did my bill change?" in text
    assert "Credit for an outage of 4 days: a credit" in text
    rows = page.locator("section:has-text('Why did my bill change?') tr td.num").all_inner_texts()
    before, *changes, after = [round(float(re.sub(r"[^\d.-]", "", row)) * 100) for row in rows]
    assert before + sum(changes) == after
    return page.url.rstrip("/").rsplit("/", 1)[1]


def _files(alice: Visit, number: str) -> None:
    page = alice.page
    assert page.get_by_role("link", name="PDF").get_attribute("href") == f"/bills/{number}/pdf/"
    answer = alice.context.request.get(f"{alice.home}/bills/{number}/pdf/")
    assert answer.headers["content-type"] == "application/pdf"
    text = pypdf.PdfReader(io.BytesIO(answer.body())).pages[0].extract_text()
    assert "Alice Archer" in text
    with page.expect_download() as saved:
        page.get_by_role("link", name="Spreadsheet").click()
    assert saved.value.suggested_filename == f"bill-{number}.csv"


def _activity(alice: Visit) -> None:
    page = alice.page
    alice.open("/bills/")
    page.get_by_role("link", name="Balance and activity").click()
    alice.check()
    rows = page.locator("main table tbody tr")
    everything = rows.count()
    page.get_by_text("Choose what to see").click()
    page.get_by_label("What", exact=True).select_option("payment")
    with page.expect_navigation():
        page.get_by_role("button", name="Show", exact=True).click()
    alice.check()
    assert 0 < rows.count() < everything
    assert all("Payment" in row for row in rows.all_inner_texts())
    rows.first.get_by_role("link").click()
    page.wait_for_url(re.compile(r"/payments/\d+/$"))


def _nothing_of_alices(mallory: Visit, number: str) -> None:
    for end in ("", "pdf/", "lines.csv"):
        for bill in (number, "000000000"):
            answer = mallory.context.request.get(f"{mallory.home}/bills/{bill}/{end}")
            assert answer.status == 404
            assert number not in answer.text()
    for address in ("/bills/activity/", "/bills/activity.csv", "/bills/next/"):
        answer = mallory.context.request.get(mallory.home + address)
        assert answer.status == 200
        assert number not in answer.text()
        assert "Film pack" not in answer.text()


def _staff_see_the_same(sam: Visit, number: str) -> None:
    sam.open("/console/?q=alice")
    sam.page.locator("main a[href*='/console/accounts/']").first.click()
    answer_why(sam.page)
    sam.page.get_by_role("link", name=number).click()
    assert "Why did my bill change?" in sam.page.inner_text("main")
    address = sam.page.get_by_role("link", name="PDF").get_attribute("href")
    assert address
    answer = sam.context.request.get(sam.home + address)
    assert answer.headers["content-type"] == "application/pdf"
