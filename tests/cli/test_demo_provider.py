"""The demo's provider is the same for the same day, and shows every situation on any day."""

from collections import Counter
from datetime import date, timedelta

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearthline.cli.demo.calendar import BILLING_DAYS, MONTHS, Calendar
from hearthline.cli.demo.catalogue import OFFERS, PRICES
from hearthline.cli.demo.channels import BRINGS, CHANNELS, EXCLUDES, REQUIRES
from hearthline.cli.demo.households import Situation
from hearthline.cli.demo.provider import HOUSEHOLDS, households

DAYS = st.dates(date(2026, 1, 1), date(2031, 12, 31))
A_DAY = date(2026, 3, 16)


@given(DAYS)
def test_thirteen_months_end_today(today):
    calendar = Calendar(today)
    for billing_day in BILLING_DAYS:
        dates = calendar.bill_dates(billing_day)
        assert len(set(dates)) == MONTHS
        assert dates == sorted(dates)
        assert {day.day for day in dates} == {billing_day}
        assert timedelta(0) <= today - dates[-1] < timedelta(days=31)
        assert timedelta(days=365) <= dates[-1] - dates[0] <= timedelta(days=366)


@given(DAYS)
def test_some_billing_day_lies_a_few_days_back(today):
    """What alice owes must be due soon, and one account must have had time to come since."""
    calendar = Calendar(today)
    newest = calendar.newest_first(at_least_days_ago=2)
    ages = [(today - calendar.bill_dates(day)[-1]).days for day in newest]
    assert ages == sorted(ages)
    assert 2 <= ages[0] <= 12
    assert ages[-1] >= 4


@pytest.mark.parametrize("today", [A_DAY, date(2026, 1, 1), date(2028, 2, 29), date(2026, 12, 31)])
def test_same_day_same_households(today):
    homes = households(today)
    assert homes == households(today)
    assert len(homes) == HOUSEHOLDS
    assert len({home.number for home in homes}) == len(homes)
    assert set(Situation) == {home.situation for home in homes}
    for home in homes:
        assert all(service.started <= today for service in home.services)
        assert all(one_off.on <= today for one_off in home.one_offs)


def test_another_day_is_another_history():
    assert households(A_DAY) != households(A_DAY + timedelta(days=1))


def test_nobody_in_it_is_real():
    homes = households(A_DAY)
    assert {home.email.partition("@")[2] for home in homes} == {"", "mail.example"}
    for home in homes:
        assert home.place.postal_code.startswith("00")
        numbers = [home.phone, *(s.identifier for s in home.services if s.plan_code[:5] == "phone")]
        for number in filter(None, numbers):
            assert "55501" in number[-7:]
            assert phonenumbers.is_valid_number(phonenumbers.parse(number))


def test_no_phone_number_belongs_to_two():
    homes = households(A_DAY)
    phones = Counter(
        number
        for home in homes
        for number in {home.phone, *(s.identifier for s in home.services)}
        if number.startswith("+")
    )
    assert phones
    assert max(phones.values()) == 1


def test_every_plan_is_sold_to_somebody_or_can_be_ordered():
    codes = {service.plan_code for home in households(A_DAY) for service in home.services}
    assert codes <= set(PRICES)
    assert {offer.code for offer in OFFERS if offer.offered == "no"} <= codes
    assert len(OFFERS) == len(PRICES)


def test_channels_rules_and_plans_name_each_other():
    channels = {code for code, *_ in CHANNELS}
    assert len(channels) == len({number for _, number, *_ in CHANNELS}) == len(CHANNELS)
    assert {code for codes in BRINGS.values() for code in codes} <= channels
    rules: list[dict[str, tuple[str, ...]]] = [{**REQUIRES}, {**EXCLUDES}]
    named = {code for rule in rules for plan, others in rule.items() for code in (plan, *others)}
    assert named | set(BRINGS) <= set(PRICES)
