"""A run with its preview, its approval and its shards."""

import subprocess
import sys
import threading
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection

from hearthline.billing.bill_runs import (
    bill_run_state,
    outliers,
    preview_totals,
    unlike_preview,
)
from hearthline.billing.models import Bill, BillLine, BillRunShard, PreviewedBill
from hearthline.billing.operations import (
    UnableToRunBills,
    add_charge,
    approve_bill_run,
    begin_bill_run,
    bill_account,
    pause_bill_run,
    preview_bills,
    resume_bill_run,
    run_bills,
    work_on_bill_run,
)
from hearthline.jobs import billing as jobs
from hearthline.kernel import clock
from hearthline.kernel.money import Money
from tests import factories
from tests.billing.test_interrupted_runs import MONTHS, issued, make_data

APRIL = date(2026, 4, 1)
CAME = datetime(2025, 12, 1, tzinfo=UTC)


def evening(day):
    return datetime(day.year, day.month, day.day, 23, tzinfo=UTC)


NOW = evening(APRIL)


def some(count, **fields: Any):
    plan = factories.make_plan(price_minor=5000)
    accounts = [factories.make_account(created_at=CAME, **fields) for _ in range(count)]
    for account in accounts:
        factories.make_subscription(account, plan, started=date(2026, 3, 1))
    return accounts


def state_of(day=APRIL):
    found = bill_run_state(bill_date=day)
    assert found is not None
    return found


def bills(day=APRIL):
    return Bill.objects.filter(period_start=day, source="run")


@pytest.mark.django_db
def test_a_preview_is_what_is_billed(books_are_right):
    make_data()
    for day in MONTHS:
        preview_bills(bill_date=day, now=evening(day), batch_size=7)
        assert not bills(day).exists()
        (totals,) = preview_totals(bill_date=day, percent=50)
        foreseen = dict(
            PreviewedBill.objects.filter(run__bill_date=day).values_list(
                "account_id", "total_minor"
            )
        )
        lines = {(k.kind, k.name): (k.lines, k.amount.amount_minor) for k in totals.kinds}
        run_bills(bill_date=day, now=evening(day), batch_size=11)
        assert dict(bills(day).values_list("account_id", "total_minor")) == foreseen
        assert totals.total.amount_minor == sum(foreseen.values())
        assert totals.bills == len(foreseen)
        found: dict[tuple[str, str], tuple[int, int]] = {}
        for kind, tax, amount in BillLine.objects.filter(bill__period_start=day).values_list(
            "kind", "tax__name", "amount_minor"
        ):
            count, total = found.get((kind, tax or ""), (0, 0))
            found[kind, tax or ""] = (count + 1, total + amount)
        assert lines == found
        assert unlike_preview(bill_date=day) == ()


@pytest.mark.django_db
def test_outliers_are_those_beyond_the_bound():
    calm, higher, lower, negative, zero = some(5)
    run_bills(bill_date=date(2026, 3, 1), now=evening(date(2026, 3, 1)))
    newcomer = some(1)[0]
    for account, amount in ((higher, 2600), (lower, -2600), (negative, -6000), (zero, -5000)):
        add_charge(
            account_id=account.pk,
            kind="one_off" if amount > 0 else "credit",
            amount=Money(amount, "USD"),
            description="Something",
            effective_date=APRIL,
            now=NOW,
        )
    preview_bills(bill_date=APRIL, now=NOW, batch_size=2)
    found = {each.account_number: each.why for each in outliers(bill_date=APRIL, percent=50)}
    assert found == {
        higher.number: "higher",
        lower.number: "lower",
        negative.number: "negative",
        zero.number: "zero",
    }
    assert calm.number not in found
    (totals,) = preview_totals(bill_date=APRIL, percent=50)
    assert (totals.changed, totals.negative, totals.zero, totals.first) == (4, 1, 1, 1)
    assert {each.account_number for each in outliers(bill_date=APRIL, percent=60)} == {
        negative.number,
        zero.number,
    }
    first = outliers(bill_date=APRIL, percent=50, why="first")
    assert [each.account_number for each in first] == [newcomer.number]


@pytest.mark.django_db
def test_what_changed_since_the_preview_is_told(books_are_right):
    first, second = some(2)
    preview_bills(bill_date=APRIL, now=NOW)
    add_charge(
        account_id=first.pk, kind="fee", amount=Money(100, "USD"), description="Late",
        effective_date=APRIL, now=NOW,
    )  # fmt: skip
    second.billing_day = 2
    second.save()
    run_bills(bill_date=APRIL, now=NOW)
    found = {each.account_number: each for each in unlike_preview(bill_date=APRIL)}
    previewed = found[first.number].previewed
    assert previewed is not None
    assert found[first.number].issued == previewed + Money(100, "USD")
    assert found[second.number].issued is None
    assert len(found) == 2


@pytest.mark.django_db
def test_nothing_is_written_before_it_is_approved(settings, books_are_right):
    settings.BILL_RUN_NEEDS_APPROVAL = True
    some(3)
    with pytest.raises(UnableToRunBills, match="waits for approval"):
        run_bills(bill_date=APRIL, now=NOW)
    with pytest.raises(UnableToRunBills, match="previewed"):
        approve_bill_run(bill_date=APRIL, approved_as="sam", now=NOW)
    preview_bills(bill_date=APRIL, now=NOW)
    assert state_of().state == "to_approve"
    with pytest.raises(UnableToRunBills, match="waits for approval"):
        begin_bill_run(bill_date=APRIL, now=NOW)
    assert not bills().exists()
    approve_bill_run(bill_date=APRIL, approved_as="sam", now=NOW)
    assert run_bills(bill_date=APRIL, now=NOW).bills_issued == 3
    state = state_of()
    assert (state.state, state.approved_as, state.bills) == ("finished", "sam", 3)


@pytest.mark.django_db
def test_the_clock_previews_what_waits_for_approval_and_bills_it_then(settings, books_are_right):
    settings.BILL_RUN_NEEDS_APPROVAL = True
    today = clock.provider_date(clock.now())
    some(2, billing_day=min(today.day, 28))
    jobs.run_bills(timestamp=0)
    run_id = BillRunShard.objects.filter(is_preview=True).values_list("run_id", flat=True).first()
    if run_id is None:
        assert today.day > 28  # nobody is billed on such a day
        return
    jobs.preview_bills(run_id)
    jobs.run_bills(timestamp=3600)
    assert not bills(today).exists()
    approve_bill_run(bill_date=today, approved_as="sam", now=clock.now())
    jobs.run_bills(timestamp=7200)
    assert bills(today).count() == 2


@pytest.mark.django_db
def test_paused_after_its_batch_and_resumed(books_are_right):
    some(9)

    def pause(done, of):
        assert of == 9
        if done >= 4:
            pause_bill_run(bill_date=APRIL, now=NOW)

    run_bills(bill_date=APRIL, now=NOW, batch_size=2, progress=pause)
    assert bills().count() == 4
    assert state_of().state == "paused"
    assert run_bills(bill_date=APRIL, now=NOW, batch_size=2).bills_issued == 0
    resume_bill_run(bill_date=APRIL)
    assert run_bills(bill_date=APRIL, now=NOW, batch_size=2).bills_issued == 5
    with pytest.raises(UnableToRunBills, match="finished"):
        pause_bill_run(bill_date=APRIL, now=NOW)


@pytest.mark.django_db
def test_accounts_that_come_late_are_billed_by_the_next_call(books_are_right):
    some(3)
    run_bills(bill_date=APRIL, now=NOW, batch_size=1)
    late = some(2)
    assert run_bills(bill_date=APRIL, now=NOW).bills_issued == 2
    assert bills().filter(account__in=late).count() == 2
    assert state_of().state == "finished"


@pytest.mark.django_db
def test_who_comes_while_it_runs_is_within_a_shard(books_are_right):
    some(4)
    came: list[Any] = []

    def more(done, of):
        if not came:
            came.extend(some(1))

    run_bills(bill_date=APRIL, now=NOW, batch_size=2, progress=more)
    assert bills().filter(account=came[0]).count() == 1


@pytest.mark.django_db
def test_one_account_by_itself(books_are_right):
    account, other = some(2)
    with pytest.raises(UnableToRunBills, match="no approved"):
        bill_account(account_id=account.pk, bill_date=APRIL, now=NOW)
    run_id = begin_bill_run(bill_date=APRIL, now=NOW)
    number = bill_account(account_id=account.pk, bill_date=APRIL, now=NOW)
    assert bills().get().number == number
    with pytest.raises(UnableToRunBills, match="has its bill"):
        bill_account(account_id=account.pk, bill_date=APRIL, now=NOW)
    work_on_bill_run(run_id=run_id, now=NOW)
    assert bills().filter(account=other).count() == 1
    assert bills().count() == 2
    elsewhere = some(1, billing_day=7)[0]
    with pytest.raises(UnableToRunBills, match="isn't billed"):
        bill_account(account_id=elsewhere.pk, bill_date=APRIL, now=NOW)


def test_two_workers_at_the_same_time(committed, books_are_right):
    """Neither waits for the other: both have bills of their own in hand at the same moment."""
    some(8)
    both = threading.Barrier(2, timeout=30)
    done: list[int] = []
    met = threading.local()

    def work():
        def meet(*_: int):
            if not getattr(met, "once", False):
                met.once = True
                both.wait()

        try:
            found = run_bills(bill_date=APRIL, now=NOW, batch_size=1, progress=meet)
            done.append(found.bills_issued)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(done) == 8
    assert min(done) >= 1
    assert bills().count() == 8


def test_from_the_terminal(committed, database_environment, books_are_right):
    def run(*arguments: str):
        return subprocess.run(
            [sys.executable, "-m", "hearthline.cli", "bill-run", "--date", str(APRIL), *arguments],
            env=database_environment | {"BILL_RUN_NEEDS_APPROVAL": "1"},
            capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip

    some(5)
    refused = run()
    assert refused.returncode == 1
    assert "waits for approval" in refused.stderr
    previewed = run("--preview")
    assert "5 bills, 500.00 USD" in previewed.stdout, previewed.stderr
    assert "5 first" in previewed.stdout
    assert issued() == []
    approved = run("--approve", "--workers", "2")
    assert "5 bills in all" in approved.stdout, approved.stderr
    assert len({row[0] for row in issued()}) == 5
