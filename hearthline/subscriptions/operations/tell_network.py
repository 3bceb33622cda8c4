"""What an order wants of the network: the one place where subscriptions become wishes for it.

It says what is wanted now, not what changed, so that telling it twice does no harm.
"""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from hearthline.catalog.models import PlanChannel
from hearthline.kernel.clock import provider_date
from hearthline.kernel.sql import select
from hearthline.network import operations as network
from hearthline.network.queries import StepLine, steps_of
from hearthline.subscriptions.models import Subscription


def tell_network(
    *, account_id: int, reference: str, touched: Collection[Subscription], now: datetime
) -> None:
    """Have the network hold what an account has today, as far as an order touched it.

    Where the catalog says nothing that the network could hold (a plan without a speed profile, a
    TV plan without channels), the network is left as it is.

    Args:
        account_id: whose.
        reference: what the steps belong to, `order:<number>`.
        touched: the subscriptions that began or ended.
        now: the time.
    """
    today = provider_date(now)
    for identifier in _identifiers(touched, "internet"):
        group = _access_group(account_id, identifier, today)
        if group is None:
            network.end_connection(
                account_id=account_id,
                service_identifier=identifier,
                reference=reference,
                now=now,
            )
        elif group:
            network.ensure_connection(
                account_id=account_id,
                service_identifier=identifier,
                group=group,
                reference=reference,
                now=now,
            )
    if any("tv" in (each.plan.kind, each.plan.goes_with) for each in touched):
        channels = channels_wanted(account_id=account_id, on=today)
        if channels or not _has(account_id, "tv", None, today):
            network.set_tv_channels(
                account_id=account_id, channels=channels, reference=reference, now=now
            )
    for identifier in _identifiers(touched, "phone"):
        if not _has(account_id, "phone", identifier, today):
            network.end_phone_line(
                account_id=account_id,
                service_identifier=identifier,
                reference=reference,
                now=now,
            )


def steps_of_order(*, account_id: int, number: str) -> tuple[StepLine, ...]:
    """The network's part of an order, step by step; none before it takes effect."""
    return steps_of(account_id=account_id, reference=f"order:{number}")


_HELD = """
SELECT subscription.plan_id, subscription.service_identifier, plan.kind, plan.access_group
  FROM subscriptions_subscription AS subscription
  JOIN catalog_plan AS plan ON plan.id = subscription.plan_id
 WHERE subscription.account_id = %(account_id)s AND subscription.started_date <= %(on)s
   AND (subscription.ended_date IS NULL OR subscription.ended_date > %(on)s)
   AND NOT EXISTS (
       SELECT FROM subscriptions_suspension AS suspension
        WHERE suspension.subscription_id = subscription.id AND suspension.starts_date <= %(on)s
          AND (suspension.ends_date IS NULL OR suspension.ends_date > %(on)s))
 ORDER BY subscription.started_date DESC, subscription.id DESC
"""


def channels_wanted(*, account_id: int, on: date) -> list[str]:
    """The codes of the channels that an account's TV plan, packs and single channels bring."""
    plans = {row["plan_id"] for row in _held(account_id, on)}
    links = PlanChannel.objects.filter(plan__in=plans).order_by("channel__code")
    return list(links.values_list("channel__code", flat=True).distinct())


def _held(account_id: int, on: date) -> list[dict[str, Any]]:
    """What an account has on a day, what began last first."""
    return select(_HELD, {"account_id": account_id, "on": on})


def _identifiers(touched: Collection[Subscription], kind: str) -> list[str]:
    return sorted({each.service_identifier for each in touched if each.plan.kind == kind} - {""})


def _access_group(account_id: int, identifier: str, today: date) -> str | None:
    """The speed profile that a service's plan means today; None when the service has ended."""
    for row in _held(account_id, today):
        if (row["kind"], row["service_identifier"]) == ("internet", identifier):
            return str(row["access_group"])
    return None


def _has(account_id: int, kind: str, identifier: str | None, today: date) -> bool:
    return any(
        row["kind"] == kind and identifier in {None, row["service_identifier"]}
        for row in _held(account_id, today)
    )
