"""Addresses of the channels, and the languages we have."""

import re
from typing import Literal

import phonenumbers
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

Channel = Literal["email", "sms"]
_E164 = re.compile(r"\+[1-9]\d{6,14}")


class UnableToSendMessage(Exception):
    """The recipient is no address of the channel, or the channel isn't offered here."""


def known_language(language: str) -> str:
    """The language itself, or the first that we have."""
    return language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def read_recipient(*, channel: Channel, text: str) -> str:
    """An address as it is kept: the email address, or the phone number as +15550100199 (E.164).

    Raises:
        UnableToSendMessage: not an address of this channel, or the channel isn't offered.
    """
    if channel == "email":
        try:
            validate_email(text)
        except ValidationError as error:
            raise UnableToSendMessage("not an email address") from error
        return text
    if not settings.SMS_ADAPTER:
        raise UnableToSendMessage("text messages are not offered")
    if _E164.fullmatch(text):
        return text
    try:
        number = phonenumbers.parse(text, settings.PROVIDER_COUNTRY)
    except phonenumbers.NumberParseException as error:
        raise UnableToSendMessage("not a phone number") from error
    if not phonenumbers.is_possible_number(number):
        raise UnableToSendMessage("not a phone number")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
