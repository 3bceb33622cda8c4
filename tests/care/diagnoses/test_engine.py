"""A diagnosis runs each step once, goes on where it was, and never strands anybody."""

import threading
import time
from datetime import timedelta
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction

from hearthline.care import checking
from hearthline.care.checking import registry
from hearthline.care.models import Diagnosis, DiagnosisStep, FlowVersion
from hearthline.care.operations import (
    UnableToDiagnose,
    advance_diagnosis,
    answer_question,
    end_in_ticket,
    go_on,
    leave_diagnosis,
    start_diagnosis,
)
from hearthline.care.queries import diagnosis_now
from tests import factories
from tests.care.diagnoses.conftest import Desk
from tests.care.diagnoses.network import Network
from tests.conftest import NOW, make_cast

CLOSED = {"access", "tv", "voice"}


@pytest.fixture
def real_desk(committed: str, monkeypatch: Any) -> Desk:
    """On a database that commits, for threads."""
    network = Network()
    network.install(monkeypatch)
    cast = make_cast()
    network.give(cast.home.pk, number=1)
    return Desk(cast, network)


def in_threads(*jobs: Any) -> list[BaseException]:
    errors: list[BaseException] = []

    def run(job: Any) -> None:
        try:
            job()
        except BaseException as error:  # noqa: BLE001 - handed to the test
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return errors


# -- Once ------------------------------------------------------------------------------------------
def test_eight_at_once_run_a_step_once(real_desk):
    desk = real_desk
    token = desk.start("internet")
    while desk.look(token).title != "Your connection":
        desk.advance(token)
    position = desk.look(token).position
    assert in_threads(*[lambda: desk.advance(token, position)] * 8) == []
    assert desk.network.asked == ["refresh"]
    assert desk.look(token).position == position + 1


def test_no_transaction_is_open_while_a_system_is_asked(real_desk, monkeypatch):
    desk = real_desk
    seen = []
    registered = checking.CHECKS["session_up"]

    def look(case: Any) -> Any:
        seen.append(connection.in_atomic_block)
        return registered.run(case)

    monkeypatch.setitem(
        checking.CHECKS,
        "session_up",
        registry.Registered(look, registered.results, registered.asks),
    )
    desk.run(desk.start("internet"))
    assert seen == [False]


def test_starting_eight_times_at_once_begins_one(real_desk):
    tokens: list[str] = []
    desk = real_desk
    assert in_threads(*[lambda: tokens.append(desk.start("internet"))] * 8) == []
    assert len(set(tokens)) == 1
    assert Diagnosis.objects.count() == 1


def test_eight_tickets_at_once_are_one(real_desk):
    desk = real_desk
    token = desk.start("internet")
    numbers: list[str] = []

    def ask() -> None:
        numbers.append(
            end_in_ticket(
                account_id=desk.cast.home.pk, user_id=desk.cast.alice.pk, token=token, now=NOW
            )
        )

    assert in_threads(*[ask] * 8) == []
    assert set(numbers) == {"700000001"}
    assert len(desk.network.tickets) == 1


def test_an_answer_sent_twice_counts_once(desk):
    token = desk.start("internet")
    asked = desk.run(token)
    desk.answer(token, "all", asked.position)
    desk.answer(token, "one", asked.position)
    assert desk.nodes(token)[-1] == "devices"
    assert desk.look(token).title == "Beside the router"


def test_an_old_page_changes_nothing(desk):
    token = desk.start("internet")
    assert desk.advance(token, 0)
    assert not desk.advance(token, 0)
    assert not desk.advance(token, 7)
    assert desk.look(token).position == 1


# -- Killed in between -----------------------------------------------------------------------------
class Killed(BaseException):
    pass


def kill_in(monkeypatch: Any, kind: dict[str, Any], name: str, *, after: bool) -> None:
    registered = kind[name]

    def die(case: Any) -> Any:
        if after:
            registered.run(case)
        raise Killed

    monkeypatch.setitem(kind, name, registry.Registered(die, registered.results, registered.asks))


def test_a_check_that_was_killed_is_run_again_once_its_claim_is_over(desk, monkeypatch):
    token = desk.start("internet")
    with monkeypatch.context() as patch:
        kill_in(patch, checking.CHECKS, "known_outage", after=False)
        with pytest.raises(Killed):
            desk.advance(token)
    assert not desk.advance(token), "somebody may still be at it"
    desk.now += timedelta(seconds=31)
    assert desk.advance(token)
    assert desk.nodes(token) == ["outage"]


@pytest.mark.parametrize("after", [False, True])
def test_an_action_that_was_killed_is_never_done_again(desk, network, monkeypatch, after):
    token = desk.start("internet")
    desk.run(token, "all", "same")
    desk.answer(token, "yes")
    with monkeypatch.context() as patch:
        kill_in(patch, checking.ACTIONS, "restart_connection", after=after)
        with pytest.raises(Killed):
            desk.advance(token)
    desk.now += timedelta(seconds=31)
    seen = desk.run(token)
    assert len(network.restarts) == int(after)
    assert seen.state == "ticket"
    assert "interrupted" in seen.steps[-1].words


def test_who_comes_back_too_late_writes_nothing(desk, monkeypatch):
    """A step that took longer than its claim: somebody else went on meanwhile."""
    token = desk.start("internet")
    registered = checking.CHECKS["known_outage"]
    inside: list[int] = []

    def slow(case: Any) -> Any:
        if not inside:
            inside.append(1)
            desk.now += timedelta(seconds=31)
            assert desk.advance(token)
        return registered.run(case)

    monkeypatch.setitem(
        checking.CHECKS, "known_outage", registry.Registered(slow, registered.results, "")
    )
    desk.advance(token)
    assert desk.nodes(token) == ["outage"]


# -- Coming back -----------------------------------------------------------------------------------
def test_starting_again_goes_on_where_it_was(desk):
    token = desk.start("internet")
    asked = desk.run(token, "all")
    desk.now += timedelta(hours=3)
    assert desk.start("internet") == token
    assert desk.look(token) == asked


def test_yesterdays_is_left_and_a_new_one_begun(desk):
    token = desk.start("internet")
    desk.now += timedelta(days=1, minutes=1)
    assert desk.start("internet") != token
    assert desk.look(token).state == "left"


def test_a_wait_goes_on_without_anybody_looking(desk, network):
    network.state = "offline"
    token = desk.start("internet")
    desk.run(token, "off")
    desk.answer(token, "lit")
    desk.now += timedelta(hours=2)
    network.state = "online"
    desk.advance(token)
    assert desk.look(token).state == "asking", "it came back meanwhile"


def test_waiting_asks_no_oftener_than_the_flow_says(desk, network):
    network.state = "offline"
    token = desk.start("internet")
    desk.run(token, "off")
    desk.answer(token, "lit")
    asked = len(network.asked)
    for _ in range(20):
        desk.advance(token)
    assert len(network.asked) == asked
    desk.now += timedelta(seconds=8)
    desk.advance(token)
    assert len(network.asked) == asked + 1


def test_a_running_diagnosis_keeps_its_flow(desk, settings, tmp_path):
    token = desk.start("internet")
    before = desk.look(token)
    from hearthline.care.flows.finding import SHIPPED

    text = (SHIPPED / "internet.toml").read_text()
    changed = text.replace('en = "Outages at your address"', 'en = "Something new"', 1)
    (tmp_path / "internet.toml").write_text(changed.replace('version = "1"', 'version = "2"'))
    settings.FLOWS_DIR = tmp_path
    assert desk.look(token) == before
    leave_diagnosis(
        account_id=desk.cast.home.pk, user_id=desk.cast.alice.pk, token=token, now=desk.now
    )
    assert desk.look(desk.start("internet")).title == "Something new"
    assert FlowVersion.objects.count() == 2


def test_a_broken_flow_of_the_providers_is_left_aside(desk, settings, tmp_path, caplog):
    (tmp_path / "internet.toml").write_text("format = 1\nkind = 'internet'\n")
    settings.FLOWS_DIR = tmp_path
    assert desk.run(desk.start("internet")).state == "asking"
    assert "left aside" in caplog.text


def test_a_flow_once_stored_never_changes(desk):
    desk.start("internet")
    for statement in ("UPDATE care_flowversion SET text = ''", "DELETE FROM care_flowversion"):
        with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


# -- Systems that don't answer ---------------------------------------------------------------------
@pytest.mark.parametrize("kind", ["internet", "tv", "phone"])
def test_with_everything_down_it_still_makes_a_ticket(desk, network, kind):
    network.down = CLOSED
    seen = desk.run(desk.start(kind))
    assert seen.state == "ticket"
    assert len(network.tickets) == 1
    assert "couldn't find this out" in network.tickets[0]["text"]
    unknown = [line for line in seen.steps if line.result == "unknown"]
    assert len(unknown) >= 2


@pytest.mark.parametrize("kind", ["internet", "tv", "phone"])
def test_people_wait_for_each_systems_time_out_once(desk, network, kind):
    network.down, network.hangs_s = CLOSED, 0.3
    token = desk.start(kind)
    began = time.monotonic()
    go_on(account_id=desk.cast.home.pk, user_id=desk.cast.alice.pk, token=token, now=desk.now)
    assert time.monotonic() - began < 0.3 * 2 + 1
    assert desk.look(token).state == "ticket"
    assert len(network.asked) <= 2


def test_a_mistake_in_a_check_strands_nobody(desk, monkeypatch):
    def broken(case: Any) -> Any:
        raise ZeroDivisionError

    for name, registered in list(checking.CHECKS.items()):
        monkeypatch.setitem(
            checking.CHECKS,
            name,
            registry.Registered(broken, registered.results, registered.asks),
        )
    for kind in ("internet", "tv", "phone"):
        assert desk.run(desk.start(kind)).state == "ticket"


def test_a_check_that_is_gone_is_not_known(desk, monkeypatch):
    token = desk.start("internet")
    monkeypatch.delitem(checking.CHECKS, "known_outage")
    desk.advance(token)
    assert desk.look(token).steps[0].result == "unknown"


def test_a_ticket_that_cannot_be_written_is_tried_again(desk, network):
    network.no_tickets = True
    network.down = CLOSED
    token = desk.start("internet")
    seen = desk.run(token)
    assert (seen.state, seen.ticket_number) == ("ticket", "")
    network.no_tickets = False
    number = end_in_ticket(
        account_id=desk.cast.home.pk, user_id=desk.cast.alice.pk, token=token, now=desk.now
    )
    assert number == desk.look(token).ticket_number == "700000001"


def test_what_is_fixed_can_still_become_a_ticket(desk, network):
    token = desk.start("internet")
    desk.run(token, "one", "yes")
    assert desk.look(token).state == "fixed"
    end_in_ticket(
        account_id=desk.cast.home.pk, user_id=desk.cast.alice.pk, token=token, now=desk.now
    )
    assert desk.look(token).state == "ticket"


# -- Whose, and how often --------------------------------------------------------------------------
def test_nobody_elses_can_be_touched(desk):
    token = desk.start("internet")
    theirs = {"account_id": desk.cast.other.pk, "user_id": desk.cast.mallory.pk, "now": NOW}
    assert diagnosis_now(account_id=desk.cast.other.pk, token=token, now=NOW) is None
    for touch in (
        lambda: advance_diagnosis(token=token, position=0, **theirs),
        lambda: answer_question(token=token, position=0, answer="yes", **theirs),
        lambda: end_in_ticket(token=token, **theirs),
        lambda: leave_diagnosis(token=token, **theirs),
        lambda: go_on(token=token, **theirs),
    ):
        with pytest.raises(UnableToDiagnose, match="not_found"):
            touch()
    with pytest.raises(UnableToDiagnose, match="not_there"):
        start_diagnosis(kind="internet", subject_id=1, **theirs)
    assert desk.look(token).position == 0


@pytest.mark.parametrize("role", ["viewer", ""])
def test_who_only_looks_does_nothing(desk, role):
    carol = factories.make_user("carol")
    if role:
        factories.make_member(desk.cast.home, carol, role=role)
    token = desk.start("internet")
    hers = {"account_id": desk.cast.home.pk, "user_id": carol.pk, "now": NOW}
    for touch in (
        lambda: start_diagnosis(kind="internet", subject_id=1, **hers),
        lambda: advance_diagnosis(token=token, position=0, **hers),
        lambda: answer_question(token=token, position=0, answer="yes", **hers),
        lambda: end_in_ticket(token=token, **hers),
        lambda: leave_diagnosis(token=token, **hers),
        lambda: go_on(token=token, **hers),
    ):
        with pytest.raises(UnableToDiagnose, match="not_allowed"):
            touch()


@pytest.mark.parametrize(
    ("kind", "subject_id"), [("internet", 2), ("internet", 0), ("tv", 1), ("phone", 9), ("gas", 0)]
)
def test_what_an_account_has_not_is_not_diagnosed(desk, kind, subject_id):
    with pytest.raises(UnableToDiagnose, match="not_there"):
        desk.start(kind, subject_id)


def test_answers_that_there_are_not(desk):
    token = desk.start("internet")
    desk.run(token)
    for nonsense in ("", "yes", "no", "declined", "enough", "all ", "ALL", "\x00"):
        with pytest.raises(UnableToDiagnose, match="not_asked"):
            desk.answer(token, nonsense)
    assert desk.look(token).title == "What doesn't work"


def test_at_most_six_in_an_hour(desk):
    for _ in range(6):
        token = desk.start("internet")
        desk.run(token, "one", "yes")
    with pytest.raises(UnableToDiagnose, match="too_many"):
        desk.start("tv")
    desk.now += timedelta(hours=1, minutes=1)
    assert desk.start("tv")


def test_two_lines_can_be_in_trouble_at_once(desk, network):
    from types import SimpleNamespace

    network.connections[desk.cast.home.pk].append(
        SimpleNamespace(id=7, plan_name="Fiber 100", service_identifier="ONT-7")
    )
    assert desk.start("internet", 1) != desk.start("internet", 7)
    assert DiagnosisStep.objects.count() == 0
