"""Pause a service for some days, and have it back: by its subscriber, or by staff with a reason."""

from datetime import date, datetime, timedelta

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Q

from hearthline.customers.models import Account
from hearthline.kernel.clock import provider_date
from hearthline.subscriptions.models import Subscription, Suspension
from hearthline.subscriptions.operations.tell_network import tell_network

log = structlog.get_logger(__name__)
PAUSABLE = ("internet", "tv")
"""What the network can switch off and on again without anybody's doing; a number would be lost."""
YEAR = timedelta(days=365)
A_TURN = 500


class UnableToPause(Exception):
    """Nothing was paused or resumed; `reason` is a word for why, `field` where it is wrong."""

    def __init__(self, reason: str, *, field: str = "") -> None:
        """Keep both for whoever shows it."""
        super().__init__(reason)
        self.reason = reason
        self.field = field


def suspend_subscription(
    *,
    account: Account,
    number: str,
    starts_date: date,
    ends_date: date,
    reason: str,
    user_id: int | None,
    is_staff: bool,
    now: datetime,
) -> Suspension:
    """Pause a service and the add-ons that go with it, in the caller's transaction.

    Its days cost nothing; what was billed for them is given back. The network is told on the days.

    Args:
        account: whose; locked by the caller if this is to stay.
        number: the subscription's.
        starts_date: the first day without it; from tomorrow on.
        ends_date: the first day with it again.
        reason: why, for who reads it later; staff must say.
        user_id: who decides.
        is_staff: staff aren't bound to plans and limits.
        now: when.

    Raises:
        UnableToPause: `no_such_service`, `not_pausable`, `no_reason`, `too_soon`,
            `ends_before_start`, `too_short`, `too_long`, `too_often` or `paused_then`.
    """
    today = provider_date(now)
    found = (
        Subscription.objects.select_related("plan")
        .filter(account=account, number=number, started_date__lte=today, ended_date=None)
        .first()
    )
    if found is None:
        raise UnableToPause("no_such_service")
    if found.plan.kind not in PAUSABLE or not (found.plan.may_pause or is_staff):
        raise UnableToPause("not_pausable")
    if is_staff and not reason.strip():
        raise UnableToPause("no_reason", field="reason")
    _check_days(found, starts_date, ends_date, today, is_staff=is_staff)
    along = Subscription.objects.filter(
        account=account, plan__kind="addon", plan__goes_with=found.plan.kind, ended_date=None
    ).exclude(suspensions__ends_date__gt=starts_date, suspensions__starts_date__lt=ends_date)
    others = Subscription.objects.filter(account=account, plan__kind=found.plan.kind)
    is_last = not others.filter(ended_date=None).exclude(pk=found.pk).exists()
    made = [
        Suspension(
            account=account,
            subscription=each,
            starts_date=max(starts_date, each.started_date),
            ends_date=ends_date,
            reason=reason.strip()[:40],
            decided_at=now,
            decided_by_id=user_id,
        )
        for each in (found, *(along if is_last else ()))
        if each.started_date < ends_date
    ]
    return Suspension.objects.bulk_create(made)[0]


def resume_subscription(*, account_id: int, number: str, now: datetime) -> None:
    """Have a paused service back today, or never pause it, with what goes with it.

    Raises:
        UnableToPause: `not_paused`.
    """
    today = provider_date(now)
    with transaction.atomic():
        Account.objects.select_for_update(no_key=True).get(pk=account_id)
        found = (
            Suspension.objects.filter(account_id=account_id, subscription__number=number)
            .filter(Q(ends_date=None) | Q(ends_date__gt=today))
            .order_by("starts_date")
            .first()
        )
        if found is None:
            raise UnableToPause("not_paused")
        together = Suspension.objects.filter(account_id=account_id, decided_at=found.decided_at)
        together.filter(starts_date__gte=today).delete()
        for each in together.filter(Q(ends_date=None) | Q(ends_date__gt=today)):
            each.ends_date = today
            each.save(update_fields=["ends_date"])
        _tell(account_id, [found.subscription_id], f"suspension:{found.pk}", now)


def follow_suspensions(*, now: datetime) -> None:
    """Tell the network of pauses that begin or end today, or did; it may run as often as wanted."""
    today = provider_date(now)
    due = Suspension.objects.filter(
        Q(starts_date__lte=today, off_at=None) | Q(ends_date__lte=today, on_at=None)
    )
    for suspension_id in due.order_by("pk").values_list("pk", flat=True)[:A_TURN]:
        try:
            _follow(suspension_id, now)
        except Exception:  # one that can't go on holds back no other
            log.exception("suspension_stuck", suspension_id=suspension_id)


def _follow(suspension_id: int, now: datetime) -> None:
    today = provider_date(now)
    with transaction.atomic():
        row = Suspension.objects.filter(pk=suspension_id).values("account_id").first()
        if row is None:
            return
        Account.objects.select_for_update(no_key=True).get(pk=row["account_id"])
        found = Suspension.objects.get(pk=suspension_id)
        found.off_at = found.off_at or now
        if found.ends_date is not None and found.ends_date <= today:
            found.on_at = now
        found.save(update_fields=["off_at", "on_at"])
        _tell(found.account_id, [found.subscription_id], f"suspension:{found.pk}", now)


def _tell(account_id: int, subscription_ids: list[int], reference: str, now: datetime) -> None:
    touched = list(Subscription.objects.filter(pk__in=subscription_ids).select_related("plan"))
    tell_network(account_id=account_id, reference=reference, touched=touched, now=now)


def _check_days(
    subscription: Subscription, starts_date: date, ends_date: date, today: date, *, is_staff: bool
) -> None:
    days = (ends_date - starts_date).days
    if starts_date <= today:
        raise UnableToPause("too_soon", field="starts_date")
    if days <= 0:
        raise UnableToPause("ends_before_start", field="ends_date")
    before = Suspension.objects.filter(subscription=subscription)
    if (
        before.filter(starts_date__lt=ends_date)
        .filter(Q(ends_date=None) | Q(ends_date__gte=starts_date))
        .exists()
    ):
        raise UnableToPause("paused_then", field="starts_date")
    if is_staff:
        return
    if days < settings.PAUSE_LEAST_DAYS:
        raise UnableToPause("too_short", field="ends_date")
    if days > settings.PAUSE_MOST_DAYS:
        raise UnableToPause("too_long", field="ends_date")
    if before.filter(starts_date__gt=starts_date - YEAR).count() >= settings.PAUSES_A_YEAR:
        raise UnableToPause("too_often", field="starts_date")
