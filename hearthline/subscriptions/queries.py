"""What pages ask about an account's services."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from hearthline.catalog.models import Plan
from hearthline.kernel.money import Money
from hearthline.subscriptions.models import Subscription

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
    subscriptions = (
        Subscription.objects.filter(account_id=account_id)
        .filter(Q(ended_date__isnull=True) | Q(ended_date__gt=on))
        .select_related("plan")
    )
    return sorted(_lines(subscriptions), key=lambda line: (_KINDS.index(line.kind), line.number))


def _lines(subscriptions: Iterable[Subscription]) -> Iterable[ServiceLine]:
    for subscription in subscriptions:
        plan, override = subscription.plan, subscription.price_override_minor
        yield ServiceLine(
            number=subscription.number,
            plan_name=plan.name,
            kind=plan.kind,
            description=plan.description,
            download_mbps=plan.download_mbps,
            upload_mbps=plan.upload_mbps,
            price=Money(plan.price_minor if override is None else override, plan.currency),
            started_date=subscription.started_date,
            ended_date=subscription.ended_date,
            service_identifier=subscription.service_identifier,
        )
