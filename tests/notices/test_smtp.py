"""The SMTP adapter against real servers: kind, refusing, busy, silent and rude ones."""

import email
import email.policy
import ssl
import subprocess
import time
from datetime import UTC, datetime
from typing import Any

import pytest
from aiosmtpd.smtp import AuthResult
from django.core.exceptions import ImproperlyConfigured

from hearthline.notices.adapters.mail import Mail, UnableToSendMail, mail_sender
from hearthline.notices.adapters.mail.smtp import SmtpSender
from tests.ports import free_port

SENDER = "Maple County Fiber <no-reply@maplecounty.example>"


def sender(port, scheme="smtp", login="", timeout_s=2.0):
    return SmtpSender(url=f"{scheme}://{login}127.0.0.1:{port}", sender=SENDER, timeout_s=timeout_s)


def mail(**fields: Any):
    defaults: dict[str, Any] = {
        "reference": "abc123",
        "to": "alice@mail.example",
        "subject": "Your bill \N{EM DASH} $5.00",
        "at": datetime(2026, 3, 16, 15, 0, tzinfo=UTC),
        "text": "Grüße,\n.a line that starts with a dot\n",
    }
    return Mail(**(defaults | fields))


def part(parsed: Any, kind):
    return parsed.get_body((kind,)).get_content()


def test_a_mail_arrives_whole(smtp_server):
    server = smtp_server()
    sender(server.port).send(mail(html="<p>Grüße</p>"))
    [envelope] = server.mails
    assert envelope.mail_from == "no-reply@maplecounty.example"
    assert envelope.rcpt_tos == ["alice@mail.example"]
    parsed = email.message_from_bytes(envelope.content, policy=email.policy.default)
    assert parsed["From"] == SENDER
    assert parsed["To"] == "alice@mail.example"
    assert parsed["Subject"] == "Your bill \N{EM DASH} $5.00"
    assert parsed["Message-ID"] == "<abc123@maplecounty.example>"
    assert parsed["Auto-Submitted"] == "auto-generated"
    assert parsed["Date"] == "Mon, 16 Mar 2026 15:00:00 +0000"
    assert part(parsed, "plain") == "Grüße,\r\n.a line that starts with a dot\r\n"
    assert part(parsed, "html") == "<p>Grüße</p>\r\n"


@pytest.mark.parametrize(
    ("step", "answer", "can_retry"),
    [
        ("RCPT", "550 no such user alice@mail.example", False),
        ("RCPT", "450 mailbox busy", True),
        ("RCPT", "452 too many", True),
        ("DATA", "554 spam", False),
        ("DATA", "451 later", True),
    ],
)
def test_refusals(smtp_server, step, answer, can_retry):
    server = smtp_server()
    server.answers[step] = [answer]
    with pytest.raises(UnableToSendMail) as refused:
        sender(server.port).send(mail())
    assert refused.value.can_retry is can_retry
    assert answer[:3] in str(refused.value)
    assert "alice" not in str(refused.value), "the reason names no address"


def test_nobody_listens():
    with pytest.raises(UnableToSendMail) as refused:
        sender(free_port()).send(mail())
    assert refused.value.can_retry


def test_a_silent_server_is_given_up(hanging_port):
    began = time.monotonic()
    with pytest.raises(UnableToSendMail) as refused:
        sender(hanging_port, timeout_s=0.3).send(mail())
    assert refused.value.can_retry
    assert time.monotonic() - began < 3


def test_a_server_that_hangs_up_before_its_yes(rude_server):
    with pytest.raises(UnableToSendMail) as refused:
        sender(rude_server).send(mail())
    assert refused.value.can_retry


@pytest.mark.parametrize(
    "field",
    [
        {"subject": "Hello\r\nBcc: mallory@mail.example"},
        {"subject": "Hello\nBcc: mallory@mail.example"},
        {"to": "alice@mail.example\r\nBcc: mallory@mail.example"},
        {"to": "alice@mail.example, mallory@mail.example"},
        {"reference": "x>\r\nBcc: mallory@mail.example"},
    ],
)
def test_nothing_starts_another_header(smtp_server, field):
    server = smtp_server()
    with pytest.raises(UnableToSendMail) as refused:
        sender(server.port).send(mail(**field))
    assert not refused.value.can_retry
    assert server.mails == []


@pytest.fixture
def certificate(tmp_path):
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1",
         "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1",
         "-keyout", tmp_path / "key", "-out", tmp_path / "cert"],
        check=True, capture_output=True,
    )  # fmt: skip
    return tmp_path


def server_tls(folder):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert", folder / "key")
    return context


def authenticated(server, session, envelope, mechanism, data):
    right = (data.login, data.password) == (b"house", b"p@ss:word")
    return AuthResult(success=right, handled=False)


def test_starttls_with_a_password(smtp_server, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate / "cert"))
    server = smtp_server(
        tls_context=server_tls(certificate),
        require_starttls=True,
        authenticator=authenticated,
        auth_required=True,
    )
    sender(server.port, "smtp+starttls", "house:p%40ss%3Aword@").send(mail())
    assert len(server.mails) == 1
    with pytest.raises(UnableToSendMail) as refused:
        sender(server.port, "smtp+starttls", "house:wrong@").send(mail())
    assert refused.value.can_retry, "a wrong password of ours loses no mail"


def test_starttls_is_not_skipped(smtp_server):
    server = smtp_server()
    with pytest.raises(UnableToSendMail) as refused:
        sender(server.port, "smtp+starttls").send(mail())
    assert refused.value.can_retry
    assert server.mails == []


def test_an_unknown_certificate_is_refused(smtp_server, certificate):
    server = smtp_server(tls_context=server_tls(certificate))
    with pytest.raises(UnableToSendMail):
        sender(server.port, "smtp+starttls").send(mail())
    assert server.mails == []


@pytest.mark.parametrize("url", ["", "localhost:25", "http://localhost", "smtp://"])
def test_addresses_of_no_server(url):
    with pytest.raises(ImproperlyConfigured):
        SmtpSender(url=url, sender=SENDER)


def test_simulated_refuses_to_work_outside_the_demo(settings):
    settings.DEMO = False
    settings.MAIL_ADAPTER = "simulated"
    with pytest.raises(ImproperlyConfigured):
        mail_sender()
    settings.MAIL_ADAPTER = "smtp"
    assert isinstance(mail_sender(), SmtpSender)
