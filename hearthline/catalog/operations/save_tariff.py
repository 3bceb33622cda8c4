"""What use of a plan costs from a day on: decided, ended, withdrawn before it begins."""

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from hearthline.catalog.models import Plan, Tariff
from hearthline.catalog.operations.edit_log import note_edit
from hearthline.catalog.operations.errors import UnableToEditCatalog
from hearthline.kernel.clock import provider_date


@dataclass(frozen=True, slots=True)
class TariffValues:
    """A tariff but for its days; see `Tariff` for the units."""

    name: str
    included_quantity: int
    block_quantity: int
    price_millionths: int
    minimum_minor: int
    is_itemized: bool
    tax_category: str


def add_tariff(
    *,
    code: str,
    usage_kind: str,
    values: TariffValues,
    starts_date: date,
    user_id: int,
    now: datetime,
) -> int:
    """Decide what a kind of use costs from a day on; what holds until then ends on it.

    Months of bills that began before keep the tariff that they began with.

    Args:
        code: the plan's.
        usage_kind: one of `Tariff.UsageKind`.
        values: what it costs.
        starts_date: what may cost more leaves `PRICE_NOTICE_DAYS` between today and it, what
            costs less in every respect a day.
        user_id: who decides.
        now: when.

    Returns:
        The tariff's id.

    Raises:
        UnableToEditCatalog: `no_such_plan`, `unknown_code`, `below_zero`, `itemized_includes`,
            `same_tariff`, `too_soon`, or `changes_later`.
    """
    _check(usage_kind, values)
    with transaction.atomic():
        plan = _locked(code)
        held = Tariff.objects.filter(plan=plan, usage_kind=usage_kind)
        if held.filter(starts_date__gte=starts_date).exists():
            raise UnableToEditCatalog("changes_later", field="starts_date")
        open_ended = Q(ends_date=None) | Q(ends_date__gt=starts_date)
        running = held.filter(open_ended).first()
        if running is not None and values_of_tariff(tariff=running) == values:
            raise UnableToEditCatalog("same_tariff")
        notice = settings.PRICE_NOTICE_DAYS if _may_cost_more(running, values) else 1
        if starts_date < provider_date(now) + timedelta(days=notice):
            raise UnableToEditCatalog("too_soon", field="starts_date")
        if running is not None:
            Tariff.objects.filter(pk=running.pk).update(ends_date=starts_date)
        tariff = Tariff.objects.create(
            plan=plan, usage_kind=usage_kind, starts_date=starts_date, **asdict(values)
        )
        _note(plan, running, tariff, user_id, now)
    return int(tariff.pk)


def end_tariff(*, tariff_id: int, ends_date: date, user_id: int, now: datetime) -> None:
    """Charge nothing for a kind of use in months that begin on a day or later, from tomorrow on.

    Raises:
        UnableToEditCatalog: `no_such_tariff`, `has_ended`, `too_soon` or `ends_before_start`.
    """
    with transaction.atomic():
        tariff = _found(tariff_id)
        today = provider_date(now)
        if tariff.ends_date is not None:
            raise UnableToEditCatalog("has_ended")
        if ends_date <= today:
            raise UnableToEditCatalog("too_soon", field="ends_date")
        if tariff.starts_date is not None and ends_date <= tariff.starts_date:
            raise UnableToEditCatalog("ends_before_start", field="ends_date")
        Tariff.objects.filter(pk=tariff.pk).update(ends_date=ends_date)
        note_edit(
            subject="plan",
            code=tariff.plan.code,
            before={"tariff": tariff.name},
            after={"tariff": None, "from_date": str(ends_date)},
            user_id=user_id,
            now=now,
        )


def withdraw_tariff(*, tariff_id: int, user_id: int, now: datetime) -> None:
    """Take a tariff back before its day; the one before goes on.

    Raises:
        UnableToEditCatalog: `no_such_tariff`, `tariff_began`, or `changes_later`.
    """
    with transaction.atomic():
        tariff = _found(tariff_id)
        if tariff.starts_date is None or tariff.starts_date <= provider_date(now):
            raise UnableToEditCatalog("tariff_began")
        held = Tariff.objects.filter(plan=tariff.plan, usage_kind=tariff.usage_kind)
        if held.filter(starts_date__gt=tariff.starts_date).exists():
            raise UnableToEditCatalog("changes_later")
        before = held.filter(ends_date=tariff.starts_date).first()
        Tariff.objects.filter(pk=tariff.pk).delete()
        held.filter(ends_date=tariff.starts_date).update(ends_date=tariff.ends_date)
        _note(tariff.plan, tariff, before, user_id, now)


def values_of_tariff(*, tariff: Tariff) -> TariffValues:
    """A tariff as it is."""
    names = TariffValues.__dataclass_fields__
    return TariffValues(**{name: getattr(tariff, name) for name in names})


def _check(usage_kind: str, values: TariffValues) -> None:
    if usage_kind not in Tariff.UsageKind.values:
        raise UnableToEditCatalog("unknown_code", field="usage_kind")
    for field, value, lowest in (
        ("included_quantity", values.included_quantity, 0),
        ("block_quantity", values.block_quantity, 1),
        ("price", values.price_millionths, 0),
        ("minimum", values.minimum_minor, 0),
    ):
        if value < lowest:
            raise UnableToEditCatalog("below_zero", field=field)
    if values.is_itemized and values.included_quantity:
        raise UnableToEditCatalog("itemized_includes", field="included_quantity")


def _may_cost_more(running: Tariff | None, values: TariffValues) -> bool:
    """Whether there is any use of which a month costs more than by the one before."""
    if running is None:
        return values.price_millionths > 0 or values.minimum_minor > 0
    if values.price_millionths == 0 and values.minimum_minor <= running.minimum_minor:
        return False
    is_another_kind = (values.block_quantity, values.is_itemized, values.tax_category) != (
        running.block_quantity,
        running.is_itemized,
        running.tax_category,
    )
    return (
        is_another_kind
        or values.price_millionths > running.price_millionths
        or values.included_quantity < running.included_quantity
        or values.minimum_minor > running.minimum_minor
    )


def _note(
    plan: Plan, before: Tariff | None, after: Tariff | None, user_id: int, now: datetime
) -> None:
    day = max(str(each.starts_date) for each in (before, after) if each is not None)
    note_edit(
        subject="plan",
        code=plan.code,
        before={"tariff": _text(before)},
        after={"tariff": _text(after), "from_date": day},
        user_id=user_id,
        now=now,
    )


def _text(tariff: Tariff | None) -> str | None:
    """In short, as the list of edits shows it."""
    if tariff is None:
        return None
    millionths = Decimal(tariff.price_millionths) / 1_000_000
    return (
        f"{tariff.name} ({tariff.usage_kind}): {tariff.included_quantity} + "
        f"{tariff.block_quantity} x {millionths.normalize():f}"
    )


def _found(tariff_id: int) -> Tariff:
    """A tariff, its plan locked."""
    tariff = Tariff.objects.select_related("plan").filter(pk=tariff_id).first()
    if tariff is None:
        raise UnableToEditCatalog("no_such_tariff")
    _locked(tariff.plan.code)
    again = Tariff.objects.select_related("plan").filter(pk=tariff_id).first()
    if again is None:
        raise UnableToEditCatalog("no_such_tariff")
    return again


def _locked(code: str) -> Plan:
    plan = Plan.objects.select_for_update().filter(code=code).first()
    if plan is None:
        raise UnableToEditCatalog("no_such_plan")
    return plan
