"""Each kind of cause with the event that led to it, and in words that a person reads."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from hearthline.billing.explanation import Cause, explain_bill
from hearthline.billing.operations import run_bills
from hearthline.billing.queries import latest_bill
from hearthline.catalog.models import PlanPrice, Promotion
from hearthline.kernel.money import Money
from hearthline.subscriptions.models import Discount, Order, OrderItem, Suspension
from tests.billing.hand_worked_case import DAY, Case, evening

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books_are_right")]

APRIL, MAY, JUNE = date(2026, 4, 1), date(2026, 5, 1), date(2026, 6, 1)

KINDS = [
    "price_change",
    "promotion_ended",
    "promotion_started",
    "discount_ended",
    "discount_started",
    "discount",
    "discount_days",
    "plan_change",
    "service_started",
    "service_ended",
    "service_billed",
    "partial",
    "suspended",
    "resumed",
    "period",
    "proration",
    "usage",
    "minimum",
    "one_off",
    "deposit",
    "credit",
    "fee",
    "tax",
    "charge",
    "unlisted",
]


@pytest.fixture
def own() -> Case:
    """Fiber since the first of April, billed for April."""
    case = Case(
        {
            "plans": {
                "Fiber": {"price": 6000},
                "Fiber 1000": {"price": 9000},
                "TV": {"price": 3000, "kind": "tv"},
                "Cover": {"price": 3000, "kind": "addon", "period_months": 3},
            },
            "services": {"line": {"plan": "Fiber", "started": APRIL}},
            "tariffs": {
                "Calls": {"plan": "Fiber", "price_millionths": 10_000_000, "minimum_minor": 0}
            },
        }
    )
    case.today = APRIL
    return case


def bill(day: date) -> None:
    run_bills(bill_date=day, now=evening(day))


def causes(own: Case) -> list[Cause]:
    newest = latest_bill(account_id=own.account.pk)
    assert newest
    told = explain_bill(account_id=own.account.pk, number=newest.number)
    assert told
    assert sum(cause.change.amount_minor for cause in told.causes) == told.change.amount_minor
    return list(told.causes)


def short(own: Case) -> list[tuple[str, str, str]]:
    return [(cause.kind, cause.event, words(cause)) for cause in causes(own)]


def words(cause: Cause) -> str:
    shown = " ".join(render_to_string("billing/_cause.html", {"cause": cause}).split())
    return shown.replace("\N{EN DASH}", "-")


def order(
    own: Case, action: str, *, old: Any = None, new: Any = None, number: str = "777-3"
) -> str:
    """An order as `place_order` leaves it; what it does to services the case does itself."""
    placed = Order.objects.create(
        account=own.account,
        number=number,
        effective="now",
        effective_date=date(2026, 4, 16),
        placed_at=datetime(2026, 4, 16, 12, tzinfo=UTC),
        idempotency_key=number,
        request_hash=b"x",
        bill_date=MAY,
        bill_total_minor=0,
        bill_difference_minor=0,
        bill_lines=[],
        currency="USD",
    )
    OrderItem.objects.create(order=placed, account=own.account, action=action, old=old, new=new)
    return f"order:{number}"


def test_a_price_leads_to_its_notice(own):
    bill(APRIL)
    own.happen({"price": {"plan": "Fiber", "price": 6600, "starts": date(2026, 5, 11)}}, APRIL)
    event = f"price:{PlanPrice.objects.get().pk}"
    bill(MAY)
    assert short(own) == [("price_change", event, "New price of Fiber")]
    bill(JUNE)
    assert short(own) == [("price_change", event, "New price of Fiber")]
    # A price of one's own afterwards isn't that notice's.
    own.happen({"change": {"service": "line", "price": 5000}}, JUNE)
    bill(date(2026, 7, 1))
    assert [cause.event for cause in causes(own)] == [""]


def test_an_order_leads_to_itself(own):
    bill(APRIL)
    own.happen(
        {
            "change": {"service": "line", "ended": date(2026, 4, 16)},
            "service": {"name": "new", "plan": "Fiber 1000", "started": date(2026, 4, 16)},
        },
        APRIL,
    )
    event = order(own, "change", old=own.services["line"], new=own.services["new"])
    bill(MAY)
    assert short(own) == [
        ("plan_change", event, "Changed from Fiber to Fiber 1000"),
        ("proration", event, "Fiber 1000: Apr 16 - 30, 2026, billed for the first time"),
        ("proration", event, "Fiber: money back for Apr 16 - 30, 2026"),
    ]


def test_services_that_come_and_go_lead_to_their_orders(own):
    bill(APRIL)
    own.happen({"service": {"name": "tv", "plan": "TV", "started": MAY}}, APRIL)
    event = order(own, "add", new=own.services["tv"])
    bill(MAY)
    assert short(own) == [("service_started", event, "TV is new")]
    own.happen({"change": {"service": "tv", "ended": JUNE}}, MAY)
    event = order(own, "remove", old=own.services["tv"], number="888-4")
    bill(JUNE)
    assert short(own) == [("service_ended", event, "TV has ended")]


def test_a_hold_leads_to_itself(own):
    bill(APRIL)
    own.happen(
        {"suspension": {"service": "line", "starts": date(2026, 4, 21), "ends": date(2026, 5, 11)}},
        APRIL,
    )
    event = f"suspension:{Suspension.objects.get().pk}"
    bill(MAY)
    assert short(own) == [
        ("suspended", event, "Fiber is switched off for some days"),
        ("proration", event, "Fiber: money back for Apr 21 - 30, 2026"),
    ]
    bill(JUNE)
    assert short(own) == [
        ("resumed", event, "Fiber is on again"),
        ("proration", event, "Fiber: money back for Apr 21 - 30, 2026, only on the bill before"),
    ]


def test_a_hold_of_another_year_explains_nothing(own):
    own.happen(
        {
            "service": {"name": "safe", "plan": "Cover", "started": APRIL},
            "suspension": {
                "service": "safe",
                "starts": date(2025, 4, 21),
                "ends": date(2025, 5, 11),
            },
        },
        APRIL,
    )
    bill(APRIL)
    bill(MAY)
    assert short(own) == [("period", "", "Cover: paid for several months, so not on this bill")]


def test_a_hold_that_is_over_explains_no_new_price(own):
    hold = {"service": "line", "starts": date(2025, 4, 21), "ends": date(2025, 5, 11)}
    own.happen({"suspension": hold}, APRIL)
    bill(APRIL)
    own.happen({"change": {"service": "line", "price": 5000}}, APRIL)
    bill(MAY)
    assert short(own) == [("price_change", "", "New price of Fiber")]


def test_a_promotion_leads_to_itself_and_a_discount_too(own):
    promotion = Promotion.objects.create(
        code="spring", title="Spring", title_es="Primavera", text="t", text_es="t",
        starts_date=APRIL, ends_date=JUNE,
    )  # fmt: skip
    bill(APRIL)
    own.happen(
        {
            "discount": [
                {"name": "Spring", "service": "line", "percent": 10, "starts": MAY, "ends": JUNE},
                {"name": "Stay", "service": "line", "amount": 300, "starts": date(2026, 4, 16)},
            ]
        },
        APRIL,
    )
    Discount.objects.filter(name="Spring").update(promotion=promotion)
    stay = f"discount:{Discount.objects.get(name='Stay').pk}"
    bill(MAY)
    assert short(own) == [
        ("discount_started", "promotion:spring", "Spring on Fiber began"),
        ("discount_started", stay, "Stay on Fiber began"),
        ("discount_days", stay, "Stay for Apr 16 - 30, 2026 as well"),
    ]
    own.happen({"discount": {"name": "Stay", "ends": date(2026, 5, 21)}}, MAY)
    bill(JUNE)
    assert short(own) == [
        ("discount_ended", "promotion:spring", "Spring on Fiber ended"),
        ("discount_ended", stay, "Stay on Fiber ended"),
        ("discount_days", stay, "Stay for Apr 16 - 30, 2026, only on the bill before"),
        ("discount_days", stay, "Stay: taken back for May 21 - 31, 2026, which it is not for"),
    ]


def test_outages_are_causes_of_their_own_and_cancel_each_other_openly(own):
    def outage(number: int, day: date) -> None:
        charge = {"kind": "credit", "amount": -500, "day": day, "description": "Outage"}
        own.happen({"charge": charge | {"cause": f"outage:{number}"}}, day - DAY)

    outage(16, APRIL)
    bill(APRIL)
    outage(17, MAY)
    bill(MAY)
    assert short(own) == [
        ("credit", "outage:16", "Outage: a credit, only on the bill before"),
        ("credit", "outage:17", "Outage: a credit"),
    ]
    assert sum(cause.change.amount_minor for cause in causes(own)) == 0


def test_use_and_deposits(own):
    bill(APRIL)
    own.happen(
        {
            "usage": {"service": "line", "day": date(2026, 4, 9), "quantity": 5},
            "charge": {"kind": "deposit", "amount": 2000, "day": MAY, "description": "Deposit"},
        },
        APRIL,
    )
    bill(MAY)
    assert short(own) == [
        ("usage", "usage", "Calls: new on this bill"),
        ("deposit", "", "Deposit: held for you, not a charge"),
    ]


def test_a_part_of_a_period_and_then_all_of_it(own):
    own.happen({"change": {"service": "line", "started": date(2026, 4, 11)}}, APRIL)
    bill(APRIL)
    bill(MAY)
    assert short(own) == [("partial", "", "Fiber: more days of the period than before")]


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("amounts", [(0, 100), (100, 0), (0, -100), (-100, 0), (50, 100), (90, 20)])
def test_every_kind_has_words(language, amounts, own):
    nothing = Money(0, "USD")
    with translation.override(language):
        for kind in KINDS:
            before, now = (Money(minor, "USD") for minor in amounts)
            cause = Cause(
                kind, "Fiber", "Old", before, now, APRIL, MAY, "", "", nothing, nothing
            )  # fmt: skip
            text = words(cause)
            assert text
            assert "Fiber" in text or kind in {"unlisted", "tax"}
