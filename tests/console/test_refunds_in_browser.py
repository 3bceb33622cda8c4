"""The refund of a closed account and the PDFs of a bill run in Chromium, on a phone and a desk."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from hearthline.billing.models import Adjustment, Payout
from hearthline.billing.operations import (
    Proposal,
    add_charge,
    arrange_by_staff,
    begin_statements,
    close_account,
    decide_adjustment,
    propose_adjustment,
    run_bills,
)
from hearthline.billing.queries import balance
from hearthline.customers.models import Account
from hearthline.identity.models import User
from hearthline.kernel import clock
from hearthline.kernel.money import Money
from hearthline.payments.operations import record_payment
from tests.browser import MOST_BYTES, browser, visit
from tests.console.conftest import _cookie_of
from tests.console.test_bill_runs_in_browser import _picture
from tests.looks import answer_why

pytestmark = pytest.mark.browser
RUN = date(2026, 4, 1)


@pytest.fixture
def closed(served: Any, settings: Any, tmp_path: Path) -> Any:
    """alice's account is closed and its refund approved; it owes again. PDFs are being made."""
    settings.DATA_DIR = tmp_path
    now, home = clock.now(), Account.objects.get(number="ALICE-1")
    sam = User.objects.get(username="sam")
    run_bills(bill_date=RUN, now=now)
    begin_statements(bill_date=RUN)
    record_payment(
        account_id=home.pk, amount_minor=900_000, channel="cash", reference="", received_at=now,
        idempotency_key="1", staff_user_id=sam.pk, now=now,
    )  # fmt: skip
    close_account(
        account_id=home.pk, on_date=clock.provider_date(now), reason="Moves", user_id=None, now=now
    )
    decide_adjustment(
        adjustment_id=Adjustment.objects.get().pk, approve=True, user_id=sam.pk, now=now
    )
    propose_adjustment(
        account_id=home.pk, kind="adjustment", amount_minor=4_000, reason="not_billed", words="",
        applies="now", user_id=sam.pk, idempotency_key="2", now=now,
    )  # fmt: skip
    return served


@pytest.mark.parametrize(("size", "look"), [("phone", "light"), ("desktop", "dark")])
def test_pages_have_no_barriers(closed: Any, size: str, look: str):
    pages = {
        "pdfs": f"/console/bill-runs/{RUN}/",
        "refund-closings": "/console/closings/",
        "payout-owes": f"/console/payouts/{Payout.objects.get().pk}/",
        "approvals": "/console/approvals/",
    }
    with browser() as chrome, visit(chrome, closed.home, size, color_scheme=look) as guest:
        guest.context.add_cookies([closed.staff_cookie])
        for name, address in pages.items():
            guest.open(address)
            answer_why(guest.page)
            guest.check()
            assert guest.weighed() < MOST_BYTES, address
            _picture(guest, f"{name}-{size}-{look}")


@pytest.mark.parametrize(("size", "look"), [("phone", "light"), ("desktop", "dark")])
def test_the_pay_page_asks_for_the_next_part(served: Any, size: str, look: str):
    now, home = clock.now(), Account.objects.get(number="ALICE-1")
    add_charge(
        account_id=home.pk, kind="one_off", amount=Money(9_000, "USD"), description="Technician",
        effective_date=RUN, now=now,
    )  # fmt: skip
    run_bills(bill_date=RUN, now=now)
    assert balance(account_id=home.pk)
    arrange_by_staff(
        account_id=home.pk,
        staff_user_id=User.objects.get(username="sam").pk,
        proposal=Proposal(2, clock.provider_date(now) + timedelta(days=3), "week"),
        reason="Hospital",
        idempotency_key="1",
        now=now,
    )
    alice: Any = _cookie_of(User.objects.get(username="alice"), served.home)
    with browser() as chrome, visit(chrome, served.home, size, color_scheme=look) as guest:
        guest.context.add_cookies([alice])
        guest.open("/pay/")
        guest.check()
        assert guest.weighed() < MOST_BYTES
        _picture(guest, f"pay-part-{size}-{look}")
