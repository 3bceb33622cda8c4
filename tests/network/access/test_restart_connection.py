"""A restart: the session is ended, the router makes a new one; asked of a real FreeRADIUS."""

from datetime import timedelta

import pytest

from hearthline.network.errors import UnableToFindConnection, UnableToRestart
from hearthline.network.models import Restart
from hearthline.network.operations import finish_restarts, restart_connection, restart_progress
from hearthline.network.queries import restarts_of
from tests import factories
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)


@pytest.fixture
def live(line, router):
    router.start(line.username, "s1", NOW - 10 * MINUTE)
    router.update(line.username, "s1", NOW - MINUTE, down=1, up=1)
    return line


def restart(line, cast, at=NOW):
    return restart_connection(
        account_id=line.account_id, connection_id=line.pk, user_id=cast.alice.pk, now=at
    )


def progress(line, restart_id, at):
    return restart_progress(account_id=line.account_id, restart_id=restart_id, now=at)


def test_done_when_the_new_session_is_there(live, cast, router):
    restart_id = restart(live, cast)
    assert [kind for kind, *_ in router.radius.told()] == ["Disconnect-Request"]
    assert progress(live, restart_id, NOW + SECOND).state == "waiting"
    router.stop(live.username, "s1", NOW + 2 * SECOND, cause="Admin-Reset")
    assert progress(live, restart_id, NOW + 3 * SECOND).state == "waiting"
    router.start(live.username, "s2", NOW + 20 * SECOND)
    found = progress(live, restart_id, NOW + 21 * SECOND)
    assert (found.state, found.back_at) == ("done", NOW + 20 * SECOND)
    (line,) = restarts_of(live.pk)
    assert (line.by, line.state, line.took_s) == ("alice", "done", 20)


def test_the_old_session_going_on_is_no_new_one(live, cast, router):
    restart_id = restart(live, cast)
    router.update(live.username, "s1", NOW + MINUTE, down=2, up=2)
    assert progress(live, restart_id, NOW + 2 * MINUTE).state == "waiting"
    found = progress(live, restart_id, NOW + 3 * MINUTE)
    assert (found.state, found.why) == ("failed", "no_new_session")


def test_a_new_session_whose_predecessor_was_never_ended(live, cast, router):
    restart_id = restart(live, cast)
    router.start(live.username, "s2", NOW + 20 * SECOND)
    assert progress(live, restart_id, NOW + 21 * SECOND).state == "done"


def test_nothing_on_nothing_to_restart(line, cast, router):
    found = progress(line, restart(line, cast), NOW)
    assert (found.state, found.why) == ("failed", "no_session")


@pytest.mark.parametrize(("answer", "why"), [("no", "refused"), ("gone", "no_session")])
def test_a_router_that_says_no(answer, why, live, cast, radius):
    radius.answers(disconnect=answer)
    found = progress(live, restart(live, cast), NOW)
    assert (found.state, found.why) == ("failed", why)


def test_a_silent_router_is_told_again_and_then_given_up(live, cast, radius):
    radius.answers(disconnect="silent")
    restart_id = restart(live, cast)
    sent = len(radius.told())
    assert progress(live, restart_id, NOW + SECOND).state == "waiting"
    assert len(radius.told()) == sent, "not hammered"
    radius.answers()
    assert progress(live, restart_id, NOW + 11 * SECOND).was_sent
    radius.answers(disconnect="silent")
    Restart.objects.update(sent_at=None)
    found = progress(live, restart_id, NOW + 61 * SECOND)
    assert (found.state, found.why) == ("failed", "no_answer")


def test_told_without_an_answer_but_done(live, cast, router):
    """The router ended the session; its word that it did was lost."""
    router.radius.answers(disconnect="silent")
    restart_id = restart(live, cast)
    router.stop(live.username, "s1", NOW + SECOND, cause="Admin-Reset")
    router.start(live.username, "s2", NOW + 5 * SECOND)
    sent = len(router.radius.told())
    assert progress(live, restart_id, NOW + 11 * SECOND).state == "done"
    assert len(router.radius.told()) == sent, "the new session is left alone"


def test_a_database_that_is_away_fails_in_the_end(live, cast, radius, settings):
    settings.RADIUS_DATABASE_URL = "postgresql://nobody@127.0.0.1:9/radius"
    restart_id = restart(live, cast)
    assert progress(live, restart_id, NOW + 15 * SECOND).state == "waiting"
    assert progress(live, restart_id, NOW + 61 * SECOND).why == "no_answer"


def test_asked_twice_is_one_restart(live, cast, radius):
    assert restart(live, cast) == restart(live, cast, NOW + SECOND)
    assert len(radius.told()) == 1


def test_three_an_hour(live, cast, radius):
    radius.answers(disconnect="gone")
    for minutes in range(3):
        restart(live, cast, NOW + minutes * MINUTE)
    with pytest.raises(UnableToRestart) as refused:
        restart(live, cast, NOW + 59 * MINUTE)
    assert refused.value.reason == "too_often"
    restart(live, cast, NOW + 60 * MINUTE)


def test_nobody_watching_it_is_finished_all_the_same(live, cast, router):
    restart_id = restart(live, cast)
    router.start(live.username, "s2", NOW + 20 * SECOND)
    assert finish_restarts(now=NOW + MINUTE) == 1
    assert Restart.objects.get(pk=restart_id).state == "done"


def test_killed_before_it_was_told_it_is_told_later(live, cast, radius):
    row = Restart.objects.create(
        account=live.account, connection=live, user=cast.alice, asked_at=NOW
    )
    finish_restarts(now=NOW + 30 * SECOND)
    assert [kind for kind, *_ in radius.told()] == ["Disconnect-Request"]
    row.refresh_from_db()
    assert row.sent_at is not None


@pytest.mark.parametrize(
    ("role", "may"), [("owner", True), ("payer", True), ("technician", True), ("viewer", False)]
)
def test_who_may(role, may, live, cast, radius):
    account = live.account
    if role == "owner":
        person = cast.alice
    else:
        person = factories.make_user("pat")
        factories.make_member(account, person, role=role)
    ask = {"account_id": account.pk, "connection_id": live.pk, "user_id": person.pk, "now": NOW}
    if may:
        restart_connection(**ask)
        return
    with pytest.raises(UnableToRestart) as refused:
        restart_connection(**ask)
    assert refused.value.reason == "not_allowed"
    assert radius.told() == []


def test_mallory_finds_nothing_to_restart(live, cast, radius):
    restart_id = restart(live, cast)
    told = len(radius.told())
    for account_id in (cast.other.pk, cast.home.pk):
        with pytest.raises(UnableToRestart) as refused:
            restart_connection(
                account_id=account_id, connection_id=live.pk, user_id=cast.mallory.pk, now=NOW
            )
        assert refused.value.reason == "no_such_connection"
    with pytest.raises(UnableToFindConnection):
        restart_progress(account_id=cast.other.pk, restart_id=restart_id, now=NOW)
    assert len(radius.told()) == told
