"""Every address says who may use it; each of the cast tries them all.

The walk takes the addresses from the URL map itself, so that a new page can't be forgotten: one
whose arguments are unknown here, or that says nothing about who may use it, fails.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern

from tests.api.identity.app import token_of
from tests.looks import say_why

ACCESSES = {"anyone", "signed_in", "account_member", "staff", "demo", "machine", "app"}
REFUSED = {403, 404}
APPS = "_allauth/app/"
"""Below it somebody is who their token says, not their cookie."""


@dataclass(frozen=True)
class Page:
    route: str
    access: str
    name: str


def pages(resolver: Any = None, prefix: str = "") -> Iterator[Page]:
    for entry in (resolver or get_resolver()).url_patterns:
        assert isinstance(entry.pattern, RoutePattern), f"{entry} is no plain path"
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from pages(entry, route)
        elif isinstance(entry, URLPattern):
            yield Page(route, getattr(entry.callback, "access", ""), entry.name or "")


PAGES = list(pages())


def test_every_page_says_who_may_use_it():
    assert [page for page in PAGES if page.access not in ACCESSES] == []


def test_every_page_has_a_name_of_its_own():
    names = [page.name for page in PAGES]
    assert "" not in names
    assert len(set(names)) == len(names)


def _address(page: Page, things: dict[str, str]) -> str:
    address = "/" + page.route
    while "<" in address:
        start, end = address.index("<"), address.index(">")
        argument = address[start + 1 : end]
        assert argument in things, f"{page.route}: tests/world.py has nothing for <{argument}>"
        address = address[:start] + things[argument] + address[end + 1 :]
    return address


def _client(user: Any, route: str = "") -> Client:
    if user is not None and route.startswith(APPS):
        return Client(headers={"X-Session-Token": token_of(user)})
    client = Client(raise_request_exception=True)
    if user is not None:
        client.force_login(user)
        if user.is_staff:
            say_why(client)
    return client


def _ask(client: Client, method: str, address: str) -> Any:
    is_json = method != "get" and "/_allauth/" in address
    sent: dict[str, Any] = {"data": {}, "content_type": "application/json"} if is_json else {}
    return getattr(client, method)(address, **sent)


def _says_nobody(response: Any) -> bool:
    """How the app's door answers who isn't signed in."""
    return response.status_code == 401 and response.json()["meta"]["is_authenticated"] is False


def _sends_to_sign_in(response: Any) -> bool:
    location = response.headers.get("Location", "")
    return bool(response.status_code == 302 and location.startswith("/sign-in/?next="))


def _is_an_apps(answers: dict[str, Any], stage: Any) -> None:
    """401 to nobody; to alice and mallory what is their own, or what they must prove first."""
    assert _says_nobody(answers["nobody"])
    for who in ("alice", "mallory"):
        assert not _says_nobody(answers[who]), who
        assert answers[who].status_code not in REFUSED
    for secret in stage.secrets_of_alice:
        assert secret not in answers["mallory"].content.decode()


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_walk(page: Page, method: str, stage: Any):
    """Everyone tries alice's things."""
    address = _address(page, stage.of_alice)
    answers = {
        who: _ask(_client(user, page.route), method, address)
        for who, user in {
            "alice": stage.alice,
            "bob": stage.bob,
            "mallory": stage.mallory,
            "sam": stage.sam,
            "nobody": None,
        }.items()
    }
    for who, answer in answers.items():
        assert answer.status_code < 500, f"{who} broke {address}"

    owners_things = "<" in page.route
    if page.access == "account_member":
        assert _sends_to_sign_in(answers["nobody"])
        assert answers["sam"].status_code == 302
        assert answers["sam"].headers["Location"] == "/console/"
        assert answers["alice"].status_code not in REFUSED
        if owners_things:
            assert answers["mallory"].status_code in REFUSED | {405}
        for secret in stage.secrets_of_alice:
            assert secret not in answers["mallory"].content.decode()
    elif page.access == "staff":
        assert _sends_to_sign_in(answers["nobody"])
        for who in ("alice", "bob", "mallory"):
            assert answers[who].status_code == 403, f"{who} at {address}"
        assert answers["sam"].status_code != 403
    elif page.access == "signed_in":
        assert _sends_to_sign_in(answers["nobody"])
        assert not _sends_to_sign_in(answers["mallory"])
    elif page.access == "app":
        _is_an_apps(answers, stage)
    else:
        assert not _sends_to_sign_in(answers["nobody"])


@pytest.mark.parametrize(
    "page", [page for page in PAGES if page.access == "demo"], ids=lambda page: page.name
)
def test_demo_pages_are_gone_in_production(page: Page, stage: Any, settings: Any):
    settings.DEMO = False
    for user in (None, stage.alice, stage.sam):
        assert _client(user).get(_address(page, stage.of_alice)).status_code == 404


@pytest.mark.parametrize(
    "page", [page for page in PAGES if page.access == "account_member"], ids=lambda page: page.name
)
def test_what_is_not_there_looks_like_what_is_not_yours(page: Page, stage: Any):
    """mallory can't tell alice's things from things that don't exist."""
    if "<" not in page.route:
        return
    hers = _address(page, stage.of_alice)
    nobodys = _address(page, stage.of_no_one)
    client = _client(stage.mallory)
    for method in ("get", "post"):
        first, second = getattr(client, method)(hers), getattr(client, method)(nobodys)
        assert first.status_code == second.status_code
        assert first.content.replace(hers.encode(), b"") == second.content.replace(
            nobodys.encode(), b""
        )
