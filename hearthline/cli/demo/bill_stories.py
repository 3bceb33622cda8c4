"""What happened to bills: usage, a fee let off, a wrong bill, a pause, a school without taxes.

Grace's account has what is counted and what will change; heidi's has what went wrong.
"""

from datetime import date, datetime, timedelta
from functools import partial

from django.conf import settings

from hearthline.billing import queries as billing
from hearthline.billing.models import Charge
from hearthline.billing.operations import (
    UsageRecord,
    charge_late_fees,
    correct_bill,
    exempt_from_taxes,
    pause_by_staff,
    propose_waiver,
    record_usage,
    tell_price_changes,
)
from hearthline.catalog.operations import change_plan_price
from hearthline.cli.demo.calendar import Calendar
from hearthline.cli.demo.history import History
from hearthline.cli.demo.households import Household, Situation
from hearthline.subscriptions.operations import grant_discount

NEW_PRICE = ("tv-everything", 10_995)
PRICE_IN = timedelta(days=34)
_PRICE_DECIDED = timedelta(days=9)
_MINUTES = (52, 71, 38)
"""Three calls in a month, each month somewhat longer ones; a hundred minutes are included."""
_FILMS = ("The Long Winter", "Two Tickets to Ferryside", "A Barn Full of Stars", "Snow on the Line")


def plan_bill_stories(story: History) -> None:
    """Put them into the agenda, each on its day; for the households that are there."""
    stories = {
        Situation.COUNTED: _grace,
        Situation.TROUBLED: _heidi,
        Situation.SCHOOL: _school,
        Situation.AWAY: _away,
    }
    for home in story.homes:
        if home.situation in stories:
            stories[home.situation](story, home)
    price_day = story.today - _PRICE_DECIDED
    story.agenda.add(price_day, 11, partial(_price_is_decided, story))
    story.agenda.add(price_day, 12, lambda at: _done(tell_price_changes(now=at)))


def next_bill_day(story: History, home: Household) -> date:
    """The first billing date of a household after today."""
    last = Calendar(story.today).bill_dates(home.billing_day)[-1]
    return (last.replace(day=1) + timedelta(days=32)).replace(day=last.day)


def _done(_count: int) -> None:
    """Nobody asks how many."""


# -- Grace -----------------------------------------------------------------------------------------


def _grace(story: History, home: Household) -> None:
    dates = Calendar(story.today).bill_dates(home.billing_day)
    for month, first in enumerate(dates[-5:]):
        for n, minutes in enumerate(_MINUTES):
            day = first + timedelta(days=3 + 7 * n)
            if day < story.today:
                film = _FILMS[(month + n) % len(_FILMS)] if n else ""
                story.agenda.add(day, 22, partial(_is_used, home, minutes + 9 * month, film))
    granted = dates[-4] - timedelta(days=5)
    story.agenda.add(granted, 10, partial(_gets_discount, story, home, dates[-4]))


def _is_used(home: Household, minutes: int, film: str, at: datetime) -> None:
    day = at.date()
    calls = UsageRecord(f"{day}", _service(home, "phone-100"), "voice", 60 * minutes, day)
    record_usage(source="telephone system", records=[calls], now=at)
    if film:
        seen = UsageRecord(f"{day}", _service(home, "tv-everything"), "piece", 1, day, film)
        record_usage(source="TV system", records=[seen], now=at)


def _service(home: Household, plan_code: str) -> str:
    codes = [service.plan_code for service in home.services]
    return f"{home.number}-{codes.index(plan_code) + 1}"


def _gets_discount(story: History, home: Household, first: date, at: datetime) -> None:
    grant_discount(
        account_id=story.account_ids[home.number],
        subscription_number=_service(home, "home-600"),
        name="Thank you for ten years",
        rate_ppm=0,
        amount_minor=1500,
        starts_date=first,
        ends_date=next_bill_day(story, home),
        with_kind="",
        reason="Asked what else there is, and stays",
        user_id=story.user_ids["sam"],
        now=at,
    )


def _price_is_decided(story: History, at: datetime) -> None:
    code, price_minor = NEW_PRICE
    change_plan_price(
        code=code,
        price_minor=price_minor,
        starts_date=story.today + PRICE_IN,
        user_id=story.user_ids["sam"],
        now=at,
    )


# -- Heidi -----------------------------------------------------------------------------------------


def _heidi(story: History, home: Household) -> None:
    """She is late by long enough for a fee, while everybody else pays in time."""
    dates = Calendar(story.today).bill_dates(home.billing_day)
    assert home.forgot_bill_of is not None  # noqa: S101 - hers is; for the type checker
    due = home.forgot_bill_of + timedelta(days=settings.PAYMENT_TERM_DAYS)
    warned = due + timedelta(days=settings.LATE_FEE_GRACE_DAYS - settings.LATE_FEE_NOTICE_DAYS + 1)
    charged = warned + timedelta(days=settings.LATE_FEE_NOTICE_DAYS + 1)
    for day in (warned, charged):
        story.agenda.add(day, 7, lambda at: _done(charge_late_fees(now=at)))
    story.agenda.add(charged, 16, partial(_fee_is_let_off, story, home))
    story.agenda.add(dates[-4] + timedelta(days=2), 14, partial(_is_corrected, story, home))


def _fee_is_let_off(story: History, home: Household, at: datetime) -> None:
    fees = Charge.objects.filter(account_id=story.account_ids[home.number], kind="fee")
    for fee in fees.filter(cause__startswith="late_fee:"):
        propose_waiver(
            charge_id=fee.pk,
            reason="the first one in years",
            user_id=story.user_ids["sam"],
            now=at,
        )


def _is_corrected(story: History, home: Household, at: datetime) -> None:
    """She was billed for a visit that the provider itself had asked for."""
    account_id = story.account_ids[home.number]
    bill = billing.latest_bill(account_id=account_id)
    visit = Charge.objects.filter(account_id=account_id, cause="visit").first()
    if bill is None or visit is None:
        return
    correct_bill(
        account_id=account_id,
        number=bill.number,
        reason="The visit was ours to pay: we had asked for it",
        user_id=story.user_ids["sam"],
        now=at,
        dropped=[visit.pk],
    )


# -- Others ----------------------------------------------------------------------------------------


def _school(story: History, home: Household) -> None:
    """It showed its certificate before its first bill."""
    start = Calendar(story.today).start

    def is_exempt(at: datetime) -> None:
        exempt_from_taxes(
            account_id=story.account_ids[home.number],
            certificate="E-9934-1207",
            starts_date=start,
            ends_date=None,
            now=at,
        )

    story.agenda.add(start, 11, is_exempt)


def _away(story: History, home: Household) -> None:
    """On vacation since some days, for some weeks more."""

    def pauses(at: datetime) -> None:
        pause_by_staff(
            account_id=story.account_ids[home.number],
            user_id=story.user_ids["sue"],
            number=f"{home.number}-1",
            starts_date=story.today - timedelta(days=12),
            ends_date=story.today + timedelta(days=45),
            reason="Vacation",
            now=at,
        )

    story.agenda.add(story.today - timedelta(days=16), 10, pauses)
