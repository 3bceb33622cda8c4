"""The pages of troubleshooting, without a browser."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from hearthline.care.models import Diagnosis
from tests import factories

HTMX = {"HX-Request": "true"}


@pytest.fixture
def home(desk) -> Any:
    """alice's browser."""
    client = Client()
    client.force_login(desk.cast.alice)
    return client


def begin(client: Client, trouble: str = "internet:1") -> str:
    answer = client.post("/trouble/", {"trouble": trouble})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer.headers["Location"])


def test_only_what_the_account_has_can_be_chosen(desk, home, network):
    text = home.get("/trouble/").content.decode()
    assert all(value in text for value in ("internet:1", "tv:0", "phone:1"))
    network.tvs.clear()
    network.phone_lines.clear()
    text = home.get("/trouble/").content.decode()
    assert "tv:0" not in text
    assert "phone" not in [part.split(":")[0] for part in text.split('value="')[1:]]


@pytest.mark.parametrize("nonsense", ["", "internet:2", "x", "internet:१", "internet:-1", ":::"])
def test_nonsense_is_refused_in_words(desk, home, nonsense):
    answer = home.post("/trouble/", {"trouble": nonsense})
    assert answer.status_code == 422
    assert "Choose one of these" in answer.content.decode()


def test_without_scripts_go_on_runs_all_until_something_is_asked(desk, home):
    place = begin(home)
    answer = home.post(place + "step/", {"position": "0"}, follow=True)
    text = answer.content.decode()
    assert "Which of these fits best?" in text
    assert "No outage is known at your address." in text
    answer = home.post(place + "answer/", {"position": "5", "answer": "one"}, follow=True)
    assert "Switch that device off" in answer.content.decode()


def test_with_htmx_one_step_at_a_time_comes_back(desk, home):
    place = begin(home)
    answer = home.post(place + "step/", {"position": "0"}, headers=HTMX)
    text = answer.content.decode()
    assert answer.headers["HX-Retarget"] == "#now"
    assert "<html" not in text
    assert text.count('class="event ') == 1
    assert 'hx-swap-oob="afterbegin:#steps"' in text
    assert "data-focus" not in text, "nothing to do yet"
    again = home.post(place + "step/", {"position": "0"}, headers=HTMX).content.decode()
    assert again.count('class="event ') == 1, "a lost answer is sent again"
    for position in range(1, 5):
        text = home.post(
            place + "step/", {"position": str(position)}, headers=HTMX
        ).content.decode()
    assert "data-focus" in text, "a question takes the focus"


def test_a_wait_only_counts_down(desk, home, network):
    network.state = "offline"
    place = begin(home)
    home.post(place + "step/")
    home.post(place + "answer/", {"position": "4", "answer": "off"})
    home.post(place + "answer/", {"position": "5", "answer": "lit"})
    text = home.get(place).content.decode()
    assert "4 minutes" in text
    answer = home.post(place + "step/", {"position": "6"}, headers=HTMX)
    assert "HX-Retarget" not in answer.headers
    assert "progressbar" in answer.content.decode()


def test_coming_back_leads_straight_there(desk, home):
    place = begin(home)
    assert home.get("/trouble/").headers["Location"] == place
    assert "Under way" in home.get("/trouble/?choose=1").content.decode()
    home.post(place + "leave/")
    assert home.get("/trouble/").status_code == 200


def test_a_viewer_looks_on(desk, home):
    place = begin(home)
    carol = factories.make_user("carol")
    factories.make_member(desk.cast.home, carol, role="viewer")
    client = Client()
    client.force_login(carol)
    text = client.get(place).content.decode()
    assert "hx-post" not in text.partition("<main")[2]
    for part in ("step/", "answer/", "ticket/", "leave/"):
        assert client.post(place + part).status_code == 403
    assert client.post("/trouble/", {"trouble": "tv:0"}).status_code == 403
    assert Diagnosis.objects.count() == 1


def test_mallory_finds_nothing(desk, home):
    place = begin(home)
    client = Client()
    client.force_login(desk.cast.mallory)
    nobodys = reverse("diagnosis", args=["x" * 43])
    for part in ("", "step/", "answer/", "ticket/", "leave/"):
        send = client.post if part else client.get
        hers, none = send(place + part), send(nobodys + part)
        assert hers.status_code == none.status_code == 404
        assert hers.content.replace(place.encode(), b"") == none.content.replace(
            nobodys.encode(), b""
        )


def test_signed_out_people_are_sent_to_sign_in(desk):
    answer = Client().get("/trouble/")
    assert answer.headers["Location"] == "/sign-in/?next=/trouble/"


def test_too_often_is_said(desk, home, settings):
    settings.DIAGNOSES_PER_HOUR = 0
    answer = home.post("/trouble/", {"trouble": "tv:0"})
    assert answer.status_code == 422
    assert "several times already" in answer.content.decode()


def test_how_it_ends_is_shown(desk, home, network):
    network.down = {"access"}
    place = begin(home)
    text = home.post(place + "step/", follow=True).content.decode()
    assert "Ticket 700000001 is with our people" in text
    assert "Everything that was found here is attached" in text
    network.no_tickets = True
    place = begin(home)
    text = home.post(place + "step/", follow=True).content.decode()
    assert "The ticket couldn't be written" in text
    network.no_tickets = False
    text = home.post(place + "ticket/", follow=True).content.decode()
    assert "Ticket 700000002" in text


def test_pages_speak_spanish(desk, home):
    spanish = {"accept-language": "es"}
    place = begin(home)
    home.post(place + "step/")
    text = home.get(place, headers=spanish).content.decode()
    assert "¿Cuál de estas describe mejor lo que pasa?" in text
