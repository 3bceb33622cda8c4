"""`hearthline bill-run`, as somebody types it."""

import subprocess
import sys
from datetime import date, timedelta

from tests import factories


def run(environment, *arguments: str):
    return subprocess.run(
        [sys.executable, "-m", "hearthline.cli", "bill-run", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_it_bills_once_and_says_so(committed, database_environment):
    account = factories.make_account()
    factories.make_subscription(account, factories.make_plan())
    first = run(database_environment, "--date", "2026-04-01")
    assert first.returncode == 0, first.stderr
    assert "2026-04-01: 1 accounts looked at, 1 bills issued." in first.stdout
    assert "2026-04-01: 1 of 1 accounts" in first.stderr
    again = run(database_environment, "--date", "2026-04-01")
    assert "0 accounts looked at, 0 bills issued." in again.stdout


def test_a_day_to_come_is_refused(committed, database_environment):
    tomorrow = date.today() + timedelta(days=2)  # noqa: DTZ011 - two days are ahead anywhere
    refused = run(database_environment, "--date", str(tomorrow))
    assert refused.returncode == 1
    assert "is yet to come" in refused.stderr
