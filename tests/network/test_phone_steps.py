"""Phone lines: steps to a telephone system that is down, refuses or lies; numbers that move."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from hearthline.network.adapters.voice import LineSettings
from hearthline.network.models import PhoneLine, ProvisioningStep
from hearthline.network.operations import (
    UnableToEnsureLine,
    end_phone_line,
    ensure_phone_line,
    run_provisioning_step,
)
from tests.network.conftest import NUMBER


def _has(network: Any, number: str = NUMBER) -> LineSettings | None:
    found: LineSettings | None = network.voice.settings_of([number]).get(number)
    return found


def test_a_new_line_comes_into_service(network: Any):
    assert network.run(network.give_phone()) == "done"
    assert _has(network) == LineSettings(NUMBER, 1, is_in_service=True)
    assert network.line.confirmed_revision == network.line.revision


@pytest.mark.parametrize(
    ("mood", "state", "error"),
    [
        ("down", "waiting", "voice_no_answer"),
        ("lies", "waiting", "voice_not_applied"),
        ("refuses", "handed_over", "voice_refused"),
    ],
)
def test_trouble_ends_in_a_retry_and_then_with_staff(
    network: Any, mood: str, state: str, error: str
):
    network.voice.behave(mood)
    step_id = network.give_phone()
    assert network.run(step_id) == state
    assert network.error(step_id) == error
    network.work_for(timedelta(days=1))
    assert network.state(step_id) == "handed_over"
    assert network.error(step_id) == error


def test_trouble_that_passes_is_forgotten(network: Any):
    network.voice.behave("down")
    step_id = network.give_phone()
    network.run(step_id)
    network.voice.behave("")
    network.work_for(timedelta(minutes=1))
    assert network.state(step_id) == "done"
    assert network.error(step_id) == ""


def test_a_line_that_ends_goes_out_of_service(network: Any):
    network.run(network.give_phone())
    with transaction.atomic():
        step_id = end_phone_line(
            account_id=network.home.pk,
            service_identifier=NUMBER,
            reference="order:2",
            now=network.now,
        )
    assert network.run(step_id) == "done"
    assert _has(network) == LineSettings(NUMBER, 2, is_in_service=False)
    assert not PhoneLine.objects.filter(ended_at__isnull=True).exists()


def test_a_number_that_moves_stays_with_who_has_it_now(network: Any):
    """The old line's end comes late: it must not cut the new one off."""
    network.run(network.give_phone())
    with transaction.atomic():
        ending = end_phone_line(
            account_id=network.home.pk,
            service_identifier=NUMBER,
            reference="order:2",
            now=network.now,
        )
        beginning = ensure_phone_line(
            account_id=network.cast.other.pk,
            service_identifier=NUMBER,
            number=NUMBER,
            reference="order:3",
            now=network.now,
        )
    for step_id in (beginning, ending):
        assert step_id is not None
        run_provisioning_step(step_id=step_id, now=network.now)
    assert network.state(beginning) == network.state(ending) == "done"
    assert _has(network) == LineSettings(NUMBER, 3, is_in_service=True)


def test_a_number_in_use_is_not_given_away(network: Any):
    network.give_phone()
    with pytest.raises(UnableToEnsureLine), transaction.atomic():
        ensure_phone_line(
            account_id=network.cast.other.pk,
            service_identifier=NUMBER,
            number=NUMBER,
            reference="order:3",
            now=network.now,
        )


def test_a_line_that_is_there_is_no_step(network: Any):
    network.give_phone()
    again = ensure_phone_line(
        account_id=network.home.pk,
        service_identifier=NUMBER,
        number=NUMBER,
        reference="order:4",
        now=network.now,
    )
    assert again is None


def test_settings_and_the_line_itself_keep_their_order(network: Any):
    """Two kinds of steps speak to one system about one line."""
    network.voice.behave("down")
    beginning = network.give_phone()
    network.run(beginning)
    step = ProvisioningStep.objects.create(
        account_id=network.home.pk,
        kind="voice_settings",
        subject_id=network.line.pk,
        reference="x",
        next_try_at=network.now,
        deadline_at=network.now + timedelta(hours=2),
        created_at=network.now,
    )
    network.voice.behave("")
    assert network.run(step.pk) == "waiting"
    assert network.run(beginning, timedelta(seconds=5)) == "done"
    assert network.run(step.pk) == "done"
