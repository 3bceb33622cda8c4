"""Money that came another way."""

from datetime import timedelta
from typing import Any

import pytest

from hearthline.billing.queries import balance
from hearthline.notices.models import Message
from hearthline.payments.models import Payment
from hearthline.payments.operations import UnableToRecordPayment, record_payment
from tests.conftest import NOW
from tests.payments.conftest import owe

DAY = timedelta(days=1)


def _record(account: Any, **changes: Any) -> Any:
    asked: dict[str, Any] = {
        "account_id": account.pk,
        "amount_minor": 5000,
        "channel": "check",
        "reference": "1042",
        "received_at": NOW - DAY,
        "idempotency_key": "check-1042",
        "staff_user_id": None,
        "now": NOW,
    }
    return record_payment(**(asked | changes))


@pytest.mark.parametrize("channel", ["cash", "check", "bank_transfer", "imported"])
def test_it_is_posted_when_it_came(cast: Any, channel: str, books_are_right: None):
    owe(cast.home, 8000, NOW - 2 * DAY)
    step = _record(cast.home, channel=channel, staff_user_id=cast.sam.pk)
    payment = Payment.objects.get(number=step.number)
    assert (step.status, payment.channel, payment.reference) == ("succeeded", channel, "1042")
    assert payment.settled_at == NOW - DAY
    posted = payment.ledger_transaction
    assert posted is not None
    assert (posted.occurred_at, posted.posted_at) == (NOW - DAY, NOW)
    assert balance(account_id=cast.home.pk).amount_minor == 3000


def test_the_same_key_is_the_same_payment(cast: Any, books_are_right: None):
    first, again = _record(cast.home), _record(cast.home, now=NOW + DAY)
    assert first == again
    assert balance(account_id=cast.home.pk).amount_minor == -5000
    with pytest.raises(UnableToRecordPayment):
        _record(cast.home, amount_minor=5001)
    assert _record(cast.other).number != first.number


def test_the_receipt_goes_to_the_account_not_to_the_staff(cast: Any):
    _record(cast.home, staff_user_id=cast.sam.pk)
    message = Message.objects.get()
    assert message.recipient == "alice@mail.example"
    assert "$50.00" in message.subject
    assert "Check" in message.body_text


def test_the_receipt_speaks_as_the_account_does_in_the_providers_country(cast: Any):
    cast.home.language = "es"
    cast.home.save()
    _record(cast.home)
    message = Message.objects.get()
    assert message.subject.strip() == "Recibimos su pago de $50.00"
    assert "el 15 de marzo de 2026" in message.body_text


def test_no_receipt_if_none_is_wanted(cast: Any):
    _record(cast.home, with_receipt=False)
    assert not Message.objects.exists()


def test_an_account_nobody_can_write_to_still_pays(db: None, books_are_right: None):
    from tests.factories import make_account

    account = make_account(email=None)
    assert _record(account).status == "succeeded"
    assert not Message.objects.exists()


@pytest.mark.parametrize("amount_minor", [0, -5000])
def test_an_amount_is_above_zero(cast: Any, amount_minor: int):
    with pytest.raises(UnableToRecordPayment):
        _record(cast.home, amount_minor=amount_minor)


def test_there_must_be_an_account(cast: Any):
    with pytest.raises(UnableToRecordPayment):
        _record(cast.home, account_id=0)
