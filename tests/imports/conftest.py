"""A provider's folder that tests write, spoil and import."""

import csv
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from hearthline.cli.import_data.report import Report
from hearthline.cli.import_data.run import import_folder

PLANS = [
    {
        "code": "fiber-500",
        "kind": "internet",
        "name": "Fiber 500",
        "description": "Fast, both ways",
        "price": "65.00",
        "tax_category": "data",
        "download_mbps": "500",
        "upload_mbps": "250",
    },
    {
        "code": "tv-basic",
        "kind": "tv",
        "name": "TV Basic",
        "description": "",
        "price": "32.5",
        "tax_category": "video",
        "download_mbps": "",
        "upload_mbps": "",
    },
]
ACCOUNTS = [
    {
        "account_number": "A1",
        "name": "Alice Example",
        "status": "active",
        "email": "alice@mail.example",
        "phone": "(312) 555-0142",
        "language": "en",
        "billing_day": "5",
        "street": "1 Mill Road",
        "city": "Mapleton",
        "region": "IL",
        "postal_code": "62301",
        "country": "US",
        "balance": "84.40",
        "contact_since_date": "2020-01-31",
    },
    {
        "account_number": "A2",
        "name": "Mallory Example",
        "status": "suspended",
        "email": "",
        "phone": "",
        "language": "es",
        "billing_day": "28",
        "street": "2 Mill Road",
        "city": "Mapleton",
        "region": "IL",
        "postal_code": "62301",
        "country": "US",
        "balance": "-10",
        "contact_since_date": "",
    },
]
SUBSCRIPTIONS = [
    {
        "account_number": "A1",
        "subscription_id": "S1",
        "plan_code": "fiber-500",
        "started_date": "2024-05-01",
        "ended_date": "",
        "price_override": "60",
        "service_identifier": "fiber-0001",
    },
    {
        "account_number": "A2",
        "subscription_id": "S2",
        "plan_code": "tv-basic",
        "started_date": "2024-05-01",
        "ended_date": "2026-01-31",
        "price_override": "",
        "service_identifier": "",
    },
]
BILLS = [
    {
        "account_number": "A1",
        "bill_number": "B1",
        "period_start": "2026-01-05",
        "period_end": "2026-02-05",
        "issued_date": "2026-01-05",
        "due_date": "2026-01-25",
        "total": "70.20",
    },
    {
        "account_number": "A1",
        "bill_number": "B2",
        "period_start": "2026-02-05",
        "period_end": "2026-03-05",
        "issued_date": "2026-02-05",
        "due_date": "2026-02-25",
        "total": "84.40",
    },
]
BILL_LINES = [
    {
        "bill_number": "B1",
        "description": "Fiber 500",
        "kind": "internet",
        "amount": "65",
        "tax": "5.20",
    },
    {
        "bill_number": "B2",
        "description": "Fiber 500",
        "kind": "internet",
        "amount": "80",
        "tax": "6.40",
    },
    {"bill_number": "B2", "description": "Courtesy", "kind": "credit", "amount": "-2", "tax": "0"},
]
PAYMENTS = [
    {
        "account_number": "A1",
        "paid_at": "2026-01-20T12:30:00-06:00",
        "amount": "70.20",
        "method": "check",
        "reference": "1001",
    }
]

Rows = Iterable[dict[str, str]]


class Provider:
    """A folder of input files; `write` replaces one, `change` one row's cells."""

    def __init__(self, folder: Path, now: datetime) -> None:
        self.folder = folder
        self.now = now
        self.rows: dict[str, list[dict[str, str]]] = {}

    def write(self, file_name: str, /, rows: Rows) -> None:
        self.rows[file_name] = [dict(row) for row in rows]
        with (self.folder / file_name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(self.rows[file_name][0]))
            writer.writeheader()
            writer.writerows(self.rows[file_name])

    def change(self, file_name: str, index: int, /, **cells: str) -> None:
        rows = self.rows[file_name]
        rows[index] |= cells
        self.write(file_name, rows)

    def add(self, file_name: str, index: int, /, **cells: str) -> None:
        """Add a row like another, but for some cells."""
        self.write(file_name, [*self.rows[file_name], self.rows[file_name][index] | cells])

    def drop(self, file_name: str, /, *columns: str) -> None:
        """Leave columns out of a file."""
        rows = self.rows[file_name]
        self.write(file_name, [{k: v for k, v in row.items() if k not in columns} for row in rows])

    def spoil(self, name: str, content: bytes) -> None:
        (self.folder / name).write_bytes(content)

    def with_history(self) -> "Provider":
        self.write("bills.csv", BILLS)
        self.write("bill_lines.csv", BILL_LINES)
        self.write("payments.csv", PAYMENTS)
        return self

    def bring(self, **options: Any) -> Report:
        given: dict[str, Any] = {"folder": self.folder, "now": self.now, **options}
        return import_folder(**given)

    def errors(self, **options: Any) -> list[str]:
        """What an import that does nothing says."""
        report = self.bring(**options)
        assert not report.is_done
        return [str(complaint) for complaint in report.complaints]


@pytest.fixture
def provider(tmp_path: Path, now: datetime) -> Provider:
    folder = tmp_path / "files"
    folder.mkdir()
    made = Provider(folder, now)
    made.write("plans.csv", PLANS)
    made.write("accounts.csv", ACCOUNTS)
    made.write("subscriptions.csv", SUBSCRIPTIONS)
    return made


def outcome(report: Report) -> dict[str, tuple[int, int, int]]:
    """Created, changed and unchanged by file, balances among them."""
    assert report.is_done, [str(each) for each in report.complaints]
    found = report.outcomes | {"balances": report.balances}
    return {name: (each.created, each.changed, each.unchanged) for name, each in found.items()}
