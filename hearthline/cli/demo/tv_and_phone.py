"""What Maple County's TV system and telephone system have, and two steps that went wrong.

One TV system's refusal and one telephone system that was down wait for staff; one more change is
still being tried.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

from hearthline.cli.demo.catalogue import OFFERS
from hearthline.cli.demo.channels import CHANNELS
from hearthline.cli.demo.households import Household, Service, Situation
from hearthline.network.adapters.tv.simulated.books import Entry
from hearthline.network.adapters.tv.simulated.server import SimulatedTvSystem
from hearthline.network.adapters.voice.simulated import SimulatedVoice
from hearthline.network.models import PhoneLine, ProvisioningStep, TvService
from hearthline.network.operations import (
    ExistingPhoneLine,
    ExistingTv,
    run_provisioning_step,
    set_tv_channels,
    take_over_phone_lines,
    take_over_tv,
    want,
)
from hearthline.network.wanted import entitlements_wanted, settings_wanted
from hearthline.subscriptions.operations.tell_network import channels_wanted

NAME = "simulated"
ADAPTER = "Hearth Phone Box 2.1"
_KINDS = {offer.code: offer.kind for offer in OFFERS}
_YEARS = timedelta(days=400)


def entitle(
    homes: Sequence[Household],
    account_ids: dict[str, int],
    *,
    now: datetime,
    today: date,
    progress: Callable[[str], None],
) -> None:
    """Give every household the TV and phone lines that it has, and fill the systems' books."""
    progress("Its TV and phone lines")
    living = [home for home in homes if home.number in account_ids]
    take_over_tv(
        services=[
            ExistingTv(account_ids[home.number], _subscriber(home), channels, now - _YEARS)
            for home in living
            if (channels := channels_wanted(account_id=account_ids[home.number], on=today))
        ]
    )
    take_over_phone_lines(
        lines=[
            _phone_line(home, service, account_ids[home.number], now - _YEARS)
            for home in living
            for service in _running(home, today)
            if _KINDS[service.plan_code] == "phone" and service.identifier
        ]
    )
    if settings.VOICE_ADAPTER == NAME:
        _fill_telephone_system(living, account_ids)
    if settings.TV_ADAPTER == NAME:
        with _tv_system() as system:
            for service in TvService.objects.all():
                wanted = entitlements_wanted(service)
                system.books.put(Entry(wanted.subscriber, wanted.revision, wanted.channels))
            with _nothing_said():
                _go_wrong(living, account_ids, now)


def _running(home: Household, today: date) -> list[Service]:
    return [
        service
        for service in home.services
        if service.started <= today and (service.ended is None or service.ended > today)
    ]


def _subscriber(home: Household) -> str:
    """Unguessable names are for real households; these are the same after each first start."""
    return f"demo-{home.number.lower()}"


def _phone_line(
    home: Household, service: Service, account_id: int, since_at: datetime
) -> ExistingPhoneLine:
    is_alice = home.situation is Situation.ALICE
    return ExistingPhoneLine(
        account_id=account_id,
        service_identifier=service.identifier,
        number=service.identifier,
        since_at=since_at,
        has_voicemail=is_alice or int(home.number[-1]) % 2 == 0,
        blocks_anonymous=is_alice,
    )


def _fill_telephone_system(homes: Sequence[Household], account_ids: dict[str, int]) -> None:
    folder = settings.DATA_DIR / "voice"
    _empty(folder)
    system = SimulatedVoice(folder=folder)
    elsewhere = {
        account_ids[home.number] for home in homes if home.situation is Situation.MANY_SERVICES
    }
    devices = {}
    for line in PhoneLine.objects.all():
        system.apply_settings(settings_wanted(line))
        # One household has taken its box to another house; the others' stand at home.
        address = "203.0.113.250" if line.account_id in elsewhere else ""
        devices[line.number] = (address, ADAPTER)
    system.plug_in(devices)


@contextmanager
def _tv_system() -> Iterator[SimulatedTvSystem]:
    """Serve the TV system with empty books, where `hearthline tv-system` will serve it later."""
    folder = settings.DATA_DIR / "tv"
    _empty(folder)
    server = SimulatedTvSystem(
        folder=folder,
        secrets={settings.TV_KEY_ID: settings.TV_SECRET},
        port=urlsplit(settings.TV_URL).port or 80,
    )
    server.start()
    try:
        yield server
    finally:
        server.stop()


def _empty(folder: Path) -> None:
    """Whatever an interrupted load wrote there has been forgotten here."""
    for book in folder.glob("books.sqlite3*"):
        book.unlink()


# -- What went wrong -------------------------------------------------------------------------------


@contextmanager
def _nothing_said() -> Iterator[None]:
    """Trouble of the past is no news on the first start's screen."""
    logger = logging.getLogger("hearthline.network")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(level)


def _go_wrong(homes: Sequence[Household], account_ids: dict[str, int], now: datetime) -> None:
    ordinary = [account_ids[home.number] for home in homes if home.situation is Situation.ORDINARY]
    with_tv = list(TvService.objects.filter(account_id__in=ordinary).order_by("pk")[:2])
    with_phone = PhoneLine.objects.filter(account_id__in=ordinary).order_by("pk").first()
    if with_tv:
        _is_refused(with_tv[0], now - timedelta(hours=20))
    if with_phone is not None and settings.VOICE_ADAPTER == NAME:
        _is_not_heard(with_phone, now - timedelta(hours=7))
    if len(with_tv) > 1:
        _is_still_tried(with_tv[1], now - timedelta(minutes=4))


def _rename(service: TvService, behaviour: str) -> None:
    TvService.objects.filter(pk=service.pk).update(subscriber=f"{behaviour}.{service.subscriber}")


def _is_refused(service: TvService, at: datetime) -> None:
    """The TV system doesn't know one of the channels and says no."""
    _rename(service, "refuses")
    _try_until_given_up(_more_channels(service, at), at)


def _is_still_tried(service: TvService, at: datetime) -> None:
    """The TV system fails at this one, again and again."""
    _rename(service, "fails")
    step_id = _more_channels(service, at)
    for wait_s in (1, 7, 30, 100):
        run_provisioning_step(step_id=step_id, now=at + timedelta(seconds=wait_s))


def _more_channels(service: TvService, at: datetime) -> int:
    new = next(code for code, *_ in CHANNELS if code not in service.channels)
    step_id = set_tv_channels(
        account_id=service.account_id,
        channels=[*service.channels, new],
        reference="demo:channels",
        now=at,
    )
    assert step_id is not None  # noqa: S101 - it has one more; for the type checker
    return step_id


def _is_not_heard(line: PhoneLine, at: datetime) -> None:
    """The telephone system was down for hours."""
    system = SimulatedVoice(folder=settings.DATA_DIR / "voice")
    PhoneLine.objects.filter(pk=line.pk).update(has_voicemail=not line.has_voicemail, revision=2)
    step_id = want(
        account_id=line.account_id,
        kind=ProvisioningStep.Kind.VOICE_SETTINGS,
        subject_id=line.pk,
        reference=f"phone:{line.pk}",
        now=at,
    )
    system.behave("down")
    _try_until_given_up(step_id, at)
    system.behave("")


def _try_until_given_up(step_id: int, at: datetime) -> None:
    """The queue at work in the past."""
    for _ in range(20):
        run_provisioning_step(step_id=step_id, now=at)
        step = ProvisioningStep.objects.get(pk=step_id)
        if step.state == ProvisioningStep.State.HANDED_OVER:
            return
        at = step.next_try_at
