"""While staff see a subscriber's pages, no address changes anything but the log of looks."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client

from hearthline.kernel.sql import select
from tests.architecture.test_access import PAGES, Page, _address
from tests.looks import say_why

WRITTEN = {
    "customers_accountlook",
    # When this session was last seen, and the counters and cached values of the machine itself.
    "identity_session",
    "kernel_cache",
    "django_migrations",
}


def fingerprint() -> dict[str, str]:
    """Every table's contents, as one hash each."""
    names = [
        row["tablename"]
        for row in select("SELECT tablename FROM pg_tables WHERE schemaname = 'public'", {})
    ]
    prints = {}
    with connection.cursor() as cursor:
        for name in sorted(set(names) - WRITTEN):
            rows = "string_agg(t::text, chr(10) ORDER BY t::text)"
            cursor.execute(f"SELECT md5(coalesce({rows}, '')) FROM \"{name}\" AS t")
            prints[name] = cursor.fetchone()[0]
    return prints


@pytest.fixture
def looking(stage: Any) -> Client:
    """sam, who sees alice's pages."""
    client = Client()
    client.force_login(stage.sam)
    say_why(client)
    number = stage.of_alice["path:account_number"]
    answer = client.post(f"/console/accounts/{number}/view-as/", {"member": stage.alice.pk})
    assert answer.status_code == 302
    return client


MAY = {"sign-out", "account_logout", "console-end-viewing"}
CHUNKS = [PAGES[start::4] for start in range(4)]


@pytest.mark.parametrize("pages", CHUNKS, ids=range(4))
def test_nothing_is_sent_anywhere(pages: list[Page], looking: Client, stage: Any):
    before = fingerprint()
    for page in pages:
        if page.name in MAY:
            continue
        answer = looking.post(_address(page, stage.of_alice), {"member": stage.alice.pk})
        assert answer.status_code == 403, page.name
    assert fingerprint() == before


@pytest.mark.parametrize("pages", CHUNKS, ids=range(4))
def test_nor_does_opening_a_page_change_anything(pages: list[Page], looking: Client, stage: Any):
    before = fingerprint()
    for page in pages:
        if page.access not in {"account_member", "signed_in"}:
            continue
        answer = looking.get(_address(page, stage.of_alice))
        assert answer.status_code < 500, page.name
        if page.access == "signed_in":
            assert answer.status_code == 403, page.name
    assert fingerprint() == before
