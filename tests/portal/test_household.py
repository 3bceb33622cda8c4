"""The household's pages: what each member sees, and how somebody is invited in."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from hearthline.customers.models import Invitation, Member, OwnershipOffer
from hearthline.identity.models import User
from hearthline.identity.sessions import PROVEN_AT
from tests import factories
from tests.customers.household import newest_token

PASSWORD = "three words are Enough"
FORM = {"email": "eve@mail.example", "role": "payer", "most": "50.00", "may_order": "on"}


def client_of(user: Any, *, is_proven: bool = True) -> Client:
    client = Client()
    client.force_login(user)
    if is_proven:
        session = client.session
        session[PROVEN_AT] = datetime.now(tz=UTC).isoformat()
        session.save()
    return client


@pytest.fixture
def token(cast: Any) -> str:
    """alice has invited eve."""
    client_of(cast.alice).post("/household/invite/", FORM)
    return newest_token()


def test_the_owner_sees_everybody_and_others_see_no_addresses(cast: Any, token: str):
    page = client_of(cast.alice).get("/household/").content.decode()
    assert "eve@mail.example" in page
    assert cast.bob.email in page
    assert "Decides who else may use the account" in page
    page = client_of(cast.bob).get("/household/").content.decode()
    assert "alice" in page
    for secret in ("eve@mail.example", cast.alice.email, "/household/invite/", "/members/"):
        assert secret not in page
    assert token not in page


def test_inviting_needs_a_fresh_proof_and_keeps_what_was_typed(cast: Any):
    client = client_of(cast.alice, is_proven=False)
    answer = client.post("/household/invite/", FORM | {"may_order": ""})
    assert answer.headers["Location"].startswith("/security/confirm/")
    assert not Invitation.objects.exists()
    session = client.session
    session[PROVEN_AT] = datetime.now(tz=UTC).isoformat()
    session.save()
    form = client.get("/household/invite/").context["form"]
    assert (form["email"].value(), form["role"].value()) == ("eve@mail.example", "payer")
    assert (form["most"].value(), form["sees_bills"].value()) == ("50.00", False)


@pytest.mark.parametrize(
    "address",
    ["/household/leave/", "/household/ownership/", "/household/members/{}/remove/"],
)
def test_each_change_needs_a_fresh_proof(cast: Any, address: str):
    bobs = Member.objects.get(user=cast.bob).pk
    answer = client_of(cast.alice, is_proven=False).post(address.format(bobs))
    assert answer.headers["Location"].startswith("/security/confirm/")


def test_withdrawing_an_invitation_needs_a_fresh_proof(cast: Any, token: str):
    invitation = Invitation.objects.get()
    address = f"/household/invitations/{invitation.pk}/withdraw/"
    unproven = client_of(cast.alice, is_proven=False)
    for method in (unproven.get, unproven.post):
        assert (
            method(address).headers["Location"].startswith("/security/confirm/?next=%2Fhousehold")
        )
    assert Client().get(f"/invitation/{token}/").status_code == 200
    alice = client_of(cast.alice)
    assert "eve@mail.example" in alice.get(address).content.decode(), "back from the proof"
    assert Client().get(f"/invitation/{token}/").status_code == 200, "looking withdraws nothing"
    alice.post(address)
    assert Client().get(f"/invitation/{token}/").status_code == 404
    assert alice.get(address).status_code == 404
    for other in (cast.bob, cast.mallory):
        assert client_of(other).post(address).status_code == 404


@pytest.mark.parametrize("who", ["alice", "bob"])
def test_ending_an_offer_needs_a_fresh_proof(cast: Any, who: str):
    bobs = Member.objects.get(user=cast.bob).pk
    client_of(cast.alice).post("/household/ownership/", {"member": bobs})
    address = "/household/ownership/end/"
    unproven = client_of(getattr(cast, who), is_proven=False)
    for method in (unproven.get, unproven.post):
        assert (
            method(address).headers["Location"].startswith("/security/confirm/?next=%2Fhousehold")
        )
    carol = factories.make_user("carol")
    factories.make_member(cast.home, carol, role="viewer")
    assert client_of(carol).get(address).status_code == 404
    client_of(carol).post(address)
    assert OwnershipOffer.objects.get().ended_at is None
    client = client_of(getattr(cast, who))
    assert "End the offer?" in client.get(address).content.decode()
    assert OwnershipOffer.objects.get().ended_at is None
    client.post(address)
    assert OwnershipOffer.objects.get().ended_as == ("withdrawn" if who == "alice" else "declined")
    assert client.get(address).headers["Location"] == "/household/"


@pytest.mark.parametrize(
    "wrong",
    [
        {"email": "nonsense"},
        {"email": "bob@mail.example"},
        {"role": "owner"},
        {"role": ""},
        {"most": "a lot"},
        {"most": "-5"},
        {"most": "0"},
        {"most": "1" * 20},
    ],
    ids=str,
)
def test_nonsense_comes_back_as_it_was_typed(cast: Any, wrong: dict[str, str]):
    answer = client_of(cast.alice).post("/household/invite/", FORM | wrong)
    assert answer.status_code == 422
    form = answer.context["form"]
    assert {name: form[name].value() for name in wrong} == wrong
    assert not Invitation.objects.exists()


def test_the_link_shows_who_and_to_what_and_no_more(cast: Any, token: str):
    page = Client().get(f"/invitation/{token}/")
    text = page.content.decode()
    assert "alice invites you to the account ending in CE-1" in text
    assert "May pay up to $50.00 at a time" in text
    for secret in (cast.home.number, cast.home.name, cast.alice.email, cast.bob.username):
        assert secret not in text
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert "noindex" in page.headers["X-Robots-Tag"]
    assert "no-store" in page.headers["Cache-Control"]


def test_a_new_sign_in_is_made_and_is_in(cast: Any, token: str):
    client = Client()
    typed = {"username": "eve", "password": PASSWORD}
    refused = client.post(f"/invitation/{token}/join/", typed | {"username": "bob"})
    assert refused.status_code == 422
    assert PASSWORD not in refused.content.decode()
    answer = client.post(f"/invitation/{token}/join/", typed)
    assert answer.status_code == 302
    page = client.get("/").content.decode()
    assert cast.home.number in page
    assert User.objects.get(username="eve").email == "eve@mail.example"
    assert Client().get(f"/invitation/{token}/").status_code == 404


def test_who_has_a_sign_in_comes_back_and_accepts(cast: Any, token: str):
    guest = Client()
    page = guest.get(f"/invitation/{token}/").content.decode()
    assert f"/sign-in/?next=/invitation/{token}/" in page
    assert guest.post(f"/invitation/{token}/accept/").headers["Location"].startswith("/invitation/")
    mallory = client_of(cast.mallory)
    assert "signed in as mallory" in mallory.get(f"/invitation/{token}/").content.decode()
    mallory.post(f"/invitation/{token}/accept/")
    assert "account ending in CE-1" in mallory.get("/").content.decode()


def test_a_form_that_no_page_of_ours_showed_accepts_nothing(cast: Any, token: str):
    forger = Client(enforce_csrf_checks=True)
    forger.force_login(cast.mallory)
    for step in ("accept", "decline", "join"):
        assert forger.post(f"/invitation/{token}/{step}/").status_code == 403
    assert Invitation.objects.get().accepted_at is None


def test_gone_looks_the_same_however_it_went(cast: Any, token: str):
    import re

    def plain(text: str) -> str:
        return re.sub(r'(nonce|value)="[^"]*"', "", text)

    never = Client().get(f"/invitation/{'n' * 43}/")
    Client().post(f"/invitation/{token}/decline/")
    declined = Client().get(f"/invitation/{token}/")
    assert never.status_code == declined.status_code == 404
    assert plain(never.content.decode()) == plain(declined.content.decode())


def test_a_place_that_tries_links_is_slowed(cast: Any):
    guest = Client()
    answers = [guest.get(f"/invitation/{n:043}/").status_code for n in range(125)]
    assert answers == [404] * 120 + [429] * 5


def test_a_member_is_changed_and_removed(cast: Any):
    client = client_of(cast.alice)
    bobs = Member.objects.get(user=cast.bob).pk
    page = client.get(f"/household/members/{bobs}/")
    assert page.context["form"]["role"].value() == "payer"
    client.post(f"/household/members/{bobs}/", {"role": "viewer", "sees_bills": ""})
    bob = client_of(cast.bob)
    assert bob.get("/bills/").status_code == 404
    assert "You see services only" in bob.get("/").content.decode()
    client.post(f"/household/members/{bobs}/remove/")
    assert bob.get("/").headers["Location"] == "/no-account/"
    own = Member.objects.get(user=cast.alice).pk
    assert client.post(f"/household/members/{own}/remove/").status_code == 404


def test_ownership_is_offered_and_agreed_to(cast: Any):
    alice, bob = client_of(cast.alice), client_of(cast.bob)
    assert bob.get("/household/ownership/").status_code == 404, "nothing was offered"
    alice.post("/household/ownership/", {"member": Member.objects.get(user=cast.bob).pk})
    assert "wants you to become the owner" in bob.get("/household/").content.decode()
    carol = factories.make_user("carol")
    factories.make_member(cast.home, carol, role="viewer")
    assert client_of(carol).post("/household/ownership/").status_code == 404
    bob.post("/household/ownership/")
    assert Member.objects.get(user=cast.bob).role == "owner"
    assert Member.objects.get(user=cast.alice).role == "payer"
    assert alice.get("/household/invite/").status_code == 404


@pytest.mark.parametrize("member", ["", "x", "0", "987654", "9" * 40])
def test_nobody_can_be_offered_who_is_not_there(cast: Any, member: str):
    answer = client_of(cast.alice).post("/household/ownership/", {"member": member})
    assert answer.status_code == 422


def test_a_payer_with_a_limit_is_told_it(cast: Any):
    Member.objects.filter(user=cast.bob).update(most_minor=1_000)
    page = client_of(cast.bob).get("/pay/").content.decode()
    assert "You may pay up to $10.00 at a time" in page
