"""A new password for who knows the old one."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

import pytest
from django.db import connections
from django.test import Client

from hearthline.identity.models import Session, User
from hearthline.identity.operations import UnableToChangePassword, change_password
from hearthline.notices.models import Message
from tests import factories
from tests.factories import PASSWORD
from tests.identity.pages import NEW_PASSWORD, kinds, latest_code
from tests.identity.test_sign_in import sign_in
from tests.queued import run_jobs


@pytest.fixture
def alice(person, clock, client):
    sign_in(client)
    return person


def change(client, current=PASSWORD, new=NEW_PASSWORD):
    return client.post("/security/password/", {"current_password": current, "new_password": new})


def test_the_password_changes_and_all_others_are_signed_out(client, alice):
    other = Client()
    sign_in(other)
    stolen = Client()
    stolen.cookies["session"] = client.cookies["session"].value
    began = Session.objects.order_by("created_at").first()
    assert began
    assert change(client)["Location"] == "/security/"
    assert other.get("/settings/").status_code == 302
    assert stolen.get("/settings/").status_code == 302, "the key has changed"
    page = client.get("/security/")
    assert "were signed out" in page.content.decode()
    (session,) = page.context["sessions"]
    assert session.is_this
    assert abs((session.began_at - began.created_at).total_seconds()) < 2, "it began when it did"
    assert kinds() == [("password_changed", "email", "alice@mail.example")]
    assert sign_in(Client()).status_code == 422
    assert sign_in(Client(), password=NEW_PASSWORD).status_code == 302


@pytest.mark.parametrize(
    ("current", "new", "field"),
    [
        ("wrong", NEW_PASSWORD, "current_password"),
        (PASSWORD.lower(), NEW_PASSWORD, "current_password"),
        (PASSWORD, "short", "new_password"),
        (PASSWORD, "alice@mail.example", "new_password"),
        (PASSWORD, PASSWORD, "new_password"),
        (PASSWORD, "x" * 129, "new_password"),
        ("", NEW_PASSWORD, "current_password"),
        (PASSWORD, "", "new_password"),
    ],
)
def test_refused(client, alice, current, new, field):
    page = change(client, current, new)
    assert page.status_code == 422
    assert set(page.context["form"].errors) == {field}
    assert f'value="{new}"' not in page.content.decode()
    assert sign_in(Client()).status_code == 302
    assert not kinds()


def test_a_refused_new_one_costs_no_try(client, alice):
    for _ in range(8):
        assert change(client, "wrong", "short").status_code == 422
    alice.refresh_from_db()
    assert alice.failed_sign_ins == 0
    pages = [change(client, "wrong").content.decode() for _ in range(6)]
    assert "Too many tries" in pages[5]
    alice.refresh_from_db()
    assert alice.failed_sign_ins == 5


def test_codes_under_way_end(client, alice):
    client.post("/settings/email/", {"email": "new@mail.example"})
    client.post("/recover/password/", {"identifier": "alice"})
    run_jobs()
    change(client)
    code = latest_code("email_change_code")
    assert client.post("/settings/email/code/", {"code": code}).status_code == 422
    assert User.objects.get(pk=alice.pk).email == "alice@mail.example"


def test_password_managers_see_whose_it_is(client, alice):
    page = client.get("/security/password/").content.decode()
    for said in ('value="alice" autocomplete="username"', '"current-password"', '"new-password"'):
        assert said in page


def test_two_new_ones_at_once_are_one(committed):
    """Both knew the old one; whoever comes second does not know the one that is there now."""
    user = factories.make_user("alice")
    both = Barrier(2)

    def one(word):
        try:
            both.wait()
            change_password(
                user_id=user.pk,
                current_password=PASSWORD,
                new_password=f"four {word} upstairs",
                session_key="",
                user_agent="",
                now=datetime.now(tz=UTC),
            )
        except UnableToChangePassword as error:
            return error.refusal
        finally:
            connections.close_all()
        return None

    with ThreadPoolExecutor(2) as pool:
        ends = list(pool.map(one, ("walnuts", "willows")))
    assert sorted(map(str, ends)) == ["None", "wrong"]
    assert Message.objects.filter(kind="password_changed").count() == 1
