"""Good rows come in; bad ones go to files that can be corrected and imported again."""

import csv
import stat
from pathlib import Path

import pytest

from hearthline.billing.models import Bill
from hearthline.customers.models import Account
from hearthline.payments.models import Payment
from hearthline.subscriptions.models import Subscription
from tests.imports.conftest import Provider, outcome

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books_are_right")]


def rejected(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_good_rows_come_in_and_bad_ones_are_written_with_their_reasons(provider: Provider):
    provider.change("accounts.csv", 1, billing_day="31", balance="-10.005")
    report = provider.bring(skip_bad_rows=True)

    assert outcome(report)["accounts.csv"] == (1, 0, 0)
    assert report.rejected == {"accounts.csv": 1, "subscriptions.csv": 1}
    folder = provider.folder / "rejected"
    assert report.rejected_dir == folder
    [row] = rejected(folder, "accounts.csv")
    assert row == provider.rows["accounts.csv"][1] | {
        "balance": "'-10.005",
        "rejected_line": "3",
        "rejected_reason": 'billing_day: "31" is not a whole number from 1 to 28. Write digits '
        'only | balance: "-10.005" has more than 2 digits after the point, as USD has. Write a '
        "number such as 1234.50",
    }
    assert rejected(folder, "plans.csv") == []
    assert list(Account.objects.values_list("number", flat=True)) == ["A1"]


def test_rows_that_depend_on_a_rejected_row_are_rejected(provider: Provider):
    provider.with_history().change("accounts.csv", 0, status="on")
    report = provider.bring(skip_bad_rows=True)

    assert report.rejected == {
        "accounts.csv": 1,
        "subscriptions.csv": 1,
        "bills.csv": 2,
        "bill_lines.csv": 3,
        "payments.csv": 1,
    }
    folder = provider.folder / "rejected"
    account = '"A1" is refused on line 2 of accounts.csv. Correct it there'
    assert (
        rejected(folder, "subscriptions.csv")[0]["rejected_reason"] == f"account_number: {account}"
    )
    assert rejected(folder, "payments.csv")[0]["rejected_reason"] == f"account_number: {account}"
    assert rejected(folder, "bill_lines.csv")[2]["rejected_reason"] == (
        'bill_number: "B2" is refused on line 3 of bills.csv. Correct it there'
    )
    assert not Bill.objects.exists()
    assert not Payment.objects.exists()


def test_they_are_rejected_even_where_an_earlier_import_brought_the_account(provider: Provider):
    provider.bring()
    provider.change("accounts.csv", 0, status="on")
    provider.change("subscriptions.csv", 0, price_override="1")
    assert provider.bring(skip_bad_rows=True).rejected == {
        "accounts.csv": 1,
        "subscriptions.csv": 1,
    }
    assert Subscription.objects.get(number="S1").price_override_minor == 6000


def test_a_bill_is_rejected_with_its_bad_line_and_its_other_lines(provider: Provider):
    provider.with_history().change("bill_lines.csv", 1, amount="eighty")
    report = provider.bring(skip_bad_rows=True)
    assert report.rejected == {"bills.csv": 1, "bill_lines.csv": 2}
    assert list(Bill.objects.values_list("number", flat=True)) == ["B1"]


def test_of_rows_with_the_same_number_the_first_comes_in(provider: Provider):
    provider.add("accounts.csv", 0, name="Second")
    provider.bring(skip_bad_rows=True)
    assert Account.objects.get(number="A1").name == "Alice Example"


def test_rejected_rows_come_back_corrected(provider: Provider):
    provider.change("accounts.csv", 1, status="on", phone="+13125550199")
    provider.bring(skip_bad_rows=True)
    path = provider.folder / "rejected" / "accounts.csv"
    path.write_text(path.read_text("utf-8").replace(",on,", ",closed,"), "utf-8")

    report = provider.bring(folder=provider.folder / "rejected")
    assert report.notes == []
    assert outcome(report)["accounts.csv"] == (1, 0, 0)
    account = Account.objects.get(number="A2")
    assert account.contacts.get().value == "+13125550199"
    assert Subscription.objects.get(number="S2").account == account


def test_formulas_are_disarmed_in_what_we_write(provider: Provider):
    provider.change("accounts.csv", 1, name="=1+1", street="\t=1+1", phone="+13125550199")
    provider.bring(skip_bad_rows=True)
    [row] = rejected(provider.folder / "rejected", "accounts.csv")
    assert (row["name"], row["phone"]) == ("'=1+1", "'+13125550199")
    assert row["street"] == "'\t=1+1"


def test_malformed_rows_are_written_as_they_are(provider: Provider):
    content = (provider.folder / "accounts.csv").read_text()
    provider.spoil("accounts.csv", (content + 'A3,"Bob" B,active\nA4,one,two\n').encode())
    wide = ",".join(["A5", *"abcdefghijklmno"])
    with (provider.folder / "accounts.csv").open("a") as file:
        file.write(wide + "\n")
    provider.bring(skip_bad_rows=True)

    rows = rejected(provider.folder / "rejected", "accounts.csv")
    assert [row["account_number"] for row in rows] == ['A3,"Bob" B,active', "A4", "A5"]
    assert [row["rejected_line"] for row in rows] == ["4", "5", "6"]
    assert rows[2]["contact_since_date"] == "m,n,o"


def test_what_is_written_is_private_and_goes_where_it_should(provider: Provider, tmp_path: Path):
    provider.change("accounts.csv", 1, status="on")
    elsewhere = tmp_path / "some" / "where"
    provider.bring(skip_bad_rows=True, rejected_dir=elsewhere)
    assert stat.S_IMODE((elsewhere / "accounts.csv").stat().st_mode) == 0o600
    assert not (provider.folder / "rejected").exists()


def test_where_rejected_rows_can_not_be_written_nothing_is_imported(
    provider: Provider, tmp_path: Path
):
    provider.change("accounts.csv", 1, status="on")
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match="file"):
        provider.bring(skip_bad_rows=True, rejected_dir=tmp_path / "file")
    assert not Account.objects.exists()


@pytest.mark.parametrize("skip_bad_rows", [False, True])
def test_a_dry_run_says_what_would_happen_and_writes_nothing(
    *, provider: Provider, skip_bad_rows: bool
):
    provider.with_history()
    if skip_bad_rows:
        provider.change("accounts.csv", 1, status="on")
    would = outcome(provider.bring(dry_run=True, skip_bad_rows=skip_bad_rows))
    assert not Account.objects.exists()
    assert not (provider.folder / "rejected").exists()
    assert outcome(provider.bring(skip_bad_rows=skip_bad_rows)) == would
