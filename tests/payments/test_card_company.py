"""The pretend card company by itself: its page, its webhooks, its memory."""

import os
import re
import signal
import socket
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from hearthline.kernel.money import Money
from hearthline.payments.adapters.card import CheckoutRequest, card_gateway
from hearthline.payments.adapters.card.simulated.cards import NUMBERS, Behaviour, passes_luhn
from hearthline.payments.adapters.card.simulated.client import SimulatedCardGateway
from tests.payments.card_company import (
    QUICK,
    SECRET,
    Payer,
    company,
    eventually,
    merchant,
    text_of,
    token_of,
)

REQUEST = CheckoutRequest(
    reference="000000017",
    amount=Money(123450, "USD"),
    description="Maple County Fiber 000000017",
    return_url="http://127.0.0.1:1/back/",
    webhook_url="",
    save_card=False,
    language="en",
)


@pytest.fixture
def server(tmp_path: Path) -> Any:
    with company(tmp_path / "gateway") as server:
        yield server


@pytest.fixture
def client(server: Any) -> SimulatedCardGateway:
    return SimulatedCardGateway(url=server.url, secret=SECRET, timeout_s=5)


def test_it_serves_the_demo_only(settings: Any):
    from django.core.exceptions import ImproperlyConfigured

    settings.CARD_ADAPTER = "simulated"
    settings.DEMO = False
    with pytest.raises(ImproperlyConfigured):
        card_gateway()
    settings.DEMO = True
    assert card_gateway().name == "simulated"


def test_its_numbers_are_right_and_differ_in_what_people_see():
    assert all(passes_luhn(number) for number in NUMBERS)
    assert len({number[-4:] for number in NUMBERS}) == len(NUMBERS) == len(Behaviour)


@pytest.mark.parametrize(
    ("language", "amount", "words"),
    [
        ("en", "$1,234.50", "This is a test."),
        ("es", "1.234,50 US$", "Esto es una prueba."),
    ],
)
def test_the_page_says_how_much_and_what_for(
    client: SimulatedCardGateway, language: str, amount: str, words: str
):
    opened = client.create_checkout(replace(REQUEST, language=language))
    page = Payer().look(opened.url)
    said = text_of(page.text).replace("\xa0", " ")
    for expected in (amount, words, "Test Card Gateway", REQUEST.description, "Maple County Fiber"):
        assert expected in said
    for number in NUMBERS:
        assert number in re.sub(r"\s", "", said)
    assert f'lang="{language}"' in page.text
    assert len(page.content) < 20_000
    assert "<script" not in page.text
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["referrer-policy"] == "no-referrer"
    assert "default-src 'none'" in page.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("number", "", "Enter the card number"),
        ("number", "4242424242424241", "This card number isn't right"),
        ("number", "4111111111111111", "Never enter a real card"),
        ("number", "٤٢٤٢٤٢٤٢٤٢٤٢٤٢٤٢", "This card number isn't right"),
        ("expiry", "13/39", "Enter month and year"),
        ("expiry", "soon", "Enter month and year"),
        ("expiry", "01/20", "This card has expired"),
        ("code", "12", "Enter the three or four digits"),
        ("name", "  ", "Enter the name on the card"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(
    client: SimulatedCardGateway, server: Any, field: str, typed: str, said: str
):
    opened = client.create_checkout(REQUEST)
    form = {"number": "4242424242424242", field: typed}
    page = Payer().send_card(opened.url, **form)
    assert page.status_code == 422
    beside = re.search(rf'id="{field}-error">([^<]+)<', page.text)
    assert beside is not None
    assert said in beside[1]
    assert f'href="#{field}"' in page.text
    assert re.search(rf'id="{field}"[^>]*aria-invalid="true"', page.text)
    assert server.books.charges() == []


def test_a_refused_form_keeps_what_is_no_secret(client: SimulatedCardGateway):
    opened = client.create_checkout(REQUEST)
    page = Payer().send_card(
        opened.url, "4242424242424242", expiry="11/38", code="98", name='Al "A" <b>'
    )
    assert 'value="11/38"' in page.text
    assert 'value="Al &quot;A&quot; &lt;b&gt;"' in page.text
    assert 'value="4242' not in page.text
    assert 'value="98"' not in page.text


@pytest.mark.parametrize("expiry", ["12/39", "12/2039", "1239", "12 39", "12 / 39"])
def test_people_write_dates_in_many_ways(client: SimulatedCardGateway, expiry: str):
    opened = client.create_checkout(REQUEST)
    assert Payer().pay(opened.url, expiry=expiry) == REQUEST.return_url


def test_the_form_sent_five_times_charges_once(client: SimulatedCardGateway, server: Any):
    opened = client.create_checkout(REQUEST)
    for _ in range(5):
        assert Payer().pay(opened.url) == REQUEST.return_url
    assert server.books.charges() == [("000000017", 123450)]


def test_going_back_without_paying_cancels(client: SimulatedCardGateway, server: Any):
    opened = client.create_checkout(REQUEST)
    assert Payer().press(opened.url, "back") == REQUEST.return_url
    found = client.look_up(REQUEST.reference)
    assert found is not None
    assert found.state == "cancelled"
    assert "finished" in Payer().look(opened.url).text
    assert server.books.charges() == []


def test_the_bank_asks_on_a_page_of_its_own(client: SimulatedCardGateway, server: Any):
    opened = client.create_checkout(REQUEST)
    payer = Payer()
    location = payer.pay(opened.url, Behaviour.NEEDS_CONFIRMATION)
    page = payer.look(server.url + location)
    assert "bank's app" in page.text.replace("&#x27;", "'")
    assert "ending 3030" in page.text
    assert payer.press(opened.url, "yes") == REQUEST.return_url
    assert payer.press(opened.url, "no") == REQUEST.return_url
    assert server.books.charges() == [("000000017", 123450)]


def test_the_number_and_code_are_nowhere_in_its_books(
    client: SimulatedCardGateway, server: Any, tmp_path: Path
):
    opened = client.create_checkout(replace(REQUEST, save_card=True))
    Payer().pay(opened.url, code="7391")
    kept = b"".join(path.read_bytes() for path in (tmp_path / "gateway").iterdir())
    assert b"000000017" in kept
    assert b"4242424242424242" not in kept
    assert b"7391" not in kept


@pytest.mark.parametrize(
    "path", ["/", "/pay/", "/pay/guess-guess-guess", "/pay/../api/payments", "/api/checkouts"]
)
def test_other_addresses_tell_nothing(server: Any, path: str):
    answer = httpx.get(server.url + path, trust_env=False)
    assert answer.status_code in {401, 404}
    assert "000000017" not in answer.text


def test_too_long_a_body_is_refused(server: Any):
    with socket.create_connection(("127.0.0.1", int(server.url.rsplit(":", 1)[1]))) as wire:
        wire.sendall(b"POST /api/checkouts HTTP/1.1\r\nContent-Length: 1000000000\r\n\r\n")
        assert b" 413 " in wire.recv(1000)


def test_a_webhook_is_told_until_somebody_takes_it(server: Any, client: SimulatedCardGateway):
    told: list[bytes] = []

    def receive(headers: dict[str, str], body: bytes) -> int:
        told.append(body)
        return 204 if len(told) == 3 else 503

    with merchant(receive) as webhook_url:
        opened = client.create_checkout(replace(REQUEST, webhook_url=webhook_url))
        Payer().pay(opened.url)
        eventually(lambda: len(told) == 3)
    assert len(set(told)) == 1


def test_webhook_first_means_before_the_payer_is_back(server: Any, client: SimulatedCardGateway):
    order: list[str] = []

    def receive(headers: dict[str, str], body: bytes) -> int:
        order.append("webhook")
        return 204

    with merchant(receive) as webhook_url:
        opened = client.create_checkout(replace(REQUEST, webhook_url=webhook_url))
        Payer().pay(opened.url, Behaviour.WEBHOOK_FIRST)
        order.append("back")
    assert order == ["webhook", "back"]


def _start(folder: Path, port: int) -> subprocess.Popen[bytes]:
    """The company as a process of its own, as `hearthline gateway` runs it."""
    process = subprocess.Popen(
        [sys.executable, "-m", "hearthline.cli", "gateway"],
        env=os.environ
        | {
            "DJANGO_SETTINGS_MODULE": "hearthline.config.settings",
            "HEARTHLINE_DATA": str(folder),
            "CARD_GATEWAY_URL": f"http://127.0.0.1:{port}",
            "CARD_GATEWAY_SECRET": SECRET,
        },
    )
    eventually(lambda: _answers(port), timeout_s=20)
    return process


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
    except OSError:
        return False


def test_killed_and_started_again_it_goes_on(tmp_path: Path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    client = SimulatedCardGateway(url=f"http://127.0.0.1:{port}", secret=SECRET, timeout_s=5)
    told: list[str] = []
    is_up = False

    def receive(headers: dict[str, str], body: bytes) -> int:
        if not is_up:
            return 503
        told.append(client.read_event(headers, body, datetime.now(tz=UTC)).payment.state)
        return 204

    with merchant(receive) as webhook_url:
        process = _start(tmp_path, port)
        try:
            opened = client.create_checkout(replace(REQUEST, webhook_url=webhook_url))
            Payer().pay(opened.url)
            process.send_signal(signal.SIGKILL)
            process.wait()
            process = _start(tmp_path, port)
            is_up = True
            eventually(lambda: told == ["succeeded"], timeout_s=15)
            found = client.look_up(REQUEST.reference)
            assert found is not None
            assert found.state == "succeeded"
        finally:
            process.kill()
            process.wait()


def test_a_late_answer_is_still_decided_after_a_restart(tmp_path: Path):
    with company(tmp_path, replace(QUICK, late_s=1.0)) as server:
        client = SimulatedCardGateway(url=server.url, secret=SECRET)
        opened = client.create_checkout(REQUEST)
        Payer().pay(opened.url, Behaviour.ANSWERS_LATE)
        found = client.look_up(REQUEST.reference)
        assert found is not None
        assert found.state == "processing"
    with company(tmp_path) as server:
        client = SimulatedCardGateway(url=server.url, secret=SECRET)
        eventually(lambda: getattr(client.look_up(REQUEST.reference), "state", "") == "succeeded")
        assert token_of(Behaviour.ANSWERS_LATE) == "test-card-7007"
