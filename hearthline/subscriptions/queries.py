"""What pages ask about an account's services."""

from dataclasses import dataclass
from datetime import date

from hearthline.catalog.models import Plan
from hearthline.kernel.money import Money
from hearthline.kernel.sql import select

_KINDS = [kind.value for kind in Plan.Kind]
"""The order in which people think of what they have: internet first, fees last."""


@dataclass(frozen=True, slots=True)
class ServiceLine:
    """One plan that an account has, with what it costs a month before taxes."""

    number: str
    plan_name: str
    kind: str
    description: str
    download_mbps: int | None
    upload_mbps: int | None
    price: Money
    started_date: date
    ended_date: date | None
    service_identifier: str

    def has_started(self, on: date) -> bool:
        """Whether it runs on that day; if not, it is yet to come."""
        return self.started_date <= on


def services_of(*, account_id: int, on: date) -> list[ServiceLine]:
    """What an account has on a day, with what is yet to start; what has ended is left out.

    One query. Internet comes first, then TV, phone, add-ons, equipment and fees.
    """
    found = select(
        """SELECT subscription.number, plan.name AS plan_name, plan.kind, plan.description,
                  plan.download_mbps, plan.upload_mbps, plan.currency,
                  coalesce(subscription.price_override_minor, plan.price_minor) AS price_minor,
                  subscription.started_date, subscription.ended_date,
                  subscription.service_identifier
             FROM subscriptions_subscription AS subscription
             JOIN catalog_plan AS plan ON plan.id = subscription.plan_id
            WHERE subscription.account_id = %(account_id)s
              AND (subscription.ended_date IS NULL OR subscription.ended_date > %(on)s)""",
        {"account_id": account_id, "on": on},
    )
    lines = [
        ServiceLine(price=Money(row.pop("price_minor"), row.pop("currency")), **row)
        for row in found
    ]
    return sorted(lines, key=lambda line: (_KINDS.index(line.kind), line.number))
