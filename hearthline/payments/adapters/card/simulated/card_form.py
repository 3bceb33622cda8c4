"""The form a payer fills in: read it, or say beside each field what is wrong."""

import re
import time
from dataclasses import dataclass
from urllib.parse import parse_qs

from hearthline.payments.adapters.card.simulated.cards import NUMBERS, Card, passes_luhn

_EXPIRY = re.compile(r"(\d{1,2})\s*[/ .-]\s*(?:20)?(\d{2})|(\d{2})(\d{2})", re.ASCII)


@dataclass(frozen=True, slots=True)
class CardForm:
    """What was typed. `expiry` and `name` may be shown again; number and code never are.

    `errors` maps a field to the key of its text. `card` is there when nothing is wrong.
    """

    expiry: str
    name: str
    errors: dict[str, str]
    card: Card | None


def empty_form() -> CardForm:
    """A form nobody has filled in."""
    return CardForm("", "", {}, None)


def read_form(body: bytes, now: float) -> CardForm:
    """Read what a browser sent (application/x-www-form-urlencoded)."""
    sent = {
        name: values[0].strip()
        for name, values in parse_qs(body.decode("utf-8", "replace"), max_num_fields=20).items()
    }
    number = re.sub(r"[\s-]", "", sent.get("number", ""))
    expiry, name = sent.get("expiry", "")[:20], sent.get("name", "")[:200]
    month_year = _month_and_year(expiry)
    errors = {
        "number": _number_error(number),
        "expiry": _expiry_error(month_year, now),
        "code": "" if re.fullmatch(r"[0-9]{3,4}", sent.get("code", "")) else "code_wrong",
        "name": "" if name else "name_missing",
    }
    errors = {field: error for field, error in errors.items() if error}
    card = None
    if not errors and month_year is not None:
        card = Card(NUMBERS[number], number[-4:], *month_year)
    return CardForm(expiry, name, errors, card)


def _number_error(number: str) -> str:
    if not number:
        return "number_missing"
    if not re.fullmatch(r"[0-9]{12,19}", number) or not passes_luhn(number):
        return "number_wrong"
    return "" if number in NUMBERS else "number_real"


def _month_and_year(expiry: str) -> tuple[int, int] | None:
    found = _EXPIRY.fullmatch(expiry)
    if found is None:
        return None
    month, year = int(found[1] or found[3]), 2000 + int(found[2] or found[4])
    return (month, year) if 1 <= month <= 12 else None  # noqa: PLR2004 - months of a year


def _expiry_error(month_year: tuple[int, int] | None, now: float) -> str:
    if month_year is None:
        return "expiry_wrong"
    today = time.gmtime(now)
    month, year = month_year
    return "expiry_past" if (year, month) < (today.tm_year, today.tm_mon) else ""
