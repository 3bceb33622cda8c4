"""Carriers of text messages, in our own words."""

from dataclasses import dataclass
from typing import Protocol

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


@dataclass(frozen=True, slots=True)
class Sms:
    """One text message. `to` as +15550100199 (E.164); `reference` is the same for every attempt."""

    reference: str
    to: str
    text: str


class UnableToSendSms(Exception):
    """The carrier didn't take the message. The text names no number.

    Attributes:
        can_retry: whether trying again later can help.
    """

    def __init__(self, reason: str, *, can_retry: bool) -> None:
        super().__init__(reason)
        self.can_retry = can_retry


class SmsSender(Protocol):
    """A carrier that takes text messages."""

    def send(self, sms: Sms) -> None:
        """Hand the message over; returns once the carrier has taken it.

        Raises:
            UnableToSendSms: it hasn't, or we can't know.
        """


def is_sms_offered() -> bool:
    """Whether this provider sends text messages at all."""
    return bool(settings.SMS_ADAPTER)


def sms_sender() -> SmsSender:
    """The configured carrier (`SMS_ADAPTER`).

    Raises:
        ImproperlyConfigured: no such adapter, or the simulated one outside the demo.
    """
    if settings.SMS_ADAPTER == "simulated" and settings.DEMO:
        from hearthline.notices.adapters.sms.simulated import SimulatedSender  # noqa: PLC0415 - as for mail

        return SimulatedSender()
    raise ImproperlyConfigured(
        f"SMS_ADAPTER is {settings.SMS_ADAPTER!r}: leave it empty (simulated is for the demo only)."
    )
