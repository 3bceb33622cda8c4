"""What an order does to subscriptions, and what it refuses."""

from datetime import date, timedelta
from typing import Any

import pytest

from hearthline.catalog.models import PlanRule
from hearthline.network.models import Connection, ProvisioningStep, TvService
from hearthline.notices.models import Message
from hearthline.subscriptions.models import Order, Subscription
from hearthline.subscriptions.operations import UnableToOrder, Wish
from hearthline.subscriptions.queries import order_of, service_by_number, services_page
from tests import factories
from tests.conftest import NOW

TODAY = date(2026, 3, 16)
APRIL = date(2026, 4, 1)

pytestmark = pytest.mark.django_db


def _refused(shop: Any, *wishes: Wish, **more: Any) -> UnableToOrder:
    with pytest.raises(UnableToOrder) as refusal:
        shop.order(*wishes, **more)
    assert not Order.objects.exists()
    return refusal.value


def test_a_change_ends_the_old_and_begins_the_new_on_the_same_line(shop: Any):
    number = shop.order(shop.faster())
    assert number.startswith("3")
    shop.internet.refresh_from_db()
    new = Subscription.objects.get(plan__code="fast")
    assert shop.internet.ended_date == new.started_date == APRIL
    assert new.service_identifier == "ONT-1"
    assert new.price_override_minor is None
    found = service_by_number(account_id=shop.account.pk, number=shop.internet.number, on=TODAY)
    assert found is not None
    assert found.next is not None
    assert found.next.number == new.number
    assert found.order_number == number


def test_now_begins_at_once_and_tells_the_network(shop: Any):
    number = shop.order(
        shop.faster(),
        Wish("change", shop.tv.number, "tv-large"),
        Wish("add", plan_code="sports"),
        effective="now",
    )
    order = Order.objects.get(number=number)
    assert order.took_effect_at == NOW
    assert Connection.objects.get(account=shop.account).group == "fast-group"
    assert TvService.objects.get(account=shop.account).channels == ["arena"]
    steps = ProvisioningStep.objects.filter(reference=f"order:{number}")
    assert set(steps.values_list("kind", flat=True)) == {"access_group", "tv_entitlements"}
    detail = order_of(account_id=shop.account.pk, number=number)
    assert detail is not None
    assert detail.summary.state == "under_way"
    assert not detail.summary.can_be_undone(TODAY)


def test_a_tv_plan_whose_channels_nobody_listed_leaves_the_network_alone(shop: Any):
    shop.order(Wish("change", shop.tv.number, "tv-large"), effective="now")
    assert not ProvisioningStep.objects.exists()


def test_ending_a_service_ends_what_goes_with_it(shop: Any):
    pack = factories.make_subscription(shop.account, shop.plans["films"])
    box = factories.make_subscription(shop.account, shop.plans["box"])
    number = shop.order(Wish("remove", shop.tv.number), effective="now")
    for each in (shop.tv, pack, box):
        each.refresh_from_db()
        assert each.ended_date == TODAY
    detail = order_of(account_id=shop.account.pk, number=number)
    assert detail is not None
    assert [item.action for item in detail.summary.items] == ["remove"] * 3
    page = services_page(account_id=shop.account.pk, on=TODAY)
    assert [service.line.kind for service in page.services] == ["internet"]


def test_a_last_day_may_be_chosen(shop: Any):
    day = TODAY + timedelta(days=20)
    shop.order(Wish("remove", shop.tv.number), effective="day", on_date=day)
    shop.tv.refresh_from_db()
    assert shop.tv.ended_date == day


@pytest.mark.parametrize("days", [-5, 0, 91, 4000])
def test_but_neither_a_past_nor_a_far_one(shop: Any, days: int):
    refusal = _refused(
        shop,
        Wish("remove", shop.tv.number),
        effective="day",
        on_date=TODAY + timedelta(days=days),
        seen="x",
    )
    assert refusal.reason == "bad_day"


def test_people_are_told(shop: Any):
    viewer = factories.make_user("vera")
    factories.make_member(shop.account, viewer, role="viewer")
    number = shop.order(shop.faster())
    messages = Message.objects.filter(kind="order_placed")
    assert {message.user_id for message in messages} >= {shop.user.pk}
    assert viewer.pk not in {message.user_id for message in messages}
    text = messages.first().body_text  # type: ignore[union-attr]
    for fact in (number, "Slow becomes Fast", "April 1, 2026", "$"):
        assert fact in text


@pytest.mark.parametrize(
    ("wish", "reason"),
    [
        (Wish("add", plan_code="sports"), "conflict"),
        (Wish("add", plan_code="gone"), "plan_withdrawn"),
        (Wish("add", plan_code="no-such-plan"), "plan_withdrawn"),
        (Wish("add", plan_code="fast"), "not_orderable"),
        (Wish("add", plan_code="tv-large"), "conflict"),
        (Wish("change", "tv", "fast"), "other_kind"),
        (Wish("change", "tv", "tv-small"), "same_plan"),
        (Wish("change", "tv", "gone"), "plan_withdrawn"),
        (Wish("remove", "nobodys"), "ended_meanwhile"),
        (Wish("explode", "tv", "tv-large"), "form_changed"),
    ],
)
def test_what_is_refused(shop: Any, wish: Wish, reason: str):
    number = shop.tv.number if wish.subscription_number == "tv" else wish.subscription_number
    asked = Wish(wish.action, number, wish.plan_code)
    assert _refused(shop, asked, seen="x").reason == reason


def test_rules_hold_both_ways(shop: Any):
    factories.make_subscription(shop.account, shop.plans["films-lite"])
    refusal = _refused(shop, Wish("add", plan_code="films"), seen="x")
    assert [conflict.kind for conflict in refusal.conflicts] == ["excludes"]
    held = factories.make_subscription(shop.account, shop.plans["films"])
    # What doesn't go together already is no reason to refuse something else.
    shop.order(shop.faster())
    shop.order(Wish("remove", held.number), key="other")


def test_what_a_pack_needs_can_not_be_taken_from_under_it(shop: Any):
    shop.order(
        Wish("change", shop.tv.number, "tv-large"),
        Wish("add", plan_code="sports"),
        effective="now",
    )
    large = Subscription.objects.get(plan__code="tv-large")
    with pytest.raises(UnableToOrder) as refusal:
        shop.quote(Wish("change", large.number, "tv-small"))
    assert refusal.value.conflicts[0].others == ("Tv-Large",)
    sports = Subscription.objects.get(plan__code="sports")
    shop.quote(Wish("change", large.number, "tv-small"), Wish("remove", sports.number))


def test_any_one_of_what_is_needed_will_do(shop: Any):
    PlanRule.objects.create(
        plan=shop.plans["sports"], kind="requires", other=shop.plans["tv-small"]
    )
    assert shop.quote(Wish("add", plan_code="sports")).items[0].name == "Sports"


@pytest.mark.parametrize("status", ["suspended", "closed"])
def test_accounts_that_are_not_active_order_nothing(shop: Any, status: str):
    shop.account.status = status
    shop.account.save()
    assert _refused(shop, shop.faster(), seen="x").reason == status


@pytest.mark.parametrize("role", ["technician", "viewer"])
def test_only_owner_and_payers_order(shop: Any, role: str):
    other = factories.make_user("other")
    factories.make_member(shop.account, other, role=role)
    assert _refused(shop, shop.faster(), seen="x", user_id=other.pk).reason == "not_allowed"
    assert _refused(shop, shop.faster(), seen="x", user_id=None).reason == "not_allowed"


def test_a_plan_in_another_currency_is_not_for_this_account(shop: Any):
    shop.plans["fast"].currency = "EUR"
    shop.plans["fast"].save()
    assert _refused(shop, shop.faster(), seen="x").reason == "plan_withdrawn"


def test_a_change_that_waits_blocks_another_of_the_same_service(shop: Any):
    shop.order(shop.faster())
    new = Subscription.objects.get(plan__code="fast")
    for wish in (Wish("remove", shop.internet.number), Wish("remove", new.number)):
        with pytest.raises(UnableToOrder, match="change_waiting"):
            shop.quote(wish, effective="now")


def test_twice_in_one_day_is_possible(shop: Any):
    shop.order(shop.faster(), effective="now")
    new = Subscription.objects.get(plan__code="fast")
    shop.order(Wish("change", new.number, "slow"), effective="now", key="back")
    new.refresh_from_db()
    assert new.started_date == new.ended_date
    assert Connection.objects.get(account=shop.account).group == "slow-group"
