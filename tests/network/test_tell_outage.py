"""Telling many: in batches, killed at any of them, by two at once, and each person once."""

import os
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from django.db import connection

from hearthline.network.models import OutageTelling
from hearthline.network.operations import OutageNews, tell_outage, update_outage
from hearthline.network.queries import status_now
from hearthline.notices.checks import messages_without_job
from hearthline.notices.models import Message
from tests.conftest import NOW, make_cast
from tests.network.posting import newest, post

ACCOUNTS = 600
BATCH = 100
ROOT = Path(__file__).parents[2]


def make_homes() -> None:
    """Accounts with a contact of record each."""
    with connection.cursor() as cursor:
        cursor.execute(
            """WITH accounts AS (
                   INSERT INTO customers_account
                       (number, name, status, language, currency, billing_day, created_at)
                   SELECT 'M' || n, 'Home ' || n, 'active', 'en', 'USD', 1, now()
                     FROM generate_series(1, %s) AS n RETURNING id
               ), addresses AS (
                   INSERT INTO customers_address
                       (account_id, street, city, region, postal_code, country)
                   SELECT id, id || ' Mill Road', 'Mapleton', 'IL', '62301', 'US' FROM accounts
               )
               INSERT INTO customers_contactofrecord (account_id, channel, value, since_date)
               SELECT id, 'email', 'h' || id || '@mail.example', '2020-01-01' FROM accounts""",
            [ACCOUNTS],
        )


def run(update_id: int, environment: dict[str, str], dies_in: int) -> int:
    command = [sys.executable, "-m", "tests.network.telling_process"]
    done = subprocess.run(
        [*command, str(update_id), str(BATCH), str(dies_in)],
        cwd=ROOT,
        env=environment | {"PYTHONPATH": str(ROOT)},
        check=False,
        timeout=120,
    )
    return done.returncode


def told() -> Counter[str]:
    return Counter(Message.objects.values_list("recipient", flat=True))


def jobs() -> Counter[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT jsonb_array_elements(args -> 'message_ids')::bigint FROM procrastinate_jobs"
            " WHERE task_name = 'deliver_messages'"
            " UNION ALL SELECT (args -> 'message_id')::bigint FROM procrastinate_jobs"
            " WHERE task_name = 'deliver_message'"
        )
        return Counter(row[0] for row in cursor.fetchall())


def test_killed_in_the_middle_nobody_is_told_twice_or_left_out(
    committed: str, database_environment: dict[str, str]
):
    make_homes()
    number = post()
    environment = database_environment | {"DEMO": "1", "SITE_URL": "http://testserver"}
    environment["HEARTHLINE_DATA"] = os.environ["HEARTHLINE_DATA"]
    assert status_now(postal_code="62301", now=NOW).active, "on the page before anybody is told"
    for dies_in in (1, 3, 2):
        assert run(newest(number), environment, dies_in) == -signal.SIGKILL
        assert OutageTelling.objects.get().done_at is None
    done = OutageTelling.objects.get().accounts_done
    assert done == 3 * BATCH, "what was committed stays"
    assert sum(told().values()) == done
    assert run(newest(number), environment, 0) == 0
    assert run(newest(number), environment, 0) == 0
    assert set(told().values()) == {1}
    assert len(told()) == ACCOUNTS
    assert set(jobs().values()) == {1}
    assert len(jobs()) == ACCOUNTS
    telling = OutageTelling.objects.get()
    assert (telling.accounts_done, telling.people_told) == (ACCOUNTS, ACCOUNTS)
    assert list(messages_without_job()) == []


def test_even_if_we_forgot_how_far_we_were(committed: str):
    """The database itself takes one row a person and occasion."""
    make_homes()
    number = post(told=True)
    OutageTelling.objects.update(last_account_id=0, done_at=None, accounts_done=0)
    tell_outage(update_id=newest(number), now=NOW)
    assert set(told().values()) == {1}
    assert set(jobs().values()) == {1}


def test_two_workers_share_it(committed: str, database_environment: dict[str, str]):
    make_homes()
    number = post()
    environment = database_environment | {"DEMO": "1", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "tests.network.telling_process", str(newest(number)), "50"]
    both = [subprocess.Popen([*command, "0"], cwd=ROOT, env=environment) for _ in range(2)]
    assert [process.wait(120) for process in both] == [0, 0]
    assert set(told().values()) == {1}
    assert len(told()) == ACCOUNTS


@pytest.mark.django_db
def test_a_newer_update_ends_the_telling_of_an_older(monkeypatch: pytest.MonkeyPatch):
    cast = make_cast()
    number = post()
    first = newest(number)
    update_outage(
        number=number,
        news=OutageNews("More."),
        estimate_at=None,
        seen_update_id=first,
        user_id=cast.sam.pk,
        now=NOW,
    )
    tell_outage(update_id=first, now=NOW)
    assert not Message.objects.exists()
    tell_outage(update_id=newest(number), now=NOW)
    assert told() == {f"{name}@mail.example": 1 for name in ("alice", "bob", "mallory")}
    assert set(Message.objects.values_list("subject", flat=True)) == {"Update: Internet is down"}
