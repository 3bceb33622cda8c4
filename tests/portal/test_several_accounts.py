"""One person in several accounts: every page is about the one that was chosen, and says so."""

from typing import Any

import pytest
from django.test import Client

from hearthline.billing.queries import latest_bill
from hearthline.customers.models import Member
from hearthline.customers.queries import account_of_user
from hearthline.identity.models import SecurityEvent
from hearthline.payments.models import Payment
from tests import factories
from tests.customers.registering import latest_code
from tests.portal.conftest import Portal
from tests.queued import run_jobs


@pytest.fixture
def both(portal: Portal) -> Portal:
    """alice owns her home and may look at mallory's."""
    factories.make_member(portal.cast.other, portal.cast.alice, role="viewer")
    return portal


def bill_of(account: Any) -> str:
    bill = latest_bill(account_id=account.pk)
    assert bill is not None
    return bill.number


def switch(client: Client, number: str, **more: str) -> Any:
    return client.post("/accounts/switch/", {"account": number, **more})


def test_each_page_follows_and_names_the_account(both: Portal):
    client = both.client(both.cast.alice)
    page = client.get("/bills/").content.decode()
    assert "Alice Archer, account ending in CE-1" in page
    assert bill_of(both.cast.home) in page
    assert switch(client, "MALLORY-1").headers["Location"] == "/"
    for address in ("/", "/bills/", "/services/", "/payments/", "/household/"):
        page = client.get(address).content.decode()
        assert "Mallory Moss, account ending in RY-1" in page
        assert bill_of(both.cast.home) not in page
    assert "Pay now" not in client.get("/").content.decode(), "only a viewer there"


def test_one_account_needs_no_name_in_the_head(portal: Portal):
    assert "account ending in" not in portal.client(portal.cast.alice).get("/").content.decode()


def test_the_last_used_is_there_after_signing_in_again(both: Portal):
    switch(both.client(both.cast.alice), "MALLORY-1")
    later = both.client(both.cast.alice)
    assert "account ending in RY-1" in later.get("/").content.decode()


def test_mallory_switches_to_nothing(portal: Portal):
    client = portal.client(portal.cast.mallory)
    for number in ("ALICE-1", "NOBODY-1", "", "\0", "x" * 9_000):
        assert switch(client, number).status_code == 404
    session = client.session
    session["account_id"] = portal.cast.home.pk
    session.save()
    page = client.get("/bills/").content.decode()
    assert bill_of(portal.cast.home) not in page, "a session decides nothing by itself"


def test_what_belongs_to_the_other_account_is_offered(both: Portal):
    client = both.client(both.cast.alice)
    number = bill_of(both.cast.other)
    answer = client.get(f"/bills/{number}/")
    assert answer.status_code == 302
    page = client.get(answer.headers["Location"])
    assert "That belongs to your other account" in page.content.decode()
    answer = switch(client, "MALLORY-1", next=f"/bills/{number}/")
    assert answer.headers["Location"] == f"/bills/{number}/"
    assert client.get(answer.headers["Location"]).status_code == 200
    assert client.get("/bills/300000017/").status_code == 404, "nobody's stays nobody's"


def test_who_is_not_in_both_is_offered_nothing(both: Portal):
    number = bill_of(both.cast.home)
    assert both.client(both.cast.mallory).get(f"/bills/{number}/").status_code == 404
    third = factories.make_account()
    factories.make_member(third, both.cast.mallory, role="viewer")
    assert both.client(both.cast.mallory).get(f"/bills/{number}/").status_code == 404


def test_a_form_acts_on_the_account_that_its_page_was_about(both: Portal):
    """Another tab has switched meanwhile."""
    client = both.client(both.cast.alice)
    page = client.get("/pay/")
    assert '<input type="hidden" name="about_account" value="ALICE-1">' in page.content.decode()
    form = page.context["form"]
    typed = {name: str(form[name].value() or "") for name in form.fields if form[name].value()}
    switch(client, "MALLORY-1")
    client.post("/pay/", typed | {"about_account": "ALICE-1"})
    assert not Payment.objects.filter(account=both.cast.other, channel="card").exists()
    assert client.post("/pay/", typed | {"about_account": "NOBODY-1"}).status_code == 404
    mallory = both.client(both.cast.mallory)
    assert mallory.post("/pay/", typed | {"about_account": "ALICE-1"}).status_code == 404


def test_leaving_for_elsewhere_goes_home(both: Portal):
    client = both.client(both.cast.alice)
    answer = switch(client, "MALLORY-1", next="https://evil.example/")
    assert answer.headers["Location"] == "/"


def test_an_account_that_closed_comes_last(both: Portal):
    both.cast.home.status = "closed"
    both.cast.home.save()
    found = account_of_user(user_id=both.cast.alice.pk)
    assert found is not None
    assert found.number == "MALLORY-1"


def test_a_new_home_is_added_to_the_sign_in(portal: Portal):
    """The person moves; the sign-in goes along."""
    home = factories.make_account(
        number="NEW-HOME-7", email="alice@mail.example", postal_code="62302", name="Alice Archer"
    )
    client = portal.client(portal.cast.alice)
    answer = client.post("/accounts/add/", {"account_number": "new home 7", "postal_code": "62302"})
    assert answer.headers["Location"] == "/register/contact/"
    reference = client.get("/register/contact/").context["form"]["registration"].value()
    client.post("/register/contact/", {"registration": reference, "channel": "email"})
    run_jobs()
    client.post("/register/code/", {"registration": reference, "code": latest_code()})
    page = client.get("/register/details/").content.decode()
    assert "added to the sign-in alice" in page
    assert "Password" not in page
    answer = client.post("/register/details/", {"registration": reference})
    assert answer.headers["Location"] == "/"
    assert Member.objects.get(account=home).role == "owner"
    assert "account ending in ME-7" in client.get("/").content.decode()
    assert SecurityEvent.objects.filter(user=portal.cast.alice, kind="account_added").exists()
    again = client.post("/register/details/", {"registration": reference})
    assert again.status_code == 302
    assert Member.objects.filter(account=home).count() == 1


def test_staff_add_no_account_to_their_sign_in(portal: Portal):
    """Neither at the first step, nor if somebody became staff on the way."""
    home = factories.make_account(
        number="NEW-HOME-8", email="sam@mail.example", postal_code="62302", name="Sam Stone"
    )
    asked = {"account_number": "new home 8", "postal_code": "62302"}
    sam = portal.client(portal.cast.sam)
    refused = sam.post("/accounts/add/", asked)
    assert refused.status_code == 422
    assert "signed in as a member of staff" in refused.content.decode()
    mallory = portal.client(portal.cast.mallory)
    mallory.post("/accounts/add/", asked)
    reference = mallory.get("/register/contact/").context["form"]["registration"].value()
    mallory.post("/register/contact/", {"registration": reference, "channel": "email"})
    run_jobs()
    mallory.post("/register/code/", {"registration": reference, "code": latest_code()})
    type(portal.cast.mallory).objects.filter(pk=portal.cast.mallory.pk).update(is_staff=True)
    refused = mallory.post("/register/details/", {"registration": reference})
    assert "signed in as a member of staff" in refused.content.decode()
    assert not Member.objects.filter(account=home).exists()


def test_an_account_of_somebody_else_is_not_added(portal: Portal):
    client = portal.client(portal.cast.mallory)
    client.post("/accounts/add/", {"account_number": "ALICE-1", "postal_code": "62301"})
    reference = client.get("/register/contact/").context["form"]["registration"].value()
    client.post("/register/contact/", {"registration": reference, "channel": "email"})
    run_jobs()
    assert client.post("/register/details/", {"registration": reference}).status_code == 302
    client.post("/register/code/", {"registration": reference, "code": latest_code()})
    assert client.get("/register/details/").headers["Location"] == "/register/owned/"
    assert not Member.objects.filter(account=portal.cast.home, user=portal.cast.mallory).exists()


def test_without_any_account_the_page_says_what_to_do(portal: Portal):
    lone = portal.client(factories.make_user("lone"))
    assert lone.get("/").headers["Location"] == "/no-account/"
    page = lone.get("/no-account/").content.decode()
    assert 'href="/accounts/add/"' in page
    assert "ask them to invite you" in page
    assert "belongs to no account" in lone.get("/accounts/").content.decode()


def test_each_page_begins_with_one_statement(both: Portal, django_assert_max_num_queries: Any):
    with django_assert_max_num_queries(1):
        account_of_user(user_id=both.cast.alice.pk, account_id=both.cast.other.pk)
