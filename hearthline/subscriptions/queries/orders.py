"""Orders as their pages show them."""

import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from hearthline.kernel.money import Money
from hearthline.kernel.sql import select
from hearthline.network.queries import StepLine
from hearthline.subscriptions.operations.tell_network import steps_of_order


@dataclass(frozen=True, slots=True)
class OrderItemLine:
    """One thing that an order does. Names and prices; empty or None where there is none.

    `months` says what the price is for, `old_months` the old one.
    """

    action: str
    kind: str
    name: str
    old_name: str
    price: Money | None
    old_price: Money | None
    months: int
    old_months: int
    service_number: str
    never_began: bool


@dataclass(frozen=True, slots=True)
class OrderSummary:
    """An order in a list. `difference` is how much more its bill was than without it."""

    id: int
    number: str
    effective: str
    effective_date: date
    placed_at: datetime
    placed_by: str
    undone_at: datetime | None
    took_effect_at: datetime | None
    told_at: datetime | None
    bill_date: date
    bill_total: Money
    bill_difference: Money
    items: tuple[OrderItemLine, ...]
    steps: tuple[StepLine, ...]

    @property
    def state(self) -> str:
        """`waiting`, `undone`, `under_way`, `with_staff` or `done`."""
        if self.undone_at is not None:
            return "undone"
        if self.took_effect_at is None:
            return "waiting"
        states = {step.state for step in self.steps}
        if states & {"failed", "handed_over"}:
            return "with_staff"
        return "under_way" if states - {"done"} else "done"

    def can_be_undone(self, today: date) -> bool:
        """Whether its day is yet to come."""
        return self.state == "waiting" and self.effective_date > today


@dataclass(frozen=True, slots=True)
class AgreedLine:
    """A line of the bill that was agreed to. The last day belongs to the period."""

    part: str
    plan_name: str
    description: str
    amount: Money
    first_date: date | None
    last_date: date | None


@dataclass(frozen=True, slots=True)
class OrderDetail:
    """An order with the bill that was agreed to."""

    summary: OrderSummary
    lines: tuple[AgreedLine, ...]


_ORDERS = """
SELECT orders.id, orders.number, orders.effective, orders.effective_date, orders.placed_at,
       coalesce(person.username, '') AS placed_by, orders.undone_at, orders.took_effect_at,
       orders.told_at, orders.bill_date, orders.bill_total_minor, orders.bill_difference_minor,
       orders.bill_lines, orders.currency, orders.account_id
  FROM subscriptions_order AS orders
  LEFT JOIN identity_user AS person ON person.id = orders.user_id
 WHERE orders.account_id = %(account_id)s
"""


def orders_of(*, account_id: int, limit: int = 200) -> tuple[OrderSummary, ...]:
    """An account's orders, newest first. Steps are looked up only where something is under way."""
    found = select(
        _ORDERS + " ORDER BY orders.placed_at DESC, orders.id DESC LIMIT %(limit)s",
        {"account_id": account_id, "limit": limit},
    )
    return tuple(_summaries(found))


def order_of(*, account_id: int, number: str) -> OrderDetail | None:
    """One of an account's orders, or None: other accounts' orders aren't found."""
    found = select(
        _ORDERS + " AND orders.number = %(number)s", {"account_id": account_id, "number": number}
    )
    if not found:
        return None
    summary = _summaries(found, with_all_steps=True)[0]
    return OrderDetail(
        summary=summary,
        lines=tuple(
            _agreed(line, found[0]["currency"]) for line in json.loads(found[0]["bill_lines"])
        ),
    )


def _summaries(found: list[dict[str, Any]], *, with_all_steps: bool = False) -> list[OrderSummary]:
    items = _items([row["id"] for row in found])
    return [_summary(row, items[row["id"]], with_all_steps=with_all_steps) for row in found]


def _summary(
    row: dict[str, Any], items: list[OrderItemLine], *, with_all_steps: bool
) -> OrderSummary:
    is_open = row["took_effect_at"] is not None and (with_all_steps or row["told_at"] is None)
    steps = steps_of_order(account_id=row["account_id"], number=row["number"]) if is_open else ()
    return OrderSummary(
        id=row["id"],
        number=row["number"],
        effective=row["effective"],
        effective_date=row["effective_date"],
        placed_at=row["placed_at"],
        placed_by=row["placed_by"],
        undone_at=row["undone_at"],
        took_effect_at=row["took_effect_at"],
        told_at=row["told_at"],
        bill_date=row["bill_date"],
        bill_total=Money(row["bill_total_minor"], row["currency"]),
        bill_difference=Money(row["bill_difference_minor"], row["currency"]),
        items=tuple(items),
        steps=steps,
    )


def _items(order_ids: list[int]) -> dict[int, list[OrderItemLine]]:
    found = select(
        """SELECT item.order_id, item.action, coalesce(new_plan.kind, old_plan.kind) AS kind,
                  coalesce(new_plan.name, '') AS name, coalesce(old_plan.name, '') AS old_name,
                  coalesce(new.price_override_minor, new_plan.price_minor) AS price_minor,
                  coalesce(old.price_override_minor, old_plan.price_minor) AS old_price_minor,
                  coalesce(new_plan.period_months, old_plan.period_months) AS months,
                  coalesce(old_plan.period_months, new_plan.period_months) AS old_months,
                  coalesce(new.number, old.number) AS service_number,
                  coalesce(new.ended_date = new.started_date, false) AS never_began,
                  account.currency
             FROM subscriptions_orderitem AS item
             JOIN customers_account AS account ON account.id = item.account_id
             LEFT JOIN subscriptions_subscription AS old ON old.id = item.old_id
             LEFT JOIN subscriptions_subscription AS new ON new.id = item.new_id
             LEFT JOIN catalog_plan AS old_plan ON old_plan.id = old.plan_id
             LEFT JOIN catalog_plan AS new_plan ON new_plan.id = new.plan_id
            WHERE item.order_id = ANY(%(orders)s) ORDER BY item.id""",
        {"orders": order_ids},
    )
    items: defaultdict[int, list[OrderItemLine]] = defaultdict(list)
    for row in found:
        currency = row.pop("currency")
        price, old_price = row.pop("price_minor"), row.pop("old_price_minor")
        items[row.pop("order_id")].append(
            OrderItemLine(
                price=None if price is None else Money(price, currency),
                old_price=None if old_price is None else Money(old_price, currency),
                **row,
            )
        )
    return items


def _agreed(line: dict[str, Any], currency: str) -> AgreedLine:
    def day(name: str) -> date | None:
        return date.fromisoformat(line[name]) if line.get(name) else None

    return AgreedLine(
        part=line["part"],
        plan_name=line["plan_name"],
        description=line["description"],
        amount=Money(line["amount_minor"], currency),
        first_date=day("first_date"),
        last_date=day("last_date"),
    )
