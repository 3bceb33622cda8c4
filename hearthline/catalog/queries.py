"""What pages ask about what can be bought."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F

from hearthline.catalog.models import CatalogEdit, PlanPrice, Promotion, Tariff
from hearthline.kernel.money import Money
from hearthline.kernel.sql import select


@dataclass(frozen=True, slots=True)
class PlanLine:
    """A plan as it is offered. Speeds in Mbit/s, the allowance in GB (10**9 bytes) a month."""

    code: str
    kind: str
    name: str
    description: str
    price: Money
    goes_with: str
    is_offered: bool
    download_mbps: int | None
    upload_mbps: int | None
    allowance_gb: int | None
    access_group: str
    tax_category: str
    channel_count: int
    period_months: int = 1


@dataclass(frozen=True, slots=True)
class ChannelLine:
    """A channel and the place it has on the remote control."""

    code: str
    number: int
    name: str
    genre: str


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One plan requires or excludes another."""

    plan_code: str
    plan_name: str
    kind: str
    other_code: str
    other_name: str


@dataclass(frozen=True, slots=True)
class EditLine:
    """What a member of staff changed: for each thing what it was and what it became."""

    username: str
    edited_at: datetime
    changes: dict[str, list[Any]]


_PLANS = """
SELECT plan.code, plan.kind, plan.name, plan.description, plan.price_minor, plan.currency,
       plan.goes_with, plan.is_offered, plan.download_mbps, plan.upload_mbps, plan.allowance_gb,
       plan.access_group, plan.tax_category, plan.period_months,
       (SELECT count(*) FROM catalog_planchannel AS link WHERE link.plan_id = plan.id)
           AS channel_count
  FROM catalog_plan AS plan
"""
_IN_ORDER = """
 ORDER BY array_position(ARRAY['internet', 'tv', 'phone', 'addon', 'equipment', 'fee'],
                         plan.kind::text), plan.goes_with, plan.price_minor, plan.code
"""


def _plan(row: dict[str, Any]) -> PlanLine:
    return PlanLine(price=Money(row.pop("price_minor"), row.pop("currency")), **row)


def all_plans() -> tuple[PlanLine, ...]:
    """Everything in the catalog, in the order in which people think of it, cheapest first."""
    return tuple(_plan(row) for row in select(_PLANS + _IN_ORDER))


def plan_by_code(*, code: str) -> PlanLine | None:
    """One plan, or None."""
    found = select(_PLANS + " WHERE plan.code = %(code)s", {"code": code})
    return _plan(found[0]) if found else None


def offered_plans(*, kind: str, currency: str) -> tuple[PlanLine, ...]:
    """The plans of a kind that subscribers may order themselves, cheapest first."""
    where = " WHERE plan.is_offered AND plan.kind = %(kind)s AND plan.currency = %(currency)s"
    found = select(_PLANS + where + _IN_ORDER, {"kind": kind, "currency": currency})
    return tuple(_plan(row) for row in found)


def offered_extras(*, goes_with: str, currency: str) -> tuple[PlanLine, ...]:
    """Add-ons, packs, single channels and equipment that go with a kind, those of a kind together.

    Within each, what brings many channels comes before single ones.
    """
    where = (
        " WHERE plan.is_offered AND plan.kind IN ('addon', 'equipment')"
        " AND plan.goes_with = %(goes_with)s AND plan.currency = %(currency)s"
    )
    found = select(_PLANS + where + _IN_ORDER, {"goes_with": goes_with, "currency": currency})
    return tuple(_plan(row) for row in found)


def channels_of_plans(*, codes: Collection[str]) -> dict[str, tuple[ChannelLine, ...]]:
    """The channels that each plan brings, by the plan's code, in the order of their numbers."""
    found = select(
        """SELECT plan.code AS plan_code, channel.code, channel.number, channel.name, channel.genre
             FROM catalog_planchannel AS link
             JOIN catalog_plan AS plan ON plan.id = link.plan_id
             JOIN catalog_channel AS channel ON channel.id = link.channel_id
            WHERE plan.code = ANY(%(codes)s) ORDER BY channel.number""",
        {"codes": list(codes)},
    )
    channels: defaultdict[str, list[ChannelLine]] = defaultdict(list)
    for row in found:
        channels[row.pop("plan_code")].append(ChannelLine(**row))
    return {code: tuple(lines) for code, lines in channels.items()}


def all_channels() -> tuple[ChannelLine, ...]:
    """Every channel, in the order of their numbers."""
    found = select("SELECT code, number, name, genre FROM catalog_channel ORDER BY number")
    return tuple(ChannelLine(**row) for row in found)


def rules_of_plans(*, codes: Collection[str]) -> tuple[RuleLine, ...]:
    """What these plans require and exclude, and what excludes them, said from their side."""
    found = select(
        """SELECT plan.code AS plan_code, plan.name AS plan_name, rule.kind,
                  other.code AS other_code, other.name AS other_name
             FROM (SELECT plan_id, kind, other_id FROM catalog_planrule
                    UNION
                   SELECT other_id, kind, plan_id FROM catalog_planrule
                    WHERE kind = 'excludes') AS rule
             JOIN catalog_plan AS plan ON plan.id = rule.plan_id
             JOIN catalog_plan AS other ON other.id = rule.other_id
            WHERE plan.code = ANY(%(codes)s)
            ORDER BY plan.code, rule.kind DESC, other.price_minor, other.code""",
        {"codes": list(codes)},
    )
    return tuple(RuleLine(**row) for row in found)


def edits_of(*, subject: str, code: str, limit: int = 20) -> tuple[EditLine, ...]:
    """What staff changed about a plan or a promotion, newest first."""
    edits = CatalogEdit.objects.filter(subject=subject, code=code).select_related("user")
    return tuple(
        EditLine(edit.user.username, edit.edited_at, edit.changes)
        for edit in edits.order_by("-edited_at", "-pk")[:limit]
    )


@dataclass(frozen=True, slots=True)
class PromotionRow:
    """A promotion in the staff's list. `ends_date` is no part of it."""

    code: str
    title: str
    starts_date: date
    ends_date: date


def promotion_list() -> tuple[PromotionRow, ...]:
    """All promotions, those that end last first."""
    found = Promotion.objects.order_by("-ends_date", "code")
    return tuple(
        PromotionRow(each.code, each.title, each.starts_date, each.ends_date) for each in found
    )


@dataclass(frozen=True, slots=True)
class PriceLine:
    """A plan's price from a day on, and before. `needs_telling`: who has the plan is told."""

    id: int
    plan_code: str
    plan_name: str
    price: Money
    before: Money
    starts_date: date
    period_months: int
    needs_telling: bool
    told_at: datetime | None

    @property
    def is_higher(self) -> bool:
        """Whether it costs more than before."""
        return self.price.amount_minor > self.before.amount_minor


def _price(price: PlanPrice) -> PriceLine:
    plan = price.plan
    return PriceLine(
        id=price.pk,
        plan_code=plan.code,
        plan_name=plan.name,
        price=Money(price.price_minor, plan.currency),
        before=Money(price.before_minor, plan.currency),
        starts_date=price.starts_date,
        period_months=plan.period_months,
        needs_telling=price.needs_telling,
        told_at=price.told_at,
    )


def prices_of_plan(*, code: str) -> tuple[PriceLine, ...]:
    """A plan's changes of price, latest day first."""
    found = PlanPrice.objects.filter(plan__code=code).select_related("plan")
    return tuple(map(_price, found.order_by("-starts_date")))


def prices_to_tell() -> tuple[PriceLine, ...]:
    """Changes that those who have the plans are still to be told of."""
    found = PlanPrice.objects.filter(needs_telling=True, told_at__isnull=True)
    return tuple(map(_price, found.select_related("plan").order_by("pk")))


def price_change(*, price_id: int) -> PriceLine | None:
    """One change of price, or None."""
    found = PlanPrice.objects.select_related("plan").filter(pk=price_id).first()
    return _price(found) if found else None


@dataclass(frozen=True, slots=True)
class TariffLine:
    """What a kind of use costs in months of bills that begin on its days; see `models.Tariff`.

    `starts_date` is None for what has always been so.
    """

    id: int
    plan_code: str
    usage_kind: str
    name: str
    included_quantity: int
    block_quantity: int
    price_millionths: int
    minimum: Money
    is_itemized: bool
    tax_category: str
    starts_date: date | None
    ends_date: date | None

    @property
    def currency(self) -> str:
        """The plan's."""
        return self.minimum.currency

    def is_to_come(self, today: date) -> bool:
        """Whether it may still be withdrawn."""
        return self.starts_date is not None and self.starts_date > today

    def is_over(self, today: date) -> bool:
        """Whether no month begins with it any more."""
        return self.ends_date is not None and self.ends_date <= today


def _tariff(tariff: Tariff) -> TariffLine:
    plan = tariff.plan
    kept = TariffLine.__dataclass_fields__.keys() - {"id", "plan_code", "minimum"}
    return TariffLine(
        id=tariff.pk,
        plan_code=plan.code,
        minimum=Money(tariff.minimum_minor, plan.currency),
        **{name: getattr(tariff, name) for name in kept},
    )


def tariffs_of_plan(*, code: str) -> tuple[TariffLine, ...]:
    """Everything that use of a plan costs, did or will, kind by kind, latest day first."""
    found = Tariff.objects.filter(plan__code=code).select_related("plan")
    ordered = found.order_by("usage_kind", F("starts_date").desc(nulls_last=True))
    return tuple(map(_tariff, ordered))


def tariffs_ahead(*, code: str, on: date) -> tuple[TariffLine, ...]:
    """What use of a plan costs on a day, and what is decided for days after it, in time order."""
    lines = reversed(tariffs_of_plan(code=code))
    return tuple(line for line in lines if not line.is_over(on))


def tariff_by_id(*, tariff_id: int) -> TariffLine | None:
    """One tariff, or None."""
    found = Tariff.objects.select_related("plan").filter(pk=tariff_id).first()
    return _tariff(found) if found else None
