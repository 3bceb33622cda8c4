"""Discounts: granted by a promotion or by staff, kept or lost with a change of plan, ended."""

from calendar import monthrange
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from hearthline.catalog.models import Promotion
from hearthline.catalog.operations.save_promotion import WHOLE
from hearthline.customers.models import Account
from hearthline.kernel.clock import provider_date
from hearthline.subscriptions.models import Discount, Subscription
from hearthline.subscriptions.queries.promotions import promotions_for


class UnableToDiscount(Exception):
    """The discount stays as it is; `reason` is a word for why, `field` where it is wrong."""

    def __init__(self, reason: str, *, field: str = "") -> None:
        """Keep both for whoever shows it."""
        super().__init__(reason)
        self.reason = reason
        self.field = field


def gifts_for(*, account_id: int, on: date) -> list[Promotion]:
    """The promotions that would give an account a discount on a day, and haven't yet."""
    codes = [line.code for line in promotions_for(account_id=account_id, on=on)]
    had = (
        Discount.objects.filter(account_id=account_id, promotion__isnull=False)
        # What was undone before its day was never had.
        .exclude(subscription__ended_date=F("subscription__started_date"))
        .values("promotion_id")
    )
    found = Promotion.objects.filter(code__in=codes).exclude(gives="").exclude(pk__in=had)
    return list(found.order_by("rank", "pk"))


def give(
    *, promotion: Promotion, subscription: Subscription, starts_date: date, now: datetime
) -> Discount | None:
    """Grant what a promotion gives, in the caller's transaction; None if it would be over."""
    ends_date = promotion.until_date
    if promotion.for_months is not None:
        ends_date = months_after(day=starts_date, months=promotion.for_months)
    if ends_date is not None and ends_date <= starts_date:
        return None
    return Discount.objects.create(
        account_id=subscription.account_id,
        subscription=subscription,
        promotion=promotion,
        name=promotion.title,
        kind=promotion.gives,
        rate_ppm=promotion.rate_ppm,
        amount_minor=promotion.amount_minor,
        starts_date=starts_date,
        ends_date=ends_date,
        with_kind=promotion.with_kind,
        rank=promotion.rank,
        decided_at=now,
    )


def carry_over(
    *, old: Subscription, new: Subscription, on: date, now: datetime
) -> tuple[list[Discount], list[Discount]]:
    """Give a changed plan the discounts that stay with it; return those, and those that are lost.

    What staff granted stays; what a promotion gave stays where the promotion says so.
    """
    kept, lost = [], []
    running = Discount.objects.filter(subscription=old).filter(
        Q(ends_date=None) | Q(ends_date__gt=on)
    )
    for had in running.select_related("promotion").order_by("rank", "pk"):
        if had.promotion and not (had.promotion.is_kept or had.promotion.plan_id == new.plan_id):
            lost.append(had)
            continue
        kept.append(
            Discount.objects.create(
                account_id=had.account_id,
                subscription=new,
                promotion=had.promotion,
                name=had.name,
                kind=had.kind,
                rate_ppm=had.rate_ppm,
                amount_minor=had.amount_minor,
                starts_date=max(had.starts_date, on),
                ends_date=had.ends_date,
                with_kind=had.with_kind,
                rank=had.rank,
                decided_at=now,
                decided_by=had.decided_by,
                reason=had.reason,
            )
        )
    return kept, lost


def grant_discount(
    *,
    account_id: int,
    subscription_number: str,
    name: str,
    rate_ppm: int,
    amount_minor: int,
    starts_date: date,
    ends_date: date | None,
    with_kind: str,
    reason: str,
    user_id: int,
    now: datetime,
) -> int:
    """Staff grant a discount, a percentage or an amount a month, and say why.

    Days that are billed keep their price: it is for those that aren't.

    Returns:
        The discount's id.

    Raises:
        UnableToDiscount: `no_such_service`, `no_reason`, `one_of_both`, `bad_percent`, `past`,
            `ends_before_start` or `granted_already`.
    """
    if not reason.strip():
        raise UnableToDiscount("no_reason", field="reason")
    if (rate_ppm > 0) == (amount_minor > 0):
        raise UnableToDiscount("one_of_both", field="percent")
    if not 0 <= rate_ppm <= WHOLE:
        raise UnableToDiscount("bad_percent", field="percent")
    if starts_date < provider_date(now):
        raise UnableToDiscount("past", field="starts_date")
    if ends_date is not None and ends_date <= starts_date:
        raise UnableToDiscount("ends_before_start", field="ends_date")
    with transaction.atomic():
        Account.objects.select_for_update(no_key=True).get(pk=account_id)
        subscription = Subscription.objects.filter(
            account_id=account_id, number=subscription_number
        ).first()
        if subscription is None or (
            subscription.ended_date is not None and subscription.ended_date <= starts_date
        ):
            raise UnableToDiscount("no_such_service", field="service")
        same = Discount.objects.filter(
            subscription=subscription,
            name=name,
            rate_ppm=rate_ppm,
            amount_minor=amount_minor,
            starts_date=starts_date,
            ends_date=ends_date,
            ended_by=None,
        )
        if same.exists():  # the same form, sent twice
            raise UnableToDiscount("granted_already")
        granted = Discount.objects.create(
            account_id=account_id,
            subscription=subscription,
            name=name,
            kind="percent" if rate_ppm else "amount",
            rate_ppm=rate_ppm,
            amount_minor=amount_minor,
            starts_date=starts_date,
            ends_date=ends_date,
            with_kind=with_kind,
            decided_at=now,
            decided_by_id=user_id,
            reason=reason.strip(),
        )
    return int(granted.pk)


def end_discount(
    *, account_id: int, discount_id: int, reason: str, user_id: int, now: datetime
) -> None:
    """Staff end a discount with today, and say why; days it was billed for after it are charged.

    Raises:
        UnableToDiscount: `no_such_discount` or `no_reason`.
    """
    if not reason.strip():
        raise UnableToDiscount("no_reason", field="reason")
    today = provider_date(now)
    with transaction.atomic():
        Account.objects.select_for_update(no_key=True).get(pk=account_id)
        found = (
            Discount.objects.select_for_update(of=("self",))
            .filter(account_id=account_id, pk=discount_id)
            .filter(Q(ends_date=None) | Q(ends_date__gt=today))
            .first()
        )
        if found is None:
            raise UnableToDiscount("no_such_discount")
        found.ends_date = max(today, found.starts_date)
        found.ended_by_id = user_id
        found.end_reason = reason.strip()
        found.save(update_fields=["ends_date", "ended_by", "end_reason"])


def months_after(*, day: date, months: int) -> date:
    """The same day so many months later, or that month's last day."""
    first = day.replace(day=1)
    for _month in range(months):
        first = (first + timedelta(days=31)).replace(day=1)
    return first.replace(day=min(day.day, monthrange(first.year, first.month)[1]))
