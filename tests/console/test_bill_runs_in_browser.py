"""The pages of bill runs, corrections, closings and billing days in Chromium, and their work."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from playwright.sync_api import expect

from hearthline.billing.models import Bill, BillRun
from hearthline.billing.operations import add_charge, preview_bills, work_on_bill_run
from hearthline.kernel import clock
from hearthline.kernel.money import Money
from tests.browser import MOST_BYTES, browser, visit
from tests.conftest import NOW
from tests.looks import answer_why

pytestmark = pytest.mark.browser
ACCOUNT = "/console/accounts/ALICE-1/"
NEXT = date(2026, 4, 1)


def _picture(guest: Any, name: str) -> None:
    if folder := os.environ.get("PICTURES"):
        guest.page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def _aside(doing: Callable[[], Any]) -> Any:
    """Playwright's loop runs in this thread, so the database is asked in another."""
    with ThreadPoolExecutor(1) as aside:
        return aside.submit(_closing, doing).result()


def _closing(doing: Callable[[], Any]) -> Any:
    try:
        return doing()
    finally:
        connection.close()


def _work() -> None:
    work_on_bill_run(run_id=BillRun.objects.get(bill_date=NEXT).pk, now=clock.now())


@pytest.fixture
def previewed(served: Any, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    # Before April's bills are due: the day isn't changed while one is.
    monkeypatch.setattr("hearthline.console.bill_runs.billing_day.now", lambda: NOW)
    settings.BILL_RUN_NEEDS_APPROVAL = True
    home = Bill.objects.values_list("account_id", flat=True).first()
    assert home is not None
    add_charge(
        account_id=home, kind="one_off", amount=Money(12_500, "USD"), description="Technician",
        effective_date=NEXT, now=clock.now(),
    )  # fmt: skip
    preview_bills(bill_date=NEXT, now=clock.now())
    return served


@pytest.mark.parametrize(("size", "look"), [("phone", "light"), ("desktop", "dark")])
def test_pages_have_no_barriers(previewed: Any, size: str, look: str):
    number = Bill.objects.order_by("-period_start").values_list("number", flat=True).first()
    pages = {
        "runs": "/console/bill-runs/",
        "run": f"/console/bill-runs/{NEXT}/",
        "correct": f"{ACCOUNT}bills/{number}/correct/",
        "close": f"{ACCOUNT}close/",
        "closings": "/console/closings/",
        "billing-day": f"{ACCOUNT}billing-day/",
    }
    with browser() as chrome, visit(chrome, previewed.home, size, color_scheme=look) as guest:
        guest.context.add_cookies([previewed.staff_cookie])
        for name, address in pages.items():
            guest.open(address)
            answer_why(guest.page)
            if name == "billing-day":
                guest.page.get_by_label("Day of the month").select_option("20")
                guest.page.get_by_role("button", name="Show what changes").click()
                expect(guest.page.get_by_text("First bill on the new day")).to_be_visible()
            guest.check()
            assert guest.weighed() < MOST_BYTES, address
            _picture(guest, f"{name}-{size}-{look}")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_a_run_is_approved_and_a_bill_of_it_corrected(previewed: Any, scripts: bool):  # noqa: FBT001
    with (
        browser() as chrome,
        visit(chrome, previewed.home, "phone", java_script_enabled=scripts) as guest,
    ):
        guest.context.add_cookies([previewed.staff_cookie])
        page = guest.page
        guest.open(f"/console/bill-runs/{NEXT}/")
        expect(page.get_by_text("Waits for approval")).to_be_visible()
        expect(page.get_by_text("Much higher").last).to_be_visible()
        page.get_by_role("button", name="Approve, and issue these bills").click()
        expect(page.get_by_text("is approved")).to_be_visible()
        _aside(_work)
        if not scripts:
            page.get_by_role("link", name="Look again").click()
        expect(page.get_by_text("1 bills issued")).to_be_visible()
        wrong = _aside(lambda: Bill.objects.get(period_start=NEXT).number)
        guest.open(f"{ACCOUNT}bills/{wrong}/")
        answer_why(page)
        page.get_by_role("link", name="Correct this bill").click()
        page.get_by_label("What was wrong?").fill("Nobody came")
        page.get_by_role("checkbox", name="Technician").check()
        page.get_by_role("button", name="Show the difference").click()
        expect(page.get_by_role("checkbox", name="Technician")).to_be_checked()
        expect(page.get_by_text("-$125.00").first).to_be_visible()
        page.get_by_role("button", name="Correct the bill").click()
        expect(page.get_by_text(f"This replaces bill {wrong}")).to_be_visible()
        guest.check()
        _picture(guest, f"corrected-{scripts}")
        page.get_by_role("link", name="See that bill").click()
        expect(page.get_by_text("This bill no longer counts")).to_be_visible()
        _picture(guest, f"wrong-{scripts}")
