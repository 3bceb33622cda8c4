"""What every TV system must do, whoever makes it. A real one joins `SYSTEMS`."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from hearthline.network.adapters.tv import Entitlements, TvSystem
from hearthline.network.adapters.tv.signing import signed_headers
from hearthline.network.adapters.tv.simulated.behaviour import Behaviour
from hearthline.network.adapters.tv.webhook import WebhookTv
from hearthline.network.errors import NetworkRefused, NetworkUnavailable
from tests.network.tv_system import KEY_ID, SECRET, tv_running

WANTED = Entitlements("sub-1", 3, ("news", "sports"))


@pytest.fixture
def system(tmp_path: Path) -> Iterator[Any]:
    with tv_running(tmp_path) as server:
        client: TvSystem = WebhookTv(url=server.url, key_id=KEY_ID, secret=SECRET, timeout_s=2.0)
        yield SimpleNamespace(client=client, server=server, books=server.books)


def test_what_is_applied_is_read_back(system: Any):
    assert system.client.read_back("sub-1") is None
    system.client.apply(WANTED)
    assert system.client.read_back("sub-1") == WANTED


def test_the_same_revision_is_applied_once(system: Any):
    for _ in range(3):
        system.client.apply(WANTED)
    assert system.books.changes("sub-1") == [3]


def test_an_older_revision_changes_nothing(system: Any):
    system.client.apply(WANTED)
    system.client.apply(Entitlements("sub-1", 2, ("films",)))
    assert system.client.read_back("sub-1") == WANTED


def test_nothing_can_be_applied_too(system: Any):
    system.client.apply(WANTED)
    system.client.apply(Entitlements("sub-1", 4, ()))
    assert system.client.read_back("sub-1") == Entitlements("sub-1", 4, ())


@pytest.mark.parametrize(
    ("behaviour", "error", "applied"),
    [
        (Behaviour.DROPS, NetworkUnavailable, False),
        (Behaviour.HANGS, NetworkUnavailable, False),
        (Behaviour.HANGS_APPLIED, NetworkUnavailable, True),
        (Behaviour.APPLIED_DROPS, NetworkUnavailable, True),
        (Behaviour.FAILS, NetworkUnavailable, False),
        (Behaviour.GARBLED, NetworkUnavailable, True),
        (Behaviour.REFUSES, NetworkRefused, False),
    ],
)
def test_trouble_is_an_error_that_says_whether_to_try_again(
    system: Any, behaviour: Behaviour, error: type[Exception], applied: object
):
    subscriber = f"{behaviour}.sub"
    with pytest.raises(error):
        system.client.apply(Entitlements(subscriber, 1, ("news",)))
    assert bool(system.books.changes(subscriber)) is applied


def test_a_lie_is_found_by_reading_back(system: Any):
    system.client.apply(Entitlements("lies.sub", 1, ("news",)))
    assert system.client.read_back("lies.sub") is None


def test_the_export_gives_everybody_in_pages(system: Any, monkeypatch: Any):
    monkeypatch.setattr("hearthline.network.adapters.tv.webhook._PAGE_SIZE", 7)
    wanted = [Entitlements(f"sub-{n:03}", 1, ("news",)) for n in range(20)]
    for entitlements in wanted:
        system.client.apply(entitlements)
    assert list(system.client.export()) == wanted


def test_an_export_that_breaks_off_says_so(system: Any):
    system.client.apply(WANTED)
    system.books.behave(Behaviour.FAILS)
    with pytest.raises(NetworkUnavailable):
        list(system.client.export())


def test_a_trickling_answer_ends_in_time():
    from tests.network.slow import trickling

    with trickling() as url:
        client = WebhookTv(url=url, key_id=KEY_ID, secret=SECRET, timeout_s=0.6)
        began = time.monotonic()
        with pytest.raises(NetworkUnavailable):
            client.read_back("sub-1")
    assert time.monotonic() - began < 2


# -- Who may speak to it ---------------------------------------------------------------------------


def _put(system: Any, *, key_id: str = KEY_ID, secret: str = SECRET, age_s: float = 0) -> int:
    body = json.dumps({"subscriber": "sub-1", "revision": 1, "channels": ["news"]}).encode()
    headers = signed_headers(
        key_id=key_id,
        secret=secret,
        timestamp=time.time() - age_s,
        method="PUT",
        address="/entitlements/sub-1",
        body=body,
    )
    headers["Idempotency-Key"] = "sub-1:1"
    with httpx.Client(trust_env=False) as client:
        url = f"{system.server.url}/entitlements/sub-1"
        return client.put(url, content=body, headers=headers).status_code


def test_only_fresh_requests_of_a_known_key_are_taken(system: Any):
    assert _put(system, secret="another") == 401
    assert _put(system, key_id="nobody") == 401
    assert _put(system, age_s=301) == 401
    assert _put(system, age_s=-301) == 401
    assert system.books.find("sub-1") is None
    assert _put(system) == 200


def test_a_signature_holds_for_one_address_and_body_only(system: Any):
    body = b'{"subscriber": "sub-1", "revision": 1, "channels": []}'
    headers = signed_headers(
        key_id=KEY_ID,
        secret=SECRET,
        timestamp=time.time(),
        method="PUT",
        address="/entitlements/sub-1",
        body=body,
    ) | {"Idempotency-Key": "sub-1:1"}
    with httpx.Client(trust_env=False, base_url=system.server.url) as client:
        assert client.put("/entitlements/sub-2", content=body, headers=headers).status_code == 401
        assert client.get("/entitlements/sub-1", headers=headers).status_code == 401
        changed = body.replace(b"1", b"2")
        assert (
            client.put("/entitlements/sub-1", content=changed, headers=headers).status_code == 401
        )
        assert client.put("/entitlements/sub-1", content=body, headers=headers).status_code == 200
