"""What orders tell the network: connections, TV and phone lines that begin, change and end."""

from typing import Any

import pytest
from django.db import transaction

from hearthline.network.models import Connection, ProvisioningStep
from hearthline.network.operations import (
    UnableToEnsureLine,
    end_connection,
    ensure_connection,
    ensure_tv,
    resend_tv,
    set_tv_channels,
)
from hearthline.network.queries import phone_lines_of, steps_of, tv_of


def _ensure(network: Any, group: str, *, account: Any = None, reference: str = "order:1") -> Any:
    with transaction.atomic():
        return ensure_connection(
            account_id=(account or network.home).pk,
            service_identifier="ONT-7",
            group=group,
            reference=reference,
            now=network.now,
        )


def test_a_connection_begins_with_its_first_profile(network: Any):
    step_id = _ensure(network, "home-600")
    connection = Connection.objects.get(account_id=network.home.pk)
    assert (connection.group, connection.username) == ("home-600", "ont-7")
    step = ProvisioningStep.objects.get(pk=step_id)
    assert (step.kind, step.subject_id, step.reference) == (
        "access_group",
        connection.pk,
        "order:1",
    )


def test_the_same_profile_is_no_step_and_another_is_one(network: Any):
    _ensure(network, "home-600")
    assert _ensure(network, "home-600", reference="order:2") is None
    assert _ensure(network, "home-100", reference="order:3") is not None
    assert Connection.objects.get().group == "home-100"


def test_a_connection_that_ends_stays_in_the_walled_garden_until_it_begins_again(network: Any):
    _ensure(network, "home-600")
    with transaction.atomic():
        step_id = end_connection(
            account_id=network.home.pk,
            service_identifier="ONT-7",
            reference="order:2",
            now=network.now,
        )
    assert step_id is not None
    connection = Connection.objects.get()
    assert (connection.is_restricted, connection.ended_at) == (True, network.now)
    _ensure(network, "home-600", reference="order:3")
    connection.refresh_from_db()
    assert (connection.is_restricted, connection.ended_at) == (False, None)


def test_a_name_in_use_elsewhere_is_not_taken(network: Any):
    _ensure(network, "home-600")
    with pytest.raises(UnableToEnsureLine):
        _ensure(network, "home-600", account=network.cast.other)


def test_a_tv_service_gets_a_name_that_says_nothing(network: Any):
    network.give_tv("news")
    subscriber = network.service.subscriber
    assert len(subscriber) >= 32
    assert network.home.number not in subscriber


def test_channels_are_kept_in_order_and_once(network: Any):
    network.give_tv("sports", "news", "news")
    assert network.service.channels == ["news", "sports"]
    shown = tv_of(account_id=network.home.pk)
    assert shown is not None
    assert shown.channels == ("news", "sports")
    assert not shown.is_confirmed


def test_no_channels_end_the_service_there(network: Any):
    network.run(network.give_tv("news"))
    with transaction.atomic():
        step_id = set_tv_channels(
            account_id=network.home.pk, channels=(), reference="order:2", now=network.now
        )
    assert network.run(step_id) == "done"
    assert network.has().channels == ()
    assert tv_of(account_id=network.home.pk) is None


def test_ending_what_never_was_is_nothing(network: Any):
    about = {"account_id": network.home.pk, "reference": "order:1", "now": network.now}
    assert set_tv_channels(channels=(), **about) is None
    assert resend_tv(**about) is None
    assert end_connection(service_identifier="ONT-7", **about) is None
    assert not ProvisioningStep.objects.exists()


def test_ensuring_tv_again_keeps_its_name(network: Any):
    network.give_tv("news")
    before = network.service.subscriber
    with transaction.atomic():
        ensure_tv(
            account_id=network.home.pk, channels=["films"], reference="order:2", now=network.now
        )
    assert network.service.subscriber == before
    assert network.service.revision == 2


def test_resending_tells_the_same_under_a_new_revision(network: Any):
    network.run(network.give_tv("news"))
    network.tv.books.forget(network.service.subscriber)
    step_id = resend_tv(account_id=network.home.pk, reference="diagnosis:x", now=network.now)
    assert network.run(step_id) == "done"
    assert network.has().channels == ("news",)


def test_a_line_is_shown_as_people_write_numbers(network: Any):
    network.give_phone()
    (line,) = phone_lines_of(account_id=network.home.pk)
    assert line.number_text == "(217) 555-0142"
    assert not line.is_confirmed
    assert phone_lines_of(account_id=network.cast.other.pk) == ()


def test_an_order_sees_all_its_steps(network: Any):
    network.give_tv("news", reference="order:7")
    network.give_phone(reference="order:7")
    _ensure(network, "home-600", reference="order:7")
    steps = steps_of(account_id=network.home.pk, reference="order:7")
    assert [step.kind for step in steps] == ["tv_entitlements", "voice_line", "access_group"]
    assert {step.text for step in steps} == {"Being set"}
