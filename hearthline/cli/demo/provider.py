"""Maple County Fiber's accounts: the same for the same day, whoever asks.

Each situation has a function that makes one household of it; `households` makes them all, those
that people sign in to first.
"""

import unicodedata
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from hearthline.cli.demo import names, services
from hearthline.cli.demo.calendar import BILLING_DAYS, Calendar
from hearthline.cli.demo.households import Household, PaysBy, Place, Situation
from hearthline.cli.demo.traits import TRAITS, as_it_is, signed_up
from hearthline.kernel.numbers import with_check_digit


def account_number(index: int) -> str:
    """The nth account's number, as the provider's own system gives them out."""
    return with_check_digit(40_100_000 + 37 * index)


ALICE, MALLORY, FREE_BY_EMAIL, FREE_BY_CODE = map(account_number, range(4))
"""The accounts of those who sign in, and those that are kept free to register for."""
SEED = "Maple County Fiber"
HOUSEHOLDS = 325

_HOW_MANY = {
    Situation.NEW: 12,
    Situation.NO_BILL: 4,
    Situation.OVERDUE_ONE: 14,
    Situation.OVERDUE_TWO: 10,
    Situation.CREDIT: 10,
    Situation.SUSPENDED: 8,
    Situation.CLOSED_OWING: 8,
    Situation.CLOSED_SETTLED: 5,
    Situation.MANY_SERVICES: 6,
    Situation.STARTED_MID_PERIOD: 14,
    Situation.ENDED_MID_PERIOD: 12,
    Situation.PROMOTION: 24,
    Situation.PROMOTION_ENDED: 14,
    Situation.OUTAGE: 20,
    Situation.VISIT: 14,
    Situation.SPANISH: 24,
    Situation.NO_CONTACT: 8,
    Situation.LONG_NAME: 1,
}


_LATELY = (
    Situation.COUNTED,
    Situation.TROUBLED,
    Situation.SCHOOL,
    Situation.AWAY,
    Situation.LEAVING,
)
"""One of each, after all others, so that those are as they were without them."""
_AHEAD = {PaysBy.CHECK, PaysBy.BANK_TRANSFER}
"""How people pay who like to write one check a quarter."""
_LONG_STORIES = {
    Situation.ALICE,
    Situation.MALLORY,
    Situation.FREE_BY_EMAIL,
    Situation.FREE_BY_CODE,
    Situation.MANY_SERVICES,
    Situation.PROMOTION_ENDED,
    Situation.OUTAGE,
    Situation.VISIT,
    Situation.SCHOOL,
}
"""Households whose situation needs all thirteen months to be told."""


class Maker:
    """Makes households, each from the next turns of one seeded generator."""

    def __init__(self, today: date) -> None:
        """Start over: a maker of the same day makes the same households."""
        self.calendar = Calendar(today)
        self.random = Random(f"{SEED} {today}")  # noqa: S311 - scenery, not secrets
        self.index = -1

    def household(self, situation: Situation) -> Household:
        """One household of a situation."""
        home = TRAITS.get(situation, as_it_is)(self, self._ordinary(situation))
        is_plain = home.status == "active" and not home.unpaid_bills and not home.overpays_minor
        return replace(home, pays_ahead=home.pays_ahead and home.pays_by in _AHEAD and is_plain)

    def _ordinary(self, situation: Situation) -> Household:
        self.index += 1
        index = self.index
        is_spanish = situation is Situation.SPANISH
        given, family = (
            (names.GIVEN_ES, names.FAMILY_ES) if is_spanish else (names.GIVEN, names.FAMILY)
        )
        name = f"{self.random.choice(given)} {self.random.choice(family)}"
        billing_day = BILLING_DAYS[index % len(BILLING_DAYS)]
        started = self._started(situation, billing_day)
        place = self._place()
        pays_by = self.random.choices(
            [PaysBy.CARD, PaysBy.CHECK, PaysBy.BANK_TRANSFER, PaysBy.CASH], [4, 43, 37, 16]
        )[0]
        return Household(
            situation=situation,
            number=account_number(index),
            name=name,
            place=place,
            billing_day=billing_day,
            services=services.usual(self.random, started=started, index=index, spanish=is_spanish),
            contact_since=signed_up(started),
            email=_email(name, index),
            phone=names.phone(index) if services.happens(self.random, percent=80) else "",
            language="es" if is_spanish else "en",
            pays_by=pays_by,
            pays_ahead=services.happens(self.random, percent=50),
        )

    def _started(self, situation: Situation, billing_day: int) -> date:
        """Some have been here for years, as those whose story is long; others for months."""
        dates = self.calendar.bill_dates(billing_day)
        if situation in _LONG_STORIES or services.happens(self.random, percent=30):
            return dates[0] - timedelta(days=self.random.randrange(30, 2400))
        return dates[-self.random.randrange(6, 10)] - timedelta(days=self.random.randrange(25))

    def _place(self) -> Place:
        town = self.random.choice(names.TOWNS)
        if services.happens(self.random, percent=4):
            town = names.OVER_THE_RIVER
        street = f"{self.random.randrange(1, 900)} {self.random.choice(names.STREETS)}"
        return Place(street, town.name, town.region, town.postal_code)


def households(today: date) -> list[Household]:
    """Every household of the demo: alice's, mallory's, the two free ones, then the rest."""
    maker = Maker(today)
    first = [
        Situation.ALICE,
        Situation.MALLORY,
        Situation.FREE_BY_EMAIL,
        Situation.FREE_BY_CODE,
    ]
    special = [situation for situation, count in _HOW_MANY.items() for _ in range(count)]
    ordinary = [Situation.ORDINARY] * (HOUSEHOLDS - len(first) - len(special) - len(_LATELY))
    return [maker.household(each) for each in [*first, *special, *ordinary, *_LATELY]]


def _email(name: str, index: int) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return f"{plain.replace(' ', '.')}.{index}@mail.example"
