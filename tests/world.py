"""A small world for walks over all addresses: alice's household and mallory's, both with a past.

Everything in it was made by the real operations. `of_alice` and `of_no_one` name the arguments as
they stand in the routes; a new kind of argument is added to both.
"""

import io
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any

from django.db import transaction
from django.test import Client, override_settings

from hearthline.billing import queries as billing
from hearthline.billing.models import Adjustment, Payout
from hearthline.billing.operations import (
    add_charge,
    order_at_quote,
    propose_adjustment,
    quote_order,
    run_bills,
)
from hearthline.care.models import Attachment
from hearthline.care.operations import SentFile, load_articles, open_ticket, start_diagnosis
from hearthline.care.queries import troubles_of
from hearthline.catalog.operations import (
    PlanValues,
    PromotionValues,
    TariffValues,
    add_plan,
    add_tariff,
    change_plan_price,
    save_promotion,
)
from hearthline.customers.models import Account, Member
from hearthline.customers.operations import Standing, invite_member
from hearthline.identity.operations import (
    FAILURE_CAP,
    add_passkey,
    begin_adding_passkey,
    note_sign_in,
    note_wrong_password,
    trust_browser,
)
from hearthline.identity.queries import sessions_of, trusted_browsers_of
from hearthline.kernel.clock import provider_date
from hearthline.kernel.money import Money
from hearthline.kernel.numbers import token_hash, with_check_digit
from hearthline.network.models import OutageUpdate
from hearthline.network.operations import (
    ExistingConnection,
    OutageDraft,
    ensure_phone_line,
    post_outage,
    restart_connection,
    sample_usage,
    take_over_connections,
    tell_outage,
)
from hearthline.network.queries import connections_of, number_text, phone_lines_of
from hearthline.network.scope import OutageScope
from hearthline.notices.models import Message
from hearthline.payments.adapters.card import SavedCard
from hearthline.payments.adapters.card.simulated.cards import Behaviour
from hearthline.payments.models import PayLink, Payment, PaymentMethod
from hearthline.payments.operations import keep_card, make_pay_link, pay_bill, record_payment
from hearthline.subscriptions.models import Order
from hearthline.subscriptions.operations import Wish
from hearthline.subscriptions.queries import services_of
from tests import factories
from tests.conftest import NOW, make_cast
from tests.identity.authenticator import Authenticator
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
    connection_id: int
    restart_id: int
    line_id: int
    step_id: int
    ticket_number: str
    attachment_id: int


def furnished() -> SimpleNamespace:
    """The cast; each household has a bill, a card, two payments (one unfinished) and a ticket."""
    cast = make_cast()
    _give_services(cast.home, price_minor=17_371)
    _give_services(cast.other, price_minor=6_115)
    run_bills(bill_date=BILL_DATE, now=NOW)
    load_articles(now=NOW)
    hers = _pay(cast.home, cast.alice)
    _pay(cast.other, cast.mallory)
    outage_number = _outage_at(cast.home, cast.sam)
    order_number = _order(cast.home, cast.alice)
    return SimpleNamespace(
        alice=cast.alice,
        bob=cast.bob,
        mallory=cast.mallory,
        sam=cast.sam,
        home=cast.home,
        amounts_of_alice=[hers.bill_number, hers.bill_total, hers.paid_number, hers.open_number],
        untouched=lambda: _untouched(hers, order_number),
        sue=cast.sue,
        secrets_of_alice=_secrets(hers, cast.alice, cast.bob, order_number),
        of_alice={
            "str:bill_date": str(BILL_DATE),
            "str:bill_number": hers.bill_number,
            "path:bill_number": hers.bill_number,
            # The one that isn't finished: there is more to do to it.
            "str:payment_number": hers.open_number,
            "int:position": "1",
            "int:method_id": str(hers.method.pk),
            "int:connection_id": str(hers.connection_id),
            "int:restart_id": str(hers.restart_id),
            "path:service_number": _service_of(cast.home),
            "str:order_number": order_number,
            "path:plan_code": "world-pack",
            "path:promotion_code": "world-promotion",
            "path:offer_code": _offer_to(cast.home, cast.sam),
            "int:price_id": str(_price_of(cast.home, cast.sam)),
            "int:tariff_id": str(_tariff_of(cast.home, cast.sam)),
            "path:account_number": hers.account.number,
            "int:line_id": str(hers.line_id),
            "int:passkey_id": str(_passkey_of(cast.alice)),
            "int:step_id": str(hers.step_id),
            "str:ticket_number": hers.ticket_number,
            "int:attachment_id": str(hers.attachment_id),
            "slug:slug": "forgot-password",
            "int:version": "1",
            "int:browser_id": str(_trusted_browser_of(cast.alice)),
            "str:session_reference": _session_of(cast.alice),
            "str:outage_number": outage_number,
            "int:staff_id": str(cast.sue.pk),
            "int:person_id": str(_blocked(cast.alice)),
            "int:message_id": str(_message_of(cast.alice)),
            "str:diagnosis_token": _diagnosis_of(cast.home, cast.alice),
            "int:member_id": str(Member.objects.get(account=cast.home, user=cast.bob).pk),
            "int:invitation_id": str(_invite(cast.home, cast.alice)),
            "str:invitation_token": _token_of_newest_message(),
            "str:pay_token": make_pay_link(
                account_id=cast.home.pk,
                user_id=cast.alice.pk,
                bill_number=hers.bill_number,
                now=NOW,
            ),
            "int:pay_link_id": str(PayLink.objects.get(account=cast.home).pk),
            "int:adjustment_id": str(_adjusted(cast.home, cast.sue, "adjustment").pk),
            "int:payout_id": str(_refunded(cast.home, cast.sam)),
            "int:charge_id": str(_charged(cast.home)),
        },
        of_no_one={
            "str:bill_date": "1999-01-01",
            "str:bill_number": with_check_digit(NOBODYS),
            "path:bill_number": with_check_digit(NOBODYS),
            "str:payment_number": with_check_digit(NOBODYS),
            "int:position": "9999",
            "int:method_id": str(NOBODYS),
            "int:connection_id": str(NOBODYS),
            "int:restart_id": str(NOBODYS),
            "path:service_number": "S-NOBODYS",
            "str:order_number": with_check_digit(NOBODYS),
            "path:plan_code": "no-such-plan",
            "path:promotion_code": "no-such-promotion",
            "path:offer_code": "no-such-offer",
            "int:price_id": str(NOBODYS),
            "int:tariff_id": str(NOBODYS),
            "path:account_number": "NOBODY-1",
            "int:line_id": str(NOBODYS),
            "int:passkey_id": str(NOBODYS),
            "int:step_id": str(NOBODYS),
            "str:ticket_number": with_check_digit(NOBODYS),
            "int:attachment_id": str(NOBODYS),
            "slug:slug": "no-such-article",
            "int:version": str(NOBODYS),
            "int:browser_id": str(NOBODYS),
            "str:session_reference": "0" * 32,
            "str:outage_number": with_check_digit(NOBODYS),
            "int:staff_id": str(NOBODYS),
            "int:person_id": str(NOBODYS),
            "int:message_id": str(NOBODYS),
            "str:diagnosis_token": "n" * 43,
            "int:member_id": str(NOBODYS),
            "int:invitation_id": str(NOBODYS),
            "str:invitation_token": "n" * 43,
            "str:pay_token": "n" * 43,
            "int:pay_link_id": str(NOBODYS),
            "int:adjustment_id": str(NOBODYS),
            "int:payout_id": str(NOBODYS),
            "int:charge_id": str(NOBODYS),
        },
    )


def _blocked(user: Any) -> int:
    """Somebody guessed at a password too often."""
    for _try in range(FAILURE_CAP):
        note_wrong_password(user_id=user.pk, user_agent="", now=NOW)
    return int(user.pk)


def _adjusted(account: Account, user: Any, kind: str) -> Adjustment:
    """Something above somebody's limit, on the next bill: it waits for a second person."""
    return propose_adjustment(
        account_id=account.pk,
        kind=kind,
        amount_minor=-5_000,
        reason="goodwill",
        words="",
        applies="next_bill",
        user_id=user.pk,
        idempotency_key="an adjustment of the world",
        now=NOW,
    )


def _charged(account: Account) -> int:
    """Something that waits for the next bill, and could be let off."""
    return add_charge(
        account_id=account.pk,
        kind="one_off",
        amount=Money(1500, account.currency),
        description="A visit",
        effective_date=provider_date(NOW),
        now=NOW,
    )


def _refunded(account: Account, user: Any) -> int:
    """A credit that is paid back, and hasn't left yet; the balance is what it was."""
    owed = billing.balance(account_id=account.pk).amount_minor
    for kind, reason, amount_minor in (
        ("adjustment", "promised", -owed - 100),
        ("refund", "asked", 100),
        ("adjustment", "not_billed", owed),
    ):
        made = propose_adjustment(
            account_id=account.pk,
            kind=kind,
            amount_minor=amount_minor,
            reason=reason,
            words="",
            applies="now",
            user_id=user.pk,
            idempotency_key=f"{reason} of the world",
            now=NOW,
        )
        assert made.state == "approved"
    return Payout.objects.get(account=account).pk


def _session_of(user: Any) -> str:
    """Somebody is signed in somewhere."""
    client = Client()
    client.force_login(user)
    key = client.session.session_key or ""
    return sessions_of(user_id=user.pk, session_key=key, now=NOW)[0].reference


def _trusted_browser_of(user: Any) -> int:
    """A browser that isn't asked for the second step."""
    known = token_hash("a browser of theirs")
    note_sign_in(user_id=user.pk, browser_hash=known, now=NOW)
    now = datetime.now(tz=UTC)
    trust_browser(user_id=user.pk, browser_hash=known, now=now)
    (line,) = trusted_browsers_of(user_id=user.pk, browser_hash=b"", now=now)
    return line.id


def _passkey_of(user: Any) -> int:
    """A passkey on a device of theirs."""
    options, state = begin_adding_passkey(user_id=user.pk, now=NOW)
    return add_passkey(
        user_id=user.pk,
        credential=Authenticator().create(options),
        state=state,
        name=f"Passkey of {user.username}",
        user_agent="",
        now=NOW,
    ).id


def _untouched(hers: Things, order_number: str) -> bool:
    """Whether the payment is under way, the card kept and the order waiting as they were."""
    payment = Payment.objects.get(number=hers.open_number)
    return (
        payment.status == "pending"
        and PaymentMethod.objects.get(pk=hers.method.pk).removed_at is None
        and Order.objects.get(number=order_number).undone_at is None
        and PayLink.objects.get(account=hers.account).withdrawn_at is None
    )


def _invite(account: Account, user: Any) -> int:
    """Somebody is asked to join, and hasn't answered."""
    return invite_member(
        account_id=account.pk,
        user_id=user.pk,
        email=f"invited-to-{account.pk}@mail.example",
        standing=Standing("viewer"),
        language="en",
        now=NOW,
    )


def _token_of_newest_message() -> str:
    text = Message.objects.order_by("-pk")[0].body_text
    found = re.search(r"/(?:invitation|pay)/([\w-]{43})/", text)
    assert found
    return found[1]


def _diagnosis_of(account: Account, user: Any) -> str:
    """Something isn't working, and isn't found out yet."""
    trouble = troubles_of(account_id=account.pk, now=NOW)[0]
    return start_diagnosis(
        account_id=account.pk,
        user_id=user.pk,
        kind=trouble.kind,
        subject_id=trouble.subject_id,
        now=NOW,
    )


def _give_services(account: Account, *, price_minor: int) -> None:
    plan = factories.make_plan(price_minor=price_minor)
    identifier = f"ONT-of-{account.number}"
    factories.make_subscription(account, plan, service_identifier=identifier)


def _price_of(account: Account, staff: Any) -> int:
    """The plan of the account is to cost more in autumn."""
    line = services_of(account_id=account.pk, on=BILL_DATE)[0]
    return change_plan_price(
        code=line.plan_code,
        price_minor=line.price.amount_minor + 500,
        starts_date=BILL_DATE + timedelta(days=240),
        user_id=staff.pk,
        now=NOW,
    )


def _tariff_of(account: Account, staff: Any) -> int:
    """Calls by the plan of the account are to cost something in autumn."""
    line = services_of(account_id=account.pk, on=BILL_DATE)[0]
    return add_tariff(
        code=line.plan_code,
        usage_kind="voice",
        values=TariffValues("Calls", 6000, 60, 5_000_000, 0, False, ""),
        starts_date=BILL_DATE + timedelta(days=240),
        user_id=staff.pk,
        now=NOW,
    )


def _offer_to(account: Account, staff: Any) -> str:
    """Who has the plan of the account may have it cheaper for a while."""
    today = provider_date(datetime.now(tz=UTC))
    save_promotion(
        code="world-offer",
        values=PromotionValues(
            title="A year cheaper",
            title_es="Un año más barato",
            text="For who has it.",
            text_es="Para quien lo tiene.",
            plan="",
            starts_date=today - timedelta(days=1),
            ends_date=today + timedelta(days=60),
            has_plan=services_of(account_id=account.pk, on=BILL_DATE)[0].plan_code,
            gives="percent",
            rate_ppm=100_000,
            for_months=12,
        ),
        is_new=True,
        user_id=staff.pk,
        now=NOW,
    )
    return "world-offer"


def _service_of(account: Account) -> str:
    return services_of(account_id=account.pk, on=BILL_DATE)[0].number


def _order(account: Account, user: Any) -> str:
    """Staff put a pack and a promotion into the catalog; the pack is ordered for the next bill."""
    staff_id = factories.make_user("catalog-keeper", is_staff=True).pk
    pack = PlanValues(
        name="World pack",
        description="",
        price_minor=995,
        tax_category="",
        is_offered=True,
        goes_with="internet",
        access_group="",
        download_mbps=None,
        upload_mbps=None,
        allowance_gb=None,
    )
    add_plan(
        code="world-pack", kind="addon", currency="USD", values=pack, user_id=staff_id, now=NOW
    )
    save_promotion(
        code="world-promotion",
        values=PromotionValues(
            title="The pack",
            title_es="El paquete",
            text="It is there.",
            text_es="Ya está.",
            plan="world-pack",
            starts_date=BILL_DATE,
            ends_date=BILL_DATE + timedelta(days=60),
        ),
        is_new=True,
        user_id=staff_id,
        now=NOW,
    )
    asked: dict[str, Any] = {
        "account_id": account.pk,
        "user_id": user.pk,
        "wishes": [Wish("add", plan_code="world-pack")],
        "effective": "next_bill",
        "on_date": None,
        "now": NOW,
    }
    return order_at_quote(
        **asked, seen=quote_order(**asked).seen, idempotency_key="a form of the world"
    )


def _pay(account: Account, user: Any) -> Things:
    bill = billing.latest_bill(account_id=account.pk)
    assert bill is not None
    method = keep_card(account_id=account.pk, gateway="simulated", card=_card(), now=NOW)
    connection_id = _connect(account)
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
        connection_id=connection_id,
        restart_id=restart_connection(
            account_id=account.pk, connection_id=connection_id, user_id=user.pk, now=NOW
        ),
        **_phone_line(account),
        ticket_number=_ask(account, user),
        attachment_id=Attachment.objects.get(account=account).pk,
    )


def _connect(account: Account) -> int:
    """An internet connection that has been on for days."""
    connection = ExistingConnection(
        account_id=account.pk,
        service_identifier=f"ONT-of-{account.number}",
        username=f"line-of-{account.number}",
        group="fiber",
        node_code="MAPLETON-1",
        node_name="Mapleton",
        since_at=NOW - timedelta(days=10),
    )
    take_over_connections(connections=[connection])
    sample_usage(now=NOW)
    return connections_of(account.pk)[0].id


def _phone_line(account: Account) -> dict[str, int]:
    """A phone line whose step nobody has run yet."""
    number = f"+1217555{account.pk % 10_000:04}"
    with transaction.atomic():
        step_id = ensure_phone_line(
            account_id=account.pk,
            service_identifier=number,
            number=number,
            reference="order:1",
            now=NOW,
        )
    (line,) = phone_lines_of(account_id=account.pk)
    return {"line_id": line.id, "step_id": step_id or 0}


def _ask(account: Account, user: Any) -> str:
    """A ticket with a file."""
    return open_ticket(
        account_id=account.pk,
        user_id=user.pk,
        topic="internet",
        subject=f"Subject of {account.number}",
        text=f"Question of {account.number}",
        files=[SentFile(f"file-of-{account.number}.txt", io.BytesIO(b"It is slow."))],
        now=NOW,
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


def _secrets(hers: Things, alice: Any, bob: Any, order_number: str) -> list[str]:
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
        order_number,
        f"ONT-of-{hers.account.number}",
        f"line-of-{hers.account.number}",
        number_text(f"+1217555{hers.account.pk % 10_000:04}"),
        hers.ticket_number,
        f"Subject of {hers.account.number}",
        f"Question of {hers.account.number}",
        f"file-of-{hers.account.number}.txt",
    ]
