"""Where a person is signed in, and that an ended session is dead at once."""

from datetime import timedelta

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hearthline.identity.models import SecurityEvent, Session
from tests import factories
from tests.identity.test_sign_in import sign_in

pytestmark = pytest.mark.django_db
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1"


@pytest.fixture
def alice(person, clock, client):
    sign_in(client)
    return person


def sessions(client):
    return client.get("/security/").context["sessions"]


def elsewhere(login="alice"):
    other = Client(headers={"User-Agent": PHONE})
    sign_in(other, login)
    return other


def end(client, line):
    return client.post(f"/security/sessions/{line.reference}/end/")


def test_this_one_first_then_the_others_in_words(client, alice):
    elsewhere()
    this, other = sessions(client)
    assert (this.is_this, this.device) == (True, "")
    assert (other.is_this, other.device) == (False, "Safari, iPhone")
    page = client.get("/security/").content.decode()
    assert "Safari, iPhone" in page
    assert this.reference not in page, "one's own is ended by signing out"
    assert client.cookies["session"].value not in page


def test_one_ends_and_the_rest_go_on(client, alice):
    other, third = elsewhere(), elsewhere()
    line = next(line for line in sessions(other) if line.is_this)
    assert end(client, line)["Location"] == "/security/"
    assert other.get("/settings/")["Location"].startswith("/sign-in/")
    assert other.post("/settings/name/", {"name": "Ghost"}).status_code == 302
    alice.refresh_from_db()
    assert alice.name == "", "an ended session changes nothing"
    assert third.get("/settings/").status_code == 200
    assert end(client, line).status_code == 404, "twice is once"


def test_all_others_end(client, alice):
    others = [elsewhere() for _ in range(3)]
    page = client.post("/security/sessions/end-others/", follow=True)
    assert "3 other sessions have ended" in page.content.decode()
    assert [other.get("/settings/").status_code for other in others] == [302] * 3
    assert client.get("/settings/").status_code == 200
    assert len(sessions(client)) == 1


def test_ones_own_is_signing_out(client, alice):
    (this,) = sessions(client)
    assert end(client, this)["Location"] == "/sign-in/"
    assert client.get("/settings/").status_code == 302


def test_mallory_can_not_end_alices(client, alice):
    factories.make_user("mallory")
    mallory = elsewhere("mallory")
    (line,) = sessions(client)
    hers = end(mallory, line)
    nobodys = mallory.post(f"/security/sessions/{'0' * 32}/end/")
    assert (hers.status_code, nobodys.status_code) == (404, 404)
    assert hers.content.replace(line.reference.encode(), b"") == nobodys.content.replace(
        b"0" * 32, b""
    )
    mallory.post("/security/sessions/end-others/")
    assert client.get("/settings/").status_code == 200
    assert line.reference not in mallory.get("/security/").content.decode()


def test_a_session_that_was_ended_while_it_answers_stays_ended(client, alice):
    """The end of the request writes the session; it must not come to life again by that."""
    store = client.session
    assert store["_auth_user_id"] == str(alice.pk)
    Session.objects.all().delete()
    store["anything"] = "else"
    with pytest.raises(UpdateError):
        store.save()
    assert Session.objects.count() == 0


def test_last_seen_is_written_once_in_five_minutes(client, alice):
    def writes():
        with CaptureQueriesContext(connection) as queries:
            client.get("/settings/")
        return sum("SET seen_at" in query["sql"] for query in queries)

    assert writes() == 0
    before = Session.objects.get().seen_at - timedelta(minutes=6)
    Session.objects.update(seen_at=before)
    assert [writes(), writes()] == [1, 0]
    assert Session.objects.get().seen_at > before


def test_the_latest_stand_on_the_first_page(client, alice):
    sign_in(Client(), password="wrong")
    elsewhere()
    lines = client.get("/security/").context["lines"]
    assert [line.words for line in lines] == ["Signed in", "Wrong password", "Signed in"]
    assert lines[0].device == "Safari, iPhone"


def test_ending_sessions_is_written_down(client, alice):
    elsewhere()
    other, third = sessions(client)[1], elsewhere()
    end(client, other)
    client.post("/security/sessions/end-others/")
    client.post("/security/sessions/end-others/")
    kinds = list(SecurityEvent.objects.filter(user=alice).values_list("kind", "details"))
    assert kinds == [("session_ended", {"ended": "Safari, iPhone"}), ("sessions_ended", {})]
    assert third.get("/settings/").status_code == 302


def test_a_session_says_where_it_began(client, alice):
    session = client.session
    session["place"] = "Quincy, Illinois"
    session.save()
    assert "Quincy, Illinois" in client.get("/security/").content.decode()
    assert Session.objects.get().place == "Quincy, Illinois"
