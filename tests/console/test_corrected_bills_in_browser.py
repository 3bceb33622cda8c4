"""What staff and alice see of waivers, disputes, final and corrected bills, in Chromium."""

import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from hearthline.billing.models import Bill, Charge
from hearthline.billing.operations import add_charge, close_account, correct_bill, run_bills
from hearthline.care.operations import dispute_line
from hearthline.customers.models import Account
from hearthline.identity.models import User
from hearthline.kernel import clock
from hearthline.kernel.money import Money
from tests import factories
from tests.browser import MOST_BYTES, browser, visit
from tests.console.conftest import _cookie_of
from tests.console.test_bill_runs_in_browser import NEXT
from tests.looks import answer_why

pytestmark = pytest.mark.browser
ACCOUNT = "/console/accounts/ALICE-1/"


def _picture(guest: Any, name: str) -> None:
    if folder := os.environ.get("PICTURES"):
        guest.page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@pytest.fixture
def corrected(served: Any) -> Any:
    """April's bill of alice's had a fee and a visit, was corrected, and the account closed."""
    account = Account.objects.get(number="ALICE-1")
    for kind, minor, words in (("fee", 800, "Late fee for bill 1"), ("one_off", 15_000, "Visit")):
        add_charge(
            account_id=account.pk,
            kind=kind,
            amount=Money(minor, "USD"),
            description=words,
            effective_date=NEXT,
            now=clock.now(),
        )
    run_bills(bill_date=NEXT, now=clock.now())
    wrong = Bill.objects.get(account=account, period_start=NEXT)
    made = correct_bill(
        account_id=account.pk,
        number=wrong.number,
        reason="The visit was charged twice",
        user_id=None,
        now=clock.now(),
    )
    served.wrong, served.note, served.rebill = wrong.number, made.credit_note, made.rebill
    served.visit = Charge.objects.filter(description="Visit").latest("id").pk
    served.fee = Charge.objects.filter(description__startswith="Late").latest("id").pk
    alice = User.objects.get(username="alice")
    line = Bill.objects.get(number=made.rebill).lines.get(charge_id=served.visit)
    served.ticket = dispute_line(
        account_id=account.pk,
        user_id=alice.pk,
        bill_number=made.rebill,
        position=line.position,
        text="Nobody came.",
        files=(),
        key="1",
        now=clock.now(),
    )
    bea = factories.make_user("bea", is_staff=True, roles=("billing",))
    served.bea_cookie = _cookie_of(bea, served.home)
    served.alice_cookie = _cookie_of(alice, served.home)
    return served


@pytest.mark.parametrize(("size", "look"), [("phone", "light"), ("desktop", "light")])
def test_staff_let_off_and_uphold(corrected: Any, size: str, look: str):
    """Within bea's limit at once, above it she is told that it waits."""
    with browser() as chrome, visit(chrome, corrected.home, size, color_scheme=look) as guest:
        guest.context.add_cookies([corrected.bea_cookie])
        page = guest.page
        guest.open(f"{ACCOUNT}bills/{corrected.rebill}/")
        answer_why(page)
        guest.check()
        _picture(guest, f"console-rebill-{size}")
        page.get_by_role("link", name="Late fee for bill 1").click()
        page.get_by_label("Why is it waived?").wait_for()
        guest.check()
        assert guest.weighed() < MOST_BYTES
        _picture(guest, f"waive-{size}")
        page.get_by_label("Why is it waived?").fill("Mail strike")
        page.get_by_role("button", name="Waive it").click()
        expect(page.get_by_text("The credit is on the next bill.")).to_be_visible()
        page.get_by_role("link", name="Late fee for bill 1").click()
        expect(page.get_by_text("Mail strike")).to_be_visible()
        _picture(guest, f"waived-{size}")
        guest.open(f"/console/disputes/{corrected.ticket}/")
        page.get_by_label("Give it back").check()
        page.get_by_label("Why").fill("You are right.")
        _picture(guest, f"dispute-{size}")
        page.get_by_role("button", name="Decide").click()
        expect(page.get_by_text("waits for somebody else")).to_be_visible()
        guest.open(f"/console/disputes/{corrected.ticket}/")
        expect(page.get_by_text("See what was asked for")).to_be_visible()
        guest.check()
        _picture(guest, f"dispute-waits-{size}")
        page.get_by_text("See what was asked for").click()
        expect(page.get_by_text("You asked for it").first).to_be_visible()
        guest.check()
        _picture(guest, f"approval-{size}")
        for name, address in {"money": f"{ACCOUNT}money/", "account": ACCOUNT}.items():
            guest.open(address)
            guest.check()
            _picture(guest, f"console-{name}-{size}")


@pytest.mark.parametrize(("size", "look"), [("phone", "light"), ("desktop", "light")])
def test_alice_sees_what_each_bill_is(corrected: Any, size: str, look: str):
    account = Account.objects.get(number="ALICE-1")
    done = close_account(
        account_id=account.pk,
        on_date=clock.provider_date(clock.now()),
        reason="Moved",
        user_id=None,
        now=clock.now(),
    )
    pages = {
        "list": "/bills/",
        "wrong": f"/bills/{corrected.wrong}/",
        "note": f"/bills/{corrected.note}/",
        "rebill": f"/bills/{corrected.rebill}/",
        "final": f"/bills/{done.bill_number}/",
        "activity": "/bills/activity/",
        "overview": "/",
        "messages": "/messages/",
    }
    with browser() as chrome, visit(chrome, corrected.home, size, color_scheme=look) as guest:
        guest.context.add_cookies([corrected.alice_cookie])
        for name, address in pages.items():
            guest.open(address)
            guest.page.wait_for_load_state()
            guest.check()
            assert guest.weighed() < MOST_BYTES, address
            _picture(guest, f"portal-{name}-{size}")
        guest.open(pages["wrong"])
        guest.page.get_by_role("link", name="See the corrected bill").click()
        expect(guest.page.get_by_role("heading", name="Corrected bill of")).to_be_visible()
