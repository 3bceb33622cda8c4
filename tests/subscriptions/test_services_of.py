"""What an account has on a day."""

from datetime import date
from typing import Any

from hearthline.kernel.money import Money
from hearthline.subscriptions.queries import services_of
from tests import factories

TODAY = date(2026, 3, 16)


def test_running_and_coming_services_in_the_order_people_think_of_them(
    cast: Any, django_assert_num_queries: Any
) -> None:
    fee = factories.make_plan(kind="fee", name="Paper bill", price_minor=300)
    fibre = factories.make_plan(kind="internet", name="Fiber 500", download_mbps=500)
    tv = factories.make_plan(kind="tv", name="TV")
    factories.make_subscription(cast.home, fee)
    factories.make_subscription(cast.home, tv, started=date(2026, 4, 1))
    factories.make_subscription(cast.home, fibre)
    factories.make_subscription(cast.other, fibre)

    with django_assert_num_queries(1):
        lines = services_of(account_id=cast.home.pk, on=TODAY)

    assert [line.plan_name for line in lines] == ["Fiber 500", "TV", "Paper bill"]
    assert [line.has_started(TODAY) for line in lines] == [True, False, True]
    assert lines[0].download_mbps == 500


def test_a_service_is_there_until_before_its_end(cast: Any) -> None:
    plan = factories.make_plan()
    factories.make_subscription(cast.home, plan, ended_date=TODAY)
    assert not services_of(account_id=cast.home.pk, on=TODAY)
    assert services_of(account_id=cast.home.pk, on=date(2026, 3, 15))


def test_an_agreed_price_stands_before_the_plans_even_when_it_is_nothing(cast: Any) -> None:
    plan = factories.make_plan(price_minor=5000)
    factories.make_subscription(cast.home, plan, price_override_minor=0)
    assert services_of(account_id=cast.home.pk, on=TODAY)[0].price == Money(0, "USD")
