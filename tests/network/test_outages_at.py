"""What an account and the public are shown: theirs, in their language, and nothing of others."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from hearthline.network.queries import outage_of, outages_at, status_now
from hearthline.network.scope import OutageScope
from tests import factories
from tests.conftest import NOW
from tests.network.posting import post

pytestmark = pytest.mark.django_db


def test_down_first_then_what_is_planned(cast):
    soon = NOW + timedelta(days=2)
    planned = post(kind="maintenance", started_at=soon, estimate_at=soon + timedelta(hours=2))
    down = post()
    with CaptureQueriesContext(connection) as seen:
        found = outages_at(account_id=cast.home.pk, now=NOW)
    assert [line.number for line in found] == [down, planned]
    assert len(seen) == 1


def test_another_s_does_not_exist_for_me(cast):
    number = post(scope=OutageScope("list", lines=("ALICE-1",)))
    assert outage_of(account_id=cast.home.pk, number=number, now=NOW)
    assert outage_of(account_id=cast.other.pk, number=number, now=NOW) is None
    assert outage_of(account_id=cast.home.pk, number="", now=NOW) is None
    assert outages_at(account_id=cast.other.pk, now=NOW) == ()


def test_in_the_reader_s_language_or_in_english(cast):
    post(text_es="")
    with translation.override("es"):
        (line,) = outages_at(account_id=cast.home.pk, now=NOW)
        assert (str(line.title), line.title.lang) == ("No hay internet", "es")
        assert (str(line.text), line.text.lang) == ("We look why.", "en")
    assert str(line.title) == "Internet is down"


def test_status_by_place_in_one_query(cast):
    factories.make_account(city="Kettle Creek", postal_code="00415")
    here = post()
    there = post(scope=OutageScope("area", lines=("Kettle Creek",)))
    with CaptureQueriesContext(connection) as seen:
        found = status_now(postal_code="00415", now=NOW)
    assert len(seen) == 1
    assert [line.number for line in found.active] == [there]
    assert [str(place) for place in found.active[0].places] == ["Kettle Creek 00415"]
    assert {line.number for line in status_now(postal_code="", now=NOW).active} == {here, there}
    assert status_now(postal_code="99999", now=NOW).is_well


def test_status_shows_what_is_planned_soon_and_over_lately(cast):
    def work(days):
        starts = NOW + timedelta(days=days)
        return post(kind="maintenance", started_at=starts, estimate_at=starts + timedelta(hours=2))

    work(40)
    soon = work(7)
    found = status_now(postal_code="", now=NOW)
    assert [line.number for line in found.planned] == [soon]
    assert found.is_well
    after = NOW + timedelta(days=7, hours=3)
    assert [line.number for line in status_now(postal_code="", now=after).over] == [soon]
    assert status_now(postal_code="", now=after + timedelta(days=1)).over == ()
