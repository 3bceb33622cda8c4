"""Staff see a member's pages, and change nothing."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from hearthline.customers.models import AccountLook, Member
from hearthline.customers.operations import UnableToView, start_viewing
from hearthline.customers.reasons import Reason
from hearthline.identity.models import SecurityEvent
from hearthline.identity.operations import change_staff_roles
from hearthline.kernel import clock
from tests import factories
from tests.conftest import NOW
from tests.looks import say_why

ASKED = "/console/accounts/ALICE-1/view-as/"
BANNER = "You see the pages of"


@pytest.fixture
def sue(cast: Any, client: Client) -> Client:
    client.force_login(cast.sue)
    return say_why(client, "ticket:5123")


def view(client: Client, member: Any) -> Any:
    return client.post(ASKED, {"member": member.pk})


def test_the_pages_of_the_member_who_was_chosen(sue: Client, cast: Any):
    form = sue.get(ASKED).content.decode()
    assert form.index("alice") < form.index("bob"), "the owner stands first"
    assert "mallory" not in form
    assert view(sue, cast.alice).headers["Location"] == "/"
    page = sue.get("/").content.decode()
    assert BANNER in page
    assert "alice" in page
    assert "ALICE-1" in page
    page = sue.get("/bills/").content.decode()
    assert BANNER in page
    assert "Staff" not in page.split("</header>")[0].split("</aside>")[1], "as the member sees it"


def test_each_page_is_written_down_for_the_member(sue: Client, cast: Any):
    view(sue, cast.bob)
    sue.get("/")
    sue.get("/bills/?page=2")
    looks = AccountLook.objects.filter(page="view_as").order_by("pk")
    assert list(looks.values_list("user__username", "subject", "reason")) == [
        ("sue", "", "ticket:5123"),
        ("sue", "/", "ticket:5123"),
        ("sue", "/bills/", "ticket:5123"),
    ]
    event = SecurityEvent.objects.get(kind="viewed_as")
    assert (event.user_id, event.by_id) == (cast.bob.pk, cast.sue.pk)
    assert event.account_id == cast.home.pk


def test_nothing_is_sent(sue: Client, cast: Any):
    view(sue, cast.alice)
    for address in ("/pay/", "/tickets/new/", "/console/accounts/ALICE-1/payment/", "/register/"):
        for method in ("post", "put", "patch", "delete"):
            answer = getattr(sue, method)(address)
            assert answer.status_code == 403
            assert "You are only looking" in answer.content.decode()


def test_pages_about_sign_ins_stay_closed(sue: Client, cast: Any):
    view(sue, cast.alice)
    for address in ("/security/", "/settings/", "/security/password/", "/security/confirm/"):
        answer = sue.get(address)
        assert answer.status_code == 403, address
        text = answer.content.decode()
        assert "staff never see them" in text
        assert cast.alice.email not in text
    for address in ("account/email", "auth/sessions", "account/authenticators"):
        assert sue.get(f"/_allauth/browser/v1/{address}").status_code == 403, address


def test_the_end(sue: Client, cast: Any):
    view(sue, cast.alice)
    assert sue.post("/console/end-viewing/").headers["Location"] == "/console/accounts/ALICE-1/"
    assert BANNER not in sue.get("/console/").content.decode()
    assert sue.get("/").headers["Location"] == "/console/"
    assert sue.post("/console/end-viewing/").headers["Location"] == "/console/"


def test_signing_out_ends_it_too(sue: Client, cast: Any):
    view(sue, cast.alice)
    assert sue.post("/sign-out/").status_code == 302
    assert sue.get("/").headers["Location"].startswith("/sign-in/")
    sue.force_login(cast.sue)
    assert sue.get("/").headers["Location"] == "/console/"


def test_a_quarter_of_an_hour(sue: Client, cast: Any, monkeypatch: pytest.MonkeyPatch):
    view(sue, cast.alice)
    later = datetime.now(tz=UTC) + timedelta(minutes=14, seconds=50)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert sue.get("/").status_code == 200
    later += timedelta(seconds=11)
    assert sue.get("/").headers["Location"] == "/console/"
    assert "viewing_as" not in sue.session


def test_a_member_who_left_is_seen_no_more(sue: Client, cast: Any):
    view(sue, cast.bob)
    Member.objects.filter(user=cast.bob).delete()
    assert sue.get("/").status_code == 403
    assert sue.get("/").headers["Location"] == "/console/"


def test_a_role_that_was_taken_away_ends_it(sue: Client, cast: Any):
    view(sue, cast.alice)
    change_staff_roles(user_id=cast.sue.pk, roles=["catalog"], by_id=cast.sam.pk, now=NOW)
    assert sue.get("/").status_code == 403


def test_only_members_of_this_account(sue: Client, cast: Any):
    for user in (cast.mallory, cast.sam):
        answer = view(sue, user)
        assert answer.status_code == 422
    for text in ("", "nonsense", "9" * 40):
        assert sue.post(ASKED, {"member": text}).status_code == 422
    with pytest.raises(UnableToView):
        start_viewing(
            account_id=cast.home.pk,
            user_id=cast.mallory.pk,
            staff_user_id=cast.sue.pk,
            reason=Reason("called"),
            now=NOW,
        )
    assert not SecurityEvent.objects.filter(kind="viewed_as").exists()
    assert sue.get("/").headers["Location"] == "/console/"


def test_an_account_that_nobody_registered_for(sue: Client):
    factories.make_account(number="EMPTY-1", name="Nobody")
    say_why(sue)
    page = sue.get("/console/accounts/EMPTY-1/view-as/").content.decode()
    assert "nobody whose pages you could see" in page


@pytest.mark.parametrize("role", ["network", "catalog"])
def test_other_roles_see_nobodys_pages(cast: Any, client: Client, role: str):
    client.force_login(factories.make_user("nora", is_staff=True, roles=(role,)))
    say_why(client)
    assert client.get(ASKED).status_code == 403
    assert view(client, cast.alice).status_code == 403


def test_a_subscriber_cannot_make_it_up(cast: Any, client: Client):
    """What stands in a session of staff means nothing in mallory's."""
    client.force_login(cast.sue)
    say_why(client)
    view(client, cast.alice)
    stolen = dict(client.session["viewing_as"])
    client.force_login(cast.mallory)
    session = client.session
    session["viewing_as"] = stolen
    session.save()
    page = client.get("/").content.decode()
    assert BANNER not in page
    assert "ALICE-1" not in page
