"""Live checks for troubleshooting: what the systems say now, and that silence is quick."""

import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from hearthline.network import home_address
from hearthline.network.adapters.tv.simulated.behaviour import Behaviour
from hearthline.network.adapters.tv.simulated.books import Entry
from hearthline.network.errors import NetworkRefused, UnableToAskNetwork
from hearthline.network.models import Connection
from hearthline.network.operations import (
    PhoneCheck,
    TvCheck,
    UnableToFindLine,
    check_phone,
    check_tv,
)
from tests.network.conftest import NUMBER
from tests.network.slow import closed_port, silent, trickling


def _tv(network: Any) -> TvCheck:
    return check_tv(account_id=network.home.pk, now=network.now)


def _phone(network: Any) -> PhoneCheck:
    return check_phone(account_id=network.home.pk, line_id=network.line.pk, now=network.now)


# -- TV --------------------------------------------------------------------------------------------


def test_tv_in_step(network: Any):
    network.run(network.give_tv("news", "films"))
    assert _tv(network) == TvCheck(is_entitled=True, in_step=True, missing=(), extra=())


def test_tv_that_never_arrived(network: Any):
    network.give_tv("news", "films")
    assert _tv(network) == TvCheck(True, in_step=False, missing=("films", "news"), extra=())


def test_tv_that_differs(network: Any):
    network.run(network.give_tv("news", "films"))
    network.tv.books.put(Entry(network.service.subscriber, 9, ("news", "sports")))
    assert _tv(network) == TvCheck(True, in_step=False, missing=("films",), extra=("sports",))


def test_without_tv_nothing_is_asked(network: Any, settings: Any):
    settings.TV_URL = "http://127.0.0.1:1"
    assert _tv(network) == TvCheck(is_entitled=False, in_step=True, missing=(), extra=())


@pytest.mark.parametrize("behaviour", [Behaviour.DROPS, Behaviour.FAILS, Behaviour.GARBLED])
def test_a_tv_system_that_does_not_say(network: Any, behaviour: Behaviour):
    network.give_tv("news")
    network.tv.books.behave(behaviour)
    with pytest.raises(UnableToAskNetwork):
        _tv(network)


# -- Phone -----------------------------------------------------------------------------------------


@pytest.fixture
def at(monkeypatch: Any, network: Any) -> Callable[..., None]:
    """Say where alice's internet session is."""
    from hearthline.network import queries

    Connection.objects.create(
        account_id=network.home.pk,
        service_identifier="ONT-1",
        username="ont-1",
        created_at=network.now,
    )

    def say(address: str, state: str = "online") -> None:
        answer = SimpleNamespace(state=state, address=address)
        monkeypatch.setattr(queries, "connection_now", lambda **_: answer)

    say("203.0.113.7")
    return say


def _register(network: Any, address: str) -> None:
    network.run(network.give_phone())
    network.voice.plug_in({NUMBER: (address, "Box 1")})


@pytest.mark.parametrize(
    ("contact", "home", "expected"),
    [
        ("203.0.113.7", ("203.0.113.7", "online"), True),
        ("203.0.113.8", ("203.0.113.7", "online"), False),
        ("2001:db8::7", ("2001:0db8:0::0007", "online"), True),
        ("203.0.113.7", ("", "online"), None),
        ("203.0.113.7", ("203.0.113.7", "unknown"), None),
        ("a name", ("203.0.113.7", "online"), None),
    ],
)
def test_where_a_phone_registered_from(
    network: Any, at: Any, contact: str, home: tuple[str, str], expected: object
):
    _register(network, contact)
    at(*home)
    seen = _phone(network)
    assert seen.is_registered
    assert seen.from_right_place is expected
    assert seen.user_agent == "Box 1"
    assert 0 < seen.expires_in_s <= 3600


def test_a_phone_nobody_registered(network: Any, at: Any):
    network.run(network.give_phone())
    assert _phone(network) == PhoneCheck(False, None, 0, "")


def test_a_box_at_home_is_where_the_internet_session_is(network: Any, at: Any):
    network.run(network.give_phone())
    network.voice.plug_in({NUMBER: ("", "Box 1")})
    assert _phone(network).from_right_place is True
    assert home_address.address_at_home(number=NUMBER, now=network.now) == "203.0.113.7"
    at("", "offline")
    assert not _phone(network).is_registered


def test_a_line_of_somebody_else(network: Any):
    network.give_phone()
    with pytest.raises(UnableToFindLine):
        check_phone(account_id=network.cast.other.pk, line_id=network.line.pk, now=network.now)


def test_a_telephone_system_that_does_not_say(network: Any):
    network.give_phone()
    network.voice.behave("down")
    with pytest.raises(UnableToAskNetwork):
        _phone(network)


# -- Everything down -------------------------------------------------------------------------------


def _both_end_in_time(network: Any) -> None:
    for check in (_tv, _phone):
        began = time.monotonic()
        with pytest.raises(UnableToAskNetwork):
            check(network)
        assert time.monotonic() - began < 4.0


@pytest.fixture
def real(network: Any, settings: Any) -> Any:
    """The real adapters with the time-outs they come with."""
    network.give_tv("news")
    network.give_phone()
    settings.TV_ADAPTER, settings.VOICE_ADAPTER = "webhook", "kamailio"
    settings.TV_TIMEOUT_S = settings.VOICE_TIMEOUT_S = 3.0

    def point_to(url: str) -> None:
        settings.TV_URL = settings.KAMAILIO_RPC_URL = url

    return point_to


def test_closed_ports(network: Any, real: Any):
    real(f"http://127.0.0.1:{closed_port()}")
    _both_end_in_time(network)


def test_systems_that_hang(network: Any, real: Any):
    with silent() as port:
        real(f"http://127.0.0.1:{port}")
        _both_end_in_time(network)


def test_systems_that_trickle(network: Any, real: Any):
    with trickling() as url:
        real(url)
        _both_end_in_time(network)


def test_no_systems_at_all(network: Any, settings: Any):
    network.give_tv("news")
    network.give_phone()
    settings.TV_ADAPTER = settings.VOICE_ADAPTER = ""
    for check in (_tv, _phone):
        with pytest.raises(NetworkRefused):
            check(network)
