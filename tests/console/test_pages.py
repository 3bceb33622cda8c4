"""The console: who may use it, what it shows, what it writes down."""

import re
from typing import Any

import pytest
from django.test import Client

from hearthline.customers.models import AccountLook
from tests import factories
from tests.conftest import NOW
from tests.looks import say_why

PAGES = [
    "/console/",
    "/console/?q=alice",
    "/console/accounts/ALICE-1/",
    "/console/accounts/ALICE-1/bills/B-1/",
    "/console/accounts/ALICE-1/payment/",
    "/console/accounts/ALICE-1/registration-code/",
    "/console/accounts/NOBODY/",
]


@pytest.fixture(autouse=True)
def at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("accounts", "payment", "registration_code", "looking"):
        monkeypatch.setattr(f"hearthline.console.{module}.now", lambda: NOW)


@pytest.fixture
def sam(cast: Any, client: Client) -> Client:
    client.force_login(cast.sam)
    return say_why(client)


def page(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


# -- Who -------------------------------------------------------------------------------------------
@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("who", ["alice", "bob", "mallory"])
def test_subscribers_are_refused_whether_or_not_the_account_exists(
    cast: Any, client: Client, address: str, who: str
):
    client.force_login(getattr(cast, who))
    assert client.get(address).status_code == 403
    assert client.post(address).status_code == 403
    assert not AccountLook.objects.exists()


@pytest.mark.parametrize("address", PAGES)
def test_who_is_not_signed_in_is_sent_to_sign_in(db: None, client: Client, address: str):
    for answer in (client.get(address), client.post(address)):
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/sign-in/")


# -- Finding ---------------------------------------------------------------------------------------
def test_nothing_looked_for_yet(sam: Client):
    assert "Nothing looked for yet" in page(sam, "/console/")


def test_found_with_its_facts_and_a_link(sam: Client, cast: Any):
    text = page(sam, "/console/?q=archer")
    assert 'href="/console/accounts/ALICE-1/"' in text
    assert "Alice Archer" in text
    assert "ALICE-1, Mapleton" in text
    assert "Active" in text
    for too_much in ("Mill Road", "62301", "$0.00", "alice@mail.example", "5550101"):
        assert too_much not in text, "before anybody says why"
    assert "Mallory" not in text


def test_an_exact_hit_stands_first_and_leads_nowhere_by_itself(sam: Client):
    factories.make_account(number="ALICE-12", name="Aaron")
    text = page(sam, "/console/?q=alice-1")
    assert text.index("Exactly this") < text.index("/ALICE-1/") < text.index("/ALICE-12/")


def test_nothing_found_and_too_little_typed_say_what_to_do(sam: Client):
    assert "No account matches" in page(sam, "/console/?q=nobody")
    assert "Type a little more" in page(sam, "/console/?q=x")


def test_results_come_in_pages_that_keep_what_was_typed(sam: Client):
    for number in range(45):
        factories.make_account(number=f"MANY-{number:02}", name=f"Many {number:02}")
    first, third = (page(sam, f"/console/?q=many&page={n}") for n in (1, 3))
    assert "45 accounts" in first
    assert "?q=many&amp;page=2" in first
    assert "Many 00" in first
    assert "Many 44" not in first
    assert "Many 44" in third
    assert "Many 44" in page(sam, "/console/?q=many&page=99")
    assert "Many 00" in page(sam, "/console/?q=many&page=nonsense")


@pytest.mark.parametrize("text", ["' OR 1=1 --", "<script>alert(1)</script>", "x" * 10_000])
def test_odd_input_is_only_text(sam: Client, text: str):
    answer = sam.get("/console/", {"q": text})
    assert answer.status_code == 200
    body = answer.content.decode()
    assert "No account matches" in body
    assert "<script>alert" not in body
    assert len(body) < 10_000


def test_a_search_reads_the_database_seldom(sam: Client, django_assert_max_num_queries: Any):
    for number in range(30):
        factories.make_account(name=f"Many {number:02}")
    with django_assert_max_num_queries(6):
        page(sam, "/console/?q=many")


def test_what_was_looked_for_is_not_logged(sam: Client, caplog: pytest.LogCaptureFixture):
    caplog.set_level(0)
    page(sam, "/console/?q=archer-unlikely")
    sam.post("/console/?q=archer-unlikely")
    assert "unlikely" not in caplog.text


# -- An account ------------------------------------------------------------------------------------
def test_an_account_shows_what_is_on_file(sam: Client, cast: Any):
    plan = factories.make_plan(name="Fiber 500")
    factories.make_subscription(cast.home, plan, service_identifier="ONT-77")
    text = page(sam, "/console/accounts/ALICE-1/")
    for fact in (
        "Alice Archer",
        "Active",
        "Fiber 500",
        "ONT-77",
        "$50.00",
        "alice@mail.example",
        "+12175550101",
        "Mill Road",
        "alice",
        "bob",
        "Owner",
        "Payer",
        "No bills yet",
        "No payments yet",
        "Nothing was sent yet",
    ):
        assert fact in text
    assert "mallory" not in text.lower()


def test_an_account_with_nothing_on_file_is_shown(sam: Client):
    from hearthline.customers.models import Account

    Account.objects.create(
        number="A/B 1?#",
        name="Bare",
        status="closed",
        currency="USD",
        billing_day=1,
        created_at=NOW,
    )
    say_why(sam)
    found = page(sam, "/console/?q=bare")
    address = found.split('class="item-title" href="')[1].split('"')[0]
    text = page(sam, address)
    assert "None on file" in text
    assert "Closed" in text
    assert "Issue a registration code" not in text


def test_an_account_reads_the_database_seldom(sam: Client, django_assert_max_num_queries: Any):
    with django_assert_max_num_queries(18):
        page(sam, "/console/accounts/ALICE-1/")


def test_pages_are_kept_nowhere(sam: Client):
    for address in ("/console/?q=alice", "/console/accounts/ALICE-1/"):
        assert "no-store" in sam.get(address).headers["Cache-Control"]


def test_a_bill_is_what_the_subscriber_sees(
    sam: Client, cast: Any, client: Client, books_are_right: None
):
    from hearthline.billing.queries import latest_bill
    from tests.console.conftest import furnish

    furnish(cast.home)
    newest = latest_bill(account_id=cast.home.pk)
    assert newest is not None
    assert f'/console/accounts/ALICE-1/bills/{newest.number}/"' in page(
        sam, "/console/accounts/ALICE-1/"
    )
    text = page(sam, f"/console/accounts/ALICE-1/bills/{newest.number}/")
    body = re.search(r'<div class="columns">.*</section>', text, re.DOTALL)
    assert body
    for fact in ("Fiber 500", "ONT-4471-0093", "-$5.00", "County communications tax", "$99.46"):
        assert fact in body[0]

    client.force_login(cast.alice)
    assert body[0] in page(client, f"/bills/{newest.number}/")
    client.force_login(cast.sam)
    say_why(client)
    page(client, f"/console/accounts/MALLORY-1/bills/{newest.number}/", status=404)


# -- Looks -----------------------------------------------------------------------------------------
def test_every_look_is_written_down(sam: Client, cast: Any):
    page(sam, "/console/?q=alice")
    assert not AccountLook.objects.exists()
    page(sam, "/console/accounts/ALICE-1/")
    page(sam, "/console/accounts/ALICE-1/")
    page(sam, "/console/accounts/ALICE-1/payment/")
    page(sam, "/console/accounts/ALICE-1/bills/NONE/", status=404)
    page(sam, "/console/accounts/NOBODY/", status=404)
    looks = AccountLook.objects.order_by("pk").values_list(
        "account__number", "user__username", "page", "subject", "looked_at"
    )
    assert list(looks) == [
        ("ALICE-1", "sam", "account", "", NOW),
        ("ALICE-1", "sam", "account", "", NOW),
        ("ALICE-1", "sam", "payment", "", NOW),
        ("ALICE-1", "sam", "bill", "NONE", NOW),
    ]


@pytest.mark.parametrize("statement", ["UPDATE {} SET page = 'bill'", "DELETE FROM {}"])
def test_the_application_cannot_change_the_log(sam: Client, statement: str):
    from django.db import ProgrammingError, connection

    page(sam, "/console/accounts/ALICE-1/")
    with pytest.raises(ProgrammingError, match="permission denied"), connection.cursor() as cursor:
        cursor.execute(statement.format("customers_accountlook"))
