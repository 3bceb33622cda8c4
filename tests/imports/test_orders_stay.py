"""What was ordered here ends as ordered, though the provider's next file doesn't know it yet."""

from datetime import date, timedelta

import pytest

from hearthline.billing.operations import order_at_quote, quote_order
from hearthline.catalog.models import Plan
from hearthline.customers.models import Account
from hearthline.network.models import Connection
from hearthline.subscriptions.models import Subscription
from hearthline.subscriptions.operations import Wish, undo_order
from tests import factories
from tests.imports.conftest import Provider, outcome

pytestmark = pytest.mark.django_db


@pytest.fixture
def ordered(provider: Provider) -> tuple[int, int, str]:
    """A1 changes its plan with its next bill, of April 5."""
    provider.bring()
    account = Account.objects.get(number="A1")
    user = factories.make_user("payer")
    factories.make_member(account, user, role="payer")
    factories.make_plan("fiber-1000", price_minor=9_000, is_offered=True)
    asked = {
        "account_id": account.pk,
        "user_id": user.pk,
        "wishes": [Wish("change", "S1", "fiber-1000")],
        "effective": "next_bill",
        "on_date": None,
        "now": provider.now,
    }
    seen = quote_order(**asked).seen  # type: ignore[arg-type]
    number = order_at_quote(**asked, seen=seen, idempotency_key="form")  # type: ignore[arg-type]
    return account.pk, user.pk, number


def _ended() -> date | None:
    return Subscription.objects.get(number="S1").ended_date


def test_the_end_that_was_ordered_stays(provider: Provider, ordered: tuple[int, int, str]):
    day = _ended()
    assert day is not None
    assert outcome(provider.bring())["subscriptions.csv"] == (0, 0, 2)
    assert _ended() == day
    provider.change("subscriptions.csv", 0, ended_date=str(day + timedelta(days=30)))
    provider.bring()
    assert _ended() == day
    # The file may end it sooner.
    provider.change("subscriptions.csv", 0, ended_date=str(day - timedelta(days=3)))
    provider.bring()
    assert _ended() == day - timedelta(days=3)


def test_what_was_undone_is_the_files_again(provider: Provider, ordered: tuple[int, int, str]):
    account_id, user_id, number = ordered
    undo_order(account_id=account_id, number=number, user_id=user_id, now=provider.now)
    provider.bring()
    assert _ended() is None


def test_what_is_offered_comes_with_the_plans(provider: Provider):
    provider.change(
        "plans.csv",
        0,
        offered="yes",
        goes_with="",
        access_group="fiber-500",
        allowance_gb="1200",
    )
    provider.change("plans.csv", 1, offered="no", goes_with="", access_group="", allowance_gb="")
    provider.bring()
    plan = Plan.objects.get(code="fiber-500")
    assert (plan.is_offered, plan.access_group, plan.allowance_gb) == (True, "fiber-500", 1200)
    # A file without these columns leaves them as they are.
    rows = [
        {name: row[name] for name in ("code", "kind", "name", "price")}
        for row in provider.rows["plans.csv"]
    ]
    provider.write("plans.csv", rows)
    provider.bring()
    plan.refresh_from_db()
    assert (plan.is_offered, plan.access_group, plan.allowance_gb) == (True, "fiber-500", 1200)


def test_lines_wait_for_orders_that_the_network_has_not_heard_of(
    provider: Provider, ordered: tuple[int, int, str]
):
    day = _ended()
    assert day is not None
    provider.change("plans.csv", 0, access_group="fiber-500")
    provider.change("plans.csv", 1, access_group="")
    due = provider.now + timedelta(days=60)
    provider.bring(now=due)
    assert not Connection.objects.exists()
    provider.bring()  # the day has not come
    assert Connection.objects.get().group == "fiber-500"
    # Whatever the file says, what the order wants is told by the order.
    provider.change("plans.csv", 0, access_group="fiber-600")
    provider.bring(now=due)
    assert Connection.objects.get().group == "fiber-500"
