"""Staff write down money that came another way."""

import re
from typing import Any

import pytest
from django.test import Client

from hearthline.billing.queries import balance
from hearthline.kernel.money import Money
from hearthline.payments.models import Payment
from tests.conftest import NOW
from tests.looks import say_why

ADDRESS = "/console/accounts/ALICE-1/payment/"
TYPED = {
    "amount": "50.00",
    "channel": "check",
    "reference": "1042",
    "received_date": "2026-03-13",
    "idempotency_key": "5f0c9a52-94d5-4c0e-9d0c-64a3e4a0d9f1",
}


@pytest.fixture(autouse=True)
def at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("payment", "looking", "accounts"):
        monkeypatch.setattr(f"hearthline.console.{module}.now", lambda: NOW)


@pytest.fixture
def sam(cast: Any, client: Client, books_are_right: None) -> Client:
    client.force_login(cast.sam)
    say_why(client)
    return client


@pytest.mark.parametrize("channel", ["cash", "check", "bank_transfer"])
def test_a_payment_changes_the_balance_and_says_so(sam: Client, cast: Any, channel: str):
    answer = sam.post(ADDRESS, TYPED | {"channel": channel}, follow=True)
    assert answer.redirect_chain == [("/console/accounts/ALICE-1/", 302)]
    payment = Payment.objects.get()
    assert (payment.channel, payment.reference, payment.status) == (channel, "1042", "succeeded")
    assert payment.started_by_user_id == cast.sam.pk
    text = answer.content.decode()
    assert f"$50.00 is written down as payment {payment.number}." in text
    assert "Mar 13, 2026" in text
    assert balance(account_id=cast.home.pk) == Money(-5000, "USD")
    assert balance(account_id=cast.other.pk) == Money(0, "USD")


def test_the_same_form_five_times_is_one_payment(sam: Client, cast: Any):
    for _ in range(5):
        assert sam.post(ADDRESS, TYPED).status_code == 302
    assert Payment.objects.count() == 1
    assert balance(account_id=cast.home.pk) == Money(-5000, "USD")


def test_the_same_form_with_another_amount_is_refused(sam: Client, cast: Any):
    sam.post(ADDRESS, TYPED)
    answer = sam.post(ADDRESS, TYPED | {"amount": "60.00"})
    assert answer.status_code == 422
    assert "sent before with something else" in answer.content.decode()
    assert balance(account_id=cast.home.pk) == Money(-5000, "USD")


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("amount", "", "Enter the amount."),
        ("amount", "abc", "Enter an amount with a point, such as 12.50."),
        ("amount", "1.005", "Enter an amount with a point, such as 12.50."),
        ("amount", "0", "Enter an amount above zero."),
        ("amount", "-5", "Enter an amount above zero."),
        ("channel", "", "Choose how it came."),
        ("channel", "card", "not one of the available choices"),
        ("channel", "imported", "not one of the available choices"),
        ("received_date", "2026-03-17", "Enter a day that isn&#x27;t in the future."),
        ("received_date", "13.03.2026", "Enter a day as year, month, day"),
    ],
)
def test_a_refused_form_comes_back_with_what_was_typed(
    sam: Client, field: str, value: str, words: str
):
    answer = sam.post(ADDRESS, TYPED | {field: value})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert words in text
    assert 'value="1042"' in text
    assert not Payment.objects.exists()


def test_each_form_opened_is_a_payment_of_its_own(sam: Client):
    keys = [
        re.search(r'name="idempotency_key" value="([^"]+)"', sam.get(ADDRESS).content.decode())
        for _ in range(2)
    ]
    assert all(keys)
    assert keys[0][1] != keys[1][1]  # type: ignore[index]


def test_subscribers_record_nothing(cast: Any, client: Client):
    client.force_login(cast.alice)
    assert client.post(ADDRESS, TYPED).status_code == 403
    assert not Payment.objects.exists()
