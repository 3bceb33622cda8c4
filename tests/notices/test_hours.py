"""Quiet hours and nights: a message never goes inside them, and never later than need be."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearthline.kernel.clock import provider_zone
from hearthline.notices.hours import NIGHT, Hours, may_go_at


def chicago(day: int, hour: int, minute: int = 0, month: int = 3) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=provider_zone()).astimezone(UTC)


def inside(at: datetime, window: tuple[int, int]) -> bool:
    first, last = window
    hour = at.astimezone(provider_zone()).hour
    return first <= hour < last if first < last else hour >= first or hour < last


@pytest.mark.parametrize(
    ("now", "channel", "hours", "goes"),
    [
        (chicago(16, 10), "sms", Hours(), None),
        (chicago(16, 21), "sms", Hours(), chicago(17, 8)),
        (chicago(17, 7, 59), "sms", Hours(), chicago(17, 8)),
        (chicago(17, 8), "sms", Hours(), None),
        (chicago(16, 23), "email", Hours(), None),
        (chicago(16, 23), "email", Hours(22, 7), chicago(17, 7)),
        (chicago(16, 12, 30), "email", Hours(12, 14), chicago(16, 14)),
        (chicago(16, 14), "email", Hours(12, 14), None),
        # The quiet hours end in the night, which ends later.
        (chicago(16, 20), "sms", Hours(19, 23), chicago(17, 8)),
        # The night ends in the quiet hours.
        (chicago(16, 22), "sms", Hours(6, 10), chicago(17, 10)),
        # The clock is put forward at 2 on March 8, 2026, and back at 2 on November 1.
        (chicago(7, 23), "email", Hours(22, 2), datetime(2026, 3, 8, 8, tzinfo=UTC)),
        (chicago(31, 23, month=10), "email", Hours(22, 7), chicago(1, 7, month=11)),
    ],
)
def test_when_it_goes(now, channel, hours, goes):
    assert may_go_at(now=now, channel=channel, hours=hours, is_outage=False) == goes


def test_outage_texts_at_night_for_who_chose_them_only():
    at = chicago(16, 23)
    wants = Hours(22, 7, outage_texts_at_night=True)
    assert may_go_at(now=at, channel="sms", hours=wants, is_outage=True) is None
    assert may_go_at(now=at, channel="sms", hours=wants, is_outage=False) == chicago(17, 8)
    assert may_go_at(now=at, channel="email", hours=wants, is_outage=True) == chicago(17, 7)
    assert may_go_at(now=at, channel="sms", hours=Hours(), is_outage=True) == chicago(17, 8)


@given(
    minutes=st.integers(0, 365 * 24 * 60),
    first=st.integers(0, 23),
    last=st.integers(0, 23),
    channel=st.sampled_from(["email", "sms"]),
)
def test_never_inside_the_hours_and_soon_after(minutes, first, last, channel):
    now = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    if first == last:
        return
    goes = may_go_at(now=now, channel=channel, hours=Hours(first, last), is_outage=False)
    at = goes or now
    windows = [(first, last), *([NIGHT] if channel == "sms" else [])]
    some_hour_is_free = any(
        not any(inside(datetime(2026, 6, 1, hour, tzinfo=provider_zone()), w) for w in windows)
        for hour in range(24)
    )
    if some_hour_is_free:
        assert not any(inside(at, window) for window in windows)
    # Where the two leave no hour of the day, each is waited for twice.
    assert now <= at <= now + timedelta(hours=49 if some_hour_is_free else 72)
    if goes is None:
        assert not any(inside(now, window) for window in windows)
