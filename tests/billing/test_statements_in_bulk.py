"""A bill run's PDFs made ahead: each once, printers' first, able to go on after any end."""

import os
import signal
import subprocess
import sys
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from hearthline.billing import statement
from hearthline.billing.bill_runs import statements_state
from hearthline.billing.models import BillRun, StatementBatch
from hearthline.billing.operations import (
    UnableToMakeStatements,
    begin_statements,
    choose_delivery,
    forget_statements,
    make_statements,
    open_bill_run,
    run_bills,
    statements,
    work_on_statements,
)
from hearthline.billing.queries import latest_bill
from hearthline.billing.statement import statement_of, typesetting
from hearthline.billing.statement.shelf import day_folder
from hearthline.kernel.sql import select
from tests import factories

DAY = date(2026, 4, 1)
NOW = datetime(2026, 4, 1, 18, tzinfo=UTC)


@pytest.fixture(autouse=True)
def here(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(statements, "A_BATCH", 4)
    return tmp_path


def bill_accounts(number: int, **fields: Any) -> list[Any]:
    plan = factories.make_plan()
    made = [factories.make_account(**fields) for _ in range(number)]
    for account in made:
        factories.make_subscription(account, plan)
    run_bills(bill_date=DAY, now=NOW)
    return made


def made_ahead() -> list[Path]:
    return sorted(day_folder(DAY).rglob("*.pdf"))


def waiting_jobs() -> int:
    found = select(
        "SELECT count(*) AS n FROM procrastinate_jobs"
        " WHERE task_name = 'make_statements' AND status = 'todo'"
    )
    return int(found[0]["n"])


def refuse(*_: Any, **__: Any) -> bytes:
    raise AssertionError("made again")


@pytest.mark.django_db
def test_all_of_a_run_and_given_to_who_asks(monkeypatch, books_are_right):
    accounts = bill_accounts(10)
    told: list[tuple[int, int]] = []
    assert make_statements(bill_date=DAY, now=NOW, progress=lambda *how: told.append(how)) == 10
    assert told == [(4, 10), (8, 10), (10, 10)]
    assert len(made_ahead()) == 10
    monkeypatch.setattr(statement, "typeset", refuse)
    for account in accounts:
        bill = latest_bill(account_id=account.pk)
        assert bill is not None
        pdf = statement_of(account_id=account.pk, number=bill.number, language="en")
        assert pdf is not None
        assert pdf.startswith(b"%PDF-")
    assert make_statements(bill_date=DAY, now=NOW) == 0


@pytest.mark.django_db
def test_in_the_language_of_the_account(monkeypatch, books_are_right):
    (account,) = bill_accounts(1, language="es")
    make_statements(bill_date=DAY, now=NOW)
    (path,) = made_ahead()
    assert "-es-" in path.name
    monkeypatch.setattr(statement, "typeset", refuse)
    number = path.name.split("-")[0]
    statement_of(account_id=account.pk, number=number, language="es")
    with pytest.raises(AssertionError, match="made again"):
        statement_of(account_id=account.pk, number=number, language="en")


@pytest.mark.django_db
def test_what_is_printed_comes_first(cast, books_are_right):
    cast.home.created_at = datetime(2026, 1, 1, tzinfo=UTC)
    cast.home.billing_day = 1
    cast.home.save()
    bill_accounts(9)
    last = bill_accounts(1)[0]
    factories.make_member(last, cast.alice)
    choose_delivery(account_id=last.pk, user_id=cast.alice.pk, on_paper=True, now=NOW)
    begin_statements(bill_date=DAY)
    first = StatementBatch.objects.get(number=1)
    bill = latest_bill(account_id=last.pk)
    assert bill is not None
    found = select("SELECT number FROM billing_bill WHERE id = %(id)s", {"id": first.bill_ids[0]})
    assert found[0]["number"] == bill.number


@pytest.mark.django_db
def test_after_a_run_where_that_is_wanted(settings, books_are_right):
    bill_accounts(1)
    assert waiting_jobs() == 0
    settings.STATEMENTS_IN_BULK = True
    late = factories.make_account()
    factories.make_subscription(late, factories.make_plan())
    run_bills(bill_date=DAY, now=NOW)
    assert waiting_jobs() == 1
    run_id = BillRun.objects.get(bill_date=DAY).pk
    work_on_statements(run_id=run_id, now=NOW)
    state = statements_state(bill_date=DAY)
    assert state is not None
    assert (state.done, state.total, state.failed) == (2, 2, 0)


@pytest.mark.django_db
def test_a_job_makes_a_batch_and_goes_on(settings, books_are_right):
    settings.BILL_RUN_WORKERS = 1
    bill_accounts(6)
    run_id = begin_statements(bill_date=DAY)
    assert waiting_jobs() == 1
    work_on_statements(run_id=run_id, now=NOW)
    assert (len(made_ahead()), waiting_jobs()) == (4, 2)
    work_on_statements(run_id=run_id, now=NOW)
    assert (len(made_ahead()), waiting_jobs()) == (6, 2)
    work_on_statements(run_id=run_id, now=NOW)
    assert (len(made_ahead()), waiting_jobs()) == (6, 2)


@pytest.mark.django_db
def test_bills_that_came_late_are_made_too(books_are_right):
    bill_accounts(3)
    make_statements(bill_date=DAY, now=NOW)
    bill_accounts(2)
    assert make_statements(bill_date=DAY, now=NOW) == 2
    assert len(made_ahead()) == 5


@pytest.mark.django_db
def test_one_that_cannot_be_made_holds_back_no_other(monkeypatch, books_are_right):
    bill_accounts(5)
    real, calls = typesetting.typeset, []

    def sometimes(*args: Any, **kwargs: Any) -> bytes:
        calls.append(1)
        if len(calls) == 2:
            raise ValueError("no")
        return real(*args, **kwargs)

    monkeypatch.setattr(statement, "typeset", sometimes)
    assert make_statements(bill_date=DAY, now=NOW) == 5
    state = statements_state(bill_date=DAY)
    assert state is not None
    assert state.failed == 1
    assert len(made_ahead()) == 4


@pytest.mark.django_db
def test_a_full_disk_loses_nothing(monkeypatch, books_are_right):
    bill_accounts(5)
    with monkeypatch.context() as patch:

        def full(*_: Any, **__: Any) -> None:
            raise OSError(28, "No space left on device")

        patch.setattr(Path, "replace", full)
        with pytest.raises(OSError, match="No space"):
            make_statements(bill_date=DAY, now=NOW)
    assert not list(day_folder(DAY).rglob("*.new"))
    state = statements_state(bill_date=DAY)
    assert state is not None
    assert state.done == 0
    assert make_statements(bill_date=DAY, now=NOW) == 5
    assert len(made_ahead()) == 5


@pytest.mark.django_db
def test_half_a_file_is_made_anew(books_are_right):
    (account,) = bill_accounts(1)
    make_statements(bill_date=DAY, now=NOW)
    (path,) = made_ahead()
    whole = path.read_bytes()
    path.write_bytes(whole[:1000])
    number = path.name.split("-")[0]
    assert statement_of(account_id=account.pk, number=number, language="en") == whole
    StatementBatch.objects.update(made_at=None)
    make_statements(bill_date=DAY, now=NOW)
    assert path.read_bytes() == whole


@pytest.mark.django_db
def test_forgotten_after_its_days(settings, books_are_right):
    settings.STATEMENTS_KEPT_DAYS = 10
    bill_accounts(2)
    make_statements(bill_date=DAY, now=NOW)
    assert forget_statements(now=NOW + timedelta(days=10)) == 0
    assert forget_statements(now=NOW + timedelta(days=11)) == 1
    assert made_ahead() == []
    assert make_statements(bill_date=DAY, now=NOW) == 2


@pytest.mark.django_db
def test_not_before_the_run_is_finished():
    with pytest.raises(UnableToMakeStatements, match="there is no bill run"):
        begin_statements(bill_date=DAY)
    open_bill_run(bill_date=DAY, now=NOW)
    with pytest.raises(UnableToMakeStatements, match="isn't finished"):
        make_statements(bill_date=DAY, now=NOW)


def command(environment: dict[str, str], here: Path, *arguments: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "hearthline.cli", "statements", "--date", str(DAY), *arguments],
        env=environment | {"HEARTHLINE_DATA": str(here)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_killed_and_gone_on_with(committed, database_environment, here, monkeypatch):
    """Killed twice in the middle; then two workers end it, and no PDF was made by both."""
    monkeypatch.setattr(statements, "A_BATCH", 30)
    bill_accounts(150)
    begin_statements(bill_date=DAY)
    for least in (10, 70):
        killed = command(database_environment, here)
        until = time.monotonic() + 60
        while len(made_ahead()) < least and time.monotonic() < until:
            time.sleep(0.005)
        os.kill(killed.pid, signal.SIGKILL)
        killed.communicate()
        assert least <= len(made_ahead()) < 150
    before = {path: path.stat().st_ino for path in made_ahead()}
    ended = command(database_environment, here, "--workers", "2")
    said, errors = ended.communicate(timeout=120)
    assert ended.returncode == 0, errors
    assert f"2026-04-01: 150 statements in {day_folder(DAY)}." in said
    found = made_ahead()
    assert len(found) == len({path.name.split("-")[0] for path in found}) == 150
    assert all(path.read_bytes().endswith(b"%%EOF\n") for path in found)
    assert {path: path.stat().st_ino for path in before} == before  # none was made again
    state = statements_state(bill_date=DAY)
    assert state is not None
    assert (state.done, state.total, state.failed) == (150, 150, 0)
