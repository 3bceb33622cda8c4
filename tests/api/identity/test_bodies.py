"""Whatever is sent: an answer in JSON, never a failure of ours."""

import json
from typing import Any

import pytest
from django.test import Client

from hearthline.api.identity.bodies import MOST_BYTES
from hearthline.api.identity.urls import SERVED, urlpatterns
from tests.api.identity.app import App, token_of

NASTY = {
    "nothing": b"",
    "no JSON": b"username=alice&password=x",
    "half": b'{"username": "alice", ',
    "a list": b'["alice"]',
    "a text": b'"alice"',
    "a number": b"7",
    "null": b"null",
    "true": b"true",
    "NaN": b'{"username": NaN, "password": Infinity}',
    "NUL": b'{"username": "al\\u0000ice", "password": "x\\u0000", "email": "\\u0000"}',
    "half a pair": b'{"username": "\\ud800", "password": "\\udfff", "email": "\\ud800@x.example"}',
    "invalid UTF-8": b'{"username": "\xff\xfe", "password": "x"}',
    "UTF-16": '{"username": "alice"}'.encode("utf-16"),
    "a BOM": b'\xef\xbb\xbf{"username": "alice"}',
    "a huge number": b'{"username": ' + b"9" * 5_000 + b', "password": 1}',
    "a huge exponent": b'{"username": 1e999999, "password": 1}',
    "deep": b'{"credential": ' * 9_000 + b"1" + b"}" * 9_000,
    "deep lists": b'{"sessions": ' + b"[" * 30_000 + b"]" * 30_000 + b"}",
    "twice": b'{"username": "alice", "username": "mallory", "password": "x"}',
}
WRONG_TYPES: list[Any] = [
    None,
    0,
    -1,
    1.5,
    10**300,
    True,
    [],
    ["x"],
    {},
    {"a": {"b": []}},
    "",
    " ",
    "x" * 9_999,
]
FIELDS = sorted(
    {"username", "email", "phone", "password", "key", "code", "current_password", "new_password"}
    | {"sessions", "credential", "name", "id", "authenticators", "trust"}
)
METHODS = ["get", "post", "put", "patch", "delete", "options", "head", "trace"]
ADDRESSES = [f"/{entry.pattern}" for entry in urlpatterns if "/v1/" in str(entry.pattern)]


@pytest.fixture
def clients(person):
    token = token_of(person, is_proven=True)
    browser = Client()
    browser.force_login(person)
    return {
        "an app": Client(headers={"X-Session-Token": token}),
        "a browser": browser,
        "nobody": Client(),
    }


@pytest.mark.parametrize("address", ADDRESSES)
def test_bodies_that_are_none(clients, address):
    for who, client in clients.items():
        for name, body in NASTY.items():
            for method in ("post", "put", "patch", "delete"):
                answer = getattr(client, method)(
                    address, data=body, content_type="application/json"
                )
                assert answer.status_code < 500, f"{who} with {name}: {method} {address}"
                if name != "nothing":
                    assert answer.status_code in {400, 401, 405, 413}, f"{who} with {name}"
                    assert answer.headers["Content-Type"] == "application/json"
                assert answer.headers["Cache-Control"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_values_of_the_wrong_type(clients, address):
    for who, client in clients.items():
        for value in WRONG_TYPES:
            body = json.dumps(dict.fromkeys(FIELDS, value))
            for method in ("post", "put", "delete"):
                if method == "delete" and address.endswith("auth/session"):
                    continue
                answer = getattr(client, method)(
                    address, data=body, content_type="application/json"
                )
                assert answer.status_code < 500, f"{who} with {value}: {method} {address}"


@pytest.mark.parametrize("method", METHODS)
def test_every_method_has_an_answer(clients, method):
    for client in clients.values():
        for address in ADDRESSES:
            assert getattr(client, method)(address).status_code < 500


def test_too_much_is_not_read(db):
    body = json.dumps({"username": "x" * MOST_BYTES, "password": "x"})
    assert App().post("auth/login", body).status_code == 413
    app = Client()
    lying = app.generic("POST", "/_allauth/app/v1/auth/login", b"{}", CONTENT_LENGTH="9" * 60)
    assert lying.status_code == 413
    odd = app.generic("POST", "/_allauth/app/v1/auth/login", b"{}", CONTENT_LENGTH="-1")
    assert odd.status_code == 400
    read = app.generic("GET", "/_allauth/app/v1/config", b"{}", "application/json")
    assert read.status_code == 400


@pytest.mark.parametrize(
    "kind",
    ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain", "", "x"],
)
def test_json_is_said_to_be_json(db, kind):
    """A form on another site can't send this kind without asking the browser first."""
    body = json.dumps({"username": "alice", "password": "x"})
    answer = Client().generic("POST", "/_allauth/app/v1/auth/login", body, kind)
    assert answer.status_code == 415


def test_what_is_not_served_has_no_address(db):
    for route in (
        "auth/signup",
        "auth/provider/token",
        "auth/provider/redirect",
        "auth/webauthn/signup",
        "account/providers",
        "tokens/refresh",
    ):
        assert route not in SERVED
        assert App().post(route, {}).status_code == 404
        assert App().get(route).status_code == 404


def test_browsers_need_the_csrf_token(person):
    browser = Client(enforce_csrf_checks=True)
    page = "/_allauth/browser/v1/auth/login"
    data = {"username": "alice", "password": "x"}
    answer = browser.post(page, data, content_type="application/json")
    assert (answer.status_code, answer.headers["Content-Type"]) == (403, "application/json")
    browser.get("/_allauth/browser/v1/config")
    headers = {"X-CSRFToken": browser.cookies["csrf"].value}
    answer = browser.post(page, data, content_type="application/json", headers=headers)
    assert answer.status_code == 400
    evil = browser.post(
        page,
        data,
        content_type="application/json",
        headers=headers | {"Origin": "https://evil.example"},
    )
    assert evil.status_code == 403


def test_other_sites_may_not_read_anything(db):
    for method in ("get", "options"):
        answer = getattr(Client(), method)(
            "/_allauth/browser/v1/config",
            headers={"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"},
        )
        assert not [name for name in answer.headers if name.startswith("Access-Control")]
