"""Any mail server that speaks SMTP (RFC 5321), through the standard library."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.utils import parseaddr
from urllib.parse import SplitResult, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from hearthline.notices.adapters.mail import Mail, UnableToSendMail

TIMEOUT_S = 15.0
"""For each answer of the server."""
_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
_PERMANENT = 5
_AUTHENTICATION_FAILED = 535


class SmtpSender:
    """Hands mail to one server.

    The URL's scheme says how the line is protected: `smtp` (not at all: for a relay on the same
    machine), `smtp+starttls` (refuses to go on without TLS), `smtps` (TLS from the start).
    """

    def __init__(self, *, url: str, sender: str, timeout_s: float = TIMEOUT_S) -> None:
        self._url = urlsplit(url)
        if self._url.scheme not in _PORTS or not self._url.hostname:
            raise ImproperlyConfigured(
                "SMTP_URL must look like smtp+starttls://user:password@host:587"
            )
        self._sender = _address(sender)
        self._timeout_s = timeout_s

    def send(self, mail: Mail) -> None:
        try:
            message = self._compose(mail)
        except ValueError as error:
            raise UnableToSendMail("the mail can't be written as one", can_retry=False) from error
        with _answers_explained(), _connected(self._url, self._timeout_s) as server:
            server.send_message(message, self._sender.addr_spec, [mail.to])

    def _compose(self, mail: Mail) -> EmailMessage:
        """Build the message; the library refuses line breaks in any header (ValueError)."""
        message = EmailMessage(policy=SMTP_POLICY)
        message["From"] = self._sender
        message["To"] = Address(addr_spec=mail.to)
        message["Subject"] = mail.subject
        message["Date"] = mail.at
        message["Message-ID"] = f"<{mail.reference}@{self._sender.domain}>"
        # Vacation programs answer machines that don't say they are machines (RFC 3834).
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(mail.text)
        if mail.html:
            message.add_alternative(mail.html, subtype="html")
        return message


def _address(text: str) -> Address:
    name, spec = parseaddr(text)
    try:
        return Address(display_name=name, addr_spec=spec)
    except (ValueError, IndexError) as error:
        raise ImproperlyConfigured("MAIL_FROM must look like Name <address@example.com>") from error


@contextmanager
def _connected(url: SplitResult, timeout_s: float) -> Iterator[smtplib.SMTP]:
    host, port = url.hostname or "", url.port or _PORTS[url.scheme]
    tls = ssl.create_default_context()
    server: smtplib.SMTP
    if url.scheme == "smtps":
        server = smtplib.SMTP_SSL(host, port, timeout=timeout_s, context=tls)
    else:
        server = smtplib.SMTP(host, port, timeout=timeout_s)
    try:
        if url.scheme == "smtp+starttls":
            server.starttls(context=tls)
        if url.username:
            server.login(unquote(url.username), unquote(url.password or ""))
        yield server
        # The mail is taken already: a server that is rude at good-bye changes nothing.
        with suppress(OSError, smtplib.SMTPException):
            server.quit()
    finally:
        server.close()


@contextmanager
def _answers_explained() -> Iterator[None]:
    """Turn what can go wrong into our words; no text of the server's, which may name addresses."""
    try:
        yield
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _ in error.recipients.values()]
        raise UnableToSendMail(
            f"the server refused the recipient ({codes[0]})", can_retry=not _is_permanent(codes[0])
        ) from None
    except smtplib.SMTPResponseException as error:
        code = error.smtp_code
        # A wrong password for the server is ours to correct: the mail waits for it.
        can_retry = not _is_permanent(code) or code == _AUTHENTICATION_FAILED
        raise UnableToSendMail(
            f"the server refused the mail ({code})", can_retry=can_retry
        ) from None
    except smtplib.SMTPNotSupportedError:
        raise UnableToSendMail("the server lacks what this mail needs", can_retry=True) from None
    except (smtplib.SMTPException, OSError) as error:
        raise UnableToSendMail(
            f"the server can't be reached ({type(error).__name__})", can_retry=True
        ) from None


def _is_permanent(code: int) -> bool:
    return code // 100 == _PERMANENT
