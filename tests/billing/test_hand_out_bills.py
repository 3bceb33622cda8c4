"""Told that a bill is ready: once it can be opened, once, and on paper where that is wanted."""

from datetime import date
from decimal import Decimal

import pytest

from hearthline.billing.delivery import bills_to_print, count_to_print, is_on_paper
from hearthline.billing.models import BillHandedOut, Charge
from hearthline.billing.operations import (
    UnableToChooseDelivery,
    choose_delivery,
    delivery,
    hand_out_bills,
    mark_printed,
    run_bills,
)
from hearthline.notices.models import Message
from tests import factories
from tests.billing.owing import FIRST, at, bill_of, make_owing, pay

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books_are_right")]


def told() -> list[str]:
    ready = Message.objects.filter(kind="bill_ready", part_of=None).order_by("id")
    return list(ready.values_list("subject", flat=True))


def test_once_with_amount_and_day():
    make_owing()
    assert hand_out_bills(now=at(FIRST)) == 1
    assert hand_out_bills(now=at(FIRST)) == 0
    assert told() == ["Your bill is ready: $50.00 by March 21, 2026"]
    assert count_to_print() == 0


def test_it_says_in_a_line_why_it_changed():
    account = make_owing()
    hand_out_bills(now=at(FIRST))
    plan = factories.make_plan(price_minor=700, tax_category="", name="World pack", kind="addon")
    factories.make_subscription(account, plan, started=date(2026, 4, 1))
    run_bills(bill_date=date(2026, 4, 1), now=at(date(2026, 4, 1)))
    hand_out_bills(now=at(date(2026, 4, 1)))
    text = Message.objects.filter(kind="bill_ready").latest("id").body_text
    assert "$7.00 higher than the one before. What changed most: World pack." in text


def test_what_is_paid_asks_for_nothing():
    account = make_owing()
    pay(account, 5000, FIRST)
    hand_out_bills(now=at(FIRST))
    assert told() == ["Your bill is ready: nothing to pay"]


def test_not_before_it_can_be_opened(monkeypatch):
    account = make_owing()
    monkeypatch.setattr(delivery, "bill_detail", lambda **_: None)
    assert hand_out_bills(now=at(FIRST)) == 0
    monkeypatch.undo()
    user = factories.make_user("pat")
    factories.make_member(account, user)
    choose_delivery(account_id=account.pk, user_id=user.pk, on_paper=True, now=at(FIRST))
    monkeypatch.setattr(delivery, "statement_of", lambda **_: None)
    assert hand_out_bills(now=at(FIRST)) == 0
    assert told() == []
    monkeypatch.undo()
    assert hand_out_bills(now=at(FIRST)) == 1


def test_old_bills_are_no_news():
    make_owing()
    assert hand_out_bills(now=at(date(2026, 3, 7))) == 0


def test_paper_waits_for_a_printer_and_may_cost(settings):
    settings.PAPER_FEE = Decimal("2.50")
    settings.BILLS_ON_PAPER = True
    account = make_owing()
    hand_out_bills(now=at(FIRST))
    hand_out_bills(now=at(FIRST))
    charge = Charge.objects.get()
    assert (charge.amount_minor, charge.kind) == (250, "fee")
    assert [bill.number for bill in bills_to_print(limit=10)] == [bill_of(account).number]
    staff = factories.make_user("dee", is_staff=True)
    ids = [bill_of(account).pk, 987_654]
    assert mark_printed(bill_ids=ids, staff_user_id=staff.pk, now=at(FIRST)) == 1
    assert mark_printed(bill_ids=ids, staff_user_id=staff.pk, now=at(FIRST)) == 0
    assert BillHandedOut.objects.get().printed_by_id == staff.pk


def test_who_may_pay_chooses(settings):
    settings.BILLS_ON_PAPER = True
    account = make_owing()
    owner, viewer = factories.make_user("pat"), factories.make_user("vera")
    factories.make_member(account, owner)
    factories.make_member(account, viewer, role="viewer")
    with pytest.raises(UnableToChooseDelivery):
        choose_delivery(account_id=account.pk, user_id=viewer.pk, on_paper=False, now=at(FIRST))
    assert is_on_paper(account_id=account.pk)
    choose_delivery(account_id=account.pk, user_id=owner.pk, on_paper=False, now=at(FIRST))
    assert not is_on_paper(account_id=account.pk)
    hand_out_bills(now=at(FIRST))
    assert count_to_print() == 0
    assert not Charge.objects.exists()
