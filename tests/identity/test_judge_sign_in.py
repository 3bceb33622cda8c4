"""Which rules hold, and what follows."""

from datetime import timedelta

import pytest

from hearthline.identity.geo import NOWHERE, Whereabouts
from hearthline.identity.risk import Facts, RequestFacts, judge_sign_in
from hearthline.identity.risk.rules import SHIPPED, rules_in
from tests.conftest import NOW

MAPLETON = Whereabouts("US", "Mapleton, Illinois", 40.1, -89.7)
LISBON = Whereabouts("PT", "Lisbon", 38.7, -9.1)
HOME = Facts(
    is_known_browser=True,
    has_signed_in=True,
    countries=frozenset({"US"}),
    last_at=NOW - timedelta(days=3),
    last_country="US",
    last_latitude=40.1,
    last_longitude=-89.7,
)


def judge(facts, *, where=MAPLETON, method="password", is_breached=False, now=NOW):
    said = RequestFacts(b"x" * 32, "Firefox, Windows", where, b"", is_breached, facts)
    return judge_sign_in(
        user_id=1, method=method, request_facts=said, now=now, rules=rules_in(SHIPPED)
    )


def facts(**other: object):
    return Facts(**{name: getattr(HOME, name) for name in HOME.__slots__} | other)


@pytest.mark.parametrize("where", [MAPLETON, LISBON, NOWHERE])
def test_the_first_sign_in_is_never_unusual(where):
    assert judge(Facts(), where=where).score == 0


def test_at_home_nothing_is_unusual():
    assert judge(HOME) == judge(HOME, where=NOWHERE)
    assert judge(HOME).reasons == ()


def test_a_new_browser_is_told_and_opens():
    found = judge(facts(is_known_browser=False))
    assert found.reasons == ("new_device",)
    assert (found.is_told, found.needs_second_step) == (True, False)


def test_a_new_browser_in_a_new_country_needs_a_second_step():
    found = judge(facts(is_known_browser=False), where=LISBON)
    assert found.reasons == ("new_device", "new_country")
    assert found.needs_second_step


def test_a_country_known_from_another_browser_is_not_new():
    assert judge(facts(countries=frozenset({"US", "PT"})), where=LISBON).reasons == ()


def test_an_unknown_place_is_no_new_country():
    assert "new_country" not in judge(HOME, where=NOWHERE).reasons
    somewhere = facts(countries=frozenset(), last_country="")
    assert "new_country" not in judge(somewhere, where=LISBON).reasons


@pytest.mark.parametrize(
    ("hours", "holds"), [(0, True), (1, True), (7, True), (8, False), (-1, True)]
)
def test_travel(hours, holds):
    """Mapleton and Lisbon are some 6,700 km apart: seven and a half hours at 900 km/h."""
    found = judge(facts(last_at=NOW - timedelta(hours=hours)), where=LISBON)
    assert ("impossible_travel" in found.reasons) is holds
    assert found.needs_second_step is holds


def test_short_ways_are_errors_of_the_database():
    next_town = Whereabouts("US", "Springfield, Illinois", 39.8, -89.6)
    assert judge(facts(last_at=NOW), where=next_town).reasons == ()


@pytest.mark.parametrize(("failures", "holds"), [(7, False), (8, True), (64, True)])
def test_many_failures(failures, holds):
    assert ("many_failures" in judge(facts(failures=failures)).reasons) is holds


@pytest.mark.parametrize(("failures", "holds"), [(7, False), (8, True)])
def test_attacking_network(failures, holds):
    assert ("attacking_network" in judge(facts(network_failures=failures)).reasons) is holds


def test_breached_password():
    assert judge(HOME, is_breached=True).reasons == ("breached_password",)


@pytest.mark.parametrize(("hours", "holds"), [(1, True), (25, False)])
def test_after_a_reset_in_a_new_browser(hours, holds):
    after = facts(is_known_browser=False, reset_at=NOW - timedelta(hours=hours))
    assert ("after_reset" in judge(after).reasons) is holds
    assert "after_reset" not in judge(after, method="passkey").reasons
    assert judge(facts(reset_at=NOW)).reasons == ()


@pytest.mark.parametrize(("hour", "holds"), [(5, False), (6, True), (9, True), (10, False)])
def test_odd_hours_are_the_providers(hour, holds):
    """From 1 to 5 in Chicago, in the middle of March: from 6 to 10 UTC."""
    found = judge(facts(is_known_browser=False), now=NOW.replace(hour=hour, minute=30))
    assert ("odd_hour" in found.reasons) is holds
