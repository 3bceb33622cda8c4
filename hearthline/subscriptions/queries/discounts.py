"""Discounts as pages show them."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Q

from hearthline.kernel.money import Money
from hearthline.subscriptions.models import Discount


@dataclass(frozen=True, slots=True)
class DiscountLine:
    """A percentage (`rate_ppm` millionths) or an amount a month off a subscription's price.

    `with_kind` names the service that must be there, too. Staff who granted or ended it said why.
    """

    id: int
    name: str
    rate_ppm: int
    amount: Money | None
    starts_date: date
    ends_date: date | None
    with_kind: str
    is_promotion: bool
    reason: str
    end_reason: str
    subscription_number: str
    plan_name: str

    @property
    def percent(self) -> str:
        """The percentage as people write it."""
        return f"{(Decimal(self.rate_ppm) / 10_000).normalize():f}"

    @property
    def last_date(self) -> date | None:
        """The last day that it is for."""
        return None if self.ends_date is None else self.ends_date - timedelta(days=1)


def discount_line(discount: Discount, currency: str) -> DiscountLine:
    """One discount; its subscription and plan are loaded if they aren't."""
    return DiscountLine(
        id=discount.pk,
        name=discount.name,
        rate_ppm=discount.rate_ppm,
        amount=Money(discount.amount_minor, currency) if discount.amount_minor else None,
        starts_date=discount.starts_date,
        ends_date=discount.ends_date,
        with_kind=discount.with_kind,
        is_promotion=discount.promotion_id is not None,
        reason=discount.reason,
        end_reason=discount.end_reason,
        subscription_number=discount.subscription.number,
        plan_name=discount.subscription.plan.name,
    )


def discounts_of(
    *, account_id: int, currency: str, on: date | None = None, number: str = ""
) -> tuple[DiscountLine, ...]:
    """An account's discounts, or one subscription's; with a day only those not over then."""
    found = Discount.objects.filter(account_id=account_id)
    if number:
        found = found.filter(subscription__number=number)
    if on is not None:
        found = found.filter(Q(ends_date=None) | Q(ends_date__gt=on)).filter(
            Q(subscription__ended_date=None) | Q(subscription__ended_date__gt=on)
        )
    found = found.select_related("subscription__plan").order_by("subscription_id", "rank", "pk")
    return tuple(discount_line(each, currency) for each in found)
