"""The lines of a bill as people see them, whether it was issued or is to come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from hearthline.billing.working import Basis, working_of
from hearthline.kernel.money import Money

_VIDEO = frozenset({"tv", "addon", "fee"})
"""What a TV price is made of: plans, packs, and fees that come along. Equipment is no part."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a bill. The period (half-open) is set if the line is for days.

    A part of a period costs its days of `of_days`, at `price` for all of them. `quantity` is what
    was used, in the unit of its kind (`catalog.models.Tariff`). `included` is a tax that is part of
    other lines' amounts. `basis` is what else the amount was worked out from.
    """

    kind: str
    description: str
    amount: Money
    period_start: date | None
    period_end: date | None
    cause: str
    price: Money | None
    of_days: int | None
    quantity: int | None
    included: Money | None
    basis: Basis

    @property
    def last_date(self) -> date | None:
        """The last day of the period, as people write it."""
        return None if self.period_end is None else self.period_end - timedelta(days=1)

    @property
    def days(self) -> int | None:
        """How many days it is for."""
        if self.period_start is None or self.period_end is None:
            return None
        return (self.period_end - self.period_start).days

    @property
    def working(self) -> str:
        """How the amount came about, in the active language; empty if nothing is to say."""
        return working_of(self)


@dataclass(frozen=True, slots=True)
class ServiceLines:
    """What a bill says about one subscription."""

    subscription_number: str
    plan_name: str
    plan_kind: str
    goes_with: str
    service_identifier: str
    lines: tuple[Line, ...]
    total: Money

    @property
    def is_video(self) -> bool:
        """Whether it is part of what television costs."""
        return self.plan_kind == "tv" or (self.goes_with == "tv" and self.plan_kind in _VIDEO)


@dataclass(frozen=True, slots=True)
class ServiceGroup:
    """Services in bill order; `total` is set where they make one price together (television)."""

    services: tuple[ServiceLines, ...]
    total: Money | None


def line_of(row: dict[str, Any], rows: Sequence[dict[str, Any]], currency: str) -> Line:
    """A line from its row and, for taxes, the rows of the whole bill."""
    return Line(
        kind=row["kind"],
        description=row["description"],
        amount=Money(row["amount_minor"], currency),
        period_start=row["period_start"],
        period_end=row["period_end"],
        cause=row["cause"],
        price=_optional(row["price_minor"], currency),
        of_days=row["of_days"],
        quantity=row["quantity"],
        included=_optional(row["included_minor"], currency),
        basis=Basis(
            discount_kind=row["discount_kind"] or "",
            rate_ppm=row["rate_ppm"],
            off_minor=row["off_minor"],
            tax_kind=row["tax_kind"] or "",
            taxed_minor=_taxed(row, rows),
            usage_kind=row["usage_kind"] or "",
            included_quantity=row["included_quantity"],
            block_quantity=row["block_quantity"],
            price_millionths=row["price_millionths"],
            least_minor=row["least_minor"],
        ),
    )


def services_in(
    lines: Sequence[tuple[dict[str, Any], Line]], currency: str
) -> tuple[ServiceLines, ...]:
    """Lines of subscriptions, which lie together in bill order, one group each."""
    own = [pair for pair in lines if pair[0]["subscription_number"] is not None]
    return tuple(
        _service([*group], currency)
        for _, group in groupby(own, key=lambda pair: pair[0]["subscription_number"])
    )


def grouped(services: Sequence[ServiceLines]) -> tuple[ServiceGroup, ...]:
    """Services as a bill shows them: television's stand together, below one price for all of it.

    The one price is a duty in the United States (47 CFR 76.310); a service that is all there is to
    television, and has one line, is that price already.
    """
    video = tuple(service for service in services if service.is_video)
    groups: list[ServiceGroup] = []
    for service in services:
        if service is (video[0] if video else None):
            is_one_line = len(video) == 1 and len(service.lines) == 1
            currency = service.total.currency
            total = Money(sum(each.total.amount_minor for each in video), currency)
            groups.append(ServiceGroup(video, None if is_one_line else total))
        elif not service.is_video:
            groups.append(ServiceGroup((service,), None))
    return tuple(groups)


def total_of(lines: Sequence[Line], currency: str) -> Money:
    """What lines come to."""
    return Money(sum(line.amount.amount_minor for line in lines), currency)


def _service(group: list[tuple[dict[str, Any], Line]], currency: str) -> ServiceLines:
    row = group[0][0]
    lines = tuple(line for _, line in group)
    return ServiceLines(
        subscription_number=row["subscription_number"],
        plan_name=row["plan_name"],
        plan_kind=row["plan_kind"],
        goes_with=row["goes_with"],
        service_identifier=row["service_identifier"],
        lines=lines,
        total=total_of(lines, currency),
    )


def _taxed(row: dict[str, Any], rows: Sequence[dict[str, Any]]) -> int | None:
    """What a tax was on: everything of its category on the bill."""
    if not row["taxes_category"]:
        return None
    category = row["taxes_category"]
    return sum(int(other["amount_minor"]) for other in rows if other["tax_category"] == category)


def _optional(minor: int | None, currency: str) -> Money | None:
    return None if minor is None else Money(minor, currency)
