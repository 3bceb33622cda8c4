"""What makes a whole file unreadable, and what does not."""

# ruff: noqa: E501, ISC004 - sentences stand as people read them
import os
from pathlib import Path

import pytest

from hearthline.customers.models import Account
from tests.imports.conftest import Provider, outcome

pytestmark = pytest.mark.django_db

SAVE = (
    'Save it as UTF-8: in Excel choose the type "CSV UTF-8 (Comma delimited)", in LibreOffice the '
    'character set "Unicode (UTF-8)", or run: iconv -f {} -t UTF-8.'
)
ROW = "A1,Zoë,active,5,1 Mill Road,Mapleton,62301\n"
HEADER = "account_number,name,status,billing_day,street,city,postal_code\n"


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", "accounts.csv is empty. Write the header line first: the names of the columns."),
        (b",,\n", "accounts.csv is empty. Write the header line first: the names of the columns."),
        (
            b"\xef\xbb\xbf\r\n",
            "accounts.csv is empty. Write the header line first: the names of the columns.",
        ),
        (
            (HEADER + ROW).encode("utf-16"),
            f"accounts.csv is encoded as UTF-16, not UTF-8. {SAVE.format('UTF-16')}",
        ),
        (
            (HEADER + ROW).encode("utf-16-le"),
            f"accounts.csv looks like UTF-16, not UTF-8. {SAVE.format('UTF-16LE')}",
        ),
        (
            (HEADER + ROW).encode("utf-32"),
            f"accounts.csv is encoded as UTF-32, not UTF-8. {SAVE.format('UTF-32')}",
        ),
        (
            (HEADER + ROW).encode("latin-1"),
            "accounts.csv, line 2: byte 6 of the line (0xEB) is not UTF-8; it looks like Latin-1 or "
            f'Windows-1252, where it is "ë". {SAVE.format("WINDOWS-1252")}',
        ),
        (
            b"PK\x03\x04rest",
            "accounts.csv is an Excel workbook or a zip file, not CSV. Save the sheet as CSV UTF-8.",
        ),
        (b"\x1f\x8brest", "accounts.csv is compressed (gzip). Unpack it first."),
        (
            HEADER.replace("\n", "\r").encode(),
            "accounts.csv ends its lines as old Macintosh files do (CR alone). Save it with LF or "
            "CRLF line ends.",
        ),
        (
            HEADER.replace(",", ";").encode(),
            "accounts.csv, line 1: columns are separated by semicolons. Save the file with commas "
            "between columns.",
        ),
        (
            b"name,status\n",
            "accounts.csv, line 1: required columns are missing: account_number, billing_day, "
            "street, city, postal_code. Add them to the header line.",
        ),
        (
            HEADER.replace("\n", ",Name,email,email\n").encode(),
            'accounts.csv, line 1: columns are named twice: "email", "name". Keep each once.',
        ),
        (
            (HEADER + ROW + 'A2,"Bob,active,5,2 Mill Road,Mapleton,62301\n').encode(),
            "accounts.csv, line 3: a quotation mark opens here and never closes. Close it, or write "
            "it twice if it belongs to the text.",
        ),
        (
            (HEADER + 'A2,"Bob' + ROW * 5000).encode(),
            "accounts.csv, line 2: a cell that starts here is longer than 131,072 characters. Most "
            "likely a quotation mark is never closed.",
        ),
        (
            (HEADER + "A2," + "x" * 1_100_000).encode(),
            "accounts.csv, line 2: the line is longer than 1 MB. Check that line breaks and "
            "quotation marks were not lost.",
        ),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_file_that_can_not_be_read(provider: Provider, content: bytes, error: str):
    provider.write("subscriptions.csv", provider.rows["subscriptions.csv"])
    provider.spoil("accounts.csv", content)
    assert provider.errors() == [error]
    assert provider.errors(skip_bad_rows=True) == [error]
    assert not Account.objects.exists()


@pytest.mark.parametrize(
    ("row", "error"),
    [
        (
            "A2,Bob,active,5,2 Mill Road,Mapleton\n",
            "the row has 6 cells, the header 7. Put cells that contain a comma in quotation marks, "
            "or add the missing commas",
        ),
        (
            "A2,Bob,active,5,2 Mill Road, Apt 4,Mapleton,62301\n",
            "the row has 8 cells, the header 7. Put cells that contain a comma in quotation marks, "
            "or add the missing commas",
        ),
        (
            'A2,"Bob" B,active,5,2 Mill Road,Mapleton,62301\n',
            "a quotation mark inside the row stands alone. Write a quotation mark that belongs to "
            "the text twice, and put the whole cell in quotation marks",
        ),
        (
            "A2,Bob\rB,active,5,2 Mill Road,Mapleton,62301\n",
            "the row breaks off inside: a line break stands outside quotation marks. Remove it",
        ),
        (
            "A2,Bo\0b,active,5,2 Mill Road,Mapleton,62301\n",
            "the row contains a NUL byte. Delete it or export the file again",
        ),
    ],
)
def test_a_row_that_is_none(provider: Provider, row: str, error: str):
    provider.spoil("accounts.csv", (HEADER + row + ROW).encode())
    provider.write("subscriptions.csv", provider.rows["subscriptions.csv"][:1])
    assert provider.errors() == [f"accounts.csv, line 2: {error}."]


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
@pytest.mark.parametrize("last", [b"", b"\n\n,,,,,,\n"])
def test_byte_order_marks_line_ends_and_empty_lines(
    provider: Provider, mark: bytes, end: bytes, last: bytes
):
    rows = HEADER + ROW + ROW.replace("A1", "A2")
    provider.spoil("accounts.csv", mark + rows.encode().replace(b"\n", end) + last)
    assert outcome(provider.bring())["accounts.csv"] == (2, 0, 0)
    assert Account.objects.get(number="A2").name == "Zoë"


def test_columns_in_any_order_and_unknown_ones_said_once(provider: Provider):
    rows = [
        {"Loyalty": "gold", **dict(reversed(row.items())), "": ""}
        for row in provider.rows["accounts.csv"]
    ]
    provider.write("accounts.csv", rows)
    report = provider.bring()
    assert outcome(report)["accounts.csv"] == (2, 0, 0)
    assert report.notes == [
        'accounts.csv: columns that are unknown are left out: "loyalty", "". Known are: '
        "account_number, name, status, email, phone, language, billing_day, street, city, region, "
        "postal_code, country, balance, contact_since_date."
    ]


def test_other_csv_files_are_named(provider: Provider):
    provider.spoil("customers.csv", b"x")
    assert provider.bring().notes == [
        "these files are not read: customers.csv. Read are: plans.csv, taxes.csv, tariffs.csv, "
        "plan_prices.csv, accounts.csv, exemptions.csv, subscriptions.csv, discounts.csv, "
        "connections.csv, bills.csv, bill_lines.csv, payments.csv, usage.csv."
    ]


def test_missing_things(provider: Provider, tmp_path: Path):
    (provider.folder / "plans.csv").unlink()
    (provider.folder / "accounts.csv").unlink()
    (provider.folder / "accounts.csv").mkdir()
    missing = (
        "plans.csv is missing. Put it into the folder; where there is nothing to import, a file "
        "with only the header line will do."
    )
    assert provider.errors() == [
        missing,
        "accounts.csv is not a file. Put a CSV file in its place.",
    ]
    nowhere = tmp_path / "nowhere"
    assert provider.errors(folder=nowhere) == [
        f"{nowhere} is not a folder. Name the one that holds accounts.csv."
    ]


def test_a_file_that_may_not_be_opened(provider: Provider, monkeypatch: pytest.MonkeyPatch):
    """Root may open everything, so the refusal is the only thing made up here."""
    really_open = Path.open

    def refusing(self: Path, *args: object, **kwargs: object):
        if self.name == "accounts.csv":
            raise PermissionError(13, os.strerror(13), str(self))
        return really_open(self, *args, **kwargs)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", refusing)
    assert provider.errors() == [
        "accounts.csv can't be opened: permission denied. Let this user read it."
    ]


def test_header_only_files_import_nothing(provider: Provider):
    for name, rows in provider.rows.items():
        provider.spoil(name, (",".join(rows[0]) + "\n").encode())
    assert set(outcome(provider.bring()).values()) == {(0, 0, 0)}
