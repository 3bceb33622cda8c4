"""alice has TV and a phone line; the TV system runs, the telephone system keeps books."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from hearthline.network.adapters.tv.simulated.books import Entry
from hearthline.network.adapters.voice.simulated import SimulatedVoice
from hearthline.network.models import PhoneLine, ProvisioningStep, TvService
from hearthline.network.operations import (
    ensure_phone_line,
    run_provisioning_step,
    set_tv_channels,
    sweep_provisioning,
)
from tests.conftest import NOW
from tests.network.tv_system import KEY_ID, SECRET, tv_running

NUMBER = "+12175550142"


@dataclass
class Network:
    """The network's systems, and the clock of whoever works on steps."""

    cast: Any
    tv: Any
    voice: SimulatedVoice
    now: datetime = NOW

    @property
    def home(self) -> Any:
        return self.cast.home

    def give_tv(self, *channels: str, subscriber: str = "", reference: str = "order:1") -> int:
        """Entitle alice's household, under a name of the TV system that may mean trouble."""
        from django.db import transaction

        with transaction.atomic():
            if subscriber:
                TvService.objects.get_or_create(
                    account_id=self.home.pk,
                    defaults={"subscriber": subscriber, "created_at": self.now},
                )
            step_id = set_tv_channels(
                account_id=self.home.pk, channels=channels, reference=reference, now=self.now
            )
        assert step_id is not None
        return step_id

    def give_phone(self, number: str = NUMBER, reference: str = "order:1") -> int:
        from django.db import transaction

        with transaction.atomic():
            step_id = ensure_phone_line(
                account_id=self.home.pk,
                service_identifier=number,
                number=number,
                reference=reference,
                now=self.now,
            )
        assert step_id is not None
        return step_id

    @property
    def service(self) -> TvService:
        return TvService.objects.get(account_id=self.home.pk)

    @property
    def line(self) -> PhoneLine:
        return PhoneLine.objects.get(account_id=self.home.pk, ended_at__isnull=True)

    def has(self) -> Entry | None:
        """What the TV system has for alice's household."""
        found: Entry | None = self.tv.books.find(self.service.subscriber)
        return found

    def run(self, step_id: int, after: timedelta = timedelta()) -> str:
        """Let some time pass, try a step; its state afterwards."""
        self.now += after
        run_provisioning_step(step_id=step_id, now=self.now)
        return self.state(step_id)

    def state(self, step_id: int) -> str:
        return ProvisioningStep.objects.values_list("state", flat=True).get(pk=step_id)

    def error(self, step_id: int) -> str:
        return ProvisioningStep.objects.values_list("last_error", flat=True).get(pk=step_id)

    def work_for(self, long: timedelta) -> None:
        """The queue at work: everything that comes due within a time is tried when it is due."""
        until = self.now + long
        while True:
            due = (
                ProvisioningStep.objects.filter(state__in=["waiting", "running"])
                .order_by("pk")  # an earlier one goes first, whenever that is
                .first()
            )
            if due is None or max(due.next_try_at, self.now) > until:
                self.now = until
                return
            self.now = max(due.next_try_at, self.now)
            if due.state == "running":
                self.now += timedelta(minutes=3)
            before = (due.state, due.attempts, due.next_try_at)
            run_provisioning_step(step_id=due.pk, now=self.now)
            due.refresh_from_db()
            if before == (due.state, due.attempts, due.next_try_at):
                raise AssertionError(f"step {due.pk} neither ran nor waits for later")

    def sweep(self) -> int:
        return sweep_provisioning(now=self.now)


@pytest.fixture
def systems(tmp_path: Path, settings: Any) -> Iterator[tuple[Any, SimulatedVoice]]:
    settings.DATA_DIR = tmp_path
    settings.TV_KEY_ID, settings.TV_SECRET = KEY_ID, SECRET
    settings.TV_TIMEOUT_S = 5.0  # a busy machine is no failure; tests of hanging say less
    with tv_running(tmp_path / "tv") as tv:
        settings.TV_URL = tv.url
        yield tv, SimulatedVoice(folder=tmp_path / "voice")


@pytest.fixture
def network(cast: Any, systems: Any) -> Network:
    return Network(cast, *systems)


@pytest.fixture
def committed_network(committed: str, systems: Any) -> Network:
    """The same in a database for threads and processes."""
    from tests.conftest import make_cast

    return Network(make_cast(), *systems)
