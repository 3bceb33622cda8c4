"""What one account of the demo is: its facts, its services, and how it behaves."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Situation(StrEnum):
    """What an account is there to show."""

    ORDINARY = "ordinary"
    ALICE = "alice"
    MALLORY = "mallory"
    FREE_BY_EMAIL = "free by email"
    FREE_BY_CODE = "free by code"
    NEW = "new this month"
    NO_BILL = "no bill yet"
    OVERDUE_ONE = "overdue one month"
    OVERDUE_TWO = "overdue two months"
    CREDIT = "credit balance"
    SUSPENDED = "suspended"
    CLOSED_OWING = "closed, owing"
    CLOSED_SETTLED = "closed, settled"
    MANY_SERVICES = "many services"
    STARTED_MID_PERIOD = "a service started in mid-period"
    ENDED_MID_PERIOD = "a service ended in mid-period"
    PROMOTION = "a promotion"
    PROMOTION_ENDED = "a promotion that ended"
    OUTAGE = "an outage credit"
    VISIT = "a technician's visit"
    SPANISH = "reads Spanish"
    NO_CONTACT = "no contact of record"
    LONG_NAME = "a very long name"
    COUNTED = "minutes, films and a year paid at once"
    TROUBLED = "a late fee, a wrong bill, parts to pay"
    SCHOOL = "exempt from taxes"
    AWAY = "paused"
    LEAVING = "leaves soon"


class PaysBy(StrEnum):
    """How a household pays. All but cards are written down at the counter."""

    CARD = "card"
    CHECK = "check"
    CASH = "cash"
    BANK_TRANSFER = "bank_transfer"


@dataclass(frozen=True, slots=True)
class Service:
    """One line of subscriptions.csv."""

    plan_code: str
    started: date
    ended: date | None = None
    price: str = ""
    identifier: str = ""


@dataclass(frozen=True, slots=True)
class OneOff:
    """A one-off charge (above nothing) or credit (below) on a day."""

    on: date
    amount_minor: int
    description: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where service is delivered."""

    street: str
    city: str
    region: str
    postal_code: str


@dataclass(frozen=True, slots=True)
class Household:
    """One account: a line of accounts.csv, its services, and what it does with its bills."""

    situation: Situation
    number: str
    name: str
    place: Place
    billing_day: int
    services: tuple[Service, ...]
    contact_since: date
    email: str = ""
    phone: str = ""
    language: str = "en"
    status: str = "active"
    one_offs: tuple[OneOff, ...] = ()
    pays_by: PaysBy = PaysBy.CHECK
    pays_ahead: bool = False
    """Whether it pays the quarter ahead."""
    opening_balance: str = "0.00"
    unpaid_bills: int = 0
    """How many of the newest bills stay unpaid."""
    overpays_minor: int = 0
    """How much more than its balance it pays, once, for its newest bill."""
    forgot_bill_of: date | None = None
    """The date of the one bill that it paid only with the next."""
