"""`hearthline generate`: a provider that is made up, with books that are right."""

import hashlib
import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from hearthline.billing.models import Bill, BillLine
from hearthline.cli.generate.provider import Provider, UnableToGenerate, generate
from hearthline.kernel.checks import run_checks
from hearthline.kernel.sql import select
from hearthline.payments.models import Payment
from hearthline.subscriptions.models import Subscription
from tests import factories

UNTIL = date(2026, 4, 20)
SMALL = Provider(accounts=150, months=3, until=UNTIL, billing_day=1)
TABLES = (
    "customers_account",
    "subscriptions_subscription",
    "subscriptions_discount",
    "subscriptions_suspension",
    "billing_usage",
    "billing_charge",
    "billing_bill",
    "billing_billline",
    "billing_posting",
    "payments_payment",
)


def digest() -> str:
    """Everything that was made up, whatever the rows' order."""
    told = [
        select(
            f"SELECT md5(string_agg(t::text, '' ORDER BY t::text)) AS all_of_it FROM {table} AS t"
        )
        for table in TABLES
    ]
    return hashlib.sha256(repr(told).encode()).hexdigest()


def another_database(name: str) -> None:
    """The same database, empty again."""
    from django.db import connections

    from hearthline.kernel import postgres
    from tests.conftest import TEMPLATE

    server = postgres.start(Path(os.environ["HEARTHLINE_TEST_CLUSTER"]), durable=False)
    connections.close_all()
    postgres.drop_database(server, name)
    postgres.create_database(server, name, template=TEMPLATE)


def test_a_seed_makes_the_same_provider_again(committed: str):
    generate(SMALL, today=UNTIL)
    first = digest()
    another_database(committed)
    generate(SMALL, today=UNTIL)
    assert digest() == first
    another_database(committed)
    generate(Provider(accounts=150, months=3, until=UNTIL, billing_day=1, seed=2), today=UNTIL)
    assert digest() != first


def test_the_books_are_right_and_there_is_some_of_everything(committed: str):
    said: list[str] = []
    bills = generate(
        Provider(accounts=600, months=4, until=UNTIL, billing_day=8),
        today=UNTIL,
        progress=said.append,
    )
    assert bills == Bill.objects.count() > 600 * 3
    assert f"2026-04: {bills:,} bills so far" in said
    kinds = set(BillLine.objects.values_list("kind", flat=True))
    assert kinds >= {
        "recurring",
        "proration",
        "discount",
        "usage",
        "minimum",
        "one_off",
        "credit",
        "tax",
        "fee",
    }
    causes = set(BillLine.objects.values_list("cause", flat=True))
    assert causes >= {"started", "ended", "price", "suspended", "goodwill"}
    assert 3 <= Subscription.objects.count() / 600 <= 4
    assert 0.8 < Payment.objects.count() / (bills * 0.75) < 1.1
    names, findings = run_checks()
    assert names
    assert not findings


def test_nothing_happens_after_the_last_day(committed: str):
    generate(Provider(accounts=100, months=2, until=date(2026, 4, 10)), today=UNTIL)
    newest = Bill.objects.order_by("-issued_date").values_list("issued_date", flat=True)[0]
    assert newest == date(2026, 4, 10)
    assert not Bill.objects.filter(issued_date__lt=date(2026, 3, 1)).exists()


@pytest.mark.django_db
def test_it_mixes_with_nothing_that_is_there():
    factories.make_plan()
    with pytest.raises(UnableToGenerate, match="already"):
        generate(SMALL, today=UNTIL)


@pytest.mark.django_db
def test_the_future_is_refused():
    with pytest.raises(UnableToGenerate, match="yet to come"):
        generate(SMALL, today=date(2026, 4, 19))


def test_the_command_says_what_it_made(committed: Any):
    from hearthline.cli.generate.command import generate_command

    done = CliRunner().invoke(
        generate_command,
        ["--accounts", "20", "--months", "1", "--until", "2026-03-03", "--billing-day", "2"],
    )
    assert done.exit_code == 0, done.output
    assert "20 accounts, " in done.output
    assert Bill.objects.filter(period_start=date(2026, 3, 2)).count() >= 15
