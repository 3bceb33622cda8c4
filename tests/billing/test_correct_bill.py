"""A wrong bill is taken back and made anew; both say so, and the books stay right."""

from datetime import UTC, date, datetime

import pytest

from hearthline.billing import queries
from hearthline.billing.explanation import explain_bill
from hearthline.billing.forecast import foreseen_bills
from hearthline.billing.models import Bill, BillLine, Charge, Correction
from hearthline.billing.operations import (
    UnableToCorrect,
    add_charge,
    correct_bill,
    preview_correction,
    run_bills,
)
from hearthline.catalog.models import Tariff
from hearthline.kernel.money import Money
from hearthline.kernel.sql import select
from hearthline.payments.operations import record_payment
from hearthline.subscriptions.models import Discount
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books_are_right")]
APRIL, MAY, JUNE = date(2026, 4, 1), date(2026, 5, 1), date(2026, 6, 1)


def evening(day):
    return datetime(day.year, day.month, day.day, 23, tzinfo=UTC)


def bill(day):
    run_bills(bill_date=day, now=evening(day))
    return Bill.objects.get(period_start=day, kind="regular")


def correct(wrong, day=date(2026, 4, 10), reason="Wrong price", dropped=()):
    corrected = correct_bill(
        account_id=wrong.account_id,
        number=wrong.number,
        reason=reason,
        user_id=None,
        now=evening(day),
        dropped=dropped,
    )
    rebill = Bill.objects.filter(number=corrected.rebill).first()
    return Bill.objects.get(number=corrected.credit_note), rebill


def lines(found):
    return list(
        BillLine.objects.filter(bill=found)
        .order_by("position")
        .values_list("kind", "amount_minor", "period_start", "period_end")
    )


@pytest.fixture
def account():
    factories.make_tax(rate_ppm=100_000)
    account = factories.make_account(created_at=datetime(2025, 12, 1, tzinfo=UTC))
    factories.make_subscription(
        account, factories.make_plan(price_minor=5000), started=date(2026, 3, 21)
    )
    return account


def detail_of(account, found):
    detail = queries.bill_detail(account_id=account.pk, number=found.number)
    assert detail is not None
    return detail


def why_of(account, found):
    why = explain_bill(account_id=account.pk, number=found.number)
    assert why is not None
    return why


def owed(account):
    return queries.balance(account_id=account.pk).amount_minor


def test_a_wrong_price(account):
    wrong = bill(APRIL)
    assert lines(wrong) == [
        ("proration", 1774, date(2026, 3, 21), APRIL),
        ("recurring", 5000, APRIL, MAY),
        ("tax", 677, None, None),
    ]
    account.subscriptions.update(price_override_minor=4000)
    note, rebill = correct(wrong)
    assert lines(note) == [
        ("credit", -1774, date(2026, 3, 21), APRIL),
        ("credit", -5000, APRIL, MAY),
        ("tax", -677, None, None),
    ]
    assert lines(rebill) == [
        ("proration", 1419, date(2026, 3, 21), APRIL),
        ("recurring", 4000, APRIL, MAY),
        ("tax", 542, None, None),
    ]
    assert (note.kind, note.corrects_id, note.issued_date) == (
        "credit_note",
        wrong.pk,
        date(2026, 4, 10),
    )
    assert (rebill.kind, rebill.corrects_id, rebill.period_end) == ("rebill", wrong.pk, MAY)
    assert rebill.due_date == date(2026, 4, 30)
    assert owed(account) == 5961
    correction = Correction.objects.get()
    assert (correction.credit_note, correction.rebill, correction.reason) == (
        note,
        rebill,
        "Wrong price",
    )


def test_the_month_after_goes_on_as_if_it_had_been_right(account):
    wrong = bill(APRIL)
    account.subscriptions.update(price_override_minor=4000)
    correct(wrong)
    assert lines(bill(MAY)) == [("recurring", 4000, MAY, JUNE), ("tax", 400, None, None)]


def test_an_older_bill_with_later_ones_behind_it(account):
    wrong = bill(APRIL)
    later = bill(MAY)
    account.subscriptions.update(price_override_minor=4000)
    _, rebill = correct(wrong, date(2026, 5, 9))
    assert [line[1] for line in lines(rebill)] == [1419, 4000, 542]
    assert owed(account) == later.total_minor + rebill.total_minor
    assert lines(bill(JUNE)) == [
        ("recurring", 4000, JUNE, date(2026, 7, 1)),
        ("tax", 400, None, None),
    ]


def test_days_given_back_on_it_and_discounts_come_back_as_they_are_due(account):
    subscription = account.subscriptions.get()
    discount = Discount.objects.create(
        account=account, subscription=subscription, name="Hello", kind="percent",
        rate_ppm=500_000, starts_date=APRIL, decided_at=evening(APRIL),
    )  # fmt: skip
    bill(APRIL)
    subscription.ended_date = date(2026, 4, 16)
    subscription.save()
    wrong = bill(MAY)
    assert lines(wrong)[0] == ("credit", -2500, date(2026, 4, 16), MAY)
    assert ("discount", 1250, date(2026, 4, 16), MAY) in lines(wrong)
    subscription.ended_date = date(2026, 4, 21)  # it was the 21st
    subscription.save()
    note, rebill = correct(wrong, date(2026, 5, 10))
    assert lines(note)[:2] == [
        ("proration", 2500, date(2026, 4, 16), MAY),
        ("discount", -1250, date(2026, 4, 16), MAY),
    ]
    assert ("credit", -1667, date(2026, 4, 21), MAY) in lines(rebill)
    assert ("discount", 833, date(2026, 4, 21), MAY) in lines(rebill)
    assert discount.starts_date == APRIL


def test_charges_come_again_unless_dropped(account):
    for text, amount in (("Visit", 900), ("Splitter", 300)):
        add_charge(
            account_id=account.pk, kind="one_off", amount=Money(amount, "USD"), description=text,
            effective_date=APRIL, now=evening(APRIL), cause="ticket:7",
        )  # fmt: skip
    wrong = bill(APRIL)
    dropped = Charge.objects.get(description="Visit")
    with pytest.raises(UnableToCorrect, match="charge"):
        correct(wrong, dropped=[dropped.pk + 99])
    note, rebill = correct(wrong, dropped=[dropped.pk])
    assert rebill.total_minor == wrong.total_minor - 900
    again = BillLine.objects.get(bill=rebill, kind="one_off")
    assert (again.description, again.cause) == ("Splitter", "ticket:7")
    assert note.total_minor == -wrong.total_minor


def test_usage_is_rated_anew(account):
    subscription = account.subscriptions.get()
    tariff = Tariff.objects.create(
        plan=subscription.plan, usage_kind="minutes", name="Calls", included_quantity=0,
        block_quantity=1, price_millionths=1_000_000, tax_category="data",
    )  # fmt: skip
    select(
        "INSERT INTO billing_usage (account_id, subscription_id, usage_kind, quantity, description,"
        " used_date, counts_date, source, external_id, recorded_at)"
        " VALUES (%(account)s, %(subscription)s, 'minutes', 30, '', '2026-03-25', '2026-03-25',"
        " 'test', '1', now())",
        {"account": account.pk, "subscription": subscription.pk},
    )
    wrong = bill(APRIL)
    assert ("usage", 30, date(2026, 3, 1), APRIL) in lines(wrong)
    bill(MAY)
    tariff.price_millionths = 500_000
    tariff.save()
    note, rebill = correct(wrong, date(2026, 5, 3))
    assert ("usage", -30, date(2026, 3, 1), APRIL) in lines(note)
    assert ("usage", 15, date(2026, 3, 1), APRIL) in lines(rebill)
    assert all(line[0] != "usage" for line in lines(bill(JUNE)))


def test_nothing_left_to_bill(account):
    wrong = bill(APRIL)
    account.subscriptions.update(started_date=APRIL, ended_date=APRIL)
    note, rebill = correct(wrong)
    assert rebill is None
    assert owed(account) == 0
    detail = detail_of(account, wrong)
    assert (detail.summary.credit_note, detail.summary.rebill) == (note.number, "")
    assert not detail.summary.due


def test_what_was_paid_stays_paid_and_only_true_bills_are_due(account):
    march = factories.make_subscription(
        account, factories.make_plan(price_minor=1000, tax_category=""), started=date(2026, 3, 1)
    )
    account.subscriptions.exclude(pk=march.pk).update(started_date=APRIL)
    first = bill(date(2026, 3, 1))
    wrong = bill(APRIL)
    record_payment(
        account_id=account.pk, amount_minor=400, channel="check", reference="", idempotency_key="k",
        received_at=evening(APRIL), staff_user_id=None, now=evening(APRIL),
    )  # fmt: skip
    account.subscriptions.exclude(pk=march.pk).update(ended_date=APRIL)
    march.ended_date = APRIL
    march.save()
    note, rebill = correct(wrong)
    assert rebill is None
    left = {
        each.number: each.due.amount_minor for each in queries.bills_of(account_id=account.pk).bills
    }
    assert left == {first.number: 600, wrong.number: 0, note.number: 0}
    due = queries.what_is_due(account_id=account.pk, today=date(2026, 4, 12))
    assert (due.bill_number, due.amount.amount_minor) == (first.number, 600)


def test_a_correction_may_be_wrong_too(account):
    wrong = bill(APRIL)
    account.subscriptions.update(price_override_minor=4000)
    _, second = correct(wrong)
    with pytest.raises(UnableToCorrect, match="corrected"):
        correct(wrong)
    account.subscriptions.update(price_override_minor=3000)
    note, third = correct(second)
    assert (note.corrects_id, third.corrects_id) == (second.pk, second.pk)
    assert [line[1] for line in lines(third)] == [1065, 3000, 407]  # 406.5
    assert owed(account) == third.total_minor
    with pytest.raises(UnableToCorrect, match="credit_note"):
        correct(note)


def test_the_explanation_and_the_forecast_pass_over_what_was_taken_back(account):
    march = factories.make_subscription(
        account, factories.make_plan(price_minor=1000), started=date(2026, 3, 1)
    )
    first = bill(date(2026, 3, 1))
    wrong = bill(APRIL)
    account.subscriptions.exclude(pk=march.pk).update(price_override_minor=4000)
    note, rebill = correct(wrong)
    assert explain_bill(account_id=account.pk, number=note.number) is None
    assert why_of(account, rebill).before_number == first.number
    foreseen = foreseen_bills(account_id=account.pk, now=evening(date(2026, 4, 12)))
    assert foreseen[0].explanation
    assert foreseen[0].explanation.before_number == rebill.number
    may = bill(MAY)
    assert may.total_minor == foreseen[0].bill.total.amount_minor
    why = why_of(account, may)
    assert why.before_number == rebill.number
    assert sum(cause.change.amount_minor for cause in why.causes) == why.change.amount_minor


def test_how_the_account_stood_on_the_page_of_the_new_bill(account):
    wrong = bill(APRIL)
    account.subscriptions.update(price_override_minor=4000)
    note, rebill = correct(wrong)
    taken = detail_of(account, note)
    assert taken.balance_before.amount_minor == wrong.total_minor
    assert taken.balance_after.amount_minor == 0
    anew = detail_of(account, rebill)
    assert anew.balance_before.amount_minor == 0
    assert anew.balance_after.amount_minor == rebill.total_minor
    assert anew.other_since.amount_minor == 0


def test_the_preview_is_what_is_then_done_and_leaves_nothing(account):
    wrong = bill(APRIL)
    account.subscriptions.update(price_override_minor=4000)
    before = select("SELECT count(*) AS n FROM billing_bill")[0]["n"]
    seen = preview_correction(account_id=account.pk, number=wrong.number, now=evening(APRIL))
    assert select("SELECT count(*) AS n FROM billing_bill")[0]["n"] == before
    assert Correction.objects.count() == 0
    _, rebill = correct(wrong, APRIL)
    assert seen.new_total.amount_minor == rebill.total_minor
    assert seen.difference.amount_minor == rebill.total_minor - wrong.total_minor
    assert seen.explanation
    changes = sum(cause.change.amount_minor for cause in seen.explanation.causes)
    assert changes == seen.difference.amount_minor


@pytest.mark.parametrize("reason", ["", "   "])
def test_a_reason_is_needed(account, reason):
    with pytest.raises(UnableToCorrect, match="no_reason"):
        correct(bill(APRIL), reason=reason)


def test_bills_of_others_arent_found(account):
    wrong = bill(APRIL)
    other = factories.make_account()
    with pytest.raises(UnableToCorrect, match="not_found"):
        correct_bill(
            account_id=other.pk, number=wrong.number, reason="x", user_id=None, now=evening(APRIL)
        )
