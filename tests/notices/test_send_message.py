"""A message is kept and delivered once, whatever happens in between."""

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections, transaction

from hearthline.notices.checks import messages_without_job
from hearthline.notices.models import Message
from hearthline.notices.operations import (
    CLAIM_TIME,
    MAX_ATTEMPTS,
    UnableToDeliverYet,
    UnableToSendMessage,
    deliver_message,
    send_message,
)
from hearthline.notices.queries import all_messages, messages_of_account
from tests.queued import run_jobs, waiting

NOW = datetime(2026, 3, 16, 15, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _templates(settings):
    own = Path(__file__).parent / "templates"
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [own]}]


def send(**fields: Any):
    defaults: dict[str, Any] = {
        "kind": "greeting",
        "channel": "email",
        "to": "alice@mail.example",
        "language": "en",
        "context": {"name": "Alice & <Bob>"},
        "now": NOW,
    }
    return send_message(**(defaults | fields))


@pytest.fixture
def by_smtp(settings, smtp_server):
    server = smtp_server()
    settings.MAIL_ADAPTER = "smtp"
    settings.SMTP_URL = f"smtp://127.0.0.1:{server.port}"
    return server


def deliver(message_id, now=NOW):
    deliver_message(message_id=message_id, now=now)
    return Message.objects.get(pk=message_id)


# -- Sending ---------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_texts_are_rendered_each_in_its_way():
    message = Message.objects.get(pk=send(account_id=7, user_id=8))
    assert message.subject == "Sign in Alice & <Bob>", "one line, nothing escaped"
    assert message.body_text.startswith("Hello Alice & <Bob>, from Maple County Fiber (en)\n")
    assert message.body_html == "<p>Hello Alice &amp; &lt;Bob&gt;</p>\n"
    assert (message.account_id, message.user_id, message.status) == (7, 8, "queued")


@pytest.mark.django_db
def test_the_reader_s_language_whatever_the_page_s():
    from django.utils import translation

    with translation.override("es"):
        assert "(en)" in Message.objects.get(pk=send()).body_text
    assert "(es)" in Message.objects.get(pk=send(language="es")).body_text
    assert "(en)" in Message.objects.get(pk=send(language="tlh")).body_text


@pytest.mark.django_db
def test_a_subject_is_one_line():
    message = Message.objects.get(pk=send(context={"name": "x\r\nBcc: mallory@mail.example"}))
    assert "\n" not in message.subject
    assert "\r" not in message.subject


@pytest.mark.django_db
@pytest.mark.parametrize(
    "to", ["", "alice", "a@b.example\nBcc: c@d.example", "a@b.example, c@d.example"]
)
def test_no_email_address(to):
    with pytest.raises(UnableToSendMessage):
        send(to=to)
    assert waiting() == []


@pytest.mark.django_db
def test_phone_numbers_in_any_writing():
    assert (
        Message.objects.get(pk=send(channel="sms", to="(217) 555-0101")).recipient == "+12175550101"
    )
    with pytest.raises(UnableToSendMessage):
        send(channel="sms", to="call me")


@pytest.mark.django_db
def test_no_text_messages_where_none_are_offered(settings):
    settings.SMS_ADAPTER = ""
    with pytest.raises(UnableToSendMessage):
        send(channel="sms", to="+12175550101")


def test_rolled_back_with_the_rest(committed):
    with transaction.atomic():
        send()
        transaction.set_rollback(True)
    assert not Message.objects.exists()
    assert waiting() == []
    with transaction.atomic():
        send()
    assert waiting() == ["deliver_message"]


# -- Delivering ------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_delivered_once(by_smtp):
    message_id = send()
    assert run_jobs() == ["deliver_message"]
    for _ in range(3):
        message = deliver(message_id)
    assert message.status == "sent"
    assert len(by_smtp.mails) == 1


@pytest.mark.django_db
def test_a_busy_server_is_tried_again_under_the_same_name(by_smtp):
    by_smtp.answers["RCPT"] = ["450 busy", "451 busy"]
    message_id = send()
    for attempt in (1, 2):
        with pytest.raises(UnableToDeliverYet):
            deliver(message_id)
        message = Message.objects.get(pk=message_id)
        assert (message.status, message.attempts) == ("queued", attempt)
    assert deliver(message_id).status == "sent"
    assert len(by_smtp.mails) == 1


@pytest.mark.django_db
def test_the_message_id_is_the_row_s(by_smtp, settings):
    message_id = send()
    deliver(message_id)
    # As after a crash between the server's yes and our note of it.
    Message.objects.update(status="queued", sent_at=None)
    deliver(message_id)
    deliver(send())
    ids = [
        next(x for x in m.content.splitlines() if x.startswith(b"Message-ID"))
        for m in by_smtp.mails
    ]
    assert ids[0] == ids[1]
    assert ids[2] != ids[0]


@pytest.mark.django_db
def test_a_permanent_refusal_ends_it(by_smtp):
    by_smtp.answers["RCPT"] = ["550 nobody here"]
    message = deliver(send())
    assert (message.status, message.attempts) == ("failed", 1)
    assert "550" in message.failure
    assert deliver(message.pk).attempts == 1


@pytest.mark.django_db
def test_a_server_that_stays_away_ends_it(settings):
    from tests.ports import free_port

    settings.MAIL_ADAPTER = "smtp"
    settings.SMTP_URL = f"smtp://127.0.0.1:{free_port()}"
    message_id = send()
    for _ in range(MAX_ATTEMPTS - 1):
        with pytest.raises(UnableToDeliverYet):
            deliver(message_id)
    assert deliver(message_id).status == "failed"


@pytest.mark.django_db
def test_what_ran_out_is_not_sent(by_smtp):
    message = deliver(send(expires_at=NOW + timedelta(minutes=10)), NOW + timedelta(minutes=10))
    assert message.status == "failed"
    assert by_smtp.mails == []


@pytest.mark.django_db
def test_the_job_tries_again_on_what_may_pass():
    from procrastinate.contrib.django import app
    from procrastinate.jobs import Job

    strategy = app.tasks["deliver_message"].retry_strategy
    assert strategy is not None

    def wait(error, attempts):
        job = Job(id=1, status="doing", priority=0, queue="default", lock=None, queueing_lock=None,
                  task_name="deliver_message", attempts=attempts)  # fmt: skip
        return strategy.get_retry_exception(error, job)

    assert wait(UnableToDeliverYet("busy"), 0) is not None
    assert wait(UnableToDeliverYet("busy"), MAX_ATTEMPTS) is not None
    assert wait(ValueError("a mistake of ours"), 0) is None


def test_eight_workers_send_it_once(committed, by_smtp):
    message_id = send()

    def work(_):
        try:
            deliver_message(message_id=message_id, now=datetime.now(tz=UTC))
        except UnableToDeliverYet:
            return "later"
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))
    assert len(by_smtp.mails) == 1
    assert Message.objects.get().status == "sent"


@pytest.mark.django_db
def test_a_dead_worker_s_message_is_taken_over(by_smtp):
    message_id = send()
    Message.objects.update(claimed_until_at=NOW + CLAIM_TIME)
    with pytest.raises(UnableToDeliverYet):
        deliver(message_id)
    assert deliver(message_id, NOW + CLAIM_TIME).status == "sent"


@pytest.mark.django_db
def test_check_finds_a_message_that_nobody_will_deliver():
    message_id = send()
    assert list(messages_without_job()) == []
    Message.objects.filter(pk=message_id).update(attempts=1)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
    assert list(messages_without_job()) == [f"message {message_id} waits, and no job delivers it"]


# -- Codes -----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_code_is_blanked_once_it_is_delivered(by_smtp, settings):
    settings.DEMO = False
    message = deliver(send(is_secret=True))
    assert (message.body_text, message.body_html) == ("", "")
    assert b"Hello" in by_smtp.mails[0].content
    by_smtp.answers["RCPT"] = ["550 nobody here"]
    assert deliver(send(is_secret=True)).body_text == ""
    assert deliver(send()).body_text != ""


@pytest.mark.django_db
def test_no_log_names_the_recipient_or_the_text(by_smtp, caplog, capsys):
    by_smtp.answers["RCPT"] = ["450 alice@mail.example is busy", "550 alice@mail.example is gone"]
    with caplog.at_level(logging.DEBUG):
        message_id = send()
        with pytest.raises(UnableToDeliverYet) as error:
            deliver(message_id)
        message = deliver(message_id)
        deliver(send())
    ours = [record.getMessage() for record in caplog.records if record.name != "mail.log"]
    shown = "".join(ours) + "".join(capsys.readouterr()) + str(error.value) + message.failure
    assert "message delayed" in shown
    assert "message failed" in shown
    assert "message sent" in shown
    assert "alice@mail" not in shown
    assert "Hello" not in shown


# -- Pages -----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_an_account_s_messages_without_codes():
    for n in range(5):
        send(account_id=7, context={"name": n})
    send(account_id=7, is_secret=True)
    send(account_id=8)
    assert [m.text[6] for m in messages_of_account(account_id=7)] == list("43210")
    assert len(messages_of_account(account_id=7, limit=3)) == 3


@pytest.mark.django_db
def test_all_messages_by_recipient():
    for name in ("alice", "bob"):
        send(to=f"{name}@mail.example")
    send(channel="sms", to="+12175550101")
    assert all_messages().total == 3
    assert [m.recipient for m in all_messages(recipient="ALICE").messages] == ["alice@mail.example"]
    assert all_messages(recipient="555").total == 1
    assert len(all_messages(offset=1, limit=1).messages) == 1


@pytest.mark.django_db
def test_the_demo_s_inbox(client, settings):
    send(context={"name": "<script>alert(1)</script>"}, to="zoe@mail.example")
    for n in range(25):
        send(to=f"n{n}@mail.example")
    page = client.get("/demo/inbox/").content.decode()
    assert "n24@mail.example" in page
    assert "zoe@" not in page
    second = client.get("/demo/inbox/?page=2").content.decode()
    assert "zoe@mail.example" in second
    assert "<script>alert" not in second
    assert "zoe@" in client.get("/demo/inbox/?to=zoe").content.decode()
    for odd in ("0", "-1", "x", "99999999999999999999", "9999"):
        assert client.get("/demo/inbox/", {"page": odd, "to": "a\x00b%_"}).status_code == 200
    settings.DEMO = False
    assert client.get("/demo/inbox/").status_code == 404
