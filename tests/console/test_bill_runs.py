"""Staff preview and approve a bill run, correct a bill, close an account."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client

from hearthline.billing.bill_runs import bill_run_state
from hearthline.billing.models import Bill, Closing
from hearthline.billing.operations import (
    begin_bill_run,
    make_statements,
    run_bills,
    work_on_bill_run,
)
from hearthline.billing.operations.bill_run import work_on_preview
from hearthline.kernel.sql import select
from tests import factories
from tests.looks import say_why

DAY = date(2026, 4, 1)
NOW = datetime(2026, 4, 1, 18, tzinfo=UTC)
RUN = "/console/bill-runs/2026-04-01/"


@pytest.fixture(autouse=True)
def first_of_april(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("bill_runs.pages", "bill_runs.correcting", "bill_runs.closing", "looking"):
        monkeypatch.setattr(f"hearthline.console.{module}.now", lambda: NOW)


@pytest.fixture
def sam(cast: Any, client: Client, books_are_right: None) -> Client:
    cast.home.created_at = datetime(2025, 1, 1, tzinfo=UTC)
    cast.home.save()
    plan = factories.make_plan(name="Fiber 500", price_minor=6000)
    factories.make_subscription(cast.home, plan, started=date(2026, 3, 1))
    client.force_login(cast.sam)
    say_why(client)
    return client


def work() -> None:
    """What the queue's workers do."""
    for row in select("SELECT task_name, args FROM procrastinate_jobs WHERE status = 'todo'"):
        if row["task_name"] in {"preview_bills", "work_on_bill_run"}:
            doing = work_on_preview if row["task_name"] == "preview_bills" else work_on_bill_run
            doing(run_id=json.loads(row["args"])["run_id"], now=NOW)


def state() -> str:
    found = bill_run_state(bill_date=DAY)
    assert found is not None
    return found.state


def test_previewed_approved_and_issued(sam: Client, settings: Any) -> None:
    settings.BILL_RUN_NEEDS_APPROVAL = True
    assert "No bill run yet" in sam.get("/console/bill-runs/").content.decode()
    answer = sam.post("/console/bill-runs/", {"bill_date": "2026-04-01"})
    assert answer["Location"] == RUN
    assert "Preview under way" in sam.get(RUN).content.decode()
    work()
    text = sam.get(RUN).content.decode()
    assert "Waits for approval" in text
    assert "$120.00" in text  # March, and April in advance
    assert not Bill.objects.exists()
    sam.post(RUN, {"action": "approve"})
    assert state() == "running"
    work()
    text = sam.get(RUN).content.decode()
    assert "Approved by sam" in text
    assert "1 bills issued" in text
    assert Bill.objects.get().total_minor == 12_000


def test_pause_and_go_on(sam: Client) -> None:
    sam.post("/console/bill-runs/", {"bill_date": "2026-04-01"})
    work()
    sam.post(RUN, {"action": "begin"})
    sam.post(RUN, {"action": "pause"})
    assert state() == "paused"
    work()
    assert not Bill.objects.exists()
    sam.post(RUN, {"action": "resume"})
    work()
    assert state() == "finished"
    assert Bill.objects.count() == 1


@pytest.mark.parametrize("typed", ["2026-04-31", "31", "", "2026-05-30", "1999-01-01"])
def test_a_day_on_which_nobody_is_billed(sam: Client, typed: str) -> None:
    assert sam.post("/console/bill-runs/", {"bill_date": typed}).status_code == 422


def test_unknown_days_and_actions(sam: Client) -> None:
    assert sam.get("/console/bill-runs/2026-04-02/").status_code == 404
    assert sam.get("/console/bill-runs/nonsense/").status_code == 404
    assert sam.post("/console/bill-runs/2026-04-02/", {"action": "approve"}).status_code == 404
    sam.post("/console/bill-runs/", {"bill_date": "2026-04-01"})
    assert sam.post(RUN, {"action": "nonsense"}).status_code == 404


def test_one_account(sam: Client, cast: Any) -> None:
    begin_bill_run(bill_date=DAY, now=NOW)
    for number, says in (("NOBODY", "There is no account"), ("ALICE-1", "is issued")):
        answer = sam.post(RUN, {"action": "account", "number": number}, follow=True)
        assert says in answer.content.decode()
    answer = sam.post(RUN, {"action": "account", "number": "ALICE-1"}, follow=True)
    assert "has its bill" in answer.content.decode()


def test_a_bill_is_corrected_with_the_difference_in_view(sam: Client, cast: Any) -> None:
    run_bills(bill_date=DAY, now=NOW)
    wrong = Bill.objects.get()
    cast.home.subscriptions.update(price_override_minor=5000)
    page = f"/console/accounts/ALICE-1/bills/{wrong.number}/correct/"
    text = sam.get(page).content.decode()
    assert "$120.00" in text
    assert "$100.00" in text
    assert sam.post(page, {"action": "correct", "reason": ""}).status_code == 422
    assert Bill.objects.count() == 1
    assert sam.post(page, {"action": "preview", "reason": "Price"}).status_code == 200
    assert Bill.objects.count() == 1
    answer = sam.post(page, {"action": "correct", "reason": "The price was 50"}, follow=True)
    text = answer.content.decode()
    assert f"This replaces bill {wrong.number}" in text
    assert "Why: The price was 50" in text
    again = sam.post(page, {"action": "correct", "reason": "Again"}, follow=True)
    assert "was corrected already" in again.content.decode()
    sam.force_login(cast.alice)
    text = sam.get(f"/bills/{wrong.number}/").content.decode()
    assert "This bill was corrected" in text
    assert "This bill no longer counts" in text
    rebill = Bill.objects.get(kind="rebill")
    assert f"/bills/{rebill.number}/" in text
    assert "Replaced" in sam.get("/bills/").content.decode()


def test_an_account_is_closed_with_its_last_bill_in_view(sam: Client, cast: Any) -> None:
    run_bills(bill_date=DAY, now=NOW)
    page = "/console/accounts/ALICE-1/close/"
    assert "-$60.00" in sam.get(page).content.decode().replace("\u2212", "-")
    typed = {"on_date": "2026-03-31", "reason": "Moves away"}
    assert sam.post(page, typed).status_code == 422
    sam.post(page, typed | {"on_date": "2026-04-20"})
    assert "is to be closed on" in sam.get(page).content.decode()
    assert "To be closed" in sam.get("/console/closings/").content.decode()
    sam.post(page, {"action": "keep"})
    assert not Closing.objects.exists()
    answer = sam.post(page, typed | {"on_date": "2026-04-01"}, follow=True)
    assert "The account is closed." in answer.content.decode()
    assert "This is the final bill" in answer.content.decode()
    assert Bill.objects.get(kind="final").total_minor == -6000
    again = sam.post(page, typed | {"on_date": "2026-04-01"}, follow=True)
    assert "closed already" in again.content.decode()


def test_support_doesnt_run_bills(sam: Client, cast: Any) -> None:
    sam.force_login(cast.sue)
    for page in ("/console/bill-runs/", "/console/closings/", "/console/accounts/ALICE-1/close/"):
        assert sam.get(page).status_code in {403, 404}


def test_the_pdfs_of_a_run_are_made_from_its_page(
    sam: Client, settings: Any, tmp_path: Any
) -> None:
    settings.DATA_DIR = tmp_path
    run_bills(bill_date=DAY, now=NOW)
    text = sam.get(RUN).content.decode()
    assert "Make the PDFs now" in text
    assert "PDFs made" not in text
    sam.post(RUN, {"action": "statements"})
    text = sam.get(RUN).content.decode()
    assert "0 of 1" in text
    assert "every 2s" in text
    assert "Make the PDFs now" not in text
    make_statements(bill_date=DAY, now=NOW)
    text = sam.get(RUN).content.decode()
    assert "1 of 1" in text
    assert "every 2s" not in text


def test_no_pdfs_before_the_run_is_finished(sam: Client) -> None:
    sam.post("/console/bill-runs/", {"bill_date": "2026-04-01"})
    answer = sam.post(RUN, {"action": "statements"}, follow=True)
    assert "finished" in answer.content.decode()
