"""Promotions that give: quoted, granted once, kept or lost with the plan, ended by staff."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from hearthline.billing.models import BillLine
from hearthline.billing.operations import accept_promotion, quote_promotion, run_bills
from hearthline.catalog.operations import PromotionValues, save_promotion
from hearthline.subscriptions.models import Discount
from hearthline.subscriptions.operations import UnableToDiscount, end_discount, grant_discount
from hearthline.subscriptions.operations.discounts import months_after
from hearthline.subscriptions.queries import discounts_of
from tests import factories
from tests.conftest import NOW
from tests.subscriptions.conftest import shop as shop  # noqa: PLC0414 - a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books_are_right")]
TODAY = date(2026, 3, 16)
APRIL = date(2026, 4, 1)


def promise(code: str = "faster", **values: Any) -> None:
    defaults: dict[str, Any] = {
        "title": "Half a year cheaper",
        "title_es": "Medio año más barato",
        "text": "It is there.",
        "text_es": "Ya está.",
        "plan": "",
        "starts_date": TODAY,
        "ends_date": TODAY + timedelta(days=30),
        "gives": "percent",
        "rate_ppm": 500_000,
        "for_months": 6,
    }
    save_promotion(
        code=code,
        values=PromotionValues(**(defaults | values)),
        is_new=True,
        user_id=factories.make_user(f"keeper-{code}", is_staff=True).pk,
        now=NOW,
    )


def bill(day: date) -> None:
    run_bills(bill_date=day, now=datetime(day.year, day.month, day.day, 18, tzinfo=UTC))


def plan_of(shop: Any) -> str:
    return str(shop.faster().plan_code)


def test_a_discount_is_quoted_granted_and_billed(shop: Any):
    bill(date(2026, 3, 1))
    promise(plan=plan_of(shop))
    quote = shop.quote(shop.faster())
    (item,) = quote.items
    (given,) = item.discounts
    assert (given.percent, given.starts_date, given.ends_date) == ("50", APRIL, date(2026, 10, 1))
    # 60.00 less half, and 20.00, with 6.25 % tax
    assert quote.total.amount_minor == 5_313
    assert not Discount.objects.exists()
    shop.order(shop.faster())
    bill(APRIL)
    assert list(
        BillLine.objects.filter(kind="discount").values_list("amount_minor", flat=True)
    ) == [-3_000]


@pytest.mark.parametrize(("is_kept", "left"), [(True, 1), (False, 0)])
def test_a_change_of_plan_keeps_it_or_says_that_it_is_lost(shop: Any, is_kept: Any, left: int):
    had = shop.internet
    promise(has_plan=had.plan.code, is_kept=is_kept)
    accept_promotion(account_id=shop.account.pk, user_id=shop.user.pk, code="faster", now=NOW)
    (item,) = shop.quote(shop.faster()).items
    assert (len(item.discounts), len(item.lost_discounts)) == (left, 1 - left)


def test_an_offer_is_taken_once(shop: Any):
    had = shop.internet
    promise(has_plan=had.plan.code, for_months=None, gives="amount", rate_ppm=0, amount_minor=500)
    asked = {"account_id": shop.account.pk, "user_id": shop.user.pk, "code": "faster", "now": NOW}
    quote = quote_promotion(**asked)
    assert quote.total_without.amount_minor - quote.total.amount_minor == 531
    accept_promotion(**asked)
    with pytest.raises(UnableToDiscount):
        accept_promotion(**asked)
    assert Discount.objects.count() == 1


def test_staff_grant_and_end_with_reasons(shop: Any):
    had = shop.internet
    sam = factories.make_user("granter", is_staff=True).pk
    given: dict[str, Any] = {
        "account_id": shop.account.pk,
        "subscription_number": had.number,
        "name": "Sorry",
        "rate_ppm": 100_000,
        "amount_minor": 0,
        "starts_date": TODAY,
        "ends_date": None,
        "with_kind": "",
        "user_id": sam,
        "now": NOW,
    }
    with pytest.raises(UnableToDiscount, match="no_reason"):
        grant_discount(**given, reason=" ")
    granted = grant_discount(**given, reason="Cut off for days")
    with pytest.raises(UnableToDiscount, match="granted_already"):
        grant_discount(**given, reason="Cut off for days")
    end_discount(
        account_id=shop.account.pk, discount_id=granted, reason="Mistake", user_id=sam, now=NOW
    )
    (line,) = discounts_of(account_id=shop.account.pk, currency="USD")
    assert (line.reason, line.end_reason, line.ends_date) == ("Cut off for days", "Mistake", TODAY)
    with pytest.raises(UnableToDiscount, match="no_such_discount"):
        end_discount(
            account_id=shop.account.pk, discount_id=granted, reason="Again", user_id=sam, now=NOW
        )


def test_months_end_where_there_is_no_such_day():
    assert months_after(day=date(2026, 1, 31), months=1) == date(2026, 2, 28)
    assert months_after(day=date(2026, 3, 16), months=12) == date(2027, 3, 16)


def test_the_check_finds_what_is_given_twice(shop: Any):
    from hearthline.subscriptions.checks import given_twice, of_another_account

    promise(has_plan=shop.internet.plan.code)
    accept_promotion(account_id=shop.account.pk, user_id=shop.user.pk, code="faster", now=NOW)
    again = Discount.objects.get()
    again.pk, again.subscription = None, shop.tv
    again.save()
    assert len(list(given_twice())) == 1
    again.account = factories.make_account()
    again.save()
    assert len(list(of_another_account())) == 1
    again.delete()
