"""What pages and the engine ask of large tables costs the same, however many accounts there are.

Where reading whole tables is discouraged, none is read: each index that is used is asked for some
of its rows (an index condition), never walked from end to end.
"""

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections, transaction

from hearthline.billing.models import Bill
from hearthline.billing.rating import _statement
from hearthline.cli.generate.provider import Provider, generate
from hearthline.subscriptions.models import Order, OrderItem, Subscription, Suspension
from tests.conftest import NOW

# A key equals something: rows beyond one of a table that grows are nearly all of them.
_FOR_SOME = re.compile(r"(?<![<>!])= ")
SQL = Path(__file__).parents[2] / "hearthline" / "billing" / "sql"
UNTIL = date(2026, 4, 2)
LARGE = {
    "billing_bill",
    "billing_billline",
    "billing_charge",
    "billing_ledgertransaction",
    "billing_posting",
    "billing_taxexemption",
    "billing_usage",
    "customers_account",
    "customers_address",
    "payments_payment",
    "subscriptions_discount",
    "subscriptions_order",
    "subscriptions_orderitem",
    "subscriptions_subscription",
    "subscriptions_suspension",
}


@pytest.fixture
def bill(committed: str) -> Bill:
    """The newest bill of one of many."""
    generate(Provider(accounts=400, months=3, until=UNTIL, billing_day=1), today=UNTIL)
    _switch_and_order_much()
    return Bill.objects.filter(period_start=date(2026, 4, 1)).order_by("pk")[100]


def _switch_and_order_much() -> None:
    """Of a handful of rows a plan may well read all."""
    Suspension.objects.bulk_create(
        Suspension(
            account_id=had.account_id,
            subscription_id=had.pk,
            starts_date=date(2020, 1, day),
            ends_date=date(2020, 1, day + 1),
            decided_at=NOW,
        )
        for had in Subscription.objects.order_by("pk")[:600]
        for day in (1, 3, 5)
    )
    orders = Order.objects.bulk_create(
        Order(
            account_id=had.account_id,
            number=f"O{had.pk}",
            effective="now",
            effective_date=had.started_date,
            placed_at=NOW,
            idempotency_key=str(had.pk),
            request_hash=b"",
            bill_date=had.started_date,
            bill_total_minor=0,
            bill_difference_minor=0,
            bill_lines=[],
            currency="USD",
        )
        for had in Subscription.objects.order_by("pk")
    )
    OrderItem.objects.bulk_create(
        OrderItem(
            order=order, account_id=order.account_id, action="add", new_id=int(order.number[1:])
        )
        for order in orders
    )
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE")


def test_pages_find_what_is_an_accounts(bill: Bill):
    one = {"account_id": bill.account_id, "number": bill.number, "today": UNTIL}
    asked = {
        "find_bill_with_lines.sql": one | {"time_zone": "America/Chicago"},
        "explain_bill.sql": one | {"before": None},
        "list_bills.sql": one,
        "list_months.sql": one | {"months": 13},
        "sum_what_is_due.sql": one,
        "sum_deposit.sql": one,
        "sum_deposit_to_return.sql": one,
        "sum_usage_so_far.sql": one | {"bill_date": date(2026, 5, 1)},
        "arrangements/list_standing.sql": one,
        "arrangements/find_collectable.sql": one
        | {"parts_minor": 0, "arranged_minor": 0, "last_bill_id": 1},
        "disputes/list_lines.sql": one | {"reference": "", "is_open": False},
        "fees/list_charges_to_waive.sql": one
        | {"number": "", "charge_id": 0, "since": date(2025, 1, 1), "most": 50},
        "list_activity.sql": one
        | {
            "kind": "",
            "since": None,
            "until": None,
            "text": "",
            "amount_minor": None,
            "page": 1,
            "page_size": 20,
        },
    }
    found = {name: whole_reads((SQL / name).read_text(), asked[name]) for name in asked}
    assert not any(found.values()), found


@pytest.mark.parametrize("accounts", [1, 40])
def test_the_engine_finds_what_is_its_accounts(bill: Bill, accounts: int):
    values = {
        "accounts": list(range(bill.account_id, bill.account_id + accounts)),
        "bill_date": date(2026, 5, 1),
        "time_zone": "America/Chicago",
        "period_date": None,
        "is_rebill": False,
        "is_issue": False,
    }
    assert whole_reads(_statement("list_rated_lines.sql"), values) == []


@pytest.mark.parametrize("which", ["bill_id + 1 = %(id)s", "(bill_id, position) > (%(id)s, 1)"])
def test_whole_reads_are_seen(bill: Bill, which: str):
    assert whole_reads(f"SELECT FROM billing_billline WHERE {which}", {"id": bill.pk}) != []


def whole_reads(statement: str, values: dict[str, Any]) -> list[str]:
    """The large tables that a statement's plan reads from end to end, each with how."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        # Few enough rows that a hash of a whole table looks cheap: it is not, with a million.
        cursor.execute("SET LOCAL enable_hashjoin = off")
        cursor.execute("SET LOCAL enable_mergejoin = off")
        cursor.execute("EXPLAIN (FORMAT JSON) " + statement, values)
        told = cursor.fetchone()[0]
    plan = (json.loads(told) if isinstance(told, str) else told)[0]["Plan"]
    return [
        f"{node['Node Type']} of {node['Relation Name']}"
        for node in nodes(plan)
        if node.get("Relation Name") in LARGE
        and node["Node Type"] != "ModifyTable"
        and not _FOR_SOME.search(node.get("Index Cond", node.get("Recheck Cond", "")))
    ]


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", ()):
        yield from nodes(part)
