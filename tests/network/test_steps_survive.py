"""kill -9 between any two lines of a step, and many runners at once: it is told once."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from hearthline.network.adapters.voice.simulated import SimulatedVoice
from hearthline.network.models import PhoneLine, ProvisioningStep, ProvisioningTry, TvService
from hearthline.network.operations import run_provisioning_step, sweep_provisioning
from tests.network.tv_system import KEY_ID, SECRET
from tests.payments.conftest import at_once
from tests.queued import waiting


def _be_killed(kind: str, network: Any, environment: dict[str, str], data: Path) -> int:
    done = subprocess.run(
        [sys.executable, "-m", "tests.network.killed_between_lines", kind],
        env=environment
        | {
            "HEARTHLINE_DATA": os.fspath(data),
            "TV_URL": network.tv.url,
            "TV_KEY_ID": KEY_ID,
            "TV_SECRET": SECRET,
            "DEMO": "1",
        },
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return int(done.stdout)


def _go_on() -> None:
    """Three minutes later the sweeping job finds what was left behind; its jobs run."""
    later = datetime.now(tz=UTC) + timedelta(minutes=3)
    open_steps = ProvisioningStep.objects.exclude(state="done")
    assert open_steps.exists()
    assert sweep_provisioning(now=later) == open_steps.count()
    for step_id in list(open_steps.values_list("pk", flat=True)):
        run_provisioning_step(step_id=step_id, now=later)
    assert set(ProvisioningStep.objects.values_list("state", flat=True)) == {"done"}


def test_killed_while_tv_is_told(
    committed_network: Any, database_environment: dict[str, str], tmp_path: Path
):
    network = committed_network
    killed = _be_killed("tv", network, database_environment, tmp_path)
    assert killed > 40, "the tracer saw too few lines"
    left = ProvisioningStep.objects.exclude(state="done").values_list("state", flat=True)
    assert {"waiting", "running"} <= set(left)
    told_before = [
        bool(network.tv.books.changes(service.subscriber)) for service in TvService.objects.all()
    ]
    assert True in told_before, "nobody was killed after telling"
    assert False in told_before, "nobody was killed before telling"
    _go_on()
    for service in TvService.objects.all():
        assert network.tv.books.changes(service.subscriber) == [1]
        assert service.confirmed_revision == 1
    assert ProvisioningTry.objects.filter(error="broke_off").exists()


def test_killed_while_the_telephone_system_is_told(
    committed_network: Any, database_environment: dict[str, str], tmp_path: Path
):
    killed = _be_killed("voice", committed_network, database_environment, tmp_path)
    assert killed > 40, "the tracer saw too few lines"
    _go_on()
    lines = PhoneLine.objects.all()
    has = SimulatedVoice(folder=tmp_path / "voice").settings_of([line.number for line in lines])
    assert {(entry.revision, entry.is_in_service) for entry in has.values()} == {(1, True)}
    assert len(has) == len(lines)


@pytest.mark.parametrize("runners", [8])
def test_many_runners_at_once_tell_once(committed_network: Any, runners: int):
    network = committed_network
    step_id = network.give_tv("news")
    work = [lambda: run_provisioning_step(step_id=step_id, now=network.now)] * runners
    assert at_once(*work) == [None] * runners
    assert network.state(step_id) == "done"
    assert ProvisioningStep.objects.get(pk=step_id).attempts == 1
    assert network.tv.books.changes(network.service.subscriber) == [1]


def test_steps_of_one_line_at_once_never_overlap(committed_network: Any):
    network = committed_network
    steps = [network.give_tv("news", f"extra-{n}", reference=f"order:{n}") for n in range(4)]
    for _ in steps:
        at_once(
            *[
                lambda step_id=step_id: run_provisioning_step(step_id=step_id, now=network.now)
                for step_id in steps
            ]
        )
    assert {network.state(step_id) for step_id in steps} == {"done"}
    changes = network.tv.books.changes(network.service.subscriber)
    assert changes == sorted(changes)
    assert network.has().channels == ("extra-3", "news")


def test_the_next_step_is_let_run(network: Any):
    network.give_tv("news", reference="order:1")
    second = network.give_tv("films", reference="order:2")
    first = ProvisioningStep.objects.exclude(pk=second).get()
    before = len(waiting())
    network.run(first.pk)
    assert len(waiting()) == before + 1


def test_the_next_try_is_in_the_queue_for_its_time(network: Any):
    from django.db import connection

    from hearthline.network.adapters.tv.simulated.behaviour import Behaviour

    network.tv.books.behave(Behaviour.FAILS)
    network.run(network.give_tv("news"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT scheduled_at FROM procrastinate_jobs ORDER BY id DESC LIMIT 1")
        assert cursor.fetchone()[0] == network.now + timedelta(seconds=5)
