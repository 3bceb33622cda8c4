"""Whether a connection is on: only what was heard lately is known."""

from datetime import timedelta

import pytest

from hearthline.network.errors import UnableToAskNetwork, UnableToFindConnection
from hearthline.network.operations import refresh_connection, sample_usage
from hearthline.network.queries import connection_now, connections_of, drops_between
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def now_of(line, at=NOW):
    return connection_now(line.account_id, line.pk, at)


def test_never_heard_of_is_not_known(line, router):
    sample_usage(now=NOW)
    found = now_of(line)
    assert (found.state, found.since_at, found.address) == ("unknown", None, "")


def test_on_since_its_session_began_at_its_plans_speed(line, router):
    router.start(line.username, "s1", NOW - 3 * MINUTE)
    sample_usage(now=NOW)
    found = now_of(line)
    assert (found.state, found.since_at) == ("online", NOW - 3 * MINUTE)
    assert (found.address, found.download_mbps, found.upload_mbps) == ("100.64.0.7", 600, 300)


@pytest.mark.parametrize(
    ("minutes", "state"), [(14, "online"), (15, "online"), (16, "unknown"), (5000, "unknown")]
)
def test_three_intervals_without_a_word_and_it_is_not_known(minutes, state, line, router):
    router.start(line.username, "s1", NOW - 60 * MINUTE)
    router.update(line.username, "s1", NOW, down=1, up=1)
    sample_usage(now=NOW)
    later = NOW + minutes * MINUTE
    sample_usage(now=later)
    found = now_of(line, later)
    assert found.state == state
    assert found.last_heard_at == NOW
    assert (found.address == "") is (state == "unknown")


def test_off_since_it_ended(line, router):
    router.start(line.username, "s1", NOW - 60 * MINUTE)
    router.stop(line.username, "s1", NOW - 5 * MINUTE)
    sample_usage(now=NOW)
    found = now_of(line)
    assert (found.state, found.since_at, found.end_cause) == ("offline", NOW - 5 * MINUTE, "lost")


def test_off_is_not_known_either_when_nobody_has_looked(line, router, settings):
    """The access system has been away since: the line may be back."""
    router.start(line.username, "s1", NOW - 60 * MINUTE)
    router.stop(line.username, "s1", NOW - 5 * MINUTE)
    sample_usage(now=NOW)
    assert now_of(line, NOW + 15 * MINUTE).state == "offline"
    assert now_of(line, NOW + 16 * MINUTE).state == "unknown"
    refresh_connection(connection_id=line.pk, now=NOW + 16 * MINUTE)
    assert now_of(line, NOW + 16 * MINUTE).state == "offline"


def test_asking_live_needs_no_sampling(line, router):
    router.start(line.username, "s1", NOW - 3 * MINUTE)
    refresh_connection(connection_id=line.pk, now=NOW)
    assert now_of(line).state == "online"


def test_asking_live_where_nobody_answers(line, radius, settings):
    settings.RADIUS_DATABASE_URL = "postgresql://nobody@127.0.0.1:9/radius"
    with pytest.raises(UnableToAskNetwork):
        refresh_connection(connection_id=line.pk, now=NOW)


def test_an_end_that_was_never_told_is_a_drop_once_another_session_followed(line, router):
    router.start(line.username, "s1", NOW - 60 * MINUTE)
    router.update(line.username, "s1", NOW - 50 * MINUTE, down=1, up=1)
    router.start(line.username, "s2", NOW - 20 * MINUTE)
    router.update(line.username, "s2", NOW - 2 * MINUTE, down=1, up=1)
    sample_usage(now=NOW)
    assert now_of(line).since_at == NOW - 20 * MINUTE
    (drop,) = drops_between(line.pk, NOW - timedelta(days=1), NOW)
    assert (drop.at, drop.back_at) == (NOW - 50 * MINUTE, NOW - 20 * MINUTE)


def test_a_restart_that_was_asked_for_is_no_drop(line, router):
    router.start(line.username, "s1", NOW - 60 * MINUTE)
    router.stop(line.username, "s1", NOW - 20 * MINUTE, cause="Admin-Reset")
    router.start(line.username, "s2", NOW - 19 * MINUTE)
    router.stop(line.username, "s2", NOW - 9 * MINUTE, cause="Lost-Carrier")
    sample_usage(now=NOW)
    (drop,) = drops_between(line.pk, NOW - timedelta(days=1), NOW)
    assert (drop.at, drop.back_at, drop.cause) == (NOW - 9 * MINUTE, None, "lost")


def test_a_line_that_nobody_ever_heard_of_has_no_drops(line):
    assert drops_between(line.pk, NOW - timedelta(days=1), NOW) == ()


def test_a_connection_whose_service_ended_is_gone(line):
    line.ended_at = NOW
    line.save()
    assert connections_of(line.account_id) == ()


def test_what_is_not_yours_does_not_exist(line, cast):
    assert connections_of(cast.other.pk) == ()
    for connection_id in (line.pk, 987_654):
        with pytest.raises(UnableToFindConnection):
            connection_now(cast.other.pk, connection_id, NOW)
