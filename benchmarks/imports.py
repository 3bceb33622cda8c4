"""How fast a provider comes in: 100,000 accounts, 300,000 subscriptions, the real command."""

import csv
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ACCOUNTS = 100_000
_KIB_PER_MIB = 1024
_PLANS = (
    ("fiber-500", "internet", "Fiber 500", "65.00", "data", 500, 250),
    ("tv-basic", "tv", "TV Basic", "32.50", "video", "", ""),
    ("phone-home", "phone", "Home Phone", "18.00", "voice", "", ""),
)


def measure() -> dict[str, float]:
    """Import into an empty database of its own, with reading, checks, indexes and ledger included.

    Returns:
        `import_accounts_per_s`, `import_seconds` (the whole command, from start to exit) and
        `import_peak_mb` (the command's resident memory at its highest; PostgreSQL runs beside it).
    """
    with tempfile.TemporaryDirectory(prefix="hl-bench-import-") as name:
        folder = Path(name) / "files"
        write_provider(folder, accounts=ACCOUNTS)
        with _database(Path(name) / "data") as environment:
            seconds, peak_mb = _run(folder, environment)
    return {
        "import_accounts_per_s": round(ACCOUNTS / seconds, 1),
        "import_seconds": round(seconds, 2),
        "import_peak_mb": round(peak_mb, 1),
    }


def write_provider(folder: Path, *, accounts: int) -> None:
    """Write the three files of a provider whose accounts each have every plan once."""
    folder.mkdir(parents=True, exist_ok=True)
    _write(
        folder / "plans.csv",
        "code kind name price tax_category download_mbps upload_mbps",
        _PLANS,
    )
    _write(
        folder / "accounts.csv",
        "account_number name status email phone language billing_day street city region "
        "postal_code country balance contact_since_date",
        map(_account, range(accounts)),
    )
    _write(
        folder / "subscriptions.csv",
        "account_number subscription_id plan_code started_date ended_date price_override "
        "service_identifier",
        (_subscription(n, plan[0]) for n in range(accounts) for plan in _PLANS),
    )


def _account(n: int) -> list[Any]:
    return [
        *(f"A{n:08d}", f"Pat Example {n}", "active", f"pat{n}@mail.example"),
        *(f"+1{200 + n % 700}555{n % 10000:04d}", "es" if n % 5 == 0 else "en", n % 28 + 1),
        *(f"{n} Mill Road", "Mapleton", "IL", f"{60000 + n % 3000}", "US"),
        *(f"{n % 300 - 50}.25", f"20{10 + n % 15}-06-01"),
    ]


def _subscription(n: int, plan: str) -> list[Any]:
    price = "10.00" if n % 10 == 0 else ""
    return [f"A{n:08d}", f"A{n:08d}-{plan}", plan, "2024-05-01", "", price, f"{plan}-{n}"]


def _write(path: Path, columns: str, rows: Iterable[Iterable[Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns.split())
        writer.writerows(rows)


@contextmanager
def _database(data_dir: Path) -> Iterator[dict[str, str]]:
    """A fresh embedded server, kept running meanwhile; yields what makes a command use it."""
    from hearthline.kernel import postgres

    environment = {
        **os.environ,
        "DEMO": "1",
        "DATABASE_URL": "",
        "DATABASE_OWNER_URL": "",
        "HEARTHLINE_DATA": str(data_dir),
        "DJANGO_SETTINGS_MODULE": "hearthline.config.settings",
    }
    with postgres.use(data_dir):
        subprocess.run(
            [sys.executable, "-m", "hearthline.cli", "migrate"],
            env=environment,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        yield environment


def _run(folder: Path, environment: dict[str, str]) -> tuple[float, float]:
    """Seconds and peak resident memory (MiB) of the command.

    Raises:
        RuntimeError: it failed; a figure of a failed import would mean nothing.
    """
    command = [sys.executable, "-m", "hearthline.cli", "import", str(folder)]
    began = time.perf_counter()
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"the import ended with {process.returncode}")
    return seconds, usage.ru_maxrss / _KIB_PER_MIB
