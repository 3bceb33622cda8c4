"""Admins look after staff in the console."""

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from hearthline.identity.models import User
from hearthline.identity.queries import staff_roles
from tests import factories
from tests.looks import say_why

TYPED = {"username": "tess", "email": "tess@maplecounty.example", "roles": ["network", "catalog"]}


@pytest.fixture
def sam(cast: Any, client: Client) -> Client:
    client.force_login(cast.sam)
    return client


def test_the_list_says_who_may_what(sam: Client, cast: Any):
    Authenticator.objects.create(user=cast.sue, type="webauthn", data={})
    page = sam.get("/console/staff/").content.decode()
    assert page.index("sam") < page.index("sue")
    assert "Second factor" in page
    assert "No second factor" in page
    assert "alice" not in page


def test_somebody_is_added(sam: Client):
    answer = sam.post("/console/staff/add/", TYPED)
    tess = User.objects.get(username="tess")
    assert answer.headers["Location"] == f"/console/staff/{tess.pk}/"
    assert staff_roles(user_id=tess.pk) == {"network", "catalog"}
    assert "invited by email" in sam.get(answer.headers["Location"]).content.decode()


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("username", "", "Choose a username."),
        ("username", "a b", "Use 3 to 60 letters"),
        ("username", "alice", "Somebody already has this username"),
        ("email", "nonsense", "Enter an email address"),
        ("email", "alice@mail.example", "already has a sign-in"),
        ("roles", [], "Choose at least one."),
        ("roles", ["king"], "not one of the available choices"),
    ],
)
def test_a_refused_form_comes_back(sam: Client, field: str, value: Any, said: str):
    typed = {**TYPED, field: value}
    answer = sam.post("/console/staff/add/", typed)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert said in text
    for name in ("username", "email"):
        if typed[name]:
            assert f'value="{typed[name]}"' in text
    assert User.objects.filter(is_staff=True).count() == 2


def test_roles_are_changed(sam: Client, cast: Any):
    address = f"/console/staff/{cast.sue.pk}/"
    assert re.search(r'value="support"[^>]* checked', sam.get(address).content.decode())
    assert sam.post(address, {"roles": ["billing"]}).status_code == 302
    assert staff_roles(user_id=cast.sue.pk) == {"billing"}
    assert sam.post(address, {}).status_code == 422
    assert staff_roles(user_id=cast.sue.pk) == {"billing"}


@pytest.mark.parametrize("step", ["", "let-go/", "factors/", "let-in/"])
def test_nobody_changes_themselves(sam: Client, cast: Any, step: str):
    address = f"/console/staff/{cast.sam.pk}/{step}"
    answer = sam.post(address, {"roles": ["support"]})
    assert answer.status_code == 422
    assert "Ask another admin" in answer.content.decode()
    assert staff_roles(user_id=cast.sam.pk) == {"admin"}


def test_letting_go_and_in_again(sam: Client, cast: Any):
    address = f"/console/staff/{cast.sue.pk}/"
    assert "Let sue go?" in sam.get(f"{address}let-go/").content.decode()
    cast.sue.refresh_from_db()
    assert cast.sue.is_active, "opening the page lets nobody go"
    assert sam.post(f"{address}let-go/").status_code == 302
    assert "Let go" in sam.get(address).content.decode()
    assert sam.post(f"{address}let-in/").status_code == 302
    cast.sue.refresh_from_db()
    assert cast.sue.is_active


def test_a_factor_is_taken_away_after_one_more_question(sam: Client, cast: Any):
    Authenticator.objects.create(user=cast.sue, type="totp", data={"secret": "x"})
    address = f"/console/staff/{cast.sue.pk}/factors/"
    assert "not by email or chat" in sam.get(address).content.decode()
    assert Authenticator.objects.exists()
    assert sam.post(address).status_code == 302
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("name", ["alice", "nobody"])
def test_who_is_no_staff_is_not_there(sam: Client, cast: Any, name: str):
    number = cast.alice.pk if name == "alice" else 2**70
    for step in ("", "let-go/", "let-in/", "factors/"):
        for method in ("get", "post"):
            answer = getattr(sam, method)(f"/console/staff/{number}/{step}")
            assert answer.status_code == 404
    cast.alice.refresh_from_db()
    assert cast.alice.is_active


@pytest.mark.parametrize("role", ["support", "billing", "network", "catalog"])
def test_nobody_else_looks_after_staff(cast: Any, client: Client, role: str):
    client.force_login(factories.make_user("nora", is_staff=True, roles=(role,)))
    for address in ("/console/staff/", "/console/staff/add/", f"/console/staff/{cast.sue.pk}/"):
        assert client.get(address).status_code == 403
        assert client.post(address, {"roles": ["admin"]}).status_code == 403
    assert staff_roles(user_id=cast.sue.pk) == {"support"}


@pytest.mark.parametrize(
    ("role", "start", "sees", "not_sees"),
    [
        ("support", "/console/", ["Tickets", "Articles"], ["Work queue", "Plans", "Outages"]),
        ("network", "/console/", ["Outages", "Work queue"], ["Tickets", "Plans"]),
        ("catalog", "/console/plans/", ["Plans", "Promotions"], ["Tickets", "Find an account"]),
    ],
)
def test_each_begins_where_their_work_is(
    db: None, *, role: str, start: str, sees: list[str], not_sees: list[str]
):
    client = Client()
    client.force_login(factories.make_user("nora", is_staff=True, roles=(role,)))
    answer = client.get("/console/", follow=True)
    assert answer.wsgi_request.path == start
    head = answer.content.decode().split("</header>")[0]
    for text in sees:
        assert f">{text}<" in head
    for text in not_sees:
        assert f">{text}<" not in head


def test_a_network_engineer_sees_no_money_and_no_contacts(cast: Any, client: Client):
    client.force_login(factories.make_user("nora", is_staff=True, roles=("network",)))
    say_why(client, "fault")
    text = client.get("/console/accounts/ALICE-1/").content.decode()
    assert "Mill Road" in text
    for too_much in ("alice@mail.example", "5550101", "$", "Record a payment", "See what they see"):
        assert too_much not in text
