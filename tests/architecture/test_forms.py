"""Forms about who somebody is, sent as nobody's browser sends them: an answer, never a failure.

The fields are those of the page itself, so that a new one can't be forgotten.
"""

import re
from typing import Any
from urllib.parse import quote_from_bytes, urlsplit

import pytest
from django.conf import settings
from django.test import Client

from hearthline.identity.proofs import note_proof
from hearthline.kernel import clock
from tests.architecture.test_access import PAGES, Page, _address

PREFIXES = (
    "sign-in",
    "sign-out",
    "register",
    "recover",
    "settings",
    "security",
    "household",
    "accounts",
    "language",
    "messages/check",
    "help/sign-in",
)
FORMS = [page for page in PAGES if page.route.startswith(PREFIXES)]
ALWAYS = ("next", "login", "password", "code", "email", "reference", "role", "name", "credential")
NASTY = (
    b"",
    b" ",
    b"\0",
    b"\xff\xfe\xfd",
    b"\xed\xa0\x80",
    b"x" * 20_000,
    "\U0001f600\u202e\u0301".encode(),
    b"-1",
    b"9" * 400,
    b"1e999",
    b"NaN",
    b"null",
    b"[]",
    b'{"a": {"b": [1]}}',
    b"' OR 1=1; --",
    b"%s%n%(name)s{0}",
    b"../../etc/passwd",
    b"//evil.example/",
    b"javascript:alert(1)",
    b"<script>alert(1)</script>",
    b"a\r\nSet-Cookie: a=b",
)
BODIES = (
    (b"--x\r\nContent-Disposition: form-data; name=", "multipart/form-data; boundary=x"),
    (b"nonsense", "multipart/form-data; boundary="),
    (b"nonsense", "multipart/form-data"),
    (
        b'--x\r\nContent-Disposition: form-data; name="login"; filename="a"\r\n\r\nx\r\n--x--\r\n',
        "multipart/form-data; boundary=x",
    ),
    (b'{"login": "alice"}', "application/json"),
    (b"\xff\xfe", "text/plain; charset=utf-16"),
    (b"login=x", "application/x-www-form-urlencoded; charset=no-such"),
    (b"=&&&=;%ZZ%", "application/x-www-form-urlencoded"),
    (b"a=1&" * 1_500, "application/x-www-form-urlencoded"),
    (b"", ""),
)
KIND = "application/x-www-form-urlencoded"


def client(user: Any) -> Client:
    """Somebody who signed in just now, or nobody."""
    browser = Client(raise_request_exception=True)
    if user is not None:
        browser.force_login(user)
        session = browser.session
        note_proof(session, now=clock.now())
        session.save()
        browser.cookies[settings.SESSION_COOKIE_NAME] = str(session.session_key)
        assert browser.get("/security/password/").status_code == 200, "signed in, and proven"
    return browser


def fields(browser: Client, address: str) -> list[str]:
    page = browser.get(address).content.decode(errors="replace")
    return sorted({*re.findall(r'\bname="([A-Za-z0-9_-]+)"', page), *ALWAYS})


def form(names: list[str], value: bytes) -> bytes:
    return b"&".join(name.encode() + b"=" + quote_from_bytes(value).encode() for name in names)


def is_an_answer(answer: Any, what: str) -> None:
    assert answer.status_code < 500, what
    place = urlsplit(answer.headers.get("Location", ""))
    assert not place.netloc, what
    assert not place.path.startswith("//"), what
    assert "Set-Cookie: a" not in str(answer.headers), what


@pytest.mark.parametrize("who", ["nobody", "alice"])
@pytest.mark.parametrize("page", FORMS, ids=lambda page: page.name)
def test_nasty_values(page: Page, who: str, stage: Any):
    address = _address(page, stage.of_alice)
    browser = client(stage.alice if who == "alice" else None)
    names = fields(browser, address)
    for value in NASTY:
        what = f"{who} at {address} with {value[:30]!r}"
        is_an_answer(browser.post(address, form(names, value), KIND), what)
        is_an_answer(browser.get(f"{address}?{form(names, value[:2_000]).decode()}"), what)
        twice = form([*names, *names], value)
        is_an_answer(browser.post(address, twice, KIND), f"{what} twice")


@pytest.mark.parametrize("who", ["nobody", "alice"])
@pytest.mark.parametrize("page", FORMS, ids=lambda page: page.name)
def test_nasty_bodies(page: Page, who: str, stage: Any):
    address = _address(page, stage.of_alice)
    browser = client(stage.alice if who == "alice" else None)
    for body, kind in BODIES:
        for method in ("POST", "PUT", "PATCH", "DELETE"):
            what = f"{who} at {address}: {method} {kind} {body[:30]!r}"
            is_an_answer(browser.generic(method, address, body, kind), what)
