"""Thirteen months of Maple County Fiber, told day by day through the real operations.

Newcomers' files come in on the first of each month; on each billing date the bill run issues
bills; in between households pay, are credited or have a technician in. Everybody's turns are drawn
from a generator of their own, so that nobody's depend on when another's came.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from itertools import groupby
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from django.conf import settings

from hearthline.billing import queries as billing
from hearthline.billing.operations import add_charge, run_bills
from hearthline.cli.demo import card_company, shop
from hearthline.cli.demo.agenda import Agenda
from hearthline.cli.demo.calendar import Calendar
from hearthline.cli.demo.files import write_files
from hearthline.cli.demo.households import Household, OneOff, PaysBy, Situation
from hearthline.cli.demo.people import HOMES_OF_PEOPLE, UnableToLoadDemo, create_people
from hearthline.cli.demo.provider import SEED
from hearthline.cli.import_data.run import import_folder
from hearthline.customers.registration_state import account_id_of_number
from hearthline.kernel.money import Money
from hearthline.payments.operations import keep_card, pay_bill, record_payment
from hearthline.payments.operations.record import OtherChannel

_RECEIPTS_FOR = timedelta(days=35)
"""Before that the counter gave receipts on paper only; those for cards always came by email."""
_CHANNELS: dict[PaysBy, OtherChannel] = {PaysBy.CASH: "cash", PaysBy.CHECK: "check"}
_WIFI_AGO = timedelta(days=45)
_GIGABIT_AGO = timedelta(minutes=20)
_LONGEST_WAIT = 17
"""Days from a bill to its payment, which therefore comes before it is due."""


_LATE_FEE_WAIT = 8
"""Whoever forgets a bill pays it so many days after the next: by then it costs a fee."""


@dataclass(slots=True)
class History:
    """What the story needs to know as it goes on; keys are account numbers and usernames."""

    homes: Sequence[Household]
    today: date
    ends_at: datetime
    has_cards: bool
    agenda: Agenda = field(default_factory=Agenda)
    account_ids: dict[str, int] = field(default_factory=dict)
    method_ids: dict[str, int] = field(default_factory=dict)
    user_ids: dict[str, int] = field(default_factory=dict)
    turns: dict[str, Random] = field(default_factory=dict)


def tell(story: History, progress: Callable[[str], None]) -> None:
    """Let the thirteen months happen.

    Raises:
        UnableToLoadDemo: DEMO_PASSWORD is refused, or a file is.
    """
    calendar = Calendar(story.today)
    _plan_arrivals(story, calendar.start)
    story.agenda.add(calendar.start, 9, partial(_people_register, story))
    story.agenda.add(calendar.start, 10, partial(_catalog_is_filled, story))
    story.agenda.add(story.today - _WIFI_AGO, 16, partial(_alice_orders_wifi, story))
    for day in calendar.all_bill_dates():
        story.agenda.add(day, 5, partial(_bills_are_issued, story, day))
    for home in story.homes:
        story.turns[home.number] = Random(f"{SEED} {home.number}")  # noqa: S311 - scenery
        for one_off in home.one_offs:
            story.agenda.add(one_off.on, 15, partial(_is_charged, story, home, one_off))
    story.agenda.run(until=story.ends_at, progress=progress)
    progress("Today's files")
    _import(story.homes, story.ends_at, when_they_came=False)
    shop.order_gigabit(
        account_id=story.account_ids[story.homes[0].number],
        user_id=story.user_ids["alice"],
        today=story.today,
        now=story.ends_at - _GIGABIT_AGO,
    )


# -- Files come in ---------------------------------------------------------------------------------


def _plan_arrivals(story: History, start: date) -> None:
    def day_of(home: Household) -> date:
        return max(home.contact_since, start)

    for day, newcomers in groupby(sorted(story.homes, key=day_of), key=day_of):
        story.agenda.add(day, 2, partial(_arrive, story, list(newcomers)))


def _arrive(story: History, newcomers: list[Household], at: datetime) -> None:
    _import(newcomers, at, when_they_came=True)
    for home in newcomers:
        account_id = account_id_of_number(home.number)
        if account_id is None:
            raise UnableToLoadDemo(f"Account {home.number} did not come in.")
        story.account_ids[home.number] = account_id
        if story.has_cards and home.pays_by is PaysBy.CARD:
            method = keep_card(
                account_id=account_id,
                gateway=card_company.NAME,
                card=card_company.saved_card(),
                now=at,
            )
            story.method_ids[home.number] = method.pk


def _import(homes: Sequence[Household], at: datetime, *, when_they_came: bool) -> None:
    with TemporaryDirectory(prefix="maple-county-") as folder:
        write_files(Path(folder), homes, when_they_came=when_they_came)
        report = import_folder(folder=Path(folder), now=at, with_lines=False)
    if not report.is_done:
        raise UnableToLoadDemo("\n".join(map(str, report.complaints)))


def _people_register(story: History, at: datetime) -> None:
    story.user_ids = create_people(
        {
            home.situation: story.account_ids[home.number]
            for home in story.homes
            if home.situation in HOMES_OF_PEOPLE
        },
        now=at,
    )


def _catalog_is_filled(story: History, at: datetime) -> None:
    shop.fill_catalog(user_id=story.user_ids["sam"], today=story.today, now=at)


# -- What happens to an account --------------------------------------------------------------------


def _bills_are_issued(story: History, day: date, at: datetime) -> None:
    run_bills(bill_date=day, now=at)
    for home in story.homes:
        if home.billing_day == day.day and home.number in story.account_ids:
            _plan_payment(story, home, day)


def _alice_orders_wifi(story: History, at: datetime) -> None:
    account_id = story.account_ids[story.homes[0].number]
    shop.order_wifi(account_id=account_id, user_id=story.user_ids["alice"], now=at)


def _plan_payment(story: History, home: Household, bill_date: date) -> None:
    turns = story.turns[home.number]
    wait, hour, minute = (turns.randrange(*r) for r in ((3, _LONGEST_WAIT), (8, 20), (0, 60)))
    dates = Calendar(story.today).bill_dates(home.billing_day)
    newer = len(dates) - dates.index(bill_date) - 1
    if newer < home.unpaid_bills or bill_date == home.forgot_bill_of:
        return
    if home.forgot_bill_of is not None:
        wait = max(wait, _LATE_FEE_WAIT)
    extra = home.overpays_minor if newer == 0 else 0
    day = bill_date + timedelta(days=1 if extra else wait)
    story.agenda.add(day, hour, partial(_pays, story, home, bill_date, extra), minute=minute)


def _pays(story: History, home: Household, bill_date: date, extra: int, at: datetime) -> None:
    """Pay all that is owed, and perhaps some more."""
    account_id = story.account_ids[home.number]
    due = billing.balance(account_id=account_id)
    if due.amount_minor <= 0:
        return
    if home.number in story.method_ids:
        _pays_by_card(story, home, bill_date, due, at)
        return
    if home.pays_ahead and (bill := billing.latest_bill(account_id=account_id)):
        extra = 2 * bill.total.amount_minor
    _pays_at_counter(story, home, bill_date, due + Money(extra, due.currency), at)


def _pays_by_card(
    story: History, home: Household, bill_date: date, due: Money, at: datetime
) -> None:
    payer = None
    if home.situation is Situation.ALICE:
        payer = "bob" if bill_date.month % 3 == 0 else "alice"
    pay_bill(
        account_id=story.account_ids[home.number],
        amount_minor=due.amount_minor,
        method_id=story.method_ids[home.number],
        bill_number=None,
        save_method=False,
        idempotency_key=f"demo-{bill_date}",
        balance_seen_minor=due.amount_minor,
        user_id=story.user_ids[payer] if payer else None,
        return_url_for=lambda number: f"{settings.SITE_URL}/payments/{number}/",
        language=home.language,
        now=at,
    )


def _pays_at_counter(
    story: History, home: Household, bill_date: date, amount: Money, at: datetime
) -> None:
    turns = story.turns[home.number]
    channel = _CHANNELS.get(home.pays_by, "bank_transfer")
    reference = "" if channel == "cash" else f"{channel[:1].upper()}{turns.randrange(10**6):06d}"
    record_payment(
        account_id=story.account_ids[home.number],
        amount_minor=amount.amount_minor,
        channel=channel,
        reference=reference,
        received_at=at,
        idempotency_key=f"demo-{bill_date}",
        staff_user_id=story.user_ids["sam"],
        with_receipt=story.ends_at - at < _RECEIPTS_FOR,
        now=at,
    )


def _is_charged(story: History, home: Household, one_off: OneOff, at: datetime) -> None:
    is_credit = one_off.amount_minor < 0
    add_charge(
        account_id=story.account_ids[home.number],
        kind="credit" if is_credit else "one_off",
        amount=Money(one_off.amount_minor, settings.CURRENCY),
        description=one_off.description,
        effective_date=one_off.on,
        cause="outage" if is_credit else "visit",
        now=at,
    )
