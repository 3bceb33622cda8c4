"""Money: whole minor units, exact, the same in every language."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearthline.kernel.money import Money, UnableToReadAmount, minor_digits, round_half_up
from hearthline.kernel.sql import select

amounts = st.integers(min_value=-(10**14), max_value=10**14)
currencies = st.sampled_from(["USD", "EUR", "JPY", "KWD"])


@given(amounts, currencies)
def test_what_is_written_is_read_back(amount_minor: int, currency: str):
    money = Money(amount_minor, currency)
    assert Money.parse(str(money.decimal), currency) == money


@given(amounts, amounts)
def test_adding_is_exact_and_undone_by_taking_away(a: int, b: int):
    one, other = Money(a, "USD"), Money(b, "USD")
    assert (one + other) - other == one
    negative = -one
    assert -negative == one


@pytest.mark.parametrize(
    "text",
    ["", "abc", "1,50", "1e3", "1.234", "$5", "1 000", "٣", "NaN", "Infinity", "9" * 40, "--1"],
)
def test_what_is_no_amount_is_refused(text: str):
    with pytest.raises(UnableToReadAmount):
        Money.parse(text, "USD")


def test_digits_follow_the_currency():
    assert Money.parse("1.5", "USD").amount_minor == 150
    assert Money.parse("1.234", "KWD").amount_minor == 1234
    with pytest.raises(UnableToReadAmount):
        Money.parse("1.5", "JPY")


def test_two_currencies_do_not_mix():
    with pytest.raises(ValueError, match="EUR can't be added to USD"):
        Money(1, "USD") + Money(1, "EUR")


def test_people_see_it_as_they_write_it():
    assert Money(123450, "USD").format("en") == "$1,234.50"
    assert Money(500, "JPY").format("en") == "¥500"


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=4))
def test_rounding_is_half_away_from_zero(value: Decimal):
    rounded = round_half_up(value)
    assert abs(Decimal(rounded) - value) <= Decimal("0.5")
    if abs(value - int(value)) == Decimal("0.5"):
        assert abs(rounded) > abs(int(value))


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["0.5", "-0.5", "1.5", "2.5", "-2.5", "2.4999", "1000000.5"])
def test_the_database_rounds_the_same_way(text: str):
    [row] = select("SELECT round(%(value)s::numeric)::bigint AS rounded", {"value": text})
    assert row["rounded"] == round_half_up(Decimal(text))


def test_minor_digits_are_those_of_the_currency():
    assert [minor_digits(currency) for currency in ("USD", "JPY", "KWD")] == [2, 0, 3]
