"""Every answer tells browsers the same strict things, whoever gives it."""

from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.http import HttpRequest
from django.test import Client

from hearthline.identity.bodies import MOST_BYTES
from tests.architecture.test_access import PAGES, Page, _address, _client

SET = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "X-Permitted-Cross-Domain-Policies": "none",
}
SANDBOX = "sandbox; default-src 'none'"
"""What a ticket's file has instead of the pages' policy."""


def policy_of(answer: Any) -> dict[str, str]:
    parts = answer.headers["Content-Security-Policy"].split(";")
    return {name: rest for name, _, rest in (part.strip().partition(" ") for part in parts)}


def is_strict(answer: Any) -> None:
    for name, value in SET.items():
        assert answer.headers.get(name) == value, name
    assert not [name for name in answer.headers if name.startswith("Access-Control")]
    assert "Server" not in answer.headers
    powers = dict(
        part.strip().split("=") for part in answer.headers["Permissions-Policy"].split(",")
    )
    assert powers.pop("publickey-credentials-get") == "(self)"
    assert powers.pop("publickey-credentials-create") == "(self)"
    assert set(powers.values()) == {"()"}
    assert {"camera", "geolocation", "microphone", "payment", "usb"} <= set(powers)
    if answer.headers["Content-Security-Policy"] == SANDBOX:
        return
    policy = policy_of(answer)
    assert policy["default-src"] == "'none'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert policy["style-src"] == policy["connect-src"] == policy["img-src"] == "'self'"
    # Nothing runs but what the page itself names.
    assert not policy["script-src"] or policy["script-src"].startswith("'nonce-")
    for word in ("unsafe", "*", "data:", "http:", "https:"):
        assert word not in answer.headers["Content-Security-Policy"], word


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_address(page: Page, stage: Any):
    for user in (None, stage.alice, stage.sam):
        answer = _client(user, page.route).get(_address(page, stage.of_alice))
        is_strict(answer)
        kept = answer.headers.get("Cache-Control", "")
        if user is not None and page.access in {"account_member", "signed_in", "staff", "app"}:
            assert "no-store" in kept, f"{page.name} is kept by the browser"


@pytest.mark.parametrize(
    ("method", "address", "sent", "status"),
    [
        ("get", "/no-such-page/", {}, 404),
        ("get", "/static/no-such-file.css", {}, 404),
        ("get", "/no\0such", {}, 404),
        ("get", "/security", {}, 301),
        ("post", "/status/", {}, 405),
        ("get", "/", {"headers": {"Host": "evil.example"}}, 400),
        ("post", "/sign-in/", {"data": {"login": "x" * MOST_BYTES}}, 413),
    ],
)
def test_errors_and_redirects(db: None, method: str, address: str, sent: Any, status: int):
    answer = getattr(Client(), method)(address, **sent)
    assert answer.status_code == status
    is_strict(answer)


def test_a_form_without_its_token(db: None):
    answer = Client(enforce_csrf_checks=True).post("/sign-in/", {})
    assert answer.status_code == 403
    is_strict(answer)


def test_a_failure_of_ours(db: None, monkeypatch: pytest.MonkeyPatch):
    def fail(_request: HttpRequest) -> None:
        raise RuntimeError

    monkeypatch.setattr("hearthline.portal.sign_in.own_address", fail)
    answer = Client(raise_request_exception=False).get("/sign-in/")
    assert answer.status_code == 500
    is_strict(answer)


def test_files(tmp_path: Any, settings: Any):
    """As WhiteNoise serves them."""
    found = finders.find("css/app.css")
    assert isinstance(found, str)
    (tmp_path / "css").mkdir()
    (tmp_path / "css/app.css").write_bytes(Path(found).read_bytes())
    settings.STATIC_ROOT = tmp_path
    settings.WHITENOISE_AUTOREFRESH = True
    answer = Client().get("/static/css/app.css")
    assert answer.status_code == 200
    is_strict(answer)


def test_each_answer_has_a_nonce_of_its_own(db: None):
    first, second = (policy_of(Client().get("/sign-in/"))["script-src"] for _ in range(2))
    assert first.startswith("'nonce-")
    assert first != second
