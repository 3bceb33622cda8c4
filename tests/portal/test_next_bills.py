"""The next bills, on their page and on one line of others."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hearthline.billing.next_bill import next_bill_date
from hearthline.billing.queries import bills_of
from hearthline.design.formats import day_text
from hearthline.kernel.clock import now
from tests import factories


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


def next_day(portal: Any) -> str:
    return day_text(next_bill_date(account_id=portal.cast.home.pk, now=now()))


@pytest.mark.django_db
def test_three_bills_with_their_days(portal: Any, books_are_right: None):
    page = text_of(portal.client(portal.cast.alice).get("/bills/next/"))
    assert page.count("$85.00</strong>") == 3
    assert f"Bill of {next_day(portal)}" in page
    assert page.count("The same as the bill before.") == 3
    assert page.count("State tax") == 3
    assert bills_of(account_id=portal.cast.home.pk).total == 2


@pytest.mark.django_db
def test_what_changes_is_said(portal: Any):
    subscription = portal.cast.home.subscriptions.get()
    subscription.price_override_minor = 10_000
    subscription.save()
    page = text_of(portal.client(portal.cast.alice).get("/bills/next/"))
    assert "$21.25 more than the bill before." in page
    assert "New price of Fiber 500" in page
    assert "+$20.00" in page
    assert page.count("The same as the bill before.") == 2


@pytest.mark.django_db
def test_one_line_for_other_pages(portal: Any):
    client = portal.client(portal.cast.bob)
    for page in ("/", "/bills/"):
        answer = text_of(client.get(page))
        assert 'hx-get="/bills/next/"' in answer
        assert '<a href="/bills/next/">See your next bills</a>' in answer
    line = text_of(client.get("/bills/next/", headers={"HX-Request": "true"}))
    assert line == (
        f'<p><a href="/bills/next/">Next bill: about $85.00 on {next_day(portal)}</a></p>'
    )


@pytest.mark.django_db
def test_the_line_is_quick(portal: Any):
    client = portal.client(portal.cast.alice)
    client.get("/bills/next/", headers={"HX-Request": "true"})
    with CaptureQueriesContext(connection) as seen:
        client.get("/bills/next/", headers={"HX-Request": "true"})
    assert len([query for query in seen if "SAVEPOINT" not in query["sql"]]) <= 8


@pytest.mark.django_db
def test_nothing_to_come(portal: Any):
    account = factories.make_account()
    carol = factories.make_user("carol")
    factories.make_member(account, carol, role="viewer")
    client = portal.client(carol)
    assert "No bill is to come" in text_of(client.get("/bills/next/"))
    line = client.get("/bills/next/", headers={"HX-Request": "true"})
    assert "No bill is to come as things stand." in text_of(line)
