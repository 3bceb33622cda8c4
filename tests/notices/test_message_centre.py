"""The message centre: one entry an occasion, a person's own, quick with thousands."""

import time
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hearthline.notices.centre import PAGE_SIZE, entry_of, message_centre
from hearthline.notices.models import Message
from hearthline.notices.operations import mark_all_read, mark_read, send_message
from tests.conftest import NOW
from tests.notices.test_send_to_many import person, tell

pytestmark = pytest.mark.django_db
ME: dict[str, Any] = {"user_id": 1, "account_id": 1001}


def test_one_entry_with_its_channels():
    tell(person(1, phone="+12175550101"))
    (entry,) = message_centre(**ME).entries
    assert [sent.channel for sent in entry.channels] == ["email", "sms"]
    assert (entry.subject, entry.is_unread, entry.topic) == ("Internet is down", True, "outages")


def test_mine_and_the_account_s_but_not_another_member_s():
    tell(person(1))
    tell(person(1, user_id=None), about="outage:0:1")
    tell(person(2, account_id=1001))
    tell(person(9))
    found = message_centre(**ME)
    assert found.total == 2
    assert [entry.is_unread for entry in found.entries] == [False, True], "the account's is no news"
    for message in Message.objects.filter(user_id__in=[2, 9]):
        assert entry_of(**ME, message_id=message.pk) is None


def test_codes_and_parts_are_never_listed():
    send_message(
        kind="sign_in_blocked",
        channel="email",
        to="p1@mail.example",
        language="en",
        context={"tries": 5},
        user_id=1,
        is_secret=True,
        now=NOW,
    )
    tell(person(1, phone="+12175550101"))
    assert message_centre(**ME).total == 1
    for message in Message.objects.exclude(is_secret=False, part_of=None):
        assert entry_of(**ME, message_id=message.pk) is None


def test_by_topic_and_nonsense_is_all():
    tell(person(1))
    tell(person(1), kind="maintenance_news")
    assert message_centre(**ME, topic="maintenance").total == 1
    assert message_centre(**ME, topic="billing").total == 0
    assert message_centre(**ME, topic="x' OR 1=1").total == 2


def test_read_is_each_person_s_and_once():
    tell(person(1), person(2, account_id=1001))
    mine, hers = Message.objects.order_by("user_id")
    mark_read(user_id=2, message_id=mine.pk, now=NOW)
    assert message_centre(**ME).entries[0].is_unread
    mark_read(user_id=1, message_id=mine.pk, now=NOW)
    assert not message_centre(**ME).entries[0].is_unread
    hers.refresh_from_db()
    assert hers.read_at is None


def test_all_read_up_to_what_was_seen():
    tell(person(1))
    newest = message_centre(**ME).newest_id
    tell(person(1), about="outage:1:2")
    mark_all_read(user_id=1, now=NOW, newest_id=newest)
    assert [entry.is_unread for entry in message_centre(**ME).entries] == [True, False]


def test_text_of_shared_words():
    tell(*[person(number) for number in range(1, 40)])
    mine = message_centre(**ME).entries[0]
    assert mine.text == ""
    found = entry_of(**ME, message_id=mine.id)
    assert found is not None
    assert "We look." in found.text


def test_five_thousand_messages():
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO notices_message
                   (kind, channel, recipient, language, subject, body_text, body_html, account_id,
                    user_id, is_secret, created_at, status, sent_at, attempts, failure, about)
               SELECT 'outage_news', 'email', 'p@mail.example', 'en', 'Number ' || n, 'x', '',
                      1001, 1 + n % 2, false, now(), 'sent', now(), 1, '', 'o:' || n
                 FROM generate_series(1, 10000) AS n"""
        )
        cursor.execute("ANALYZE notices_message")
    taken = []
    for page in (1, 125, 250, 99_999):
        begun = time.perf_counter()
        with CaptureQueriesContext(connection) as seen:
            found = message_centre(**ME, page=page)
        taken.append(time.perf_counter() - begun)
        assert len(found.entries) == PAGE_SIZE
        assert len(seen) == 2
    assert found.page == 250
    assert found.entries[-1].subject == "Number 2"
    assert min(taken) < 0.2
    with connection.cursor() as cursor:
        cursor.execute(
            """EXPLAIN SELECT count(*) FROM (SELECT FROM notices_message
                 WHERE user_id = 1 AND read_at IS NULL AND part_of_id IS NULL
                   AND NOT is_secret LIMIT 100) AS few"""
        )
        plan = " ".join(row[0] for row in cursor.fetchall())
    assert "Index" in plan
