"""The same day gives the same demo, and a load that was killed leaves nothing behind."""

import hashlib
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings

from hearthline.cli.demo import loading
from hearthline.cli.demo.people import UnableToLoadDemo
from hearthline.cli.demo.provider import households
from hearthline.customers.models import Account
from hearthline.kernel.checks import run_checks
from hearthline.kernel.clock import provider_date
from hearthline.kernel.sql import select
from hearthline.payments.adapters.card.simulated.books import Books
from tests.cli.demo_loading import load_at
from tests.conftest import NOW
from tests.ports import free_port

HOMES = households(provider_date(NOW))
FEW = [*HOMES[:4], *HOMES[4::8]]

WHAT_HAPPENED = """
SELECT account.number, 'bill' AS what, bill.issued_date::text AS at, bill.total_minor AS amount
  FROM billing_bill AS bill JOIN customers_account AS account ON account.id = bill.account_id
 UNION ALL
SELECT account.number, payment.channel, payment.settled_at::text, payment.amount_minor
  FROM payments_payment AS payment JOIN customers_account AS account
    ON account.id = payment.account_id
 ORDER BY 1, 2, 3, 4
"""


def _digest(folder: Path) -> tuple[int, str]:
    with transaction.atomic():
        load_at(NOW, folder, FEW)
        rows = select(WHAT_HAPPENED)
        transaction.set_rollback(True)
    return len(rows), hashlib.sha256(repr(rows).encode()).hexdigest()


def test_same_day_same_bills_and_payments(db: None, tmp_path: Path):
    first, second = _digest(tmp_path / "first"), _digest(tmp_path / "second")
    assert first[0] > 300
    assert first == second


def test_a_refused_password_is_said_in_a_sentence(committed: str, tmp_path: Path, settings: Any):
    settings.DEMO_PASSWORD = "pa55-w0rd"
    with pytest.raises(UnableToLoadDemo, match="DEMO_PASSWORD can't be alice's password") as told:
        load_at(NOW, tmp_path, FEW)
    assert "pa55-w0rd" not in str(told.value)
    assert not loading.is_loaded()


def test_other_peoples_accounts_are_left_alone(cast: Any):
    assert loading.is_loaded()


def test_a_killed_load_leaves_nothing(
    committed: str, database_environment: dict[str, str], tmp_path: Path
):
    environment = database_environment | {
        "DEMO": "1",
        "HEARTHLINE_DATA": str(tmp_path),
        "CARD_GATEWAY_URL": f"http://127.0.0.1:{free_port()}",
    }
    _kill_while_it_loads(environment)
    assert Books(tmp_path / "gateway").charges(), "it was killed before any card was charged"
    assert not loading.is_loaded()

    load_at(NOW, tmp_path, FEW)
    assert Account.objects.count() == len(FEW)
    with override_settings(ATTACHMENTS_DIR=tmp_path / "attachments"):
        assert run_checks()[1] == []
    ours = select("SELECT number FROM payments_payment WHERE channel = 'card'")
    assert len(ours) == len(Books(tmp_path / "gateway").charges())


def _kill_while_it_loads(environment: dict[str, str]) -> None:
    """Kill it once a third of the story has been told."""
    process = subprocess.Popen(
        [sys.executable, "-m", "hearthline.cli", "load-demo"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    said = [process.stdout.readline() for _ in range(6)]
    os.killpg(process.pid, signal.SIGKILL)
    process.stdout.close()
    process.wait()
    assert all(said), said
