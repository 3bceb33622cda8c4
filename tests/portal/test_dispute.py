"""The pages of disputing a line, and of deciding."""

import re

import pytest
from django.test import Client

from hearthline.billing.models import Charge, Dispute
from hearthline.billing.queries import latest_bill
from hearthline.customers.models import Member
from tests import factories
from tests.looks import say_why

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books_are_right")]


def address_of(portal) -> str:
    bill = latest_bill(account_id=portal.cast.home.pk)
    assert bill is not None
    return f"/bills/{bill.number}/lines/1/dispute/"


def send(portal, client, text: str = "We were away."):
    address = address_of(portal)
    page = client.get(address).content.decode()
    (key,) = re.findall(r'name="key" value="([^"]+)"', page)
    return client.post(address, {"key": key, "text": text})


def staff_client(user) -> Client:
    client = Client()
    client.force_login(user)
    say_why(client)
    return client


def test_from_the_bill_to_a_request_and_back(portal):
    alice = portal.client(portal.cast.alice)
    bill_page = address_of(portal).split("lines/", maxsplit=1)[0]
    assert address_of(portal) in alice.get(bill_page).content.decode()
    shown = alice.get(address_of(portal)).content.decode()
    assert "$80.00" in shown
    refused = send(portal, alice, text=" ")
    assert refused.status_code == 422
    assert not Dispute.objects.exists()
    ticket = send(portal, alice).headers["Location"]
    assert "The line it is about" in alice.get(ticket).content.decode()
    page = alice.get(bill_page).content.decode()
    assert "Looked at" in page
    assert alice.get(address_of(portal)).headers["Location"] == ticket


def test_who_sees_no_bills_reads_the_request_without_amounts(portal):
    ticket = send(portal, portal.client(portal.cast.alice)).headers["Location"]
    tech = factories.make_user("theo")
    factories.make_member(portal.cast.home, tech, role="technician")
    Member.objects.filter(user=tech).update(sees_bills=False)
    client = portal.client(tech)
    page = client.get(ticket).content.decode()
    assert "We were away." in page
    assert "$80.00" not in page
    assert client.get(address_of(portal)).status_code == 404


def test_a_viewer_disputes_nothing(portal):
    Member.objects.filter(user=portal.cast.bob).update(role="viewer", sees_bills=True)
    bob = portal.client(portal.cast.bob)
    assert bob.get(address_of(portal)).status_code == 404
    assert portal.client(portal.cast.mallory).get(address_of(portal)).status_code == 404


def test_staff_give_it_back_or_not(portal):
    alice = portal.client(portal.cast.alice)
    ticket = send(portal, alice).headers["Location"]
    number = ticket.rstrip("/").rsplit("/", 1)[1]
    sam = staff_client(portal.cast.sam)
    assert number in sam.get("/console/disputes/").content.decode()
    page = f"/console/disputes/{number}/"
    for form in (
        {"decision": "uphold", "amount": "80.01", "reason": "x"},
        {"decision": "uphold", "amount": "", "reason": "x"},
        {"decision": "refuse", "reason": " "},
        {"reason": "x"},
    ):
        assert sam.post(page, form).status_code == 422
    assert Dispute.objects.get().outcome == ""
    done = sam.post(page, {"decision": "uphold", "amount": "12.34", "reason": "You are right."})
    assert done.status_code == 302
    assert Charge.objects.get().amount_minor == -1234
    assert "You are right." in alice.get(ticket).content.decode()
    assert "$12.34" in alice.get(ticket).content.decode()
    again = sam.post(page, {"decision": "refuse", "reason": "No."})
    assert again.status_code == 422


def test_support_sees_what_waits_and_billing_decides(portal):
    ticket = send(portal, portal.client(portal.cast.alice)).headers["Location"]
    number = ticket.rstrip("/").rsplit("/", 1)[1]
    sue = staff_client(portal.cast.sue)
    assert sue.get("/console/disputes/").status_code == 200
    assert sue.get(f"/console/disputes/{number}/").status_code == 403
