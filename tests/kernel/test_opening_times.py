"""Opening times: what a line says, whether it is open, and hours that pass while it is."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from hearthline.design.opening import hours_text, opening_text
from hearthline.kernel.clock import provider_zone
from hearthline.kernel.opening_times import UnableToReadOpeningTimes, read_opening_times

OFFICE = "Mon-Fri 8-18; Sat 9:30-12"


def at(day: int, hour: int, minute: int = 0, month: int = 3) -> datetime:
    """A moment by the provider's clock; March 16, 2026 is a Monday."""
    return datetime(2026, month, day, hour, minute, tzinfo=provider_zone()).astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "is_open", "changes"),
    [
        (at(16, 7, 59), False, at(16, 8)),
        (at(16, 8), True, at(16, 18)),
        (at(16, 17, 59), True, at(16, 18)),
        (at(16, 18), False, at(17, 8)),
        (at(20, 20), False, at(21, 9, 30)),
        (at(21, 10), True, at(21, 12)),
        (at(22, 10), False, at(23, 8)),
    ],
)
def test_open_or_not_and_until_when(now: datetime, is_open: bool, changes: datetime):  # noqa: FBT001
    found = read_opening_times(OFFICE).at(now)
    assert (found.is_open, found.changes_at) == (is_open, changes)


@pytest.mark.parametrize(
    ("text", "weekday", "spans"),
    [
        ("Sat-Mon 10-12", 6, ((600, 720),)),
        ("Mon,Wed 8-12,13-17", 2, ((480, 720), (780, 1020))),
        ("Mon-Sun 0-24; Sun closed", 6, ()),
        ("monday - friday 7:30 - 24", 4, ((450, 1440),)),
        ("", 0, ()),
    ],
)
def test_what_a_line_says(text: str, weekday: int, spans: Any):
    assert read_opening_times(text).spans[weekday] == spans


@pytest.mark.parametrize(
    "text",
    ["9 to 5", "Mon-Fri", "Mon 8-7", "Mon 8-8", "Mon 8-25", "Mon 8:60-9", "Moon 8-9",
     "Mon-Tue-Wed 8-9", "Mon 8-12,11-13", "Mon 8-18 Sat 9-12", "8-18"],
)  # fmt: skip
def test_what_is_no_line_is_said(text: str):
    with pytest.raises(UnableToReadOpeningTimes):
        read_opening_times(text)


def test_around_the_clock_never_changes():
    found = read_opening_times("Mon-Sun 0-24").at(at(16, 3))
    assert (found.is_open, found.changes_at) == (True, None)
    closed = read_opening_times("").at(at(16, 3))
    assert (closed.is_open, closed.changes_at) == (False, None)


def test_closed_days_are_left_out():
    times = read_opening_times(OFFICE, (date(2026, 3, 16),))
    assert times.at(at(16, 10)).changes_at == at(17, 8)
    assert times.after(at(13, 17), 2) == at(14, 10, 30)


@pytest.mark.parametrize(
    ("now", "hours", "by"),
    [
        (at(16, 9), 4, at(16, 13)),
        (at(16, 16), 4, at(17, 10)),
        (at(20, 16), 4, at(21, 11, 30)),
        (at(22, 3), 1, at(23, 9)),
        (at(16, 3), 0, at(16, 8)),
    ],
)
def test_hours_pass_while_it_is_open(now: datetime, hours: int, by: datetime):
    assert read_opening_times(OFFICE).after(now, hours) == by


def test_without_hours_time_just_passes():
    assert read_opening_times("").after(at(16, 3), 5) == at(16, 3) + timedelta(hours=5)


def test_the_day_the_clocks_change_has_an_hour_less():
    # March 8, 2026: two o'clock does not exist in Chicago.
    night = read_opening_times("Sun 0-6")
    assert night.after(at(8, 0), 5) == at(8, 6)


@given(
    minutes=st.integers(0, 2 * 365 * 24 * 60),
    hours=st.integers(1, 60),
)
def test_what_is_expected_lies_within_opening_times(minutes: int, hours: int):
    start = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    times = read_opening_times(OFFICE)
    by = times.after(start, hours)
    assert by - start >= timedelta(hours=hours)
    assert times.at(by - timedelta(microseconds=1)).is_open


@pytest.mark.parametrize(
    ("language", "hours", "words"),
    [
        ("en", OFFICE, "Mon\N{EN DASH}Fri 8:00"),
        ("es", OFFICE, "lun\N{EN DASH}vie 8:00"),
        ("en", "Mon-Sun 0-24", "Mon\N{EN DASH}Sun all day"),
        ("en", "9 to 5, mostly", "9 to 5, mostly"),
    ],
)
def test_hours_as_people_say_them(settings: Any, language: str, hours: str, words: str):
    settings.PROVIDER_HOURS = hours
    with translation.override(language):
        assert hours_text().startswith(words)


@pytest.mark.parametrize(
    ("now", "words"),
    [
        (at(16, 9), "there now, until 6:00"),
        (at(16, 7), "open today at 8:00"),
        (at(20, 19), "open again Saturday at 9:30"),
    ],
)
def test_whether_somebody_is_there(now: datetime, words: str):
    assert words in opening_text(read_opening_times(OFFICE), now)
