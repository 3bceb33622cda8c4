"""The work queue: trying again, done by hand, given up; each once, each with who and why."""

from datetime import timedelta
from typing import Any

import pytest

from hearthline.network.models import ProvisioningStep, TvService
from hearthline.network.operations import UnableToResolveStep, close_step, retry_step
from hearthline.network.queries import work_detail, work_queue


@pytest.fixture
def refused(network: Any) -> int:
    """A step that waits for staff."""
    step_id: int = network.give_tv("news", subscriber="refuses.alice")
    assert network.run(step_id) == "handed_over"
    return step_id


def test_it_stands_in_the_queue(network: Any, refused: int):
    (line,) = work_queue().lines
    assert (line.step.id, line.account_number) == (refused, network.home.number)
    assert line.step.error == "The TV system refused the change."
    detail = work_detail(step_id=refused)
    assert detail is not None
    assert detail.is_for_staff
    assert [entry.error for entry in detail.tries] == ["The TV system refused the change."]


def test_the_oldest_comes_first_and_filters_work(network: Any, refused: int):
    network.now += timedelta(hours=1)
    network.voice.behave("refuses")
    phone = network.give_phone()
    network.run(phone)
    assert [line.step.id for line in work_queue().lines] == [refused, phone]
    assert [line.step.id for line in work_queue(kind="voice_line").lines] == [phone]
    assert work_queue(state="trying").lines == ()
    assert work_queue(page=99).page == 1


def test_trying_again(network: Any, refused: int):
    TvService.objects.update(subscriber="alice")
    network.now += timedelta(days=2)
    retry_step(step_id=refused, staff_user_id=network.cast.sam.pk, now=network.now)
    assert work_queue().total == 0
    assert network.run(refused) == "done"
    detail = work_detail(step_id=refused)
    assert detail is not None
    assert [bool(entry.error) for entry in detail.tries] == [True, False]


def test_trying_again_in_vain_comes_back(network: Any, refused: int):
    retry_step(step_id=refused, staff_user_id=network.cast.sam.pk, now=network.now)
    assert network.run(refused) == "handed_over"


@pytest.mark.parametrize(("is_done", "state"), [(True, "done"), (False, "failed")])
def test_closing_by_hand(network: Any, refused: int, is_done: bool, state: str):  # noqa: FBT001
    close_step(
        step_id=refused,
        staff_user_id=network.cast.sam.pk,
        is_done=is_done,
        note="  Typed it into their screen.  ",
        now=network.now,
    )
    step = ProvisioningStep.objects.get(pk=refused)
    assert (step.state, step.note) == (state, "Typed it into their screen.")
    detail = work_detail(step_id=refused)
    assert detail is not None
    assert detail.resolved_by == "sam"
    assert [line.step.id for line in work_queue(state="closed").lines] == [refused]
    assert work_queue().total == 0


def test_closing_takes_a_note(network: Any, refused: int):
    with pytest.raises(UnableToResolveStep) as error:
        close_step(
            step_id=refused,
            staff_user_id=network.cast.sam.pk,
            is_done=True,
            note=" ",
            now=network.now,
        )
    assert error.value.reason == "no_note"
    assert network.state(refused) == "handed_over"


@pytest.mark.parametrize("state", ["waiting", "done", "nowhere"])
def test_only_what_is_in_the_queue(network: Any, state: str):
    step_id = 987_654
    if state != "nowhere":
        step_id = network.give_tv("news")
        if state == "done":
            network.run(step_id)
    for act in (
        lambda: retry_step(step_id=step_id, staff_user_id=network.cast.sam.pk, now=network.now),
        lambda: close_step(
            step_id=step_id,
            staff_user_id=network.cast.sam.pk,
            is_done=True,
            note="x",
            now=network.now,
        ),
    ):
        with pytest.raises(UnableToResolveStep):
            act()


def test_two_of_the_staff_at_once_only_one_does_it(committed_network: Any):
    from tests.payments.conftest import at_once

    network = committed_network
    step_id = network.give_tv("news", subscriber="refuses.alice")
    network.run(step_id)

    def close() -> None:
        close_step(
            step_id=step_id,
            staff_user_id=network.cast.sam.pk,
            is_done=True,
            note="x",
            now=network.now,
        )

    answers = at_once(close, close, close)
    assert sorted(type(answer).__name__ for answer in answers) == [
        "NoneType",
        "UnableToResolveStep",
        "UnableToResolveStep",
    ]
