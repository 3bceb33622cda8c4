"""Telephone numbers as people write them."""

import phonenumbers
from django.conf import settings


def number_text(number: str) -> str:
    """A number (E.164) as people at the provider's place write it: `(217) 555-0142`."""
    try:
        parsed = phonenumbers.parse(number, settings.PROVIDER_COUNTRY)
    except phonenumbers.NumberParseException:
        return number
    home = phonenumbers.country_code_for_region(settings.PROVIDER_COUNTRY)
    shape = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(
        parsed, shape.NATIONAL if parsed.country_code == home else shape.INTERNATIONAL
    )
