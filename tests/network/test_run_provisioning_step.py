"""Steps: every failure ends in another try and then with staff; nothing comes out of order."""

from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import transaction

from hearthline.network.adapters.tv.simulated.behaviour import Behaviour
from hearthline.network.adapters.tv.simulated.books import Entry
from hearthline.network.errors import NetworkRefused
from hearthline.network.models import ProvisioningStep, ProvisioningTry, TvService
from hearthline.network.operations import (
    hold_steps,
    run_provisioning_step,
    set_tv_channels,
    want,
)
from hearthline.network.queries import steps_of
from tests.queued import waiting

DAY = timedelta(days=1)
TELLS = "hearthline.network.operations.run_step.tell_system"


def test_a_wish_is_a_step_with_a_job(network: Any):
    step_id = network.give_tv("news", "sports")
    assert waiting() == ["run_provisioning_step"]
    assert network.run(step_id) == "done"
    assert network.has().channels == ("news", "sports")
    service = network.service
    assert service.confirmed_revision == service.revision == 1
    (line,) = steps_of(account_id=network.home.pk, reference="order:1")
    assert (line.state, line.attempts, line.finished_at) == ("done", 1, network.now)


def test_a_wish_that_is_rolled_back_leaves_nothing(network: Any):
    with transaction.atomic():
        network.give_tv("news")
        transaction.set_rollback(True)
    assert waiting() == []
    assert not ProvisioningStep.objects.exists()


def test_nothing_new_is_no_step(network: Any):
    network.run(network.give_tv("news", "sports"))
    again = set_tv_channels(
        account_id=network.home.pk,
        channels=["sports", "news", "news"],
        reference="order:2",
        now=network.now,
    )
    assert again is None


def test_a_step_that_has_not_begun_takes_later_wishes_along(network: Any):
    first = network.give_tv("news")
    assert network.give_tv("news", "films") == first
    assert network.run(first) == "done"
    assert network.has().channels == ("films", "news")


def test_running_it_again_does_nothing(network: Any):
    step_id = network.give_tv("news")
    for _ in range(3):
        assert network.run(step_id, DAY) == "done"
    assert network.tv.books.changes(network.service.subscriber) == [1]


@pytest.mark.parametrize(
    ("behaviour", "error"),
    [
        (Behaviour.DROPS, "tv_no_answer"),
        (Behaviour.HANGS, "tv_no_answer"),
        (Behaviour.FAILS, "tv_failed"),
        (Behaviour.LIES, "tv_not_applied"),
        (Behaviour.HALF, "tv_not_applied"),
    ],
)
def test_trouble_is_tried_again_and_then_handed_to_staff(
    network: Any, settings: Any, behaviour: Behaviour, error: str
):
    if behaviour is Behaviour.HANGS:
        settings.TV_TIMEOUT_S = 0.2
    step_id = network.give_tv("films", "news", "sports", subscriber=f"{behaviour}.alice")
    began = network.now
    assert network.run(step_id) == "waiting"
    assert network.error(step_id) == error
    network.work_for(DAY)
    step = ProvisioningStep.objects.get(pk=step_id)
    assert step.state == "handed_over"
    assert step.last_error == error
    assert 8 < step.attempts < 16
    assert timedelta(minutes=100) < step.handed_over_at - began <= timedelta(hours=2)
    tries = ProvisioningTry.objects.filter(step=step).order_by("number")
    assert {entry.error for entry in tries} == {error}
    gaps = [later - earlier for earlier, later in pairwise(entry.begun_at for entry in tries)]
    assert gaps[:3] == [timedelta(seconds=5), timedelta(seconds=20), timedelta(minutes=1)]


@pytest.mark.parametrize(
    "behaviour", [Behaviour.HANGS_APPLIED, Behaviour.APPLIED_DROPS, Behaviour.GARBLED]
)
def test_a_silence_that_was_heard_is_no_failure(network: Any, settings: Any, behaviour: str):
    settings.TV_TIMEOUT_S = 1.5
    step_id = network.give_tv("news", subscriber=f"{behaviour}.alice")
    assert network.run(step_id) == "done"
    assert network.tv.books.changes(f"{behaviour}.alice") == [1]


def test_a_refusal_goes_to_staff_at_once(network: Any):
    step_id = network.give_tv("news", subscriber="refuses.alice")
    assert network.run(step_id) == "handed_over"
    assert network.error(step_id) == "tv_refused"
    assert ProvisioningStep.objects.get(pk=step_id).attempts == 1


def test_without_a_tv_system_staff_get_it(network: Any, settings: Any):
    settings.TV_ADAPTER = ""
    assert network.run(network.give_tv("news")) == "handed_over"


def test_the_pretend_system_in_production_is_a_matter_for_staff(network: Any, settings: Any):
    settings.DEMO = False
    step_id = network.give_tv("news")
    assert network.run(step_id) == "handed_over"
    assert network.error(step_id) == "not_configured"


def test_it_is_not_tried_before_its_time(network: Any):
    network.tv.books.behave(Behaviour.FAILS)
    step_id = network.give_tv("news")
    network.run(step_id)
    network.tv.books.behave(None)
    assert network.run(step_id, timedelta(seconds=4)) == "waiting"
    assert network.run(step_id, timedelta(seconds=1)) == "done"


def test_a_system_that_comes_back_gets_the_newest_wish(network: Any):
    network.tv.books.behave(Behaviour.DROPS)
    first = network.give_tv("news", reference="order:1")
    network.run(first)
    second = network.give_tv("news", "films", reference="order:2")
    assert first != second
    network.tv.books.behave(None)
    network.work_for(timedelta(minutes=1))
    assert (network.state(first), network.state(second)) == ("done", "done")
    assert network.has() == Entry(network.service.subscriber, 2, ("films", "news"))
    # The first step already told what was wanted when it got through.
    assert network.tv.books.changes(network.service.subscriber) == [2]


def test_a_later_step_waits_for_an_earlier_one(network: Any):
    network.tv.books.behave(Behaviour.FAILS)
    first = network.give_tv("news", reference="order:1")
    network.run(first)
    second = network.give_tv("films", reference="order:2")
    assert network.run(second) == "waiting"
    assert ProvisioningStep.objects.get(pk=second).attempts == 0


def test_what_is_handed_to_staff_holds_nobody_up_and_is_done_by_a_later_one(network: Any):
    first = network.give_tv("news", subscriber="refuses.alice", reference="order:1")
    assert network.run(first) == "handed_over"
    second = network.give_tv("films", reference="order:2")
    TvService.objects.update(subscriber="alice")
    assert network.run(second) == "done"
    assert network.state(first) == "done"


def test_another_household_is_not_held_up(network: Any):
    network.tv.books.behave(Behaviour.FAILS)
    network.run(network.give_tv("news"))
    network.tv.books.behave(None)
    with transaction.atomic():
        hers = set_tv_channels(
            account_id=network.cast.other.pk,
            channels=["news"],
            reference="order:9",
            now=network.now,
        )
    assert hers is not None
    run_provisioning_step(step_id=hers, now=network.now)
    assert network.state(hers) == "done"


def test_a_runner_that_died_gives_its_step_back(network: Any):
    step_id = network.give_tv("news")
    ProvisioningStep.objects.filter(pk=step_id).update(
        state="running", attempts=1, claimed_until_at=network.now + timedelta(minutes=2)
    )
    ProvisioningTry.objects.create(step_id=step_id, number=1, begun_at=network.now)
    assert network.run(step_id, timedelta(minutes=1)) == "running"
    assert network.sweep() == 0
    network.now += timedelta(minutes=1)
    assert network.sweep() == 1
    assert network.run(step_id) == "done"
    errors = ProvisioningTry.objects.filter(step_id=step_id).order_by("number")
    assert [entry.error for entry in errors] == ["broke_off", ""]


def test_a_step_whose_runners_all_die_goes_to_staff(network: Any):
    step_id = network.give_tv("news")
    ProvisioningStep.objects.filter(pk=step_id).update(
        state="running", attempts=9, claimed_until_at=network.now
    )
    assert network.run(step_id, timedelta(hours=3)) == "handed_over"
    assert network.error(step_id) == "broke_off"


def test_after_a_long_standstill_it_is_still_tried_once(network: Any):
    assert network.run(network.give_tv("news"), DAY) == "done"


def test_a_job_that_got_lost_is_found(network: Any):
    step_id = network.give_tv("news")
    network.now += timedelta(minutes=1)
    assert network.sweep() == 1
    assert network.run(step_id) == "done"
    assert network.sweep() == 0


def test_a_slow_runner_whose_claim_ran_out_changes_nothing(network: Any, monkeypatch: Any):
    step_id = network.give_tv("news")
    from hearthline.network.operations.tell_systems import tell_system

    def slow(**asked: Any) -> None:
        monkeypatch.setattr(TELLS, tell_system)
        later = asked["now"] + timedelta(minutes=3)
        run_provisioning_step(step_id=step_id, now=later)  # somebody else, meanwhile
        raise NetworkRefused("tv_refused")

    monkeypatch.setattr(TELLS, slow)
    assert network.run(step_id) == "done"
    assert network.error(step_id) == ""


def test_a_tv_system_that_is_ahead_is_overtaken(network: Any):
    """Our database was restored from a backup, or somebody wrote there."""
    step_id = network.give_tv("news")
    network.tv.books.put(Entry(network.service.subscriber, 40, ("films",)))
    assert network.run(step_id) == "waiting"
    assert network.error(step_id) == "tv_ahead"
    network.work_for(timedelta(minutes=1))
    assert network.has() == Entry(network.service.subscriber, 41, ("news",))


def test_a_lie_is_asked_again_in_other_words(network: Any):
    """A system may answer the same key from memory for ever."""
    step_id = network.give_tv("news", subscriber="lies.alice")
    network.run(step_id)
    network.tv.books.behave(Behaviour.NORMAL)
    network.work_for(timedelta(minutes=1))
    assert network.state(step_id) == "done"
    assert network.tv.books.changes("lies.alice") == [2]


def test_unstarted_steps_can_be_taken_back(network: Any):
    step_id = network.give_tv("news")
    assert hold_steps(account_id=network.home.pk, reference="order:1", now=network.now) == 1
    assert network.run(step_id) == "failed"
    assert network.has() is None


def test_steps_of_others_are_not_seen(network: Any):
    network.give_tv("news")
    assert steps_of(account_id=network.cast.other.pk, reference="order:1") == ()


def test_an_unknown_kind_is_no_step(network: Any):
    with pytest.raises(ValueError, match="teleport"):
        want(
            account_id=network.home.pk,
            kind="teleport",
            subject_id=1,
            reference="x",
            now=network.now,
        )


def test_a_line_that_is_gone_is_a_matter_for_staff(network: Any):
    step_id = want(
        account_id=network.home.pk,
        kind="tv_entitlements",
        subject_id=987_654,
        reference="x",
        now=network.now,
    )
    assert network.run(step_id) == "handed_over"
