"""What an account has, as its pages show it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from hearthline.catalog.models import Plan
from hearthline.catalog.queries import ChannelLine, channels_of_plans
from hearthline.kernel.clock import provider_date
from hearthline.kernel.money import Money
from hearthline.kernel.sql import select

_KINDS = [kind.value for kind in Plan.Kind]
"""The order in which people think of what they have: internet first, fees last."""
SERVICES = ("internet", "tv", "phone")


@dataclass(frozen=True, slots=True)
class ServiceLine:
    """One plan that an account has, with what it costs a period before taxes.

    `list_price` is what it costs anybody; `order_number` the order that waits to end or begin it;
    `is_paused` whether it is switched off on that day.
    """

    number: str
    plan_code: str
    plan_name: str
    kind: str
    goes_with: str
    description: str
    download_mbps: int | None
    upload_mbps: int | None
    allowance_gb: int | None
    is_offered: bool
    price: Money
    list_price: Money
    started_date: date
    ended_date: date | None
    service_identifier: str
    order_number: str
    is_paused: bool = False
    period_months: int = 1

    def has_started(self, on: date) -> bool:
        """Whether it runs on that day; if not, it is yet to come."""
        return self.started_date <= on

    def is_on(self, on: date) -> bool:
        """Whether it runs on that day."""
        return self.has_started(on) and (self.ended_date is None or self.ended_date > on)

    @property
    def has_special_price(self) -> bool:
        """Whether it costs something else than the plan does now."""
        return self.price != self.list_price


@dataclass(frozen=True, slots=True)
class Service:
    """A service with what it becomes, what goes with it, and the channels it brings.

    `next` follows it on the day it ends; without one it is over then.
    """

    line: ServiceLine
    next: ServiceLine | None = None
    extras: tuple["Service", ...] = ()
    channels: tuple[ChannelLine, ...] = ()

    @property
    def order_number(self) -> str:
        """The order that waits to change or end it."""
        return self.line.order_number

    @property
    def order_numbers(self) -> tuple[str, ...]:
        """The orders that wait to change it or something that goes with it, each once."""
        found = [self.line.order_number, *(each.line.order_number for each in self.extras)]
        return tuple(dict.fromkeys(number for number in found if number))


@dataclass(frozen=True, slots=True)
class Services:
    """What an account has: its services, and what belongs to none of them."""

    services: tuple[Service, ...]
    others: tuple[Service, ...]

    @property
    def everything(self) -> tuple[Service, ...]:
        """Services, what goes with them, and the others."""
        extras = [extra for service in self.services for extra in service.extras]
        return (*self.services, *extras, *self.others)


_SERVICES = """
SELECT subscription.number, plan.code AS plan_code, plan.name AS plan_name, plan.kind,
       CASE WHEN plan.kind IN ('addon', 'equipment') THEN plan.goes_with ELSE '' END AS goes_with,
       plan.description, plan.download_mbps, plan.upload_mbps, plan.allowance_gb, plan.is_offered,
       plan.currency, plan.price_minor AS list_price_minor, plan.period_months,
       coalesce(subscription.price_override_minor, plan.price_minor) AS price_minor,
       subscription.started_date, subscription.ended_date, subscription.service_identifier,
       coalesce(waiting.number, '') AS order_number,
       EXISTS (SELECT FROM subscriptions_suspension AS suspension
                WHERE suspension.subscription_id = subscription.id
                  AND suspension.starts_date <= %(on)s
                  AND (suspension.ends_date IS NULL OR suspension.ends_date > %(on)s)) AS is_paused
  FROM subscriptions_subscription AS subscription
  JOIN catalog_plan AS plan ON plan.id = subscription.plan_id
  LEFT JOIN LATERAL (
      SELECT orders.number
        FROM subscriptions_orderitem AS item
        JOIN subscriptions_order AS orders ON orders.id = item.order_id
       WHERE subscription.id IN (item.old_id, item.new_id)
         AND orders.took_effect_at IS NULL AND orders.undone_at IS NULL LIMIT 1) AS waiting ON true
 WHERE subscription.account_id = %(account_id)s
"""


def services_of(*, account_id: int, on: date) -> list[ServiceLine]:
    """What an account has on a day, with what is yet to start; what has ended is left out.

    One query. Internet comes first, then TV, phone, add-ons, equipment and fees.
    """
    found = select(
        _SERVICES
        + """  AND (subscription.ended_date IS NULL
                    OR subscription.ended_date > greatest(%(on)s, subscription.started_date))""",
        {"account_id": account_id, "on": on},
    )
    lines = map(_line, found)
    return sorted(lines, key=lambda line: (_KINDS.index(line.kind), line.started_date, line.number))


def services_page(*, account_id: int, on: date) -> Services:
    """What an account has on a day, put together as people see it. Two queries."""
    lines = services_of(account_id=account_id, on=on)
    together = _with_next(lines)
    channels = _channels(line for line in lines if line.is_on(on))
    services = []
    belonging: set[str] = set()
    for each in together:
        if each.line.kind not in SERVICES:
            continue
        extras = tuple(
            extra
            for extra in together
            if extra.line.goes_with == each.line.kind and extra.line.number not in belonging
        )
        belonging |= {extra.line.number for extra in extras}
        services.append(
            replace(each, extras=extras, channels=channels if each.line.kind == "tv" else ())
        )
    others = [
        each
        for each in together
        if each.line.kind not in SERVICES and each.line.number not in belonging
    ]
    return Services(tuple(services), tuple(others))


def service_by_number(*, account_id: int, number: str, on: date) -> Service | None:
    """One of an account's subscriptions as it is on a day, or None; what has ended is found too."""
    page = services_page(account_id=account_id, on=on)
    for service in page.everything:
        if number == service.line.number:
            return service
        if service.next is not None and number == service.next.number:
            return service
    found = select(
        f"{_SERVICES} AND subscription.number = %(number)s",
        {"account_id": account_id, "number": number, "on": on},
    )
    return Service(_line(found[0])) if found else None


def _line(row: dict[str, Any]) -> ServiceLine:
    currency = row.pop("currency")
    return ServiceLine(
        price=Money(row.pop("price_minor"), currency),
        list_price=Money(row.pop("list_price_minor"), currency),
        **row,
    )


def _with_next(lines: list[ServiceLine]) -> list[Service]:
    """Each line with the one that follows it: the same service from the day on which it ends."""
    following: dict[str, ServiceLine] = {}
    taken: set[str] = set()
    for line in lines:
        if line.kind not in SERVICES or line.ended_date is None:
            continue
        for other in lines:
            if (
                other.number not in taken
                and other.kind == line.kind
                and other.service_identifier == line.service_identifier
                and other.started_date == line.ended_date
            ):
                following[line.number] = other
                taken.add(other.number)
                break
    return [Service(line, following.get(line.number)) for line in lines if line.number not in taken]


def _channels(lines: Iterable[ServiceLine]) -> tuple[ChannelLine, ...]:
    codes = {line.plan_code for line in lines if "tv" in (line.kind, line.goes_with)}
    if not codes:
        return ()
    found = channels_of_plans(codes=codes)
    channels = {channel.number: channel for each in found.values() for channel in each}
    return tuple(channels[number] for number in sorted(channels))


@dataclass(frozen=True, slots=True)
class Holders:
    """How many accounts have a plan, and how many of them at a price of their own."""

    accounts: int
    at_own_price: int


def holders_of_plan(*, code: str, now: datetime) -> Holders:
    """Who would notice a change of a plan."""
    found = select(
        """SELECT count(DISTINCT subscription.account_id) AS accounts,
                  count(DISTINCT subscription.account_id)
                      FILTER (WHERE subscription.price_override_minor IS NOT NULL) AS at_own_price
             FROM subscriptions_subscription AS subscription
             JOIN catalog_plan AS plan ON plan.id = subscription.plan_id
            WHERE plan.code = %(code)s AND subscription.started_date <= %(on)s
              AND (subscription.ended_date IS NULL OR subscription.ended_date > %(on)s)""",
        {"code": code, "on": provider_date(now)},
    )
    return Holders(**found[0])


def subscriptions_at_price(*, account_id: int, plan_code: str, on: date) -> tuple[str, ...]:
    """The numbers of an account's subscriptions that pay a plan's list price around a day.

    Those count too that ended on the last bill before, so that an old notice can still be read.
    """
    found = select(
        """SELECT subscription.number FROM subscriptions_subscription AS subscription
             JOIN catalog_plan AS plan ON plan.id = subscription.plan_id
            WHERE subscription.account_id = %(account_id)s AND plan.code = %(plan_code)s
              AND subscription.price_override_minor IS NULL
              AND (subscription.ended_date IS NULL OR subscription.ended_date > %(on)s - 60)
            ORDER BY subscription.id""",
        {"account_id": account_id, "plan_code": plan_code, "on": on},
    )
    return tuple(row["number"] for row in found)
