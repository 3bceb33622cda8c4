"""kill -9 between any two lines of a payment: nothing is lost, nothing is charged twice."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from hearthline.billing.queries import balance
from hearthline.customers.models import Account
from hearthline.notices.models import Message
from hearthline.payments.models import GatewayEvent, Payment, PaymentMethod
from hearthline.payments.operations import pay_bill
from tests.payments.card_company import SECRET
from tests.payments.conftest import OWED, Shop

FINAL = {"succeeded", "cancelled", "failed"}


def _run(scenario: str, shop: Shop, environment: dict[str, str], stride: int) -> int:
    """Be killed at each `stride`-th statement; answers how often that was."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.payments.killed_between_lines", scenario, str(stride)],
        env=environment
        | {
            "CARD_GATEWAY_URL": shop.company.url,
            "CARD_GATEWAY_SECRET": SECRET,
            "CARD_GATEWAY_TIMEOUT_S": "5",
        },
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return int(done.stdout)


def _send_the_form_again(account: Account) -> Any:
    """The impatient payer presses the button again ten seconds later."""
    method = PaymentMethod.objects.filter(account=account).first()
    first = Payment.objects.filter(account=account).first()
    now = first.created_at + timedelta(seconds=10) if first else datetime.now(tz=UTC)
    return pay_bill(
        account_id=account.pk,
        amount_minor=OWED,
        method_id=method.pk if method else None,
        bill_number=None,
        save_method=False,
        idempotency_key="the-form",
        balance_seen_minor=OWED,
        user_id=None,
        return_url_for=lambda number: f"http://127.0.0.1:1/{number}/",
        now=now,
    )


def _households() -> list[Account]:
    return list(Account.objects.filter(number__startswith="HOME-").order_by("pk"))


def _settle_everything(shop: Shop) -> None:
    for after in (timedelta(minutes=1), timedelta(minutes=3), timedelta(hours=1)):
        shop.reconcile(after=after)
    assert set(Payment.objects.values_list("status", flat=True)) <= FINAL


def test_while_a_saved_card_is_charged(shop: Shop, database_environment: dict[str, str]):
    killed = _run("saved-card", shop, database_environment, 1)
    assert killed > 40, "the tracer saw too few lines"
    households = _households()
    for account in households[::2]:  # every other payer is impatient
        _send_the_form_again(account)
    _settle_everything(shop)
    charged = dict(shop.company.books.charges())
    assert len(charged) == len(shop.company.books.charges()), "somebody was charged twice"
    for place, account in enumerate(households):
        keys = Payment.objects.filter(account=account).values_list("gateway_key", flat=True)
        taken = sum(charged.get(key or "", 0) for key in keys)
        assert taken in {0, OWED}
        assert balance(account_id=account.pk).amount_minor == OWED - taken
        if place % 2 == 0:
            assert taken == OWED, f"household {place} sent the form again and still owes"
    # Killed before anybody was asked, between, and after: all of it happened.
    assert 0 < len(charged) < len(households)
    assert Message.objects.filter(kind="payment_receipt").count() == len(charged)


def test_while_a_page_is_opened(shop: Shop, database_environment: dict[str, str]):
    killed = _run("new-card", shop, database_environment, 3)
    assert killed > 10
    for account in _households():
        step = _send_the_form_again(account)
        assert step.continue_url
        shop.payer.pay(step.continue_url)
    _settle_everything(shop)
    assert sorted(shop.charged()) == [OWED] * (killed + 1)
    assert {balance(account_id=account.pk).amount_minor for account in _households()} == {0}


@pytest.mark.parametrize("scenario", ["back", "reconcile", "webhook"])
def test_while_the_answer_comes_in(shop: Shop, database_environment: dict[str, str], scenario: str):
    killed = _run(scenario, shop, database_environment, 3)
    assert killed > 7
    _settle_everything(shop)
    assert sorted(shop.charged()) == [OWED] * (killed + 1)
    assert {balance(account_id=account.pk).amount_minor for account in _households()} == {0}
    assert Message.objects.filter(kind="payment_receipt").count() == killed + 1
    assert not GatewayEvent.objects.filter(processed_at__isnull=True).exists()
