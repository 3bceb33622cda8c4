"""What somebody types to say which account they mean. It locates one, and proves nothing."""

import re

from django.utils.crypto import salted_hmac

_US_ZIP_PLUS_4 = re.compile(r"(\d{5})\d{4}")


def plain(text: str) -> str:
    """Letters and digits only, in capitals: spaces, dashes and case don't matter."""
    return "".join(character for character in text.upper() if character.isalnum())


def plain_postal_code(text: str) -> str:
    """A postal code without what people write differently; of ZIP+4 only the ZIP."""
    code = plain(text)
    long_zip = _US_ZIP_PLUS_4.fullmatch(code)
    return long_zip.group(1) if long_zip else code


def locator_hash(*, account_number: str, postal_code: str) -> bytes:
    """The same for every way of writing the same pair; tells nothing without our key."""
    text = f"{plain(account_number)}:{plain_postal_code(postal_code)}"
    return salted_hmac("customers.locator", text, algorithm="sha256").digest()
