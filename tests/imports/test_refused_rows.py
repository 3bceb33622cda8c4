"""Each thing that can be wrong with a row: file, line, column, what it is and what to do."""

# ruff: noqa: E501, ISC004 - sentences stand as people read them
import pytest
from django.db import connection

from hearthline.customers.models import Account
from tests.imports.conftest import Provider, outcome

pytestmark = pytest.mark.django_db

WORDS = "is not one of the words known here. Write one of:"

CELLS = [
    ("plans.csv", "name", "", "the cell is empty. Fill it in"),
    ("plans.csv", "kind", "radio", f'"radio" {WORDS} internet, tv, phone, addon, equipment, fee'),
    ("plans.csv", "price", "-5", '"-5" is less than zero. Write an amount that isn\'t'),
    (
        "plans.csv",
        "price",
        "1,234.50",
        '"1,234.50" has a comma. Write a number such as 1234.50',
    ),
    (
        "plans.csv",
        "price",
        "$12",
        '"$12" has more than digits and a point. Write a number such as 1234.50',
    ),
    (
        "plans.csv",
        "price",
        "1.999",
        '"1.999" has more than 2 digits after the point, as USD has. Write a number such as 1234.50',
    ),
    (
        "plans.csv",
        "price",
        "99999999999999999",
        '"99999999999999999" is too large. Write a number such as 1234.50',
    ),
    ("plans.csv", "price", "1.2.3", '"1.2.3" is not an amount. Write a number such as 1234.50'),
    (
        "plans.csv",
        "download_mbps",
        "fast",
        '"fast" is not a whole number from 1 to 10000000. Write digits only',
    ),
    (
        "plans.csv",
        "name",
        "x" * 201,
        f'"{"x" * 37}..." has 201 characters. Shorten it to at most 200',
    ),
    (
        "plans.csv",
        "name",
        '=HYPERLINK("http://x")',
        '"=HYPERLINK("http://x")" is a formula to a spreadsheet. Write the text itself, without the '
        "= in front",
    ),
    (
        "plans.csv",
        "name",
        "+cmd|' /C calc'!A0",
        "\"+cmd|' /C calc'!A0\" is a formula to a spreadsheet. Write the text itself, without the + "
        "in front",
    ),
    (
        "plans.csv",
        "name",
        "-2+3+SUM(A1)",
        '"-2+3+SUM(A1)" is a formula to a spreadsheet. Write the text itself, without the - in front',
    ),
    (
        "plans.csv",
        "name",
        "@SUM(1)",
        '"@SUM(1)" is a formula to a spreadsheet. Write the text itself, without the @ in front',
    ),
    (
        "plans.csv",
        "name",
        "Fiber\u202e005",
        '"Fiber\\x202e005" contains an unseen character (U+202E). Delete it',
    ),
    ("plans.csv", "tax_category", "a\nb", '"a\\x0ab" contains a line break or tab. Remove it'),
    ("accounts.csv", "status", "on", f'"on" {WORDS} active, suspended, closed'),
    ("accounts.csv", "language", "fr", f'"fr" {WORDS} en, es'),
    (
        "accounts.csv",
        "billing_day",
        "29",
        '"29" is not a whole number from 1 to 28. Write digits only',
    ),
    ("accounts.csv", "country", "XQ", '"XQ" is not a country. Write two letters, such as US'),
    (
        "accounts.csv",
        "email",
        "alice.mail.example",
        '"alice.mail.example" is not an email address. Write one such as pat@mail.example, or leave '
        "the cell empty",
    ),
    (
        "accounts.csv",
        "phone",
        "12",
        '"12" is not a phone number. Write one such as +13125550142 (without a country code it is '
        "taken as one of US), or leave the cell empty",
    ),
    (
        "accounts.csv",
        "contact_since_date",
        "2026-02-30",
        '"2026-02-30" is a day that no calendar has. Write a real one',
    ),
    (
        "accounts.csv",
        "contact_since_date",
        "02/03/2026",
        '"02/03/2026" is not a date. Write year-month-day, such as 2026-03-31',
    ),
    (
        "accounts.csv",
        "contact_since_date",
        "2026-03-17",
        '"2026-03-17" lies in the future. Write a day up to 2026-03-16',
    ),
    (
        "accounts.csv",
        "contact_since_date",
        "0204-01-01",
        '"0204-01-01" is not between 1900-01-01 and 2199-12-31. Check the year',
    ),
    (
        "subscriptions.csv",
        "ended_date",
        "2024-04-30",
        "2024-04-30 is before started_date, 2024-05-01. Correct one of the two",
    ),
    (
        "subscriptions.csv",
        "price_override",
        "-1",
        '"-1" is less than zero. Write an amount that isn\'t',
    ),
    (
        "subscriptions.csv",
        "plan_code",
        "fibre",
        '"fibre" is unknown. Add the plan to plans.csv or correct the code',
    ),
    (
        "subscriptions.csv",
        "account_number",
        "A9",
        '"A9" is unknown. Add the account to accounts.csv or correct the number',
    ),
    (
        "bills.csv",
        "period_end",
        "2026-01-05",
        "2026-01-05 is period_start too. Write the first day that is no longer covered",
    ),
    (
        "bills.csv",
        "due_date",
        "2026-01-04",
        "2026-01-04 is before issued_date, 2026-01-05. Correct one of the two",
    ),
    (
        "bills.csv",
        "total",
        "70.21",
        'the lines of bill "B1" in bill_lines.csv sum to 70.20, not to 70.21. Correct the total or '
        "the lines",
    ),
    (
        "bills.csv",
        "account_number",
        "A9",
        '"A9" is unknown. Add the account to accounts.csv or correct the number',
    ),
    (
        "bill_lines.csv",
        "kind",
        "stuff",
        f'"stuff" {WORDS} internet, tv, phone, addon, equipment, fee, service, usage, recurring, '
        "proration, one_off, tax, credit, discount, adjustment, other",
    ),
    (
        "payments.csv",
        "amount",
        "0",
        '"0" is less than the smallest amount. Write an amount that isn\'t',
    ),
    ("payments.csv", "reference", "", "the cell is empty. Fill it in"),
    (
        "payments.csv",
        "paid_at",
        "yesterday",
        '"yesterday" is not a date and time. Write one such as 2026-03-31T14:05:00-05:00, or a date '
        "alone",
    ),
    (
        "payments.csv",
        "paid_at",
        "2026-03-17",
        '"2026-03-17" lies in the future. Write when it was paid',
    ),
    (
        "payments.csv",
        "account_number",
        "A9",
        '"A9" is unknown. Add the account to accounts.csv or correct the number',
    ),
]


@pytest.mark.parametrize(("name", "column", "cell", "message"), CELLS)
def test_a_bad_cell(provider: Provider, name: str, column: str, cell: str, message: str):
    provider.with_history().change(name, 0, **{column: cell})

    assert provider.errors() == [f"{name}, line 2, column {column}: {message}."]
    assert not Account.objects.exists()


@pytest.mark.parametrize(
    ("name", "column", "cell"),
    [
        ("plans.csv", "name", "@home 500 (fast)"),
        ("plans.csv", "name", "-50% for two months"),
        ("plans.csv", "description", 'quotes "and", commas\r\nand lines'),
        ("accounts.csv", "name", "Zoë Ångström 王"),
        ("accounts.csv", "phone", "'+13125550142"),
        ("accounts.csv", "balance", "'-5.00"),
        ("accounts.csv", "balance", "+5.00"),
        ("accounts.csv", "street", "1 Mill Road\nApt 2"),
        ("subscriptions.csv", "service_identifier", "+1 (312) 555-0142"),
    ],
)
def test_a_cell_that_only_looks_bad(provider: Provider, name: str, column: str, cell: str):
    provider.change(name, 0, **{column: cell})
    assert outcome(provider.bring())[name] == (2, 0, 0)
    assert outcome(provider.bring())[name] == (0, 0, 2)


@pytest.mark.parametrize(
    ("rate", "kind", "message"),
    [
        (
            "625",
            "percent",
            '"625" is not a percentage above 0 and up to 100 with at most four digits after the '
            "point. Write 6.25 for 6.25 %",
        ),
        ("0", "flat", '"0" is less than the smallest amount. Write an amount that isn\'t'),
    ],
)
def test_a_bad_rate(provider: Provider, rate: str, kind: str, message: str):
    tax = {"code": "t", "name": "Tax", "tax_category": "data", "starts_date": "2020-01-01"}
    provider.write("taxes.csv", [tax | {"kind": kind, "rate": rate}])
    assert provider.errors() == [f"taxes.csv, line 2, column rate: {message}."]


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("plans.csv", "code"),
        ("accounts.csv", "account_number"),
        ("subscriptions.csv", "subscription_id"),
        ("bills.csv", "bill_number"),
        ("payments.csv", "reference"),
    ],
)
def test_a_number_that_stands_twice(provider: Provider, name: str, column: str):
    provider.with_history().add(name, 0)
    number = provider.rows[name][0][column]
    line = len(provider.rows[name]) + 1

    assert (
        f'{name}, line {line}, column {column}: "{number}" is on line 2 already. Keep one of the '
        "two rows."
    ) in provider.errors()


def test_each_error_is_told_and_lines_are_those_of_the_file(provider: Provider):
    """A quoted line break moves the lines that follow; a row's line is where it starts."""
    provider.change("plans.csv", 0, description="one\ntwo\nthree")
    provider.change("plans.csv", 1, kind="radio", price="x")
    provider.change("accounts.csv", 1, billing_day="0")

    kinds = "internet, tv, phone, addon, equipment, fee"
    assert provider.errors() == [
        f'plans.csv, line 5, column kind: "radio" {WORDS} {kinds}.',
        'plans.csv, line 5, column price: "x" has more than digits and a point. Write a number such '
        "as 1234.50.",
        'accounts.csv, line 3, column billing_day: "0" is not a whole number from 1 to 28. Write '
        "digits only.",
    ]


def test_what_only_follows_from_an_error_is_not_told(provider: Provider):
    provider.with_history().change("accounts.csv", 0, status="on")
    assert len(provider.errors()) == 1


def test_a_thousand_errors_are_told_and_the_rest_counted(provider: Provider):
    row = provider.rows["plans.csv"][0]
    provider.write("plans.csv", [row | {"code": f"p{n}", "price": "x"} for n in range(1200)])
    report = provider.bring()
    assert len(report.complaints) == 1000
    # The two subscriptions' plans are no longer in the file, which is told as well.
    assert report.complaint_count == 1202


def test_a_subscription_does_not_change_hands(provider: Provider):
    provider.bring()
    provider.change("subscriptions.csv", 0, account_number="A2")
    assert provider.errors() == [
        'subscriptions.csv, line 2, column account_number: subscription "S1" belongs to account '
        '"A1". End it there and give the new one an id of its own.'
    ]


def test_a_bill_does_not_change_hands(provider: Provider):
    provider.with_history().bring()
    provider.change("bills.csv", 0, account_number="A2")
    assert provider.errors() == [
        'bills.csv, line 2, column account_number: bill "B1" belongs to account "A1". Give the new '
        "one another number."
    ]


def test_a_line_needs_its_bill_in_the_same_folder(provider: Provider):
    provider.with_history().bring()
    provider.change("bill_lines.csv", 0, bill_number="B9")
    (provider.folder / "bills.csv").unlink()
    message = "is unknown. Add the bill to bills.csv or correct the number."
    assert provider.errors() == [
        f'bill_lines.csv, line {line}, column bill_number: "{number}" {message}'
        for line, number in [(2, "B9"), (3, "B2"), (4, "B2")]
    ]


def test_a_total_can_not_leave_its_lines_behind(provider: Provider):
    provider.with_history().bring()
    (provider.folder / "bill_lines.csv").unlink()
    provider.change("bills.csv", 1, total="90")
    assert provider.errors() == [
        'bills.csv, line 3, column total: the lines of bill "B2" in an earlier import sum to 84.40, '
        "not to 90.00. Correct the total or the lines."
    ]


def test_books_keep_their_currency(provider: Provider):
    provider.bring()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO customers_account (number, name, status, language, currency, billing_day, "
            "created_at) VALUES ('E1', 'Eve', 'active', 'en', 'EUR', 1, now())"
        )
    provider.add("accounts.csv", 0, account_number="E1")
    assert provider.errors() == [
        'accounts.csv, line 4, column account_number: the books of account "E1" are kept in EUR, '
        "this import is in USD. Import it with the currency it has."
    ]
