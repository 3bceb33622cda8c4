"""A small world for walks over all addresses: alice's household and mallory's, both with a past.

Everything in it was made by the real operations. `of_alice` and `of_no_one` name the arguments as
they stand in the routes; a new kind of argument is added to both.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any

from django.test import Client, override_settings

from hearthline.billing import queries as billing
from hearthline.billing.operations import run_bills
from hearthline.customers.models import Account
from hearthline.identity.queries import sessions_of
from hearthline.kernel.numbers import with_check_digit
from hearthline.network.models import OutageUpdate
from hearthline.network.operations import OutageDraft, post_outage, tell_outage
from hearthline.network.scope import OutageScope
from hearthline.notices.models import Message
from hearthline.payments.adapters.card import SavedCard
from hearthline.payments.adapters.card.simulated.cards import Behaviour
from hearthline.payments.models import PaymentMethod
from hearthline.payments.operations import keep_card, pay_bill, record_payment
from tests import factories
from tests.conftest import NOW, make_cast
from tests.payments.card_company import SECRET, company, token_of

BILL_DATE = date(2026, 3, 1)
NOBODYS = 987_654


@dataclass(frozen=True)
class Things:
    """What one household has that another must not see."""

    account: Account
    bill_number: str
    bill_total: str
    paid_number: str
    open_number: str
    method: PaymentMethod


def furnished() -> SimpleNamespace:
    """The cast; each household has a bill, a card, a payment made and one that isn't finished."""
    cast = make_cast()
    _give_services(cast.home, price_minor=17_371)
    _give_services(cast.other, price_minor=6_115)
    run_bills(bill_date=BILL_DATE, now=NOW)
    hers = _pay(cast.home, cast.alice)
    _pay(cast.other, cast.mallory)
    outage_number = _outage_at(cast.home, cast.sam)
    return SimpleNamespace(
        alice=cast.alice,
        bob=cast.bob,
        mallory=cast.mallory,
        sam=cast.sam,
        secrets_of_alice=_secrets(hers, cast.alice, cast.bob),
        of_alice={
            "str:bill_number": hers.bill_number,
            "path:bill_number": hers.bill_number,
            # The one that isn't finished: there is more to do to it.
            "str:payment_number": hers.open_number,
            "int:method_id": str(hers.method.pk),
            "path:account_number": hers.account.number,
            "str:session_reference": _session_of(cast.alice),
            "str:outage_number": outage_number,
            "int:message_id": str(_message_of(cast.alice)),
        },
        of_no_one={
            "str:bill_number": with_check_digit(NOBODYS),
            "path:bill_number": with_check_digit(NOBODYS),
            "str:payment_number": with_check_digit(NOBODYS),
            "int:method_id": str(NOBODYS),
            "path:account_number": "NOBODY-1",
            "str:session_reference": "0" * 32,
            "str:outage_number": with_check_digit(NOBODYS),
            "int:message_id": str(NOBODYS),
        },
    )


def _session_of(user: Any) -> str:
    """Somebody is signed in somewhere."""
    client = Client()
    client.force_login(user)
    key = client.session.session_key or ""
    return sessions_of(user_id=user.pk, session_key=key, now=NOW)[0].reference


def _give_services(account: Account, *, price_minor: int) -> None:
    plan = factories.make_plan(price_minor=price_minor)
    identifier = f"ONT-of-{account.number}"
    factories.make_subscription(account, plan, service_identifier=identifier)


def _pay(account: Account, user: Any) -> Things:
    bill = billing.latest_bill(account_id=account.pk)
    assert bill is not None
    method = keep_card(account_id=account.pk, gateway="simulated", card=_card(), now=NOW)
    paid = record_payment(
        account_id=account.pk,
        amount_minor=1_234,
        channel="check",
        reference=f"check-of-{account.number}",
        received_at=NOW,
        idempotency_key="at the counter",
        staff_user_id=None,
        now=NOW,
    )
    return Things(
        account=account,
        bill_number=bill.number,
        bill_total=bill.total.format("en"),
        paid_number=paid.number,
        open_number=_begin_to_pay(account, user, bill.number),
        method=method,
    )


def _card() -> SavedCard:
    return SavedCard(
        token=token_of(Behaviour.SUCCEEDS), label="Card", last4="4242", exp_month=12, exp_year=2099
    )


def _begin_to_pay(account: Account, user: Any, bill_number: str) -> str:
    """Somebody has been sent to the card company's page and has not come back."""
    with (
        TemporaryDirectory() as folder,
        company(Path(folder)) as server,
        override_settings(CARD_GATEWAY_URL=server.url, CARD_GATEWAY_SECRET=SECRET),
    ):
        step = pay_bill(
            account_id=account.pk,
            amount_minor=2_345,
            method_id=None,
            bill_number=bill_number,
            save_method=True,
            idempotency_key="on the card company's page",
            balance_seen_minor=billing.balance(account_id=account.pk).amount_minor,
            user_id=user.pk,
            return_url_for=lambda number: f"http://testserver/payments/{number}/return/",
            now=NOW + timedelta(minutes=1),
        )
    assert step.continue_url
    return step.number


def _outage_at(account: Account, staff: Any) -> str:
    """Something is down at one address, and its people have been told."""
    number = post_outage(
        draft=OutageDraft(
            kind="outage",
            title="The line to this house is cut",
            text="A digger met it.",
            scope=OutageScope("list", lines=(account.number,)),
            started_at=NOW,
        ),
        user_id=staff.pk,
        idempotency_key=f"outage of {account.number}",
        now=NOW,
    )
    tell_outage(update_id=OutageUpdate.objects.get(outage__number=number).pk, now=NOW)
    return number


def _message_of(user: Any) -> int:
    return Message.objects.get(user_id=user.pk, kind="outage_news").pk


def _secrets(hers: Things, alice: Any, bob: Any) -> list[str]:
    address = hers.account.address
    return [
        hers.account.number,
        hers.account.name,
        address.street,
        alice.email,
        bob.email,
        "5550101",
        hers.bill_number,
        hers.bill_total,
        hers.paid_number,
        hers.open_number,
        f"ONT-of-{hers.account.number}",
    ]
