"""Changing how calls are handled: who may, what is refused, and that it comes true."""

from typing import Any

import pytest

from hearthline.network.models import ProvisioningStep
from hearthline.network.operations import (
    CallHandling,
    UnableToChangePhone,
    change_phone_line,
    run_provisioning_step,
)
from hearthline.network.queries import StepLine, phone_progress
from hearthline.notices.models import Message
from tests import factories
from tests.conftest import NOW
from tests.network.conftest import NUMBER

OFF = CallHandling(has_voicemail=False, blocks_anonymous=False, forwarding="off", forwarding_to="")


@pytest.fixture
def line(network: Any) -> Any:
    network.run(network.give_phone())
    return network.line


def _change(network: Any, line: Any, user: Any = None, **wanted: Any) -> int | None:
    asked = {name: getattr(OFF, name) for name in OFF.__slots__} | wanted
    return change_phone_line(
        account_id=network.home.pk,
        line_id=line.pk,
        user_id=(user or network.cast.alice).pk,
        wanted=CallHandling(**asked),
        now=network.now,
    )


def _shown(network: Any, line: Any) -> StepLine:
    shown = phone_progress(account_id=network.home.pk, line_id=line.pk)
    assert shown is not None
    return shown


def test_a_change_comes_true(network: Any, line: Any):
    step_id = _change(
        network,
        line,
        has_voicemail=True,
        blocks_anonymous=True,
        forwarding="busy",
        forwarding_to="217 555 0177",
    )
    assert _shown(network, line).text == "Being set"
    assert network.run(step_id) == "done"
    has = network.voice.settings_of([NUMBER])[NUMBER]
    assert (has.has_voicemail, has.blocks_anonymous) == (True, True)
    assert (has.forwarding, has.forwarding_to) == ("busy", "+12175550177")
    assert _shown(network, line).text == "In effect"


def test_the_same_again_is_no_step(network: Any, line: Any):
    assert _change(network, line) is None
    _change(network, line, has_voicemail=True)
    assert _change(network, line, has_voicemail=True) is None


def test_two_changes_before_the_first_is_set_are_one_step(network: Any, line: Any):
    first = _change(network, line, has_voicemail=True)
    assert _change(network, line, blocks_anonymous=True) == first
    network.run(first)
    has = network.voice.settings_of([NUMBER])[NUMBER]
    assert (has.has_voicemail, has.blocks_anonymous) == (False, True)


def test_a_number_is_kept_while_forwarding_is_off(network: Any, line: Any):
    _change(network, line, forwarding="always", forwarding_to="217 555 0177")
    step_id = _change(network, line, forwarding_to="whatever stands in the field")
    line.refresh_from_db()
    assert (line.forwarding, line.forwarding_to) == ("off", "+12175550177")
    network.run(step_id)
    assert network.voice.settings_of([NUMBER])[NUMBER].forwarding_to == ""


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "no_number"),
        ("   ", "no_number"),
        ("my sister", "not_a_number"),
        ("555 0177", "not_a_number"),
        ("+1 217 555 01777", "not_a_number"),
        ("217 555 0177 ext. 3", "not_a_number"),
        ("(217) 555-0142", "own_number"),
        ("911", "emergency"),
        ("9-1-1", "emergency"),
        ("112", "emergency"),
        ("411", "not_a_number"),
        ("1 900 555 0142", "costly"),
        ("+1 809 555 0142", "abroad"),
        ("+52 55 1234 5678", "abroad"),
        ("+44 20 7946 0961", "abroad"),
        ("<script>", "not_a_number"),
        ("2" * 40, "not_a_number"),
    ],
)
def test_numbers_that_are_refused(network: Any, line: Any, typed: str, reason: str):
    before = ProvisioningStep.objects.count()
    with pytest.raises(UnableToChangePhone) as refused:
        _change(network, line, forwarding="always", forwarding_to=typed)
    assert refused.value.reason == reason
    line.refresh_from_db()
    assert line.forwarding == "off"
    assert ProvisioningStep.objects.count() == before


@pytest.mark.parametrize(
    "typed", ["2175550177", "+1 (217) 555-0177", "1-800-555-0177", "416 555 0142"]
)
def test_numbers_that_are_taken(network: Any, line: Any, typed: str):
    assert _change(network, line, forwarding="no_answer", forwarding_to=typed) is not None


def test_lines_do_not_forward_in_circles(network: Any, line: Any):
    network.give_phone("+12175550177", reference="order:2")
    from hearthline.network.models import PhoneLine

    other = PhoneLine.objects.get(number="+12175550177")
    _change(network, line, forwarding="always", forwarding_to="+12175550177")
    with pytest.raises(UnableToChangePhone) as refused:
        _change(network, other, forwarding="always", forwarding_to=NUMBER)
    assert refused.value.reason == "loop"


@pytest.mark.parametrize(
    ("role", "may"), [("payer", True), ("technician", True), ("viewer", False)]
)
def test_who_may(network: Any, line: Any, role: str, may: bool):  # noqa: FBT001 - a table's column
    user = factories.make_user("dana")
    factories.make_member(network.home, user, role=role)
    if may:
        assert _change(network, line, user, has_voicemail=True) is not None
        return
    with pytest.raises(UnableToChangePhone) as refused:
        _change(network, line, user, has_voicemail=True)
    assert refused.value.reason == "not_allowed"


def test_mallory_and_staff_may_not(network: Any, line: Any):
    for user in (network.cast.mallory, network.cast.sam):
        with pytest.raises(UnableToChangePhone) as refused:
            _change(network, line, user, has_voicemail=True)
        assert refused.value.reason == "not_allowed"


def test_somebody_elses_line_is_not_there(network: Any, line: Any):
    with pytest.raises(UnableToChangePhone) as refused:
        change_phone_line(
            account_id=network.cast.other.pk,
            line_id=line.pk,
            user_id=network.cast.mallory.pk,
            wanted=OFF,
            now=NOW,
        )
    assert refused.value.reason == "not_there"


def test_the_owner_is_told_of_forwarding_and_of_nothing_else(network: Any, line: Any):
    _change(network, line, network.cast.bob, has_voicemail=True)
    assert not Message.objects.filter(kind="phone_forwarding").exists()
    _change(network, line, network.cast.bob, forwarding="always", forwarding_to="217 555 0177")
    message = Message.objects.filter(kind="phone_forwarding", channel="email").get()
    assert message.recipient == network.cast.alice.email
    assert "(217) 555-0142" in message.body_text
    assert "0177" not in message.body_text
    assert "sign" in message.body_text


def test_failure_is_said_in_plain_words(network: Any, line: Any):
    network.voice.behave("down")
    step_id = _change(network, line, has_voicemail=True)
    network.run(step_id)
    shown = _shown(network, line)
    assert shown.is_delayed
    assert shown.error == "The telephone system didn't answer."


def test_two_people_at_once_both_come_true(committed_network: Any):
    from tests.payments.conftest import at_once

    network = committed_network
    network.run(network.give_phone())
    line = network.line
    steps = at_once(
        lambda: _change(network, line, network.cast.alice, has_voicemail=True),
        lambda: _change(network, line, network.cast.bob, blocks_anonymous=True),
    )
    assert all(isinstance(step, int) for step in steps), steps
    for step_id in steps:
        run_provisioning_step(step_id=step_id, now=network.now)
    line.refresh_from_db()
    assert line.confirmed_revision == line.revision == 3
    has = network.voice.settings_of([NUMBER])[NUMBER]
    assert (has.has_voicemail, has.blocks_anonymous) == (line.has_voicemail, line.blocks_anonymous)
