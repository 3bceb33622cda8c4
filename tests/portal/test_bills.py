"""Bills: the list, and one with its breakdown; never another account's."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hearthline.billing.queries import bills_of, latest_bill


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


@pytest.mark.django_db
def test_the_list_says_what_is_left_on_each(portal: Any, books_are_right: None):
    portal.pay(9000)  # the older bill, and $5.00 of the newer one
    page = text_of(portal.client(portal.cast.alice).get("/bills/"))
    page = page[page.index("All bills") :]
    newer, older = bills_of(account_id=portal.cast.home.pk).bills
    assert page.index(newer.number) < page.index(older.number)
    assert "$80.00" in page[page.index(newer.number) : page.index(older.number)]
    assert "Paid" in page[page.index(older.number) :]


@pytest.mark.django_db
def test_a_bill_says_why(portal: Any, books_are_right: None):
    bill = latest_bill(account_id=portal.cast.home.pk)
    assert bill is not None
    page = text_of(portal.client(portal.cast.alice).get(f"/bills/{bill.number}/"))
    for fact in (bill.number, "Fiber 500", "$80.00", "State tax", "$5.00", "$85.00", "$170.00"):
        assert fact in page
    assert f'href="/pay/?bill={bill.number}"' in page


@pytest.mark.django_db
def test_a_paid_bill_asks_for_nothing(portal: Any, books_are_right: None):
    portal.pay(17000)
    bill = latest_bill(account_id=portal.cast.home.pk)
    assert bill is not None
    page = text_of(portal.client(portal.cast.alice).get(f"/bills/{bill.number}/"))
    assert "Pay now" not in page
    assert "Paid in full" in page


@pytest.mark.django_db
def test_another_accounts_bill_is_not_there(portal: Any):
    bill = latest_bill(account_id=portal.cast.home.pk)
    assert bill is not None
    client = portal.client(portal.cast.mallory)
    hers, nobodys = client.get(f"/bills/{bill.number}/"), client.get("/bills/000000000/")
    assert hers.status_code == nobodys.status_code == 404
    assert bill.number not in hers.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["0", "2", "99999999999999999999", "-1", "x", "²", ""])
def test_pages_out_of_range_are_the_nearest(page: str, portal: Any):
    answer = portal.client(portal.cast.alice).get("/bills/", {"page": page})
    assert answer.status_code == 200


@pytest.mark.django_db
def test_few_queries(portal: Any):
    bill = latest_bill(account_id=portal.cast.home.pk)
    assert bill is not None
    client = portal.client(portal.cast.alice)
    client.get("/bills/")
    with CaptureQueriesContext(connection) as seen:
        client.get(f"/bills/{bill.number}/")
    assert len(seen) <= 6


@pytest.mark.django_db
def test_a_year_at_a_glance(portal: Any):
    """A picture with its words, and the same as a table; nothing where one bill stands alone."""
    page = text_of(portal.client(portal.cast.alice).get("/bills/"))
    assert "A year at a glance" in page
    assert 'role="img" aria-label="Bills from' in page
    assert "between $85.00 and $85.00 a month" in page
    assert page.count('<rect class="meter-fill"') == 13
    assert '<td class="num">$170.00</td>' in page
