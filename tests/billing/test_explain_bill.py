"""Why a bill changed: causes that sum to the difference, whatever happened between two bills."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise, permutations
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hearthline.billing import queries
from hearthline.billing.explanation import explain_bill
from hearthline.billing.models import Bill, BillLine
from hearthline.billing.operations import Leg, add_charge, post_transaction, run_bills
from hearthline.kernel.money import Money
from tests import factories
from tests.billing.test_every_day_once import CAME, changes, days, months_from, services, undone

pytestmark = pytest.mark.django_db


def run(bill_date):
    at = datetime(bill_date.year, bill_date.month, bill_date.day, 18, tzinfo=UTC)
    run_bills(bill_date=bill_date, now=at)


def bills_of(account):
    return list(Bill.objects.filter(account=account).order_by("issued_date", "id"))


def explained(account, bill, before=None):
    found = explain_bill(
        account_id=account.pk,
        number=bill.number,
        before_number=before and before.number,
    )
    assert found is not None
    return found


def usd(minor):
    return Money(minor, "USD")


def told(account):
    """The latest bill's causes in short."""
    found = explained(account, bills_of(account)[-1])
    return [(cause.kind, cause.name, cause.change.amount_minor) for cause in found.causes]


def adds_up(account, bill, before=None):
    found = explained(account, bill, before)
    change = found.total - found.before_total
    assert sum(cause.change.amount_minor for cause in found.causes) == change.amount_minor
    assert all(cause.change for cause in found.causes)
    levels = [found.before_total, *(cause.ends_at for cause in found.causes)]
    assert levels[-1] == found.total
    assert [cause.begins_at for cause in found.causes] == levels[:-1]
    assert "unlisted" not in {cause.kind for cause in found.causes}
    return found


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    billing_day=st.integers(1, 28),
    had=services,
    changes_by_month=st.lists(changes, min_size=4, max_size=4),
    taxes=st.lists(st.integers(1, 250_000), max_size=2),
    charges=st.lists(
        st.tuples(
            days,
            st.integers(-9_000, 9_000),
            st.sampled_from(["A visit", "Outage", "a VISIT"]),
            st.sampled_from(["", "usage", "outage:7", "order:12"]),
        ),
        max_size=5,
    ),
    prices=st.lists(st.tuples(st.integers(0, 2), st.integers(0, 20_000)), min_size=4, max_size=4),
    moves=st.lists(st.none() | st.integers(0, 2), min_size=4, max_size=4),
)
def test_causes_sum_to_the_difference(  # noqa: PLR0917 - Hypothesis gives them by name
    billing_day, had, changes_by_month, taxes, charges, prices, moves
):
    """Between every two bills of an account, not only those that follow each other."""
    with undone():
        account = factories.make_account(billing_day=billing_day, created_at=CAME)
        for index, rate_ppm in enumerate(taxes):
            factories.make_tax(f"tax-{index}", rate_ppm=rate_ppm)
        own = [
            factories.make_subscription(
                account,
                factories.make_plan(price_minor=price),
                started=started,
                ended_date=ended,
                price_override_minor=override,
            )
            for price, override, (started, ended) in had
        ]
        _charge(account, charges)
        for step, bill_date in enumerate(months_from(billing_day)[:4]):
            _happen(own, changes_by_month[step], prices[step], moves[step])
            run(bill_date)
        bills = bills_of(account)
        for before, bill in pairwise(bills):
            assert adds_up(account, bill) == adds_up(account, bill, before)
        for before, bill in permutations(bills, 2):
            adds_up(account, bill, before)


def _charge(account, charges):
    for day, minor, description, cause in charges:
        if minor:
            add_charge(
                account_id=account.pk,
                kind="credit" if minor < 0 else "one_off",
                amount=usd(minor),
                description=description,
                effective_date=day,
                tax_category="data",
                cause=cause,
                now=CAME,
            )


def _happen(own, found, price, move):
    """Starts and ends are corrected, a price changes, a service goes over to another plan."""
    for index, (started, ended) in found:
        subscription = own[index % len(own)]
        subscription.started_date, subscription.ended_date = started, ended
        subscription.save()
    plan = own[price[0] % len(own)].plan
    plan.price_minor = price[1]
    plan.save()
    if move is not None:
        subscription = own[move % len(own)]
        subscription.plan = factories.make_plan(price_minor=price[1])
        subscription.save()


words = st.sampled_from(["Fiber 500", "fiber 500", "TV Basic", "Late fee", "Plan 0"])
imported_lines = st.lists(
    st.tuples(
        st.sampled_from(["imported", "credit", "fee", "tax"]), words, st.integers(-9_000, 9_000)
    ),
    max_size=5,
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(first=imported_lines, second=imported_lines, is_bare=st.booleans())
def test_imported_bills_are_compared_by_their_words(first, second, is_bare):
    with undone():
        account = factories.make_account(created_at=CAME)
        factories.make_tax()
        plan = factories.make_plan(name="Fiber 500")
        factories.make_subscription(account, plan)
        import_bill(account, "A/1", date(2023, 10, 1), first, is_bare=is_bare)
        import_bill(account, "A/2", date(2023, 11, 1), second)
        run(date(2024, 1, 1))
        for before, bill in permutations(bills_of(account), 2):
            found = explained(account, bill, before)
            assert sum(cause.change.amount_minor for cause in found.causes) == (
                found.change.amount_minor
            )
            assert {cause.kind for cause in found.causes} <= {
                *("charge", "credit", "fee", "tax", "unlisted")
            }


def import_bill(account, number, day, lines, *, is_bare=False):
    total = sum(minor for _, _, minor in lines)
    bill = Bill.objects.create(
        account=account,
        number=number,
        period_start=day,
        period_end=day + timedelta(days=31),
        issued_date=day,
        due_date=day,
        total_minor=total,
        currency="USD",
        source="import",
        ledger_transaction_id=post_bill(account, number, total) if total else None,
    )
    if is_bare:
        lines = [("imported", number, total)]
    for position, (kind, description, minor) in enumerate(lines, start=1):
        BillLine.objects.create(
            bill=bill,
            position=position,
            account_id=account.pk,
            kind=kind,
            description=description,
            amount_minor=minor,
            cause="total" if is_bare else "",
        )


def post_bill(account, number, total):
    return post_transaction(
        account_id=account.pk,
        kind="bill",
        legs=[
            Leg("receivable", account.pk, total),
            Leg("imported_history", None, -total),
        ],
        currency="USD",
        scope="import",
        idempotency_key=f"bill:{number}",
        description=f"Bill {number}",
        occurred_at=CAME,
        now=CAME,
    )


@pytest.fixture
def account(books_are_right):
    return factories.make_account(created_at=datetime(2025, 12, 1, tzinfo=UTC))


def give(account, name, price_minor, *, kind="internet", started=date(2025, 12, 1), **fields: Any):
    plan = factories.make_plan(name=name, price_minor=price_minor, kind=kind)
    return factories.make_subscription(account, plan, started=started, **fields)


def charge(account, description, minor, day, cause=""):
    add_charge(
        account_id=account.pk,
        kind="credit" if minor < 0 else "one_off",
        amount=usd(minor),
        description=description,
        effective_date=day,
        cause=cause,
        now=CAME,
    )


def test_nothing_to_compare_a_first_bill_with(account):
    give(account, "Fiber", 5000)
    run(date(2026, 1, 1))
    (bill,) = bills_of(account)
    assert explain_bill(account_id=account.pk, number=bill.number) is None


def test_nothing_changed(account):
    give(account, "Fiber", 5000, started=date(2026, 1, 1))
    run(date(2026, 1, 1))
    run(date(2026, 2, 1))
    found = explained(account, bills_of(account)[-1])
    assert (found.causes, found.change) == ((), usd(0))


def test_a_new_price(account):
    subscription = give(account, "Fiber", 5000, started=date(2026, 1, 1))
    run(date(2026, 1, 1))
    subscription.plan.price_minor = 5500
    subscription.plan.save()
    run(date(2026, 2, 1))
    (cause,) = explained(account, bills_of(account)[-1]).causes
    assert (cause.kind, cause.name, cause.before, cause.now) == (
        *("price_change", "Fiber"),
        *(usd(5000), usd(5500)),
    )


def test_a_promotion_that_ended_and_one_that_began(account):
    first = give(
        account,
        "Fiber",
        5000,
        started=date(2026, 1, 1),
        price_override_minor=4000,
        ended_date=date(2026, 2, 1),
    )
    factories.make_subscription(account, first.plan, started=date(2026, 2, 1))
    run(date(2026, 1, 1))
    run(date(2026, 2, 1))
    assert told(account) == [("promotion_ended", "Fiber", 1000)]
    (other,) = account.subscriptions.filter(ended_date=None)
    other.ended_date = date(2026, 3, 1)
    other.save()
    factories.make_subscription(
        account, first.plan, started=date(2026, 3, 1), price_override_minor=1000
    )
    run(date(2026, 3, 1))
    assert told(account) == [("promotion_started", "Fiber", -4000)]


def test_a_plan_changed_in_mid_month(account):
    old = give(account, "Fiber 100", 3100, started=date(2026, 1, 1))
    run(date(2026, 1, 1))
    old.ended_date = date(2026, 1, 11)
    old.save()
    give(account, "Fiber 500", 6200, started=date(2026, 1, 11))
    run(date(2026, 2, 1))
    assert told(account) == [
        ("plan_change", "Fiber 500", 3100),
        ("proration", "Fiber 500", 4200),  # 21 of 31 days
        ("proration", "Fiber 100", -2100),
    ]
    (changed, *parts) = explained(account, bills_of(account)[-1]).causes
    assert changed.other_name == "Fiber 100"
    assert {(part.period_start, part.last_date) for part in parts} == {
        (date(2026, 1, 11), date(2026, 1, 31))
    }
    assert [part.is_given_back for part in parts] == [False, True]
    run(date(2026, 3, 1))
    assert told(account) == [
        ("proration", "Fiber 500", -4200),
        ("proration", "Fiber 100", 2100),
    ]
    assert all(cause.is_gone for cause in explained(account, bills_of(account)[-1]).causes)


def test_the_same_subscription_on_another_plan(account):
    subscription = give(account, "Fiber 100", 3100, started=date(2026, 1, 1))
    run(date(2026, 1, 1))
    subscription.plan = factories.make_plan(name="Fiber 500", price_minor=6200)
    subscription.save()
    run(date(2026, 2, 1))
    assert told(account) == [("plan_change", "Fiber 500", 3100)]


def test_services_that_come_and_go(account):
    give(account, "TV", 2800, kind="tv", started=date(2026, 1, 1), ended_date=date(2026, 2, 1))
    run(date(2026, 1, 1))
    give(account, "Phone", 1000, kind="phone", started=date(2026, 2, 1))
    run(date(2026, 2, 1))
    assert told(account) == [("service_started", "Phone", 1000), ("service_ended", "TV", -2800)]


def test_one_pack_for_another_is_not_one_plan_for_another(account):
    give(account, "Films", 800, kind="addon", ended_date=date(2026, 2, 1))
    run(date(2026, 1, 1))
    give(account, "Sports", 900, kind="addon", started=date(2026, 2, 1))
    run(date(2026, 2, 1))
    kinds = {cause[0] for cause in told(account)}
    assert kinds == {"proration", "service_started", "service_ended"}


def test_charges_say_what_led_to_them(account):
    give(account, "Fiber", 5000, started=date(2026, 1, 1))
    charge(account, "A visit", 7500, date(2026, 1, 1), cause="visit")
    run(date(2026, 1, 1))
    charge(account, "Outage of 3 days", -500, date(2026, 1, 20), cause="outage:17")
    charge(account, "Calls abroad", 321, date(2026, 1, 20), cause="usage")
    run(date(2026, 2, 1))
    found = explained(account, bills_of(account)[-1]).causes
    assert [(cause.kind, cause.event, cause.change.amount_minor) for cause in found] == [
        ("usage", "usage", 321),
        ("one_off", "visit", -7500),
        ("credit", "outage:17", -500),
    ]


def test_taxes_follow_and_a_new_one_stands_alone(account):
    factories.make_tax("a", name="State tax", rate_ppm=100_000)
    factories.make_tax("b", name="County tax", rate_ppm=10_000)
    factories.make_tax(
        "c", name="911", kind="flat", rate_ppm=0, flat_minor=150, is_fee=True, category="voice"
    )
    subscription = give(account, "Fiber", 5000, started=date(2026, 1, 1))
    run(date(2026, 1, 1))
    subscription.price_override_minor = 6000
    subscription.save()
    phone = factories.make_plan(name="Phone", kind="phone", price_minor=10, tax_category="voice")
    factories.make_subscription(account, phone, started=date(2026, 2, 1))
    run(date(2026, 2, 1))
    assert told(account) == [
        ("price_change", "Fiber", 1000),
        ("service_started", "Phone", 10),
        ("fee", "911", 150),
        ("tax", "", 110),
    ]


def test_an_imported_bill_knows_our_plan_by_its_name(account):
    import_bill(
        account,
        "A/1",
        date(2025, 12, 1),
        [("imported", "Fiber", 5000), ("tax", "Taxes", 313), ("fee", "Regional fee", 200)],
    )
    factories.make_tax()
    give(account, "Fiber", 5500, started=date(2025, 1, 1))
    run(date(2026, 1, 1))
    (bill,) = Bill.objects.filter(source="run")
    assert [
        (cause.kind, cause.name, cause.change.amount_minor)
        for cause in explained(account, bill).causes
    ] == [
        ("charge", "Fiber", 500),
        ("fee", "Regional fee", -200),
        ("tax", "", 31),
    ]


def test_another_accounts_bills_are_not_explained(account):
    give(account, "Fiber", 5000)
    run(date(2026, 1, 1))
    run(date(2026, 2, 1))
    mallory = factories.make_account()
    bill = bills_of(account)[-1]
    assert explain_bill(account_id=mallory.pk, number=bill.number) is None
    assert explain_bill(account_id=account.pk, number=bill.number, before_number="nobody's") is None


def test_it_is_one_query(account, django_assert_num_queries):
    give(account, "Fiber", 5000)
    run(date(2026, 1, 1))
    run(date(2026, 2, 1))
    latest = queries.latest_bill(account_id=account.pk)
    assert latest
    with django_assert_num_queries(1):
        explain_bill(account_id=account.pk, number=latest.number)
