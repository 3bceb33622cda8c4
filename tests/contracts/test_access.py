"""What every access system must do, whoever makes it: FreeRADIUS, and the demo's pretend one."""

from datetime import timedelta
from typing import Any

import pytest

from hearthline.network.adapters.access import AccessSystem, access_system
from hearthline.network.adapters.access.simulated import happen
from tests.conftest import NOW
from tests.network.access.conftest import make_line
from tests.network.radius import Radius, Router

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
NAME = "ont-12@maple"


class _Radius:
    """FreeRADIUS with alice connected; what her router does, the test must say."""

    def __init__(self, radius: Radius) -> None:
        self.router = Router(radius)
        radius.add_user(NAME)
        self.router.start(NAME, "s1", NOW - 60 * MINUTE)
        self.router.update(NAME, "s1", NOW - MINUTE, down=9_000, up=500)

    def comes_back(self) -> None:
        self.router.stop(NAME, "s1", NOW, down=9_500, up=501, cause="Admin-Reset")
        self.router.start(NAME, "s2", NOW + timedelta(seconds=4))


class _Simulated:
    """The pretend network, which does it all by itself."""

    def comes_back(self) -> None:
        pass


@pytest.fixture(params=["radius", "simulated"])
def maker(request: Any, cast: Any, settings: Any) -> Any:
    make_line(cast.home, username=NAME)
    if request.param == "radius":
        return _Radius(request.getfixturevalue("radius"))
    settings.ACCESS_ADAPTER = "simulated"
    return _Simulated()


def sessions(system: AccessSystem, since: Any, now: Any, of: Any = None) -> list[Any]:
    return [seen for page in system.sessions(since=since, now=now, of=of) for seen in page]


def test_an_open_session_is_seen_by_name_and_among_what_changed(maker: Any):
    system = access_system()
    (named,) = [seen for seen in sessions(system, NOW, NOW, [NAME]) if not seen.ended_at]
    changed = sessions(system, NOW - 6 * MINUTE, NOW)
    assert named.key in {seen.key for seen in changed}
    assert named.started_at <= named.heard_at <= NOW
    assert named.down_bytes > named.up_bytes > 0
    assert named.address


def test_nobody_asked_for_nothing_is_seen(maker: Any):
    assert sessions(access_system(), NOW, NOW, []) == []
    assert sessions(access_system(), NOW, NOW, ["a-stranger"]) == []


def test_a_group_is_put_and_read_and_may_be_put_again(maker: Any):
    system = access_system()
    for group in ("home-300", "home-600", "home-600"):
        assert system.put_group(NAME, group, now=NOW) in {"changed", "reconnecting"}
        assert system.groups([NAME, "a-stranger"]) == {NAME: (group,)}


def test_the_group_of_a_line_that_is_not_live(maker: Any):
    assert access_system().put_group("a-stranger", "home-300", now=NOW) == "nothing_live"


def test_disconnecting_ends_the_session_and_another_one_follows(maker: Any):
    system = access_system()
    before = {seen.key for seen in sessions(system, NOW, NOW, [NAME]) if not seen.ended_at}
    assert system.disconnect(NAME, now=NOW) == 1
    maker.comes_back()
    later = NOW + timedelta(seconds=10)
    after = sessions(system, NOW - MINUTE, later, [NAME])
    (new,) = [seen for seen in after if not seen.ended_at]
    assert new.key not in before
    assert NOW <= new.started_at <= later
    (old,) = [seen for seen in after if seen.ended_at]
    assert (old.key in before, old.end_cause) == (True, "reset")


def test_nothing_live_nothing_to_disconnect(maker: Any):
    assert access_system().disconnect("a-stranger", now=NOW) == 0


def test_nobody_is_refused_for_nothing(maker: Any):
    assert access_system().refusals_of("a-stranger", since=NOW - MINUTE, now=NOW) == ()


# -- The pretend network's own life ----------------------------------------------------------------


@pytest.fixture
def pretend(cast: Any, settings: Any) -> AccessSystem:
    settings.ACCESS_ADAPTER = "simulated"
    make_line(cast.home, username=NAME)
    return access_system()


def test_the_past_is_the_same_whenever_it_is_asked_about(pretend: AccessSystem):
    happen("flaps", [NAME], at=NOW - timedelta(days=30))
    since = NOW - timedelta(days=8)
    first = {seen.key: seen for seen in sessions(pretend, since, NOW, [NAME]) if seen.ended_at}
    later = {seen.key: seen for seen in sessions(pretend, since, NOW + 999 * MINUTE, [NAME])}
    assert len(first) > 3
    assert all(later[key] == seen for key, seen in first.items())


def test_counters_never_fall(pretend: AccessSystem):
    seen: dict[str, int] = {}
    for minutes in range(0, 3000, 7):
        for one in sessions(pretend, NOW, NOW + minutes * MINUTE, [NAME]):
            assert one.down_bytes >= seen.get(one.key, 0)
            seen[one.key] = one.down_bytes


def test_a_node_that_is_down_takes_its_lines_with_it_and_gives_them_back(pretend: AccessSystem):
    happen("outage", ["MAPLETON-1"], at=NOW)
    during = NOW + 30 * MINUTE
    assert [one for one in sessions(pretend, during, during, [NAME]) if not one.ended_at] == []
    assert pretend.disconnect(NAME, now=during) == 0
    happen("outage_over", ["MAPLETON-1"], at=NOW + 60 * MINUTE)
    after = NOW + 70 * MINUTE
    assert [one for one in sessions(pretend, after, after, [NAME]) if not one.ended_at]


def test_a_line_gone_silent_is_heard_of_no_more(pretend: AccessSystem):
    happen("silent", [NAME], at=NOW)
    later = NOW + timedelta(days=2)
    (one,) = [one for one in sessions(pretend, later, later, [NAME]) if not one.ended_at]
    assert one.heard_at <= NOW


def test_it_refuses_to_be_a_real_providers_network(settings: Any):
    from django.core.exceptions import ImproperlyConfigured

    settings.ACCESS_ADAPTER, settings.DEMO = "simulated", False
    with pytest.raises(ImproperlyConfigured):
        access_system()
    settings.ACCESS_ADAPTER, settings.RADIUS_DATABASE_URL = "radius", ""
    with pytest.raises(ImproperlyConfigured):
        access_system()
