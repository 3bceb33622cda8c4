"""An outage for 20,000 accounts: how soon messages wait, and what the status page does meanwhile.

The telling runs in a process of its own, as a worker's job would; the page is asked all the while
in this one. The delivering that follows is timed on a part, with mail that goes nowhere.
"""

import http.client
import os
import statistics
import subprocess
import sys
import time
from datetime import UTC, datetime
from typing import Any

ACCOUNTS = 20_000
DELIVERED = 2_000
_PEOPLE = """
INSERT INTO customers_contactofrecord (account_id, channel, value, since_date)
SELECT id, 'email', 'contact' || id || '@mail.example', '2020-01-01' FROM customers_account
 WHERE id % 2 = 0;
WITH people AS (
    INSERT INTO identity_user
        (username, email, password, name, phone, language, is_active, is_staff, created_at,
         failed_sign_ins)
    SELECT 'person' || id, 'person' || id || '@mail.example', '!', '',
           CASE WHEN id % 3 = 0 THEN '+1217' || lpad((5550000 + id)::text, 7, '0') ELSE '' END,
           CASE WHEN id % 4 = 0 THEN 'es' ELSE 'en' END, true, false, now(), 0
      FROM customers_account WHERE id % 2 = 1
    RETURNING id, username
)
INSERT INTO customers_member (account_id, user_id, role, since_at)
SELECT substr(username, 7)::bigint, id, 'owner', now() FROM people;
INSERT INTO notices_quiethours
    (user_id, from_hour, until_hour, outage_texts_at_night, chosen_at)
SELECT user_id, 0, 23, user_id % 2 = 0, now() FROM customers_member WHERE user_id % 5 = 0;
INSERT INTO notices_topicchoice (user_id, topic, email, sms, centre, chosen_at)
SELECT user_id, 'outages', user_id % 2 = 0, true, true, now()
  FROM customers_member WHERE user_id % 7 = 0;
ANALYZE;
"""


def measure() -> dict[str, float]:
    """Figures of one outage that reaches everybody."""
    from django.db import connection
    from django.test import Client

    from benchmarks.data import make_provider

    make_provider(accounts=ACCOUNTS)
    with connection.cursor() as cursor:
        cursor.execute(_PEOPLE)
    client = Client(SERVER_NAME="localhost")
    _ask(client, 20)
    before = _ask(client, 200)
    update_id, posted_s, seen_s = _post(client)
    used = time.process_time()
    with_outage = _ask(client, 200)
    used = (time.process_time() - used) / 200
    telling, during = _tell(client, update_id)
    figures = _counted()
    return {
        "outage_post_s": posted_s,
        "outage_on_status_page_s": seen_s,
        "outage_queued_s": telling,
        **figures,
        "status_ms": statistics.median(with_outage),
        "status_cpu_ms": used * 1000,
        "status_while_telling_ms": statistics.median(during),
        "status_while_telling_p99_ms": statistics.quantiles(during, n=100)[98],
        "status_while_telling_vs_quiet": statistics.median(during) / statistics.median(before),
        "status_queries": _queries(client),
        "delivered_per_s": _deliver(),
    }


def _ask(client: Any, times: int) -> list[float]:
    """Milliseconds of server time, one after the other."""
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        answer = client.get("/status/")
        taken.append((time.perf_counter() - begun) * 1000)
        if answer.status_code != http.client.OK:
            raise RuntimeError(f"the status page answered {answer.status_code}")
    return taken


def _queries(client: Any) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as seen:
        client.get("/status/")
    return len(seen)


def _post(client: Any) -> tuple[int, float, float]:
    """Post it; returns the update to tell, and when posting was done and the page had it."""
    from hearthline.network.models import OutageUpdate
    from hearthline.network.operations import OutageDraft, post_outage
    from hearthline.network.scope import OutageScope

    now = datetime.now(tz=UTC)
    draft = OutageDraft(
        kind="outage",
        title="Internet is down in Mapleton",
        title_es="Sin internet en Mapleton",
        text="Technicians are on their way.",
        scope=OutageScope("area", lines=("Mapleton",)),
        started_at=now,
    )
    begun = time.perf_counter()
    number = post_outage(draft=draft, user_id=None, idempotency_key="bench", now=now)
    posted = time.perf_counter() - begun
    page = client.get("/status/").content.decode()
    if "Internet is down in Mapleton" not in page:
        raise RuntimeError("the status page doesn't show the outage")
    seen = time.perf_counter() - begun
    return OutageUpdate.objects.get(outage__number=number).pk, posted, seen


def _tell(client: Any, update_id: int) -> tuple[float, list[float]]:
    """Tell everybody in another process; meanwhile the page is asked."""
    from hearthline.network.models import OutageTelling

    program = "; ".join(
        [
            "import django, sys, time",
            "django.setup()",
            "from datetime import UTC, datetime",
            "from hearthline.network.operations import tell_outage",
            "begun = time.perf_counter()",
            f"tell_outage(update_id={update_id}, now=datetime.now(tz=UTC))",
            "sys.stdout.write(str(time.perf_counter() - begun))",
        ]
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program], env=dict(os.environ), stdout=subprocess.PIPE, text=True
    )
    during: list[float] = []
    while process.poll() is None:
        answers = _ask(client, 5)
        # Its imports are done: it tells.
        if OutageTelling.objects.filter(update_id=update_id, accounts_done__gt=0).exists():
            during += answers
    if process.returncode or process.stdout is None:
        raise RuntimeError("telling failed")
    return float(process.stdout.read()), during


def _counted() -> dict[str, float]:
    from hearthline.kernel.sql import select

    rows = select(
        """SELECT count(*) FILTER (WHERE part_of_id IS NULL) AS outage_people,
                  count(*) FILTER (WHERE channel <> 'centre') AS outage_messages,
                  count(*) FILTER (WHERE not_before_at IS NOT NULL) AS outage_held
             FROM notices_message WHERE kind = 'outage_news'"""
    )
    return {name: float(value) for name, value in rows[0].items()}


def _deliver() -> float:
    """Messages a second that one worker hands over, each written down before the next."""
    from hearthline.kernel.sql import select
    from hearthline.notices.operations import deliver_messages

    jobs = select(
        """SELECT args::json -> 'message_ids' AS ids FROM procrastinate_jobs
            WHERE task_name = 'deliver_messages' AND scheduled_at IS NULL ORDER BY id"""
    )
    done, begun = 0, time.perf_counter()
    for job in jobs[: DELIVERED // 50]:
        deliver_messages(message_ids=job["ids"], now=datetime.now(tz=UTC))
        done += len(job["ids"])
    return done / (time.perf_counter() - begun)
