"""What households have."""

# ruff: noqa: SIM905 - a list of codes reads best as words
from dataclasses import replace
from datetime import date
from decimal import Decimal
from random import Random

from hearthline.cli.demo import names
from hearthline.cli.demo.catalogue import PRICES
from hearthline.cli.demo.households import Service

LINES_FROM = 340
"""Numbers of phone lines begin where those of people end."""


def usual(random: Random, *, started: date, index: int, spanish: bool) -> tuple[Service, ...]:
    """Internet for everyone, and whatever else comes up. The internet plan comes first."""
    plan = random.choices(
        ["home-100", "home-300", "home-600", "home-1000", "home-2000"], [30, 34, 20, 12, 4]
    )[0]
    found = [Service(plan, started, identifier=_terminal(index))]
    if happens(random, percent=75):
        found.append(Service("router", started))
    if spanish or happens(random, percent=30):
        found.append(Service(random.choice(["tv-local", "tv-family", "tv-everything"]), started))
        found.append(Service("tv-box", started))
        if spanish:
            found.append(Service("pack-espanol", started))
    if happens(random, percent=30):
        line = random.choice(["phone-local", "phone-unlimited"])
        found.append(Service(line, started, identifier=names.phone(LINES_FROM + index)))
    if happens(random, percent=20):
        found.append(Service("paper-bill", started))
    return tuple(found)


def everything(started: date, *, index: int) -> tuple[Service, ...]:
    """Internet, TV and phone, each with all that goes with it."""
    identified = {
        "home-2000": _terminal(index),
        "phone-unlimited": names.phone(LINES_FROM + index),
    }
    codes = (
        "home-2000 router wifi-everywhere fixed-address tv-everything recorder tv-box tv-box "
        "pack-sports pack-films pack-espanol phone-unlimited voicemail-text paper-bill"
    ).split()
    return tuple(Service(code, started, identifier=identified.get(code, "")) for code in codes)


def cheaper(service: Service, *, by_minor: int) -> Service:
    """The same service at a promotion's price."""
    price = Decimal(PRICES[service.plan_code]) - Decimal(by_minor).scaleb(-2)
    return replace(service, price=str(price))


def happens(random: Random, *, percent: int) -> bool:
    """Whether something comes up that comes up so often."""
    return random.randrange(100) < percent


def _terminal(index: int) -> str:
    return f"ONT-{7_000_000 + 113 * index:08d}"
