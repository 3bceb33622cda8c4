"""Contacts of record as a person who hasn't proven anything may see them.

Where there is nothing to show, the same number of dots stands for contacts that don't exist:
decoys, made from what was typed, the same each time, and no different in kind from real ones.
"""

import re
from dataclasses import dataclass
from typing import Literal

from django.conf import settings
from django.utils.crypto import salted_hmac

Channel = Literal["email", "sms"]
DOTS = "•••"

# First letters of given names and of mail providers, roughly as often as they occur, so that a
# decoy isn't known by its letters.
_NAME_LETTERS = "jjjjjmmmmmaaaassscccddkklltrrebbnghpwv"
_MAIL_HOSTS = (
    *("gmail.com",) * 11,
    *("yahoo.com",) * 4,
    *("hotmail.com", "outlook.com", "icloud.com", "aol.com"),
)
_DEMO_HOSTS = ("mail.example",)


@dataclass(frozen=True, slots=True)
class MaskedContact:
    """One way to reach the account, by its channel and its mask."""

    channel: Channel
    mask: str


def mask(channel: Channel, value: str) -> str:
    return mask_email(value) if channel == "email" else mask_phone(value)


def mask_email(value: str) -> str:
    """`jane@example.com` becomes `j•••@e•••.com`."""
    name, _, host = value.partition("@")
    ending = host.rpartition(".")[2]
    return f"{name[:1]}{DOTS}@{host[:1]}{DOTS}.{ending}".lower()


def mask_phone(value: str) -> str:
    """The last two digits: `•••-••47`."""
    return f"{DOTS}-••{re.sub(r'[^0-9]', '', value)[-2:]}"


def decoys(*, locator: bytes, sms_offered: bool) -> list[MaskedContact]:
    """Contacts for details that match nothing: always the same ones for the same details."""
    seed = salted_hmac("customers.decoys", locator, algorithm="sha256").digest()
    hosts = _DEMO_HOSTS if settings.DEMO else _MAIL_HOSTS
    email = f"{_NAME_LETTERS[seed[1] % len(_NAME_LETTERS)]}@{hosts[seed[2] % len(hosts)]}"
    phone = f"{int.from_bytes(seed[3:7], 'big') % 100:02d}"
    by_email = MaskedContact("email", mask_email(email))
    by_sms = MaskedContact("sms", mask_phone(phone))
    if not sms_offered:
        return [by_email]
    # Most accounts have both; some only the one or the other.
    kind = seed[0] % 10
    return [by_email] if kind in {0, 1} else [by_sms] if kind == 2 else [by_email, by_sms]  # noqa: PLR2004 - a share
