"""`make bench`: measure, print a table, write build/bench.json.

Each figure stands beside the limit it is held against, measured in the same run, and the aim. The
machine's noise meets both sides, so quote the ratios. Names of measures run only those. It fails
where a figure misses its aim; do it while nothing else runs.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

os.environ |= {"DEMO": "1", "LOG_LEVEL": "ERROR", "SITE_URL": "http://localhost"}
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hearthline.config.settings")

AIMS: dict[str, tuple[str, float]] = {
    "sign_in_vs_argon2": ("at least", 0.7),
    "overview_ms": ("at most", 8),
    "overview_queries": ("at most", 8),
    "bill_ms": ("at most", 6),
    "bill_run_vs_copy": ("at least", 0.4),
    "bill_run_two_workers": ("at least", 1.5),
    "bill_worker_peak_mb": ("at most", 300),
    "bill_backend_peak_mb": ("at most", 300),
    "overview_page_growth": ("at most", 1.2),
    "bill_page_growth": ("at most", 1.2),
    "statement_vs_weasyprint": ("at least", 20),
    "statement_pdf_per_s": ("at least", 30),
    "statement_pdf_kb": ("at most", 60),
    "import_seconds": ("at most", 60),
    "import_peak_mb": ("at most", 500),
    "outage_on_status_page_s": ("at most", 1),
    "outage_queued_s": ("at most", 10),
    "status_while_telling_p99_ms": ("at most", 20),
    "status_ms": ("at most", 5),
    "status_queries": ("at most", 2),
    "breached_lookup_p99_ms": ("at most", 1),
    "breached_file_mb": ("at most", 50),
    "breached_resident_mb": ("at most", 50),
    "stuffing_owners_in": ("at least", 0.995),
    "stuffing_tested": ("at most", 0.005),
    "stuffing_web_mb": ("at most", 600),
    "timing_least_p": ("at least", 0.001),
    "timing_planted_most_p": ("at most", 0.001),
    "sign_in_100th_vs_2nd_queries": ("at most", 1),
}
PEOPLE = 50
ONE = "--one"
ACCOUNTS = "HEARTHLINE_BENCH_ACCOUNTS"
_SMALL = 0.1
"""Figures below it are printed with more places."""
REPORT = Path(__file__).resolve().parents[1] / "build" / "bench.json"


@contextmanager
def _house() -> Iterator[Path]:
    """A fresh data folder with a durable server and Hearthline's tables, for the web figures."""
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connections

    from hearthline.kernel import postgres
    from hearthline.kernel.db import prepare_roles

    postgres.start(settings.DATA_DIR)
    try:
        prepare_roles(connections["owner"])
        call_command("migrate", database="owner", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        yield settings.DATA_DIR
        connections.close_all()
    finally:
        postgres.remove(settings.DATA_DIR)


def _people() -> tuple[object, str]:
    """Some who sign in; the first has 13 months of bills. Returns that user and a bill's number."""
    from datetime import UTC, date, datetime

    from django.contrib.auth.hashers import make_password

    from benchmarks.data import make_provider
    from benchmarks.web import PASSWORD
    from hearthline.billing.operations import run_bills
    from hearthline.billing.queries import latest_bill
    from hearthline.customers.models import Account, Member
    from hearthline.identity.models import User
    from hearthline.payments.operations import record_payment

    now = datetime.now(tz=UTC)
    months = [
        date(now.year - (now.month <= back), (now.month - back - 1) % 12 + 1, 1)
        for back in range(12, -1, -1)
    ]
    begun = datetime(months[0].year, months[0].month, 1, 12, tzinfo=UTC)
    make_provider(accounts=PEOPLE, created_at=begun.isoformat(), billing_day=1)
    hashed = make_password(PASSWORD)
    accounts = list(Account.objects.order_by("pk"))
    for number, account in enumerate(accounts):
        user = User(username=f"bench{number}", email=f"bench{number}@mail.example", created_at=now)
        user.password = hashed
        user.save()
        _verified(user)
        Member.objects.create(account=account, user=user, role="owner", since_at=now)
    for month in months:
        run_bills(bill_date=month, now=now)
    record_payment(
        account_id=accounts[0].pk,
        amount_minor=10_000,
        channel="cash",
        reference="",
        received_at=now,
        idempotency_key="bench",
        staff_user_id=None,
        now=now,
    )
    bill = latest_bill(account_id=accounts[0].pk)
    if bill is None:
        raise RuntimeError("the bill run made no bill")
    return User.objects.get(username="bench0"), bill.number


def _verified(user: object) -> None:
    from allauth.account.models import EmailAddress

    email = user.email  # type: ignore[attr-defined]
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)


def web() -> dict[str, float]:
    """Sign-in and pages, on one house."""
    from benchmarks import web as measures

    with _house() as data:
        user, bill_number = _people()
        figures = measures.pages(user, bill_number)
        environment = os.environ | {"HEARTHLINE_DATA": str(data)}
        return figures | measures.sign_in(environment, _postmaster(data), PEOPLE)


def _postmaster(data: Path) -> int:
    from hearthline.kernel.postgres.places import home

    return int((home(data) / "data" / "postmaster.pid").read_text().split()[0])


def bill_run() -> dict[str, float]:
    from benchmarks.bill_run import measure
    from hearthline.kernel import postgres
    from hearthline.kernel.postgres.databases import connect

    with _house() as data:
        with connect(postgres.start(data)) as connection:
            connection.execute(f"GRANT pg_checkpoint TO {postgres.OWNER_ROLE}")
        return measure(data, **_size())


def _size() -> dict[str, int]:
    """How many accounts were asked for by `--accounts`, if any."""
    asked = os.environ.get(ACCOUNTS)
    return {"accounts": int(asked)} if asked else {}


def statements() -> dict[str, float]:
    from benchmarks.statements import measure

    with _house():
        return measure()


def page_growth() -> dict[str, float]:
    from benchmarks.page_growth import measure

    return measure(**_size())


def imports() -> dict[str, float]:
    from benchmarks.imports import measure

    return measure()


def outages() -> dict[str, float]:
    from benchmarks.outages import measure

    with _house():
        return measure()


def passwords() -> dict[str, float]:
    from benchmarks.passwords import measure

    return measure()


def stuffing() -> dict[str, float]:
    from benchmarks.stuffing import measure

    with _house() as data:
        return measure(data)


def timing() -> dict[str, float]:
    from benchmarks.timing import measure

    with _house() as data:
        return measure(data)


def sessions() -> dict[str, float]:
    from benchmarks.sessions import measure

    with _house():
        return measure()


MEASURES: dict[str, Callable[[], dict[str, float]]] = {
    "web": web,
    "bill_run": bill_run,
    "page_growth": page_growth,
    "statements": statements,
    "imports": imports,
    "outages": outages,
    "passwords": passwords,
    "stuffing": stuffing,
    "timing": timing,
    "sessions": sessions,
}


def main() -> None:
    """Each measure in a process of its own, on a database of its own."""
    figures: dict[str, float] = {}
    for name in _asked() or MEASURES:
        begun = time.monotonic()
        sys.stdout.write(f"{name}: measuring …\n")
        sys.stdout.flush()
        figures |= _apart(name)
        sys.stdout.write(f"{name}: {time.monotonic() - begun:.0f} s\n")
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(json.dumps(figures, indent=2) + "\n")
    missed = _print(figures)
    if missed:
        sys.exit(f"Missed: {', '.join(missed)}")


def _asked() -> list[str]:
    """The measures named on the command line; `--accounts N` is kept for those that have a size."""
    names = sys.argv[1:]
    if "--accounts" in names:
        place = names.index("--accounts")
        os.environ[ACCOUNTS] = str(int(names[place + 1]))
        del names[place : place + 2]
    return names


def _apart(name: str) -> dict[str, float]:
    with tempfile.NamedTemporaryFile(suffix=".json") as answer:
        subprocess.run([sys.executable, "-m", "benchmarks", ONE, name, answer.name], check=True)
        found: dict[str, float] = json.loads(Path(answer.name).read_text())
        return found


def measure_one(name: str, answer: str) -> None:
    with tempfile.TemporaryDirectory(prefix="hl-bench-", ignore_cleanup_errors=True) as folder:
        os.environ |= {"HEARTHLINE_DATA": folder, "DATABASE_URL": ""}
        import django

        django.setup()
        Path(answer).write_text(json.dumps(MEASURES[name]()))


def _print(figures: dict[str, float]) -> list[str]:
    """The table; returns the figures that miss their aim."""
    width = max(map(len, figures))
    missed = []
    for name, value in figures.items():
        words, aim = AIMS.get(name, ("", 0.0))
        is_met = not words or (value >= aim if words == "at least" else value <= aim)
        if not is_met:
            missed.append(name)
        met = ("met" if is_met else "MISSED") if words else ""
        places = 5 if 0 < abs(value) < _SMALL else 3
        wanted = f"{words} {aim:g}" if words else ""
        sys.stdout.write(f"  {name:<{width}}  {value:>12,.{places}f}  {wanted:<14} {met}\n")
    sys.stdout.write(f"Written to {REPORT}\n")
    return missed


if __name__ == "__main__":
    if ONE in sys.argv:
        measure_one(*sys.argv[2:])
    else:
        main()
