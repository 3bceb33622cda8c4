"""Usage by hour from cumulative counters, with a real FreeRADIUS: counted once, whatever comes."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from hearthline.kernel.clock import start_of_day
from hearthline.network.models import AccessSession, UsageHour
from hearthline.network.operations import sample_usage
from hearthline.network.queries import sessions_between, usage_of_month
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
GB = 10**9
MINUTE = timedelta(minutes=1)


def by_hour(line: Any) -> dict[datetime, tuple[int, int]]:
    return {
        hour.hour_at: (hour.down_bytes, hour.up_bytes)
        for hour in UsageHour.objects.filter(connection=line).order_by("hour_at")
    }


def test_output_octets_are_the_download(line, router, books_are_right):
    router.start(line.username, "s1", NOW - 10 * MINUTE)
    router.update(line.username, "s1", NOW - 5 * MINUTE, down=5 * GB, up=GB)
    sample_usage(now=NOW)
    month = usage_of_month(line.account_id, line.pk, NOW.date(), NOW)
    assert (month.down_bytes, month.up_bytes) == (5 * GB, GB)


def test_counters_are_cumulative(line, router, books_are_right):
    router.start(line.username, "s1", NOW - 20 * MINUTE)
    for minutes, down in ((15, 100), (10, 250), (5, 400)):
        router.update(line.username, "s1", NOW - minutes * MINUTE, down=down, up=down // 10)
        sample_usage(now=NOW - (minutes - 1) * MINUTE)
    router.stop(line.username, "s1", NOW - 4 * MINUTE, down=410, up=41)
    sample_usage(now=NOW)
    assert sum(down for down, _ in by_hour(line).values()) == 410
    assert sum(up for _, up in by_hour(line).values()) == 41


def test_sampling_again_counts_nothing_twice(line, router, books_are_right):
    router.start(line.username, "s1", NOW - 20 * MINUTE)
    router.update(line.username, "s1", NOW - 15 * MINUTE, down=1000, up=10)
    first = sample_usage(now=NOW)
    again = sample_usage(now=NOW)
    assert (first.sessions, again.sessions, again.hours) == (1, 0, 0)
    assert by_hour(line) == {NOW - 60 * MINUTE: (1000, 10)}


def test_what_lies_between_samples_is_spread_and_adds_up(line, router, books_are_right):
    start = NOW.replace(minute=40) - timedelta(hours=4)
    router.start(line.username, "s1", start)
    router.update(line.username, "s1", start + 70 * MINUTE, down=7001, up=71)
    sample_usage(now=NOW)
    hours = by_hour(line)
    assert [down for down, _ in hours.values()] == [2000, 5001]
    assert sum(up for _, up in hours.values()) == 71


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (date(2026, 3, 9), date(2026, 3, 10)),
        (date(2026, 2, 28), date(2026, 3, 1)),
        # On the first of the two the clocks went forward.
        (date(2026, 3, 8), date(2026, 3, 9)),
    ],
    ids=["midnight", "month end", "clock change"],
)
def test_a_session_over_midnight_belongs_to_both_days(first, second, line, router, books_are_right):
    """Midnight of the provider, not of the machine."""
    at = start_of_day(second)
    router.start(line.username, "s1", at - 90 * MINUTE)
    router.update(line.username, "s1", at - 30 * MINUTE, down=600, up=60)
    sample_usage(now=at - 29 * MINUTE)
    # No update for an hour: half of it lies on each side.
    router.update(line.username, "s1", at + 30 * MINUTE, down=1600, up=160)
    sample_usage(now=at + 31 * MINUTE)
    router.stop(line.username, "s1", at + 40 * MINUTE, down=1700, up=170)
    sample_usage(now=at + 60 * MINUTE)
    days = {
        day.day: (day.down_bytes, day.up_bytes)
        for month in {first.replace(day=1), second.replace(day=1)}
        for day in usage_of_month(line.account_id, line.pk, month, at).days
    }
    assert days[first] == (1100, 110)
    assert days[second] == (600, 60)


def test_a_counter_that_restarts_counts_on(line, router, books_are_right):
    router.start(line.username, "s1", NOW - 30 * MINUTE)
    router.update(line.username, "s1", NOW - 25 * MINUTE, down=5000, up=500)
    sample_usage(now=NOW)
    router.update(line.username, "s1", NOW + 5 * MINUTE, down=300, up=30)
    sample_usage(now=NOW + 5 * MINUTE)
    router.update(line.username, "s1", NOW + 10 * MINUTE, down=400, up=40)
    sample_usage(now=NOW + 10 * MINUTE)
    assert sum(down for down, _ in by_hour(line).values()) == 5400
    assert sum(up for _, up in by_hour(line).values()) == 540


def test_more_than_32_bits_of_octets(line, router, books_are_right):
    router.start(line.username, "s1", NOW - 30 * MINUTE)
    router.update(line.username, "s1", NOW - 25 * MINUTE, down=3 * 2**32 + 7, up=2**32)
    sample_usage(now=NOW)
    month = usage_of_month(line.account_id, line.pk, NOW.date(), NOW)
    assert (month.down_bytes, month.up_bytes) == (3 * 2**32 + 7, 2**32)


def test_an_end_told_late_is_still_heard(line, router, books_are_right):
    """The Stop carries a time that sampling has long passed."""
    router.start(line.username, "s1", NOW - 300 * MINUTE)
    router.update(line.username, "s1", NOW - 295 * MINUTE, down=100, up=10)
    sample_usage(now=NOW - 60 * MINUTE)
    router.stop(line.username, "s1", NOW - 290 * MINUTE, down=200, up=20)
    sample_usage(now=NOW)
    session = AccessSession.objects.get()
    assert session.ended_at == NOW - 290 * MINUTE
    assert sum(down for down, _ in by_hour(line).values()) == 200


def test_a_whole_session_told_late_is_found_within_the_hour(line, router, books_are_right):
    """A router had kept it back while FreeRADIUS was away."""
    sample_usage(now=NOW)
    router.start(line.username, "s1", NOW - 120 * MINUTE)
    router.stop(line.username, "s1", NOW - 110 * MINUTE, down=200, up=20)
    assert sample_usage(now=NOW + MINUTE).sessions == 0
    assert sample_usage(now=NOW + 61 * MINUTE).sessions == 1


def test_a_router_ahead_of_time_is_heard_now_at_latest(line, router, books_are_right):
    router.start(line.username, "s1", NOW - 10 * MINUTE)
    router.update(line.username, "s1", NOW + timedelta(days=900), down=100, up=10)
    sample_usage(now=NOW)
    assert AccessSession.objects.get().heard_at == NOW
    assert max(by_hour(line)) <= NOW


def test_sessions_of_nobody_we_know_are_left_alone(line, router, books_are_right):
    router.start("a-stranger", "s1", NOW - 10 * MINUTE)
    router.update("a-stranger", "s1", NOW - 5 * MINUTE, down=100, up=10)
    assert sample_usage(now=NOW).sessions == 0


def test_two_sessions_on_either_side_of_a_drop(line, router, books_are_right):
    router.start(line.username, "s1", NOW - 50 * MINUTE)
    router.stop(line.username, "s1", NOW - 40 * MINUTE, down=100, up=10)
    router.start(line.username, "s2", NOW - 39 * MINUTE)
    router.update(line.username, "s2", NOW - 30 * MINUTE, down=50, up=5)
    sample_usage(now=NOW)
    one, two = sessions_between(line.pk, NOW - timedelta(hours=2), NOW)
    assert (one.is_open, one.end_cause, one.down_bytes) == (False, "lost", 100)
    assert (two.is_open, two.started_at, two.address) == (True, NOW - 39 * MINUTE, "100.64.0.7")


def test_a_database_that_is_not_there_stops_nothing(line, radius, settings, books_are_right):
    settings.RADIUS_DATABASE_URL = "postgresql://nobody@127.0.0.1:9/radius"
    assert sample_usage(now=NOW).access_answers is False
