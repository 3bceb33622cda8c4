"""Money, days and times in the languages of the pages."""

from datetime import UTC, date, datetime

import pytest
from django.template import engines
from django.utils import translation

from hearthline.kernel.money import Money

DAY = date(2026, 12, 5)
MOMENT = datetime(2026, 12, 5, 3, 30, tzinfo=UTC)


def draw(source, **context: object):
    return engines["django"].from_string(source).render(context)


@pytest.mark.parametrize(
    ("language", "minor", "text"),
    [
        ("en", 123450, "$1,234.50"),
        ("en", -1250, "-$12.50"),
        ("en", 0, "$0.00"),
        ("es", 123450, "$1,234.50"),
    ],
)
def test_money_as_the_providers_country_writes_it(language, minor, text):
    with translation.override(language):
        assert draw("{{ due|money }}", due=Money(minor, "USD")) == text


def test_the_country_decides_how_spanish_writes_money(settings):
    settings.PROVIDER_COUNTRY = "ES"
    with translation.override("es"):
        assert draw("{{ due|money }}", due=Money(123450, "EUR")) == "1.234,50\N{NO-BREAK SPACE}€"


def test_no_money_is_no_text():
    assert draw("{{ due|money }}", due=None) == ""


def test_a_bare_number_is_no_money():
    with pytest.raises(AttributeError):
        draw("{{ due|money }}", due=82)


@pytest.mark.parametrize(
    ("language", "shape", "text"),
    [
        ("en", "long", "December 5, 2026"),
        ("en", "medium", "Dec 5, 2026"),
        ("en", "short", "Dec 5"),
        ("en", "weekday", "Saturday, December 5, 2026"),
        ("en", "month", "December 2026"),
        ("es", "long", "5 de diciembre de 2026"),
        ("es", "short", "5 dic"),
        ("es", "weekday", "sábado, 5 de diciembre de 2026"),
        ("es", "month", "diciembre de 2026"),
    ],
)
def test_day(language, shape, text):
    with translation.override(language):
        assert draw("{{ day|day:shape }}", day=DAY, shape=shape) == text


def test_day_of_a_moment_is_the_providers_day():
    assert draw("{{ at|day }}", at=MOMENT) == "December 4, 2026"


@pytest.mark.parametrize(
    ("language", "text"), [("en", "Dec 4, 2026, 9:30 PM"), ("es", "4 dic 2026, 9:30 p.m.")]
)
def test_moment_is_told_at_the_providers_place(language, text):
    with translation.override(language):
        plain = draw("{{ at|moment }}", at=MOMENT)
        for space in ("\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}"):
            plain = plain.replace(space, " ")
        assert plain == text


def test_period_names_both_days_and_a_shared_month_once():
    text = draw("{% ui_period first last %}", first=date(2026, 11, 1), last=date(2026, 11, 30))
    assert text.startswith("Nov 1")
    assert text.endswith("30, 2026")
    assert text.count("Nov") == 1
