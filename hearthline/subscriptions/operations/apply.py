"""Turn wishes into subscriptions that end and begin, or say why not.

A quote does it and takes it back, an order does it for good: there is no second way.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from django.db import connection
from django.db.models import Q

from hearthline.catalog.models import Plan, Promotion
from hearthline.customers.models import Account
from hearthline.customers.queries import permissions_of
from hearthline.kernel.clock import provider_date
from hearthline.kernel.numbers import with_check_digit
from hearthline.kernel.sql import run
from hearthline.subscriptions.models import Discount, Subscription, Suspension
from hearthline.subscriptions.operations.discounts import carry_over, gifts_for, give
from hearthline.subscriptions.operations.errors import Conflict, UnableToOrder

_SQL = Path(__file__).parents[1] / "sql"
SERVICES = {"internet", "tv", "phone"}
"""What stands alone; everything else goes with one of them, or with the account."""
ORDERED_ALONE = {"tv", "addon", "equipment"}
"""What can be added without anybody coming to the house."""
MOST_WISHES = 60


@dataclass(frozen=True, slots=True)
class Wish:
    """Add a plan, change a subscription to another plan, or remove a subscription."""

    action: str
    subscription_number: str = ""
    plan_code: str = ""


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of a wish. `old_ended_date` is when the old one would have ended anyway.

    `discounts` are those that the new one has, `lost` those that end with the old one.
    """

    action: str
    old: Subscription | None
    new: Subscription | None
    old_ended_date: date | None = None
    discounts: tuple[Discount, ...] = ()
    lost: tuple[Discount, ...] = ()


def check_orderer(*, account: Account, user_id: int | None) -> None:
    """Only members who may order do, and only for an active account.

    Raises:
        UnableToOrder: `not_allowed`, `suspended` or `closed`.
    """
    if not permissions_of(account_id=account.pk, user_id=user_id).may_order:
        raise UnableToOrder("not_allowed")
    if account.status != Account.Status.ACTIVE:
        raise UnableToOrder(account.status)


def apply_wishes(
    *, account: Account, wishes: Sequence[Wish], effective_date: date, now: datetime
) -> list[Applied]:
    """End and begin subscriptions on a day, in the caller's transaction.

    Ending the last service of a kind ends what goes with it.

    Args:
        account: whose; locked by the caller if this is to stay.
        wishes: what to add, change and remove.
        effective_date: the day on which the old ends and the new begins; today or later.
        now: the time.

    Raises:
        UnableToOrder: nothing may stay of what was written; roll back.
    """
    if not wishes or len(wishes) > MOST_WISHES:
        raise UnableToOrder("nothing_chosen")
    today = provider_date(now)
    held = _held(account, today)
    gifts = gifts_for(account_id=account.pk, on=today)
    plans = {
        plan.code: plan
        for plan in Plan.objects.filter(code__in={wish.plan_code for wish in wishes} - {""})
    }
    before = set(conflicts(account_id=account.pk, from_date=effective_date))
    olds = [_old(wish, held, today) for wish in wishes]
    named = [old.pk for old in olds if old is not None]
    if len(named) != len(set(named)):
        raise UnableToOrder("form_changed")
    pairs = list(zip(wishes, olds, strict=True))
    for wish, old in pairs:
        _check(account, wish, old, plans)
    pairs += _what_goes_along(pairs, held, today)
    applied = [
        _discounted(each, gifts, effective_date, now)
        for each in _write(account, pairs, plans, effective_date)
    ]
    after = conflicts(account_id=account.pk, from_date=effective_date)
    if new := tuple(conflict for conflict in after if conflict not in before):
        raise UnableToOrder("conflict", conflicts=new)
    return applied


def conflicts(*, account_id: int, from_date: date) -> tuple[Conflict, ...]:
    """What an account has from a day on that doesn't go together."""
    found = run(_SQL / "find_conflicts.sql", {"account_id": account_id, "from_date": from_date})
    return tuple(
        Conflict(row["kind"], row["code"], row["name"], tuple(row["others"])) for row in found
    )


def _held(account: Account, today: date) -> dict[str, Subscription]:
    """What hasn't ended today, by number."""
    found = Subscription.objects.filter(account=account).select_related("plan").order_by("pk")
    return {
        each.number: each
        for each in found
        if each.ended_date is None or each.ended_date > max(each.started_date, today)
    }


def _old(wish: Wish, held: dict[str, Subscription], today: date) -> Subscription | None:
    if wish.action == "add":
        return None
    old = held.get(wish.subscription_number)
    if old is None:
        raise UnableToOrder("ended_meanwhile")
    if old.started_date > today or old.ended_date is not None:
        raise UnableToOrder("change_waiting", subject=old.plan.name)
    paused = Suspension.objects.filter(subscription=old)
    if wish.action == "change" and paused.filter(Q(ends_date=None) | Q(ends_date__gt=today)):
        raise UnableToOrder("change_waiting", subject=old.plan.name)
    return old


def _check(account: Account, wish: Wish, old: Subscription | None, plans: dict[str, Plan]) -> None:
    if wish.action == "remove":
        assert old is not None  # noqa: S101 - found above, for the type checker
        # What nobody can order here (a fee, a rented router), nobody can drop here either.
        if old.plan.kind not in SERVICES | {"addon"} and not old.plan.is_offered:
            raise UnableToOrder("not_removable", subject=old.plan.name)
        return
    plan = plans.get(wish.plan_code)
    if plan is None or not plan.is_offered or plan.currency != account.currency:
        raise UnableToOrder("plan_withdrawn", subject=plan.name if plan else "")
    if wish.action == "add":
        if plan.kind not in ORDERED_ALONE:
            raise UnableToOrder("not_orderable", subject=plan.name)
    elif wish.action != "change" or old is None or old.plan.kind not in SERVICES:
        raise UnableToOrder("form_changed")
    elif plan.kind != old.plan.kind:
        raise UnableToOrder("other_kind", subject=plan.name)
    elif plan.pk == old.plan_id:
        raise UnableToOrder("same_plan", subject=plan.name)


_Pair = tuple[Wish, Subscription | None]


def _what_goes_along(pairs: list[_Pair], held: dict[str, Subscription], today: date) -> list[_Pair]:
    """What goes with a service whose last one is removed, as further removals."""
    removed = {old.pk for wish, old in pairs if wish.action == "remove" and old is not None}
    named = {old.pk for _, old in pairs if old is not None}
    begun = {wish.plan_code for wish, _ in pairs if wish.action == "add"}
    gone = {each.plan.kind for each in held.values() if each.pk in removed} & SERVICES
    left = {
        each.plan.kind
        for each in held.values()
        if each.pk not in removed and each.ended_date is None
    }
    if begun and "tv" in gone:
        left |= set(Plan.objects.filter(code__in=begun).values_list("kind", flat=True))
    return [
        (Wish("remove", each.number), each)
        for each in held.values()
        if each.plan.goes_with in gone - left
        and each.plan.kind in {"addon", "equipment"}
        and each.pk not in named
        and each.ended_date is None
        and each.started_date <= today
    ]


def _write(
    account: Account, pairs: list[_Pair], plans: dict[str, Plan], effective_date: date
) -> list[Applied]:
    news = [
        Subscription(
            account=account,
            number=number,
            plan=plans[wish.plan_code],
            started_date=effective_date,
            service_identifier=old.service_identifier if old else "",
        )
        for number, (wish, old) in zip(
            _numbers(sum(wish.action != "remove" for wish, _ in pairs)),
            [pair for pair in pairs if pair[0].action != "remove"],
            strict=True,
        )
    ]
    Subscription.objects.bulk_create(news)
    ended = [old.pk for _, old in pairs if old is not None]
    if ended:
        Subscription.objects.filter(pk__in=ended).update(ended_date=effective_date)
    coming = iter(news)
    return [
        Applied(
            action=wish.action,
            old=old,
            new=None if wish.action == "remove" else next(coming),
            old_ended_date=old.ended_date if old else None,
        )
        for wish, old in pairs
    ]


def _discounted(applied: Applied, gifts: list[Promotion], on: date, now: datetime) -> Applied:
    """With the discounts that the new subscription keeps and gets."""
    if applied.new is None:
        return applied
    kept: list[Discount] = []
    lost: list[Discount] = []
    if applied.old is not None:
        kept, lost = carry_over(old=applied.old, new=applied.new, on=on, now=now)
    for promotion in gifts:
        if promotion.plan_id == applied.new.plan_id:
            given = give(promotion=promotion, subscription=applied.new, starts_date=on, now=now)
            kept += [given] if given else []
    return replace(applied, discounts=tuple(kept), lost=tuple(lost))


def _numbers(count: int) -> list[str]:
    if not count:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval('subscriptions_subscription_number') FROM generate_series(1, %s)",
            [count],
        )
        return [f"S{with_check_digit(row[0])}" for row in cursor.fetchall()]
