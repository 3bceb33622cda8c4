"""The public page: for anybody, without a cookie, the same shape whatever is asked."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.conftest import NOW
from tests.network.posting import post
from tests.queued import Clock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _monday_morning(monkeypatch: Any) -> None:
    Clock(monkeypatch, NOW)


def without_nonce(answer: Any) -> str:
    return re.sub(r'nonce="[^"]*"', "", answer.content.decode())


def test_no_cookie_few_queries_and_kept_for_seconds(cast: Any):
    post()
    client = Client()
    client.force_login(cast.alice)
    with CaptureQueriesContext(connection) as seen:
        answer = client.get("/status/")
    assert len(seen) <= 2
    assert not answer.cookies
    assert "max-age=15" in answer.headers["Cache-Control"]
    assert without_nonce(answer) == without_nonce(Client().get("/status/")), "whoever looks"
    assert "alice" not in answer.content.decode()


def test_shows_what_was_posted_at_once_and_what_is_over(cast: Any):
    assert "All is well" in Client().get("/status/").content.decode()
    post()
    page = Client().get("/status/").content.decode()
    assert "Internet is down" in page
    assert "Mapleton 62301" in page
    assert "ALICE-1" not in page
    assert "Mill Road" not in page


def test_spanish_by_the_link_and_by_the_browser(cast: Any):
    post()
    for page in (
        Client().get("/status/?language=es"),
        Client().get("/status/", headers={"accept-language": "es"}),
    ):
        text = page.content.decode()
        assert '<html lang="es"' in text
        assert "No hay internet" in text
    assert '<html lang="en"' in Client().get("/status/?language=tlh").content.decode()


def test_an_unknown_code_gets_what_one_without_outage_gets(cast: Any):
    from tests import factories

    factories.make_account(city="Fairhaven", postal_code="00416")
    post()

    def page(code: str) -> str:
        return without_nonce(Client().get("/status/", {"postal_code": code})).replace(code, "")

    assert page("00416") == page("99999")
    assert "Internet is down" not in page("00416")
    assert "Internet is down" in page("62301")


@pytest.mark.parametrize(
    "code", ["<script>", "'; DROP TABLE x", "x" * 5000, "\x00", "\uff16\uff12", "%"]
)
def test_nonsense(code: str):
    answer = Client().get("/status/", {"postal_code": code})
    assert answer.status_code == 200
    assert "<script>" not in answer.content.decode().replace("<script src", "")


def test_for_programs(cast: Any):
    number = post(estimate_at=NOW + timedelta(hours=2))
    answer = Client().get("/status.json")
    assert not answer.cookies
    assert len(answer.content) < 1000
    assert json.loads(answer.content) == {
        "checked_at": "2026-03-16T15:00:00+00:00",
        "all_well": False,
        "outages": [
            {
                "number": number,
                "kind": "outage",
                "state": "active",
                "title": "Internet is down",
                "places": ["Mapleton 62301"],
                "started_at": "2026-03-16T15:00:00+00:00",
                "estimate_at": "2026-03-16T17:00:00+00:00",
            }
        ],
    }


def test_only_reading():
    assert Client().post("/status/").status_code == 405
