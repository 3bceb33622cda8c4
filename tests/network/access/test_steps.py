"""A change of plan on its way as a step: to a real FreeRADIUS and the live session."""

import time
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from hearthline.network.models import ProvisioningStep
from hearthline.network.operations import end_connection, ensure_connection, run_provisioning_step
from tests.conftest import NOW
from tests.network.slow import closed_port
from tests.queued import run_jobs


@pytest.fixture
def live(line: Any, router: Any) -> Any:
    """alice is connected."""
    router.radius.add_user(line.username)
    router.start(line.username, "s1", NOW - timedelta(minutes=10))
    router.update(line.username, "s1", NOW - timedelta(minutes=1), down=1, up=1)
    return line


def _change(line: Any, group: str) -> int:
    with transaction.atomic():
        step_id = ensure_connection(
            account_id=line.account_id,
            service_identifier=line.service_identifier,
            group=group,
            reference="order:1",
            now=NOW,
        )
    assert step_id is not None
    return step_id


def _state(step_id: int) -> tuple[str, str]:
    step = ProvisioningStep.objects.get(pk=step_id)
    return step.state, step.last_error


def test_a_plan_change_reaches_the_live_session(live: Any, radius: Any):
    began = time.monotonic()
    step_id = _change(live, "home-300")
    assert "run_provisioning_step" in run_jobs("run_provisioning_step")
    assert time.monotonic() - began < 5
    assert _state(step_id) == ("done", "")
    assert radius.told()[-1] == ("CoA-Request", live.username, "s1", "home-300")


def test_an_access_system_that_is_down_is_tried_again_and_goes_to_staff(
    line: Any, radius: Any, settings: Any
):
    settings.RADIUS_DATABASE_URL = f"postgresql://x@127.0.0.1:{closed_port()}/x"
    step_id = _change(line, "home-300")
    run_provisioning_step(step_id=step_id, now=NOW)
    assert _state(step_id)[0] == "waiting"
    run_provisioning_step(step_id=step_id, now=NOW + timedelta(hours=2))
    assert _state(step_id)[0] == "handed_over"
    assert _state(step_id)[1]


def test_a_connection_that_ends_is_left_the_pay_page(line: Any, radius: Any):
    radius.add_user(line.username)
    with transaction.atomic():
        step_id = end_connection(
            account_id=line.account_id,
            service_identifier=line.service_identifier,
            reference="order:2",
            now=NOW,
        )
    assert step_id is not None
    run_provisioning_step(step_id=step_id, now=NOW)
    assert _state(step_id) == ("done", "")
    told = radius.sign_in(line.username)
    assert told is not None
    assert told["Filter-Id"] == "pay-page-only"
