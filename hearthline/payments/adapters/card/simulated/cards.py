"""The only cards this company knows: each number makes it behave in one way, every time."""

from dataclasses import dataclass
from enum import StrEnum


class Behaviour(StrEnum):
    """What happens when a card is charged."""

    SUCCEEDS = "succeeds"
    DECLINED = "declined"
    INSUFFICIENT_FUNDS = "insufficient_funds"
    NEEDS_CONFIRMATION = "needs_confirmation"
    HANGS_CHARGED = "hangs_charged"
    HANGS_NOT_CHARGED = "hangs_not_charged"
    ANSWERS_TWICE = "answers_twice"
    ANSWERS_LATE = "answers_late"
    WEBHOOK_FIRST = "webhook_first"
    WEBHOOK_NEVER = "webhook_never"
    CHARGED_BACK = "charged_back"


NUMBERS: dict[str, Behaviour] = {
    "4242424242424242": Behaviour.SUCCEEDS,
    "4000000000000002": Behaviour.DECLINED,
    "4000000000009995": Behaviour.INSUFFICIENT_FUNDS,
    "4000000000003030": Behaviour.NEEDS_CONFIRMATION,
    "4000000000005050": Behaviour.HANGS_CHARGED,
    "4000000000005001": Behaviour.HANGS_NOT_CHARGED,
    "4000000000002222": Behaviour.ANSWERS_TWICE,
    "4000000000007007": Behaviour.ANSWERS_LATE,
    "4000000000001117": Behaviour.WEBHOOK_FIRST,
    "4000000000009003": Behaviour.WEBHOOK_NEVER,
    "4000000000000259": Behaviour.CHARGED_BACK,
}

TEST_TOKEN = "test-card-"  # noqa: S105 - a public prefix, no secret
"""`test-card-4242` is always a saved card, so that a demo can start with one."""


@dataclass(frozen=True, slots=True)
class Card:
    """What is kept of a card: never its number, never its security code."""

    behaviour: Behaviour
    last4: str
    exp_month: int
    exp_year: int


def passes_luhn(number: str) -> bool:
    """Whether the last digit fits the others (ISO/IEC 7812-1, annex B)."""
    total = 0
    for place, character in enumerate(reversed(number)):
        digit = int(character)
        if place % 2:
            digit = digit * 2 - 9 if digit > 4 else digit * 2  # noqa: PLR2004 - doubling carries from 5 on
        total += digit
    return total % 10 == 0


def test_card(token: str) -> Card | None:
    """The saved card that a well-known test token stands for."""
    for number, behaviour in NUMBERS.items():
        if token == TEST_TOKEN + number[-4:]:
            return Card(behaviour, number[-4:], 12, 2099)
    return None
