"""Mail servers, in our own words."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


@dataclass(frozen=True, slots=True)
class Mail:
    """One email. `reference` is the same for every attempt to send the same message."""

    reference: str
    to: str
    subject: str
    text: str
    at: datetime
    html: str = ""


class UnableToSendMail(Exception):
    """The server didn't take the mail. The text names no address.

    Attributes:
        can_retry: whether trying again later can help.
    """

    def __init__(self, reason: str, *, can_retry: bool) -> None:
        super().__init__(reason)
        self.can_retry = can_retry


class MailSender(Protocol):
    """A server that takes mail."""

    def send(self, mail: Mail) -> None:
        """Hand the mail over; returns once the server has taken it.

        Raises:
            UnableToSendMail: it hasn't, or we can't know.
        """


def mail_sender() -> MailSender:
    """The configured server (`MAIL_ADAPTER`).

    Raises:
        ImproperlyConfigured: no such adapter, or the simulated one outside the demo.
    """
    # Each maker's code is loaded only where it is used.
    if settings.MAIL_ADAPTER == "smtp":
        from hearthline.notices.adapters.mail.smtp import SmtpSender  # noqa: PLC0415

        return SmtpSender(url=settings.SMTP_URL, sender=settings.MAIL_FROM)
    if settings.MAIL_ADAPTER == "simulated" and settings.DEMO:
        from hearthline.notices.adapters.mail.simulated import SimulatedSender  # noqa: PLC0415

        return SimulatedSender()
    raise ImproperlyConfigured(
        f"MAIL_ADAPTER is {settings.MAIL_ADAPTER!r}: set it to smtp (simulated is the demo's only)."
    )
