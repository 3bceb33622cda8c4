"""The command as people type it: what it prints, how it ends, and what a sudden end leaves."""

# ruff: noqa: ISC004 - sentences stand as people read them
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from hearthline.customers.models import Account
from tests.imports.conftest import Provider

HELD_UP_S = 30


def run(
    folder: Path, environment: dict[str, str], *options: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "hearthline.cli", "import", str(folder), *options],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_prints_what_was_done(provider: Provider, database_environment: dict[str, str]):
    dry = run(provider.folder, database_environment, "--dry-run")
    assert (dry.returncode, dry.stdout.splitlines()) == (
        0,
        [
            "plans.csv: 2 would be created, 0 would be changed, 0 unchanged",
            "accounts.csv: 2 would be created, 0 would be changed, 0 unchanged",
            "subscriptions.csv: 2 would be created, 0 would be changed, 0 unchanged",
            "balances: 2 would be opened, 0 would be adjusted, 0 unchanged",
            "Nothing was written: this was a dry run.",
        ],
    )
    first = run(provider.folder, database_environment)
    assert (first.returncode, first.stdout.splitlines()[1]) == (
        0,
        "accounts.csv: 2 created, 0 changed, 0 unchanged",
    )
    assert "Reading accounts.csv (0." in first.stderr
    again = run(provider.folder, database_environment)
    assert again.stdout.splitlines()[1] == "accounts.csv: 0 created, 0 changed, 2 unchanged"


def test_ends_with_1_and_plain_sentences(
    provider: Provider, database_environment: dict[str, str], tmp_path: Path
):
    provider.change("accounts.csv", 0, billing_day="31")
    done = run(provider.folder, database_environment)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == (
        'accounts.csv, line 2, column billing_day: "31" is not a whole number from 1 to 28. Write '
        "digits only."
    )
    assert done.stdout.splitlines() == [
        "Nothing was imported: 1 error. Correct the files and import them again, or leave the bad "
        "rows out with --skip-bad-rows."
    ]
    skipped = run(provider.folder, database_environment, "--skip-bad-rows")
    assert skipped.returncode == 0
    assert skipped.stdout.splitlines()[1:] == [
        "accounts.csv: 1 created, 0 changed, 0 unchanged, 1 rejected",
        "subscriptions.csv: 1 created, 0 changed, 0 unchanged, 1 rejected",
        "balances: 1 opened, 0 adjusted, 0 unchanged",
        f"The rejected rows, with their reasons, are in {provider.folder / 'rejected'}.",
    ]
    (tmp_path / "file").touch()
    options = ("--skip-bad-rows", "--rejected", str(tmp_path / "file"))
    refused = run(provider.folder, database_environment, *options)
    assert refused.returncode == 1
    assert "Name another folder with --rejected DIR." in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_sudden_end_leaves_nothing(
    provider: Provider, database_environment: dict[str, str], now: object
):
    """Killed while it writes, with accounts already merged in its transaction."""
    row = provider.rows["accounts.csv"][0]
    provider.write("accounts.csv", [row | {"account_number": f"A{n}"} for n in range(1, 5001)])
    command = [sys.executable, "-m", "hearthline.cli", "import", str(provider.folder)]
    with subprocess.Popen(
        command, env=database_environment, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if line.startswith("Writing subscriptions"):
                os.kill(process.pid, signal.SIGKILL)
                break
        assert process.wait(timeout=HELD_UP_S) == -signal.SIGKILL
    time.sleep(0.2)
    assert not Account.objects.exists()

    again = run(provider.folder, database_environment)
    assert again.returncode == 0, again.stderr
    assert Account.objects.count() == 5000


@pytest.mark.usefixtures("books_are_right")
def test_two_at_once_take_turns(provider: Provider, database_environment: dict[str, str]):
    provider.with_history()
    command = [sys.executable, "-m", "hearthline.cli", "import", str(provider.folder)]
    pair = [
        subprocess.Popen(
            command,
            env=database_environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    said = sorted(process.communicate(timeout=120)[0].splitlines()[1] for process in pair)
    assert said == [
        "accounts.csv: 0 created, 0 changed, 2 unchanged",
        "accounts.csv: 2 created, 0 changed, 0 unchanged",
    ]
