"""A plan's group, put into FreeRADIUS and into the live session."""

import time
from datetime import timedelta
from pathlib import Path

import pytest

from hearthline.network.errors import NetworkRefused, NetworkUnavailable
from hearthline.network.operations import (
    follow_suspensions,
    groups_that_differ,
    put_access_group,
    recent_refusals,
    reconcile_network,
    restrict_connections,
    sample_usage,
)
from tests.conftest import NOW
from tests.queued import run_jobs

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def live(line, router):
    """alice is connected."""
    router.radius.add_user(line.username)
    put_access_group(connection_id=line.pk, now=NOW)
    router.start(line.username, "s1", NOW - 10 * MINUTE)
    router.update(line.username, "s1", NOW - MINUTE, down=1, up=1)
    return line


def groups(radius, line):
    return radius.rows("SELECT groupname FROM radusergroup WHERE username = %s", line.username)


def test_a_new_session_gets_the_plans_profile(live, radius):
    told = radius.sign_in(live.username)
    assert told is not None
    assert told["Filter-Id"] == "home-600"
    assert told["Mikrotik-Rate-Limit"] == "300M/600M"


def test_a_plan_change_reaches_the_live_session(live, radius):
    live.group = "home-300"
    live.save()
    begun = time.monotonic()
    assert put_access_group(connection_id=live.pk, now=NOW) == "changed"
    assert time.monotonic() - begun < 5
    assert radius.told() == [("CoA-Request", live.username, "s1", "home-300")]
    assert groups(radius, live) == [("home-300",)]


@pytest.mark.parametrize("answer", ["no", "silent"])
def test_a_router_that_cannot_change_a_session_ends_it(answer, live, radius):
    radius.answers(coa=answer)
    live.group = "home-300"
    live.save()
    begun = time.monotonic()
    assert put_access_group(connection_id=live.pk, now=NOW) == "reconnecting"
    assert time.monotonic() - begun < 5
    kinds = [kind for kind, *_ in radius.told()]
    assert kinds[-1] == "Disconnect-Request"
    assert set(kinds[:-1]) == {"CoA-Request"}


def test_a_router_that_says_nothing_at_all_is_asked_again_later(live, radius):
    radius.answers(coa="silent", disconnect="silent")
    with pytest.raises(NetworkUnavailable):
        put_access_group(connection_id=live.pk, now=NOW)
    assert groups(radius, live) == [("home-600",)], "the next session has it all the same"


def test_a_router_that_will_not_is_for_a_person(live, radius):
    radius.answers(coa="no", disconnect="no")
    with pytest.raises(NetworkRefused):
        put_access_group(connection_id=live.pk, now=NOW)


def test_a_session_that_its_router_does_not_know_is_over(live, radius):
    radius.answers(coa="gone")
    assert put_access_group(connection_id=live.pk, now=NOW) == "nothing_live"


def test_a_group_whose_speeds_we_cannot_say_ends_the_session(live, radius):
    """An attribute of a maker that we have no name for: sign-in tells it, CoA can't."""
    radius.rows(
        "INSERT INTO radgroupreply (groupname, attribute, op, value)"
        " VALUES ('odd', 'Odd-Maker-Speed', ':=', '5')"
    )
    live.group = "odd"
    live.save()
    try:
        assert put_access_group(connection_id=live.pk, now=NOW) == "reconnecting"
    finally:
        radius.rows("DELETE FROM radgroupreply WHERE groupname = 'odd'")
    assert [kind for kind, *_ in radius.told()] == ["Disconnect-Request"]


def test_twice_is_once(live, radius):
    for _ in range(2):
        assert put_access_group(connection_id=live.pk, now=NOW) == "changed"
    assert groups(radius, live) == [("home-600",)]


def test_groups_from_before_us_give_way(line, radius):
    for group in ("home-100", "home-600", "legacy"):
        radius.rows(
            "INSERT INTO radusergroup (username, groupname) VALUES (%s, %s)", line.username, group
        )
    put_access_group(connection_id=line.pk, now=NOW)
    assert groups(radius, line) == [("home-600",)]


def test_a_plan_without_a_group_is_for_a_person(line, radius):
    line.group = ""
    line.save()
    with pytest.raises(NetworkRefused):
        put_access_group(connection_id=line.pk, now=NOW)


def test_without_an_access_system_it_is_for_a_person(line, settings):
    settings.ACCESS_ADAPTER = ""
    with pytest.raises(NetworkRefused):
        put_access_group(connection_id=line.pk, now=NOW)


def test_a_restricted_line_is_in_the_walled_garden_and_comes_back(live, radius):
    account = live.account
    account.status = "suspended"
    account.save()
    assert follow_suspensions(now=NOW, spared=[account.pk]) == 0  # it keeps an arrangement
    assert follow_suspensions(now=NOW) == 1
    assert follow_suspensions(now=NOW, spared=[account.pk]) == 0
    assert follow_suspensions(now=NOW) == 0
    assert run_jobs("run_provisioning_step") == ["run_provisioning_step"]
    assert radius.told()[-1] == ("CoA-Request", live.username, "s1", "pay-page-only")
    told = radius.sign_in(live.username)
    assert told is not None, "it connects, so that it can pay"
    assert told["Filter-Id"] == "pay-page-only"

    account.status = "active"
    account.save()
    assert follow_suspensions(now=NOW) == 1
    run_jobs("run_provisioning_step")
    assert radius.told()[-1] == ("CoA-Request", live.username, "s1", "home-600")
    again = radius.sign_in(live.username)
    assert again is not None
    assert again["Filter-Id"] == "home-600"


def test_restricting_twice_tells_once(line, cast):
    for _ in range(2):
        restrict_connections(account_id=cast.home.pk, is_restricted=True, now=NOW)
    assert run_jobs("run_provisioning_step") == ["run_provisioning_step"]


def test_groups_that_differ_are_found_and_put_right(live, radius):
    assert groups_that_differ(now=NOW, most=10) == []
    radius.rows("UPDATE radusergroup SET groupname = 'home-100'")
    (found,) = groups_that_differ(now=NOW, most=10)
    assert (found["subject_id"], found["wanted"], found["found"]) == (
        live.pk,
        "home-600",
        "home-100",
    )
    reconcile_network(now=NOW)
    run_jobs("run_provisioning_step")
    assert groups_that_differ(now=NOW, most=10) == []


def test_the_rights_that_the_docs_ask_for_are_enough(live, radius, settings):
    text = (Path(__file__).parents[3] / "docs" / "network.md").read_text()
    grants = [line for line in text.splitlines() if line.startswith("GRANT")]
    assert len(grants) == 3
    radius.rows(
        "DO $$ BEGIN CREATE ROLE hearthline LOGIN; EXCEPTION WHEN duplicate_object THEN END $$"
    )
    for grant in grants:
        radius.rows(grant)
    settings.RADIUS_DATABASE_URL = radius.url.replace("hearthline_owner@", "hearthline@")
    live.group = "home-300"
    live.save()
    assert put_access_group(connection_id=live.pk, now=NOW) == "changed"
    assert groups(radius, live) == [("home-300",)]
    assert sample_usage(now=NOW).access_answers
    assert recent_refusals(connection_id=live.pk, since=NOW, now=NOW) == ()
    assert groups_that_differ(now=NOW, most=1) == []
