"""Prices that change on a day: decided with notice, withdrawn before they start, followed then."""

from datetime import date, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction

from hearthline.catalog.models import Plan, PlanPrice
from hearthline.catalog.operations.edit_log import note_edit
from hearthline.catalog.operations.errors import UnableToEditCatalog
from hearthline.kernel.clock import provider_date
from hearthline.kernel.queue import enqueue
from hearthline.kernel.sql import run

_FOLLOW = Path(__file__).parents[1] / "sql" / "follow_plan_prices.sql"


def change_plan_price(
    *, code: str, price_minor: int, starts_date: date, user_id: int, now: datetime
) -> int:
    """Decide that a plan has another price from a day on; those who have it are told by a job.

    Args:
        code: the plan's.
        price_minor: what it will cost a period.
        starts_date: a rise leaves `PRICE_NOTICE_DAYS` between today and it, a fall a day.
        user_id: who decides.
        now: when.

    Returns:
        The id of the change, as in `price:ID`.

    Raises:
        UnableToEditCatalog: `no_such_plan`, `below_zero`, `same_price`, `too_soon` or
            `changes_that_day`.
    """
    if price_minor < 0:
        raise UnableToEditCatalog("below_zero", field="price")
    today = provider_date(now)
    with transaction.atomic():
        plan = _locked(code)
        before = price_on(plan=plan, on=starts_date - timedelta(days=1))
        if price_minor == before:
            raise UnableToEditCatalog("same_price", field="price")
        notice = settings.PRICE_NOTICE_DAYS if price_minor > before else 1
        if starts_date < today + timedelta(days=notice):
            raise UnableToEditCatalog("too_soon", field="starts_date")
        if PlanPrice.objects.filter(plan=plan, starts_date=starts_date).exists():
            raise UnableToEditCatalog("changes_that_day", field="starts_date")
        # What comes after it was told as a change of the old price.
        if PlanPrice.objects.filter(plan=plan, starts_date__gt=starts_date).exists():
            raise UnableToEditCatalog("changes_later", field="starts_date")
        price = PlanPrice.objects.create(
            plan=plan,
            starts_date=starts_date,
            price_minor=price_minor,
            before_minor=before,
            decided_at=now,
            needs_telling=True,
        )
        note_edit(
            subject="plan",
            code=code,
            before={"price_minor": before},
            after={"price_minor": price_minor, "from_date": str(starts_date)},
            user_id=user_id,
            now=now,
        )
        enqueue("tell_new_prices")
    return int(price.pk)


def withdraw_plan_price(*, price_id: int, user_id: int, now: datetime) -> None:
    """Take a change back before its day; who was told of it is told of this.

    Raises:
        UnableToEditCatalog: `no_such_price`, or `has_started`.
    """
    with transaction.atomic():
        price = PlanPrice.objects.select_related("plan").filter(pk=price_id).first()
        if price is None:
            raise UnableToEditCatalog("no_such_price")
        _locked(price.plan.code)
        if price.starts_date <= provider_date(now):
            raise UnableToEditCatalog("has_started")
        if PlanPrice.objects.filter(plan=price.plan, starts_date__gt=price.starts_date).exists():
            raise UnableToEditCatalog("changes_later")
        note_edit(
            subject="plan",
            code=price.plan.code,
            before={"price_minor": price.price_minor, "from_date": str(price.starts_date)},
            after={"price_minor": price.before_minor, "from_date": None},
            user_id=user_id,
            now=now,
        )
        if PlanPrice.objects.filter(pk=price_id).delete()[0] and price.needs_telling:
            enqueue(
                "tell_price_stays",
                price_id=price_id,
                plan_code=price.plan.code,
                price_minor=price.before_minor,
                starts_date=str(price.starts_date),
            )


def follow_plan_prices(*, now: datetime) -> int:
    """Give each plan the price of today; return how many got another one."""
    return len(run(_FOLLOW, {"today": provider_date(now)}))


def note_price_told(*, price_id: int, now: datetime) -> None:
    """Everybody who has the plan was told of a change."""
    PlanPrice.objects.filter(pk=price_id, told_at__isnull=True).update(told_at=now)


def set_price_today(*, plan: Plan, price_minor: int, now: datetime) -> None:
    """Write down that a locked plan has another price from today on; days before keep theirs."""
    if price_minor == plan.price_minor:
        return
    today = provider_date(now)
    price, is_new = PlanPrice.objects.get_or_create(
        plan=plan,
        starts_date=today,
        defaults={
            "price_minor": price_minor,
            "before_minor": plan.price_minor,
            "decided_at": now,
        },
    )
    if not is_new:
        PlanPrice.objects.filter(pk=price.pk).update(price_minor=price_minor)
    following = PlanPrice.objects.filter(plan=plan, starts_date__gt=today)
    if (first := following.order_by("starts_date").first()) is not None:
        PlanPrice.objects.filter(pk=first.pk).update(before_minor=price_minor)


def price_on(*, plan: Plan, on: date) -> int:
    """What a plan costs a period on a day, in minor units, as decided by now."""
    changes = PlanPrice.objects.filter(plan=plan)
    last = changes.filter(starts_date__lte=on).order_by("-starts_date").first()
    if last is not None:
        return int(last.price_minor)
    first = changes.order_by("starts_date").first()
    return int(first.before_minor if first is not None else plan.price_minor)


def next_price_after(*, plan: Plan, on: date) -> PlanPrice | None:
    """The next change of a plan's price after a day, or None."""
    return PlanPrice.objects.filter(plan=plan, starts_date__gt=on).order_by("starts_date").first()


def _locked(code: str) -> Plan:
    plan = Plan.objects.select_for_update().filter(code=code).first()
    if plan is None:
        raise UnableToEditCatalog("no_such_plan")
    return plan
