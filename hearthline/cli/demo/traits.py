"""What makes a household of each situation, from an ordinary one."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from hearthline.cli.demo import names, services
from hearthline.cli.demo.households import Household, OneOff, PaysBy, Place, Service, Situation

if TYPE_CHECKING:
    from hearthline.cli.demo.provider import Maker

Trait = Callable[["Maker", Household], Household]


def signed_up(started: date) -> date:
    """When contacts went on file: the first of the month in which service began.

    The provider's system hands its data over then; this keeps the files few.
    """
    return started.replace(day=1)


def as_it_is(_maker: "Maker", home: Household) -> Household:
    return home


def _alice(maker: "Maker", home: Household) -> Household:
    """Thirteen bills, a promotion that ended, an outage credit, a bill due soon."""
    billing_day = maker.calendar.newest_first(at_least_days_ago=2)[0]
    dates = maker.calendar.bill_dates(billing_day)
    started, ended = dates[0] - timedelta(days=400), dates[-5]
    return replace(
        home,
        name="Alice Archer",
        place=Place("12 Maple Street", "Mapleton", "IL", "00412"),
        billing_day=billing_day,
        services=(
            Service("home-600", started, price="54.95", ended=ended, identifier="ONT-00000012"),
            Service("home-600", ended, identifier="ONT-00000012"),
            Service("tv-family", started),
            Service("pack-films", dates[-3] + timedelta(days=9)),
            Service("phone-unlimited", started, identifier=names.phone(340)),
            Service("router", started),
            Service("tv-box", started),
        ),
        contact_since=signed_up(started),
        email="alice@mail.example",
        phone=names.phone(0),
        one_offs=(OneOff(dates[-2] + timedelta(days=11), -1240, "Credit for an outage of 4 days"),),
        pays_by=PaysBy.CARD,
        unpaid_bills=1,
    )


def _mallory(_maker: "Maker", home: Household) -> Household:
    started = home.services[0].started
    return replace(
        home,
        name="Mallory Moss",
        place=Place("7 Kettle Creek Road", "Kettle Creek", "IL", "00415"),
        services=(
            Service("home-300", started, identifier="ONT-00000031"),
            Service("router", started),
            Service("paper-bill", started),
        ),
        email="mallory@mail.example",
        phone=names.phone(1),
        pays_by=PaysBy.BANK_TRANSFER,
        unpaid_bills=1,
    )


def _free_by_email(_maker: "Maker", home: Household) -> Household:
    return replace(
        home,
        name="Edith Calloway",
        place=Place("48 Orchard Avenue", "Sugar Grove Mills", "IL", "00413"),
        email="edith.calloway@mail.example",
        phone=names.phone(2),
        pays_by=PaysBy.CHECK,
        unpaid_bills=1,
    )


def _free_by_code(_maker: "Maker", home: Household) -> Household:
    return replace(
        home,
        name="Otis Larkin",
        place=Place("3 Covered Bridge Road", "Three Oaks Landing", "IL", "00418"),
        email="",
        phone="",
        pays_by=PaysBy.CASH,
    )


def _new(maker: "Maker", home: Household) -> Household:
    """Came between its last two billing dates: one bill, nothing paid yet."""
    before, last = maker.calendar.bill_dates(home.billing_day)[-2:]
    started = before + timedelta(days=maker.random.randrange(5, (last - before).days - 3))
    return _started_on(maker, replace(home, unpaid_bills=1), started)


def _no_bill(maker: "Maker", home: Household) -> Household:
    """Came after its last billing date."""
    billing_day = maker.calendar.newest_first(at_least_days_ago=4)[-1]
    last = maker.calendar.bill_dates(billing_day)[-1]
    return _started_on(maker, replace(home, billing_day=billing_day), last + timedelta(days=2))


def _started_on(maker: "Maker", home: Household, started: date) -> Household:
    moved = services.usual(maker.random, started=started, index=maker.index, spanish=False)
    return replace(home, services=moved, contact_since=started)


def _overdue(unpaid_bills: int) -> Trait:
    return lambda _maker, home: replace(home, unpaid_bills=unpaid_bills)


def _credit(maker: "Maker", home: Household) -> Household:
    """Paid the newest bill as soon as it came, and more than it asked for."""
    billing_day = maker.calendar.newest_first(at_least_days_ago=3)[0]
    overpays = 500 * maker.random.randrange(2, 30)
    return replace(home, billing_day=billing_day, overpays_minor=overpays, pays_by=PaysBy.CHECK)


def _suspended(_maker: "Maker", home: Household) -> Household:
    return replace(home, status="suspended", unpaid_bills=4)


def _closed(unpaid_bills: int) -> Trait:
    """Moved away in the period before the last one."""

    def close(maker: "Maker", home: Household) -> Household:
        left = maker.calendar.bill_dates(home.billing_day)[-3] + timedelta(
            days=maker.random.randrange(8, 24)
        )
        ended = tuple(replace(service, ended=left) for service in home.services)
        return replace(home, status="closed", services=ended, unpaid_bills=unpaid_bills)

    return close


def _many(maker: "Maker", home: Household) -> Household:
    """Brought a balance along from the system before this one."""
    return replace(
        home,
        services=services.everything(home.services[0].started, index=maker.index),
        opening_balance=f"{maker.random.randrange(20, 90)}.25",
    )


def _started_mid_period(maker: "Maker", home: Household) -> Household:
    day = _mid_period(maker, home)
    added = Service(maker.random.choice(["wifi-everywhere", "fixed-address", "paper-bill"]), day)
    return replace(home, services=(*home.services, added))


def _ended_mid_period(maker: "Maker", home: Household) -> Household:
    dropped = Service("tv-local", home.services[0].started, ended=_mid_period(maker, home))
    return replace(home, services=(*home.services, dropped))


def _mid_period(maker: "Maker", home: Household) -> date:
    dates = maker.calendar.bill_dates(home.billing_day)
    return maker.random.choice(dates[-5:-1]) + timedelta(days=maker.random.randrange(5, 24))


def _promotion(_maker: "Maker", home: Household) -> Household:
    """Ten dollars off the internet plan, for good."""
    internet = services.cheaper(home.services[0], by_minor=1000)
    return replace(home, services=(internet, *home.services[1:]))


def _promotion_ended(maker: "Maker", home: Household) -> Household:
    """Fifteen dollars off until some months ago."""
    until = maker.random.choice(maker.calendar.bill_dates(home.billing_day)[3:-2])
    full = home.services[0]
    before = replace(services.cheaper(full, by_minor=1500), ended=until)
    return replace(home, services=(before, replace(full, started=until), *home.services[1:]))


def _outage(maker: "Maker", home: Household) -> Household:
    """Kettle Creek's fiber was cut last winter, or whatever season lies five months back."""
    on = maker.calendar.today - timedelta(days=150)
    credit = OneOff(on, -maker.random.randrange(180, 900), "Credit for an outage of 3 days")
    place = replace(home.place, city="Kettle Creek", region="IL", postal_code="00415")
    return replace(home, place=place, one_offs=(credit,))


def _visit(maker: "Maker", home: Household) -> Household:
    on = maker.calendar.today - timedelta(days=maker.random.randrange(40, 300))
    return replace(home, one_offs=(OneOff(on, 8500, "Technician's visit"),))


def _no_contact(_maker: "Maker", home: Household) -> Household:
    return replace(home, email="", phone="")


def _long_name(_maker: "Maker", home: Household) -> Household:
    return replace(home, name=names.LONG_NAME, email="estate.office@mail.example")


def _counted(maker: "Maker", home: Household) -> Household:
    """Grace's: what she uses is counted, a discount ends, and a price will change."""
    billing_day = maker.calendar.newest_first(at_least_days_ago=5)[0]
    dates = maker.calendar.bill_dates(billing_day)
    started = dates[0] - timedelta(days=90)
    line = names.phone(services.LINES_FROM + maker.index)
    return replace(
        home,
        name="Grace Garland",
        place=Place("31 Lantern Street", "Fairhaven Junction", "IL", "00416"),
        billing_day=billing_day,
        services=(
            Service("home-600", started, identifier=home.services[0].identifier),
            Service("tv-everything", started),
            Service("phone-100", started, identifier=line),
            Service("backup", dates[-3]),
            Service("router", started),
            Service("tv-box", started),
        ),
        contact_since=signed_up(started),
        email="grace@mail.example",
        phone=names.phone(maker.index),
        pays_by=PaysBy.CARD,
        unpaid_bills=1,
    )


def _troubled(maker: "Maker", home: Household) -> Household:
    """Heidi's: forgot a bill and was let off the fee, got a wrong one, and pays in parts."""
    billing_day = maker.calendar.newest_first(at_least_days_ago=4)[0]
    dates = maker.calendar.bill_dates(billing_day)
    started = dates[0] - timedelta(days=200)
    return replace(
        home,
        name="Heidi Hale",
        place=Place("5 Creamery Road", "Three Oaks Landing", "IL", "00418"),
        billing_day=billing_day,
        services=(
            Service("home-300", started, identifier=home.services[0].identifier),
            Service("tv-family", started),
            Service("router", started),
        ),
        contact_since=signed_up(started),
        email="heidi@mail.example",
        phone=names.phone(maker.index),
        one_offs=(OneOff(dates[-4] - timedelta(days=9), 8500, "Technician's visit"),),
        pays_by=PaysBy.BANK_TRANSFER,
        unpaid_bills=2,
        forgot_bill_of=dates[-9],
    )


def _school(maker: "Maker", home: Household) -> Household:
    started = home.services[0].started
    line = names.phone(services.LINES_FROM + maker.index)
    return replace(
        home,
        name="Sugar Grove Mills Elementary School",
        place=Place("1 Schoolhouse Road", "Sugar Grove Mills", "IL", "00413"),
        services=(
            Service("home-1000", started, identifier=home.services[0].identifier),
            Service("phone-unlimited", started, identifier=line),
            Service("router", started),
        ),
        email="office@mail.example",
        pays_by=PaysBy.BANK_TRANSFER,
    )


TRAITS: dict[Situation, Trait] = {
    Situation.ALICE: _alice,
    Situation.MALLORY: _mallory,
    Situation.FREE_BY_EMAIL: _free_by_email,
    Situation.FREE_BY_CODE: _free_by_code,
    Situation.NEW: _new,
    Situation.NO_BILL: _no_bill,
    Situation.OVERDUE_ONE: _overdue(2),
    Situation.OVERDUE_TWO: _overdue(3),
    Situation.CREDIT: _credit,
    Situation.SUSPENDED: _suspended,
    Situation.CLOSED_OWING: _closed(3),
    Situation.CLOSED_SETTLED: _closed(0),
    Situation.MANY_SERVICES: _many,
    Situation.STARTED_MID_PERIOD: _started_mid_period,
    Situation.ENDED_MID_PERIOD: _ended_mid_period,
    Situation.PROMOTION: _promotion,
    Situation.PROMOTION_ENDED: _promotion_ended,
    Situation.OUTAGE: _outage,
    Situation.VISIT: _visit,
    Situation.NO_CONTACT: _no_contact,
    Situation.LONG_NAME: _long_name,
    Situation.COUNTED: _counted,
    Situation.TROUBLED: _troubled,
    Situation.SCHOOL: _school,
}
