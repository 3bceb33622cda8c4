"""Many are told at once: each as they chose, once, by one row a channel and few jobs."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hearthline.design.worded import Worded
from hearthline.notices.checks import messages_without_job
from hearthline.notices.choices import Choice
from hearthline.notices.hours import Hours
from hearthline.notices.kinds import Topic
from hearthline.notices.models import Message, Wording
from hearthline.notices.operations import (
    Recipient,
    UnableToDeliverYet,
    choose_how_told,
    deliver_messages,
    drop_held,
    send_to_many,
)
from hearthline.notices.operations.telling import FEW
from tests.conftest import NOW
from tests.queued import waiting

NIGHT = NOW + timedelta(hours=12)
pytestmark = pytest.mark.django_db
CONTEXT = {
    "step": "posted",
    "title": Worded("Internet is down", "No hay internet"),
    "text": Worded("We look.", "Lo vemos."),
    "cause": "",
    "started_at": NOW,
    "estimate_at": None,
    "ended_at": None,
    "link": "http://testserver/outages/1/",
}


def person(number: int, **fields: Any) -> Recipient:
    defaults: dict[str, Any] = {
        "account_id": 1000 + number,
        "user_id": number,
        "email": f"p{number}@mail.example",
        "phone": "",
        "language": "en",
    }
    return Recipient(**(defaults | fields))


def tell(*people: Recipient, now=NOW, about="outage:1:1", kind="outage_news") -> int:
    return send_to_many(kind=kind, context=CONTEXT, recipients=people, now=now, about=about)


def rows() -> list[tuple[Any, ...]]:
    return list(Message.objects.order_by("pk").values_list("user_id", "channel", "recipient"))


def test_each_in_their_language_by_their_channels():
    number = "+12175550101"
    choose_how_told(
        user_id=3,
        choices={Topic.OUTAGES: Choice(email=False, sms=False, centre=True)},
        hours=Hours(),
        now=NOW,
    )
    choose_how_told(
        user_id=4,
        choices={Topic.OUTAGES: Choice(email=False, sms=False, centre=False)},
        hours=Hours(),
        now=NOW,
    )
    assert tell(person(1), person(2, phone=number, language="es"), person(3), person(4)) == 3
    assert rows() == [
        (1, "email", "p1@mail.example"),
        (2, "email", "p2@mail.example"),
        (3, "centre", ""),
        (2, "sms", number),
    ]
    spanish = Message.objects.get(user_id=2, channel="email")
    assert spanish.subject == "No hay internet"
    assert "Lo vemos." in spanish.body_text
    assert Message.objects.get(user_id=2, channel="sms").part_of == spanish
    assert Message.objects.get(channel="centre").status == "sent"
    assert list(messages_without_job()) == []


def test_an_account_without_members_by_its_contact_of_record():
    by_mail = person(1, user_id=None, phone="+12175550101")
    by_text = person(2, user_id=None, email="", phone="+12175550102")
    by_nothing = person(3, user_id=None, email="")
    tell(by_mail, by_text, by_nothing)
    assert rows() == [
        (None, "email", "p1@mail.example"),
        (None, "sms", "+12175550102"),
        (None, "centre", ""),
    ]


@pytest.mark.parametrize("address", ["", "nobody", "a@b.example\nBcc: c@d.example"])
def test_an_address_that_is_none_stands_in_the_centre(address):
    tell(person(1, email=address))
    assert rows() == [(1, "centre", "")]


def test_no_texts_where_none_are_offered(settings):
    settings.SMS_ADAPTER = ""
    tell(person(1, phone="+12175550101"))
    assert rows() == [(1, "email", "p1@mail.example")]


def test_told_of_one_thing_once_whatever_changed_meanwhile():
    assert tell(person(1), person(2)) == 2
    choose_how_told(
        user_id=1,
        choices={Topic.OUTAGES: Choice(email=False, sms=False, centre=True)},
        hours=Hours(),
        now=NOW,
    )
    assert tell(person(1), person(2, email="new@mail.example"), person(3), person(3)) == 1
    assert [row[0] for row in rows()] == [1, 2, 3]
    assert tell(person(1), about="outage:1:2") == 1
    assert waiting().count("deliver_message") == 3, "what is in the centre alone has no job"


def test_a_person_of_two_accounts_is_told_once():
    assert tell(person(1), person(1, account_id=5)) == 1


def test_what_is_about_nothing_in_particular_comes_each_time():
    assert tell(person(1), about="") == 1
    assert tell(person(1), about="") == 1
    with pytest.raises(ValueError, match="about"):
        tell(*[person(number) for number in range(FEW + 1)], about="")


def test_many_share_their_words_and_their_jobs():
    people = [person(number, language="es" if number % 2 else "en") for number in range(130)]
    with CaptureQueriesContext(connection) as seen:
        assert tell(*people) == 130
    assert Wording.objects.count() == 2
    assert set(Message.objects.values_list("body_text", flat=True)) == {""}
    assert waiting() == ["deliver_messages"] * 3
    assert len(seen) < 20
    assert list(messages_without_job()) == []
    tell(*people, *[person(number) for number in range(200, 230)])
    assert Wording.objects.count() == 2
    assert Message.objects.count() == 160


def test_quiet_hours_hold_back_and_the_job_waits_as_long():
    choose_how_told(user_id=1, choices={}, hours=Hours(22, 7), now=NOW)
    tell(person(1, phone="+12175550101"), person(2, phone="+12175550102"), now=NIGHT)
    held = {
        (user, channel): until
        for user, channel, until in Message.objects.values_list(
            "user_id", "channel", "not_before_at"
        )
    }
    seven = NOW + timedelta(hours=21)
    assert held == {
        (1, "email"): seven,
        (1, "sms"): seven + timedelta(hours=1),
        (2, "email"): None,
        (2, "sms"): seven + timedelta(hours=1),
    }
    with connection.cursor() as cursor:
        cursor.execute("SELECT scheduled_at FROM procrastinate_jobs ORDER BY 1 NULLS FIRST")
        assert [row[0] for row in cursor.fetchall()] == [None, seven, seven + timedelta(hours=1)]
    mine = Message.objects.get(user_id=1, channel="email")
    with pytest.raises(UnableToDeliverYet):
        deliver_messages(message_ids=[mine.pk], now=NIGHT)
    deliver_messages(message_ids=[mine.pk], now=seven)
    mine.refresh_from_db()
    assert mine.status == "sent"


def test_newer_news_take_the_place_of_held_ones():
    choose_how_told(user_id=1, choices={}, hours=Hours(22, 7), now=NOW)
    tell(person(1), person(2), now=NIGHT)
    tell(person(1), now=NIGHT, about="outage:11:1")
    assert drop_held(about="outage:1:") == 1
    first = Message.objects.get(user_id=1, about="outage:1:1")
    assert first.status == "dropped"
    deliver_messages(message_ids=[first.pk], now=NOW + timedelta(hours=22))
    first.refresh_from_db()
    assert first.status == "dropped"
    assert Message.objects.get(user_id=2).status == "queued", "it went at once"
    assert Message.objects.get(about="outage:11:1").status == "queued"


def test_security_and_receipts_wait_for_no_hours():
    choose_how_told(user_id=1, choices={}, hours=Hours(22, 7), now=NOW)
    receipt = {"amount": "$1", "date": "today", "number": "1", "channel": "card"}
    for kind, context in (("payment_receipt", receipt), ("sign_in_blocked", {"tries": 5})):
        send_to_many(kind=kind, context=context, recipients=[person(1)], now=NIGHT)
    assert set(Message.objects.values_list("not_before_at", flat=True)) == {None}


def test_centre_unticked_counts_as_read():
    choose_how_told(
        user_id=1,
        choices={Topic.OUTAGES: Choice(email=True, sms=False, centre=False)},
        hours=Hours(),
        now=NOW,
    )
    tell(person(1), person(2))
    assert Message.objects.get(user_id=1).read_at == NOW
    assert Message.objects.get(user_id=2).read_at is None


def test_a_kind_without_a_text_for_phones_says_where_to_read():
    choose_how_told(
        user_id=1,
        choices={Topic.BILLING: Choice(email=False, sms=True, centre=False)},
        hours=Hours(),
        now=NOW,
    )
    context = {"amount": "$82.40", "date": "today", "number": "1", "channel": "card"}
    send_to_many(
        kind="payment_receipt",
        context=context,
        recipients=[person(1, phone="+12175550101")],
        now=NOW,
    )
    message = Message.objects.get()
    assert message.channel == "sms"
    assert "We received your payment of $82.40" in message.body_text
    assert "http://testserver/messages/" in message.body_text


def test_who_shares_words_shares_no_code(settings, monkeypatch):
    """The wording is kept once; each message's own code is put in when it goes out or is read."""
    from hearthline.notices.adapters.mail import simulated
    from hearthline.notices.centre import entry_of
    from hearthline.notices.message_codes import PLACE, code_text

    sent: list[Any] = []
    settings.MAIL_ADAPTER, settings.DEMO = "simulated", True
    monkeypatch.setattr(simulated.SimulatedSender, "send", lambda _, mail: sent.append(mail))
    people = [person(number) for number in range(1, FEW + 2)]
    tell(*people)
    ids = list(Message.objects.values_list("pk", flat=True))
    deliver_messages(message_ids=ids, now=NOW)
    codes = {row.recipient: code_text(row.code) for row in Message.objects.all()}
    assert len(set(codes.values())) == len(people) == len(sent)
    assert PLACE in Wording.objects.get(channel="email").body_text
    for mail in sent:
        assert codes[mail.to] in mail.text
        assert codes[mail.to] in mail.html
        assert PLACE not in mail.text + mail.html
    first = Message.objects.order_by("pk").first()
    assert first is not None
    entry = entry_of(user_id=first.user_id or 0, account_id=0, message_id=first.pk)
    assert entry is not None
    assert code_text(first.code) in entry.text
