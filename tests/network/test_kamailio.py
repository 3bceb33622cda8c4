"""A real Kamailio: registrations are seen, and what we set is what happens to real calls."""

import os
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from hearthline.network.adapters.voice import LineSettings
from hearthline.network.adapters.voice.kamailio import KamailioVoice
from hearthline.network.errors import NetworkUnavailable
from tests.conftest import NOW
from tests.network import kamailio as daemons
from tests.network.kamailio import DOMAIN, RINGS_S, Kamailio, phone
from tests.network.slow import closed_port, silent

NUMBER, OTHER = "+12175550142", "+12175550177"
LINE = LineSettings(NUMBER, 1, is_in_service=True)


@pytest.fixture(scope="module")
def kamailio(worker_id: str) -> Iterator[Kamailio]:
    cluster = Path(os.environ["HEARTHLINE_TEST_CLUSTER"])
    with daemons.running(cluster, f"kamailio_{worker_id}") as running:
        yield running


@pytest.fixture
def voice(kamailio: Kamailio) -> Iterator[KamailioVoice]:
    voice = KamailioVoice(
        rpc_url=kamailio.rpc_url,
        database_url=kamailio.database_url,
        domain=DOMAIN,
        timeout_s=3.0,
    )
    yield voice
    kamailio.rows("DELETE FROM usr_preferences")
    voice._call("ul.rm", ["location", f"{NUMBER}@{DOMAIN}"])
    kamailio.trunk.seen.clear()
    kamailio.voicemail.seen.clear()


@pytest.fixture
def home(kamailio: Kamailio, voice: KamailioVoice) -> Iterator[Any]:
    """The telephone at alice's, registered."""
    voice.apply_settings(LINE)
    with phone(kamailio) as one:
        assert one.register(NUMBER) == 200
        yield one


@pytest.fixture
def caller(kamailio: Kamailio) -> Iterator[Any]:
    with phone(kamailio) as one:
        yield one


def _answering(one: Any, *statuses: str) -> threading.Thread:
    """Have a telephone answer the next call while the test makes it."""
    thread = threading.Thread(target=one.answer, args=statuses, daemon=True)
    thread.start()
    return thread


# -- Registrations ---------------------------------------------------------------------------------


def test_nobody_registered_is_an_answer(voice: KamailioVoice):
    assert voice.registrations(NUMBER, now=NOW) == ()


def test_who_registered_is_seen(voice: KamailioVoice, home: Any):
    (found,) = voice.registrations(NUMBER, now=NOW)
    assert found.contact_address == "127.0.0.1"
    assert found.user_agent == "Test Adapter 1.0"
    assert 590 < found.expires_in_s <= 600


def test_a_number_out_of_service_cannot_register(voice: KamailioVoice, caller: Any):
    assert caller.register(OTHER) == 403
    voice.apply_settings(replace(LINE, is_in_service=False))
    assert caller.register(NUMBER) == 403


def test_a_line_that_ends_is_no_longer_registered(voice: KamailioVoice, home: Any, caller: Any):
    voice.apply_settings(replace(LINE, revision=2, is_in_service=False))
    assert voice.registrations(NUMBER, now=NOW) == ()
    assert home.register(NUMBER) == 403
    assert caller.call(NUMBER) == 404


# -- Settings --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "wanted",
    [
        LINE,
        replace(LINE, has_voicemail=True, blocks_anonymous=True),
        replace(LINE, forwarding="always", forwarding_to=OTHER),
        replace(LINE, forwarding="busy", forwarding_to=OTHER),
        replace(LINE, forwarding="no_answer", forwarding_to=OTHER, has_voicemail=True),
        replace(LINE, is_in_service=False),
    ],
)
def test_settings_are_read_back_as_written(voice: KamailioVoice, wanted: LineSettings):
    voice.apply_settings(wanted)
    assert voice.settings_of([NUMBER, OTHER]) == {NUMBER: wanted}


def test_an_older_revision_changes_nothing(voice: KamailioVoice):
    newer = replace(LINE, revision=5, has_voicemail=True)
    voice.apply_settings(newer)
    voice.apply_settings(replace(LINE, revision=4))
    assert voice.settings_of([NUMBER]) == {NUMBER: newer}


def test_what_others_keep_there_stays(kamailio: Kamailio, voice: KamailioVoice):
    kamailio.rows(
        "INSERT INTO usr_preferences (username, domain, attribute, value)"
        f" VALUES ('{NUMBER}', '{DOMAIN}', 'ringtone', 'bell')"
    )
    voice.apply_settings(LINE)
    voice.apply_settings(replace(LINE, revision=2))
    rows = kamailio.rows("SELECT attribute, value FROM usr_preferences ORDER BY attribute")
    assert rows == [("hl_in_service", "1"), ("hl_revision", "2"), ("ringtone", "bell")]


# -- Calls -----------------------------------------------------------------------------------------


def test_a_call_rings_at_home(home: Any, caller: Any):
    _answering(home, "200 OK")
    assert caller.call(NUMBER) == 200


def test_an_unknown_number_is_not_found(voice: KamailioVoice, caller: Any):
    assert caller.call(OTHER) == 404


def test_forwarding_always_never_rings_at_home(
    kamailio: Kamailio, voice: KamailioVoice, home: Any, caller: Any
):
    voice.apply_settings(replace(LINE, revision=2, forwarding="always", forwarding_to=OTHER))
    _answering(kamailio.trunk, "200 OK")
    assert caller.call(NUMBER) == 200
    assert _invited(kamailio.trunk) == [OTHER]
    assert _invited(home) == []
    assert f"Diversion: <sip:{NUMBER}@{DOMAIN}>" in kamailio.trunk.seen[0]


def test_forwarding_when_busy(kamailio: Kamailio, voice: KamailioVoice, home: Any, caller: Any):
    voice.apply_settings(replace(LINE, revision=2, forwarding="busy", forwarding_to=OTHER))
    _answering(home, "486 Busy Here")
    _answering(kamailio.trunk, "200 OK")
    assert caller.call(NUMBER) == 200
    assert _invited(kamailio.trunk) == [OTHER]


def test_forwarding_when_nobody_answers(
    kamailio: Kamailio, voice: KamailioVoice, home: Any, caller: Any
):
    voice.apply_settings(replace(LINE, revision=2, forwarding="no_answer", forwarding_to=OTHER))
    _answering(home, "180 Ringing")
    _answering(kamailio.trunk, "200 OK")
    began = time.monotonic()
    assert caller.call(NUMBER) == 200
    assert time.monotonic() - began >= RINGS_S * 0.9
    assert _invited(kamailio.trunk) == [OTHER]


def test_forwarding_when_the_telephone_is_unplugged(
    kamailio: Kamailio, voice: KamailioVoice, caller: Any
):
    voice.apply_settings(replace(LINE, forwarding="no_answer", forwarding_to=OTHER))
    _answering(kamailio.trunk, "200 OK")
    assert caller.call(NUMBER) == 200
    assert _invited(kamailio.trunk) == [OTHER]


def test_forwarding_switched_off_again(
    kamailio: Kamailio, voice: KamailioVoice, home: Any, caller: Any
):
    voice.apply_settings(replace(LINE, revision=2, forwarding="always", forwarding_to=OTHER))
    voice.apply_settings(replace(LINE, revision=3))
    _answering(home, "200 OK")
    assert caller.call(NUMBER) == 200
    assert _invited(kamailio.trunk) == []


@pytest.mark.parametrize(
    "how",
    [
        {"caller": "anonymous"},
        {"more": "Privacy: id\r\n"},
        {"more": "Privacy: header;id\r\n"},
    ],
)
def test_anonymous_calls_are_turned_away_where_wanted(
    voice: KamailioVoice, home: Any, caller: Any, how: dict[str, str]
):
    _answering(home, "200 OK")
    assert caller.call(NUMBER, **how) == 200
    voice.apply_settings(replace(LINE, revision=2, blocks_anonymous=True))
    assert caller.call(NUMBER, **how) == 433
    _answering(home, "200 OK")
    assert caller.call(NUMBER) == 200


def test_voicemail_takes_what_is_not_answered(
    kamailio: Kamailio, voice: KamailioVoice, home: Any, caller: Any
):
    _answering(home, "486 Busy Here")
    assert caller.call(NUMBER) == 486
    voice.apply_settings(replace(LINE, revision=2, has_voicemail=True))
    _answering(home, "486 Busy Here")
    _answering(kamailio.voicemail, "200 OK")
    assert caller.call(NUMBER) == 200
    assert _invited(kamailio.voicemail) == [NUMBER]


def _invited(one: Any) -> list[str]:
    return [text.split("sip:")[1].split("@")[0] for text in one.seen if text.startswith("INVITE ")]


# -- A telephone system that is down ---------------------------------------------------------------


def _broken(port: int) -> KamailioVoice:
    return KamailioVoice(
        rpc_url=f"http://127.0.0.1:{port}/RPC",
        database_url=f"postgresql://x@127.0.0.1:{port}/x",
        domain=DOMAIN,
        timeout_s=3.0,
    )


def _each_ends_in_time(voice: KamailioVoice) -> None:
    for ask in (
        lambda: voice.registrations(NUMBER, now=NOW),
        lambda: voice.apply_settings(LINE),
        lambda: voice.settings_of([NUMBER]),
    ):
        began = time.monotonic()
        with pytest.raises(NetworkUnavailable):
            ask()
        assert time.monotonic() - began < 4.0


def test_down_is_unavailable_at_once():
    _each_ends_in_time(_broken(closed_port()))


def test_hanging_is_unavailable_in_time():
    with silent() as port:
        _each_ends_in_time(_broken(port))


def test_a_database_that_stops_in_mid_sentence_is_left(kamailio: Kamailio, monkeypatch: Any):
    from hearthline.network.adapters.voice import kamailio as adapter

    monkeypatch.setattr(adapter, "_READ", "SELECT pg_sleep(30), '' AS username, '' AS attribute")
    voice = KamailioVoice(
        rpc_url=kamailio.rpc_url,
        database_url=kamailio.database_url,
        domain=DOMAIN,
        timeout_s=1.0,
    )
    began = time.monotonic()
    with pytest.raises(NetworkUnavailable):
        voice.settings_of([NUMBER])
    assert time.monotonic() - began < 2.0
