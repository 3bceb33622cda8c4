"""Balance and activity, as a person sees it."""

import csv
import io
from typing import Any

import pytest

from hearthline.billing.queries import latest_bill
from hearthline.payments.queries import latest_payment


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


@pytest.fixture
def paid(portal: Any, books_are_right: None) -> Any:
    """alice has two bills of $85.00 and has paid $90.00."""
    portal.pay(9000)
    return portal


@pytest.mark.django_db
def test_each_movement_with_the_balance_after_it(paid: Any):
    page = text_of(paid.client(paid.cast.alice).get("/bills/activity/"))
    bill = latest_bill(account_id=paid.cast.home.pk)
    payment = latest_payment(account_id=paid.cast.home.pk)
    assert bill
    assert payment
    assert f'<a href="/bills/{bill.number}/">Bill {bill.number}</a>' in page
    assert f'<a href="/payments/{payment.number}/">Payment {payment.number}</a>' in page
    for amount in ("-$90.00", "$85.00", "$170.00", "$80.00"):
        assert amount in page


@pytest.mark.django_db
def test_it_is_reached_from_the_bills(paid: Any):
    assert 'href="/bills/activity/"' in text_of(paid.client(paid.cast.bob).get("/bills/"))


@pytest.mark.django_db
def test_only_what_was_asked_for(paid: Any):
    client = paid.client(paid.cast.alice)
    page = text_of(client.get("/bills/activity/", {"kind": "payment"}))
    assert "-$90.00" in page
    assert "Bill 0" not in page
    assert "Nothing fits" in text_of(client.get("/bills/activity/", {"text": "no such thing"}))
    assert "-$90.00" in text_of(client.get("/bills/activity/", {"text": "90"}))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "typed",
    [
        {"kind": "x"},
        {"since": "yesterday"},
        {"since": "0001-01-01"},
        {"until": "9999-12-31"},
        {"since": "2026-02-02", "until": "2026-02-01"},
        {"text": "\x00"},
        {"text": "x" * 101},
    ],
)
def test_nonsense_comes_back_as_typed(typed: dict[str, str], paid: Any):
    client = paid.client(paid.cast.alice)
    answer = client.get("/bills/activity/", typed)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'class="error-summary' in page or "error" in page
    if typed.get("since") == "yesterday":
        assert 'value="yesterday"' in page
    assert client.get("/bills/activity.csv", typed).status_code == 200


@pytest.mark.django_db
def test_what_was_asked_for_as_a_file(paid: Any):
    client = paid.client(paid.cast.alice)
    page = text_of(client.get("/bills/activity/", {"kind": "bill", "page": "1"}))
    assert 'href="/bills/activity.csv?kind=bill&amp;page=1"' in page
    answer = client.get("/bills/activity.csv", {"kind": "bill"})
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [(row["Amount"], row["Currency"]) for row in rows] == [("85.00", "USD")] * 2
    everything = client.get("/bills/activity.csv").content.decode()
    assert "-90.00,80.00,USD" in everything


@pytest.mark.django_db
def test_mallory_sees_her_own(paid: Any):
    client = paid.client(paid.cast.mallory)
    for address in ("/bills/activity/", "/bills/activity.csv"):
        page = text_of(client.get(address))
        bill = latest_bill(account_id=paid.cast.home.pk)
        assert bill
        assert bill.number not in page
        assert "90.00" not in page


@pytest.mark.django_db
def test_in_spanish(paid: Any):
    client = paid.client(paid.cast.alice)
    page = text_of(client.get("/bills/activity/", headers={"Accept-Language": "es"}))
    for words in ("Saldo y movimientos", "Factura 0", "Pago 0"):
        assert words in page
