"""People who sign in, made by the set, and the processes that serve them."""

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from django.db import connection

from benchmarks.data import make_provider

PASSWORD = "Maple-syrup-on-pancakes"  # noqa: S105 - made-up people's
_KIB_PER_MB = 1000 / 1.024

_PEOPLE = """
WITH people AS (
    INSERT INTO identity_user
        (username, email, password, name, phone, language, is_active, is_staff, created_at,
         failed_sign_ins)
    SELECT 'person' || lpad(nth::text, 5, '0'), 'person' || lpad(nth::text, 5, '0')
           || '@mail.example', %(password)s, '', '', 'en', true, false, now() - interval '1 year', 0
      FROM (SELECT row_number() OVER (ORDER BY id) - 1 AS nth FROM customers_account) AS account
    RETURNING id, username, email
), addresses AS (
    INSERT INTO account_emailaddress (user_id, email, verified, "primary")
    SELECT id, email, true, true FROM people
)
INSERT INTO customers_member (account_id, user_id, role, since_at)
SELECT account.id, people.id, 'owner', now() - interval '1 year'
  FROM people
  JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS nth FROM customers_account) AS account
    ON account.nth = substr(people.username, 7)::bigint;
INSERT INTO identity_signin (user_id, at, outcome, device)
SELECT id, now() - interval '1 week', 'signed_in', 'Firefox, Linux' FROM identity_user;
INSERT INTO customers_contactofrecord (account_id, channel, value, since_date)
SELECT id, 'email', 'contact' || id || '@mail.example', '2020-01-01'::date FROM customers_account
 WHERE id %% 10 <> 2
UNION ALL
SELECT id, 'sms', '+1217' || (5550000 + id), '2020-01-01' FROM customers_account
 WHERE id %% 10 NOT IN (0, 1);
ANALYZE;
"""


def name_of(number: int) -> str:
    """The username of a person, counted from nought."""
    return f"person{number:05d}"


def make_people(count: int) -> None:
    """So many accounts in an empty house, each with an owner who signed in a week ago.

    Their contacts of record are of the kinds that registration shows where there is no account.
    All have `PASSWORD`; there is one hash of it, which makes no difference to what is measured.
    """
    from django.contrib.auth.hashers import make_password

    make_provider(accounts=count)
    with connection.cursor() as cursor:
        cursor.execute(_PEOPLE, {"password": make_password(PASSWORD)})


@contextlib.contextmanager
def worker(environment: dict[str, str]) -> Iterator[None]:
    """What works through the queue, as `hearthline run` starts it: emailed codes need it."""
    child = subprocess.Popen(
        [sys.executable, "-m", "hearthline.cli", "worker"],
        env=environment,
        stdout=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        child.terminate()
        child.wait(20)


def behind_proxy(data: Path) -> dict[str, str]:
    """The environment of a server whose visitors' addresses a proxy tells."""
    return os.environ | {"HEARTHLINE_DATA": str(data), "TRUSTED_PROXY_COUNT": "1"}


def memory_mb(pids: set[int]) -> tuple[float, float]:
    """Memory of processes: summed, shared pages for each again; and with those shared out."""
    resident = shared_out = 0
    for pid in pids:
        with contextlib.suppress(OSError):
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
            sizes = {line.split()[0]: int(line.split()[1]) for line in lines[1:]}
            resident += sizes["Rss:"]
            shared_out += sizes["Pss:"]
    return resident / _KIB_PER_MB, shared_out / _KIB_PER_MB
