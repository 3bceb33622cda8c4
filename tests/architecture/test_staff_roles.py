"""Each page of the console opens for its roles only, and nothing leads to one that doesn't."""

import re
from typing import Any

import pytest
from django.urls import get_resolver

from hearthline.identity.roles import ROLES
from tests.architecture.test_access import PAGES, Page, _address, _client

CONSOLE = [page for page in PAGES if page.access == "staff"]


def roles_of(name: str) -> frozenset[str]:
    waiting: list[Any] = [get_resolver()]
    while waiting:
        for entry in waiting.pop().url_patterns:
            if hasattr(entry, "url_patterns"):
                waiting.append(entry)
            elif entry.name == name:
                return frozenset(entry.callback.roles)
    raise AssertionError(name)


def test_every_role_that_a_page_names_exists():
    for page in CONSOLE:
        assert roles_of(page.name) <= ROLES.keys(), page.name


def test_pages_about_staff_are_for_admins():
    for page in CONSOLE:
        if page.route.startswith("console/staff/"):
            assert roles_of(page.name) == frozenset()


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("page", CONSOLE, ids=lambda page: page.name)
def test_support_opens_what_is_for_support(page: Page, method: str, stage: Any):
    sue = _client(stage.sue)
    answer = getattr(sue, method)(_address(page, stage.of_alice))
    assert (answer.status_code == 403) is ("support" not in roles_of(page.name))


@pytest.mark.parametrize("page", CONSOLE, ids=lambda page: page.name)
def test_links_of_a_page_open(page: Page, stage: Any):
    """Whatever sue sees, its links don't end at a closed door."""
    sue = _client(stage.sue)
    answer = sue.get(_address(page, stage.of_alice))
    if answer.status_code != 200 or not answer["Content-Type"].startswith("text/html"):
        return
    for href in set(re.findall(r'href="(/console/[^"?#]*)', answer.content.decode())):
        assert sue.get(href).status_code != 403, f"{page.name} leads to {href}"
