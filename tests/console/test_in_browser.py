"""The console's pages in Chromium: no barriers, 320 px, under 100 KB, and without JavaScript."""

import os
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser import MOST_BYTES, browser, visit
from tests.issuer import CLIENT_ID, CLIENT_SECRET, issuing
from tests.looks import answer_why

pytestmark = pytest.mark.browser
ACCOUNT = "/console/accounts/ALICE-1/"
ADDRESSES = {
    "start": "/console/",
    "found": "/console/?q=maple",
    "exact": "/console/?q=alice-1",
    "nothing": "/console/?q=nobody",
    "account": ACCOUNT,
    "bare": "/console/accounts/MALLORY-1/",
    "payment": f"{ACCOUNT}payment/",
    "code": f"{ACCOUNT}registration-code/",
    "money": f"{ACCOUNT}money/",
    "adjust": f"{ACCOUNT}adjust/?what=credit",
    "exemptions": f"{ACCOUNT}exemptions/",
    "approvals": "/console/approvals/",
    "reports": "/console/reports/",
    "ageing": "/console/reports/ageing/?as_of=2026-04-30",
    "revenue": "/console/reports/revenue/?since=2026-02-01&until=2026-03-31",
    "taxes": "/console/reports/taxes/?since=2026-02-01&until=2026-03-31",
    "cash": "/console/reports/cash/?since=2026-02-01&until=2026-03-31",
    "sign-ins": "/console/sign-ins/",
    "all": "/console/sign-ins/?show=all",
    "blocked": "/console/sign-ins/?show=blocked",
}


def _picture(guest: Any, name: str) -> None:
    """For looking at, where a folder for pictures is named."""
    if folder := os.environ.get("PICTURES"):
        guest.page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@pytest.mark.parametrize(("size", "look"), [("phone", "light"), ("desktop", "dark")])
def test_pages_have_no_barriers(served: Any, size: str, look: str):
    with browser() as chrome, visit(chrome, served.home, size, color_scheme=look) as guest:
        guest.context.add_cookies([served.staff_cookie])
        for name, address in ADDRESSES.items():
            guest.open(address)
            answer_why(guest.page)
            guest.check()
            assert guest.weighed() < MOST_BYTES, address
            _picture(guest, f"{name}-{size}-{look}")
        guest.page.get_by_role("link", name="Unblock mallory").click()
        answer_why(guest.page)
        guest.page.get_by_role("button", name="Unblock").wait_for()
        guest.check()
        _picture(guest, f"unblock-{size}-{look}")
        guest.open(ACCOUNT)
        guest.page.get_by_role("link", name=re.compile(r"^\d{6,}$")).first.click()
        guest.check()
        assert guest.weighed() < MOST_BYTES
        _picture(guest, f"bill-{size}-{look}")
        guest.page.emulate_media(media="print", color_scheme="light")
        expect(guest.page.get_by_role("button", name="Print")).to_be_hidden()
        expect(guest.page.get_by_role("search")).to_be_hidden()
        expect(guest.page.get_by_text("Total of this bill").first).to_be_visible()
        _picture(guest, f"print-{size}-{look}")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_from_a_name_to_a_payment_and_a_code(served: Any, scripts: bool):  # noqa: FBT001
    with (
        browser() as chrome,
        visit(chrome, served.home, "phone", java_script_enabled=scripts) as guest,
    ):
        guest.context.add_cookies([served.staff_cookie])
        page = guest.page
        guest.open("/console/")
        page.get_by_label("Account number, name, email").fill("alice")
        page.get_by_role("button", name="Find").click()
        page.get_by_role("link", name="Alice Archer").click()
        answer_why(page)

        page.get_by_role("link", name="Record a payment").click()
        page.get_by_label("Amount received").fill("not a number")
        page.get_by_role("button", name="Record the payment").click()
        expect(page.get_by_text("Choose how it came.").first).to_be_visible()
        if scripts:
            guest.check()
        page.get_by_label("Amount received").fill("10.00")
        page.get_by_label("Cash").check()
        _picture(guest, f"refused-{scripts}")
        page.get_by_role("button", name="Record the payment").click()
        expect(page.get_by_text("$10.00 is written down as payment")).to_be_visible()

        page.get_by_role("link", name="Issue a registration code").click()
        page.get_by_label("I have checked who this person is").check()
        page.get_by_role("button", name="Issue the code").click()
        expect(
            page.get_by_text(re.compile(r"^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$"))
        ).to_be_visible()
        _picture(guest, f"issued-{scripts}")
        if scripts:  # axe is one
            guest.check()
        assert guest.complaints == []


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_in_by_the_companys_sign_in(served: Any, settings: Any, scripts: bool):  # noqa: FBT001
    with (
        issuing() as issuer,
        browser() as chrome,
        visit(chrome, served.home, "phone", java_script_enabled=scripts) as guest,
    ):
        issuer.person = {"email": "sue@mail.example", "email_verified": True}
        issuer.claims = {"amr": ["pwd", "hwk"]}
        settings.SITE_URL = served.home
        settings.STAFF_SSO_ISSUER = issuer.home
        settings.STAFF_SSO_CLIENT_ID = CLIENT_ID
        settings.STAFF_SSO_CLIENT_SECRET = CLIENT_SECRET
        settings.STAFF_SSO_NAME = "Maple County"
        settings.STAFF_SSO_HAS_SECOND_FACTOR = True
        settings.STAFF_NEEDS_SECOND_FACTOR = True
        guest.open("/console/tickets/")
        if scripts:
            guest.check()
        _picture(guest, f"single-sign-on-{scripts}")
        guest.page.get_by_role("link", name="Sign in with Maple County").click()
        guest.page.wait_for_url(f"{served.home}/console/tickets/")
        assert "/authorize" in issuer.asked
        assert guest.complaints == []


def test_a_second_factor_is_asked_for(served: Any, settings: Any):
    settings.STAFF_NEEDS_SECOND_FACTOR = True
    with browser() as chrome, visit(chrome, served.home, "phone") as guest:
        guest.context.add_cookies([served.staff_cookie])
        guest.open("/console/tickets/")
        assert guest.page.url.startswith(f"{served.home}/console/second-factor/")
        assert "Set up a second factor" in guest.page.inner_text("h1")
        guest.check()
        _picture(guest, "second-factor")
