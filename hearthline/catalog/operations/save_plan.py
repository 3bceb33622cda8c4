"""Staff add a plan or change one: its price, what it holds, what goes with it."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from hearthline.catalog.models import Channel, Plan, PlanChannel, PlanRule
from hearthline.catalog.operations.change_price import set_price_today
from hearthline.catalog.operations.edit_log import note_edit
from hearthline.catalog.operations.errors import UnableToEditCatalog


@dataclass(frozen=True, slots=True)
class PlanValues:
    """Everything about a plan that may change; plans and channels by their codes."""

    name: str
    description: str
    price_minor: int
    tax_category: str
    is_offered: bool
    goes_with: str
    access_group: str
    download_mbps: int | None
    upload_mbps: int | None
    allowance_gb: int | None
    channels: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    period_months: int = 1
    is_in_arrears: bool = False
    may_pause: bool = False


def add_plan(
    *, code: str, kind: str, currency: str, values: PlanValues, user_id: int, now: datetime
) -> None:
    """Add a plan.

    Raises:
        UnableToEditCatalog: `code_taken`, or a channel or plan that is named doesn't exist.
    """
    with transaction.atomic():
        if Plan.objects.filter(code=code).exists():
            raise UnableToEditCatalog("code_taken", field="code")
        plan = Plan.objects.create(code=code, kind=kind, currency=currency, **_columns(values))
        _link(plan, values)
        note_edit(
            subject="plan", code=code, before={}, after=_known(values), user_id=user_id, now=now
        )


def change_plan(*, code: str, values: PlanValues, user_id: int, now: datetime) -> None:
    """Change a plan for everybody who has it: a new price is for the days from today on.

    Subscriptions with a price of their own keep that.

    Raises:
        UnableToEditCatalog: there is no such plan, or something that is named doesn't exist.
    """
    with transaction.atomic():
        plan = Plan.objects.select_for_update().filter(code=code).first()
        if plan is None:
            raise UnableToEditCatalog("no_such_plan")
        before = _known(values_of(plan=plan))
        set_price_today(plan=plan, price_minor=values.price_minor, now=now)
        Plan.objects.filter(pk=plan.pk).update(**_columns(values))
        _link(plan, values)
        note_edit(
            subject="plan", code=code, before=before, after=_known(values), user_id=user_id, now=now
        )


def values_of(*, plan: Plan) -> PlanValues:
    """A plan as it is."""
    return PlanValues(
        name=plan.name,
        description=plan.description,
        price_minor=plan.price_minor,
        tax_category=plan.tax_category,
        is_offered=plan.is_offered,
        goes_with=plan.goes_with,
        access_group=plan.access_group,
        download_mbps=plan.download_mbps,
        upload_mbps=plan.upload_mbps,
        allowance_gb=plan.allowance_gb,
        period_months=plan.period_months,
        is_in_arrears=plan.is_in_arrears,
        may_pause=plan.may_pause,
        channels=tuple(
            Channel.objects.filter(plan_links__plan=plan)
            .order_by("number")
            .values_list("code", flat=True)
        ),
        requires=_others(plan, "requires"),
        excludes=_others(plan, "excludes"),
    )


def _others(plan: Plan, kind: str) -> tuple[str, ...]:
    rules = PlanRule.objects.filter(plan=plan, kind=kind).order_by("other__code")
    return tuple(rules.values_list("other__code", flat=True))


_LINKS = ("channels", "requires", "excludes")


def _columns(values: PlanValues) -> dict[str, Any]:
    return {name: value for name, value in asdict(values).items() if name not in _LINKS}


def _known(values: PlanValues) -> dict[str, Any]:
    """As JSON has it; links in an order of their own, so that only what differs is a change."""
    found: dict[str, Any] = asdict(values)
    return found | {name: sorted(found[name]) for name in _LINKS}


def _link(plan: Plan, values: PlanValues) -> None:
    channels = _all_of(Channel, values.channels, "channels")
    PlanChannel.objects.filter(plan=plan).exclude(channel__in=channels).delete()
    PlanChannel.objects.bulk_create(
        (PlanChannel(plan=plan, channel=channel) for channel in channels), ignore_conflicts=True
    )
    for kind, codes in (("requires", values.requires), ("excludes", values.excludes)):
        others = _all_of(Plan, codes, kind)
        if plan in others:
            raise UnableToEditCatalog("itself", field=kind)
        PlanRule.objects.filter(plan=plan, kind=kind).exclude(other__in=others).delete()
        PlanRule.objects.bulk_create(
            (PlanRule(plan=plan, kind=kind, other=other) for other in others),
            ignore_conflicts=True,
        )


def _all_of(model: type[Any], codes: Collection[str], field: str) -> list[Any]:
    found = list(model.objects.filter(code__in=codes))
    if len(found) != len(set(codes)):
        raise UnableToEditCatalog("unknown_code", field=field)
    return found
