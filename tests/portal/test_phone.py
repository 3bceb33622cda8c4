"""The phone pages: what members see and change, what others don't, and words for each state."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from hearthline.network.models import ProvisioningStep
from hearthline.network.operations import run_provisioning_step
from hearthline.network.queries import phone_progress
from tests import factories
from tests.network.conftest import NUMBER, Network, network, systems
from tests.queued import run_jobs

__all__ = ["network", "systems"]  # fixtures of the network's own tests
FORM = {"forwarding": "off", "forwarding_to": ""}


@pytest.fixture
def phone(network: Network) -> Network:
    """alice has one line in service, since today: doors ask the real clock."""
    network.now = datetime.now(tz=UTC)
    network.run(network.give_phone())
    return network


def _client(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def _address(phone: Network) -> str:
    return f"/phone/{phone.line.pk}/"


def test_one_line_is_opened_at_once(phone: Network):
    answer = _client(phone.cast.alice).get("/phone/")
    assert answer.headers["Location"] == _address(phone)
    page = _client(phone.cast.alice).get(_address(phone)).content.decode()
    assert "(217) 555-0142" in page
    assert "In effect" in page
    assert "911" in page


def test_several_lines_are_listed(phone: Network):
    phone.give_phone("+12175550143", reference="order:2")
    page = _client(phone.cast.alice).get("/phone/").content.decode()
    assert "(217) 555-0142" in page
    assert "(217) 555-0143" in page


def test_no_line_says_so(phone: Network):
    page = _client(phone.cast.mallory).get("/phone/").content.decode()
    assert "No phone line" in page
    assert "555-0142" not in page


def test_a_change_is_being_set_and_then_in_effect(phone: Network):
    alice = _client(phone.cast.alice)
    sent = FORM | {"forwarding": "always", "forwarding_to": "217 555 0177", "has_voicemail": "on"}
    answer = alice.post(_address(phone), sent)
    assert answer.status_code == 302
    page = alice.get(_address(phone)).content.decode()
    assert "Being set" in page
    assert f'hx-get="{_address(phone)}state/"' in page
    assert "run_provisioning_step" in run_jobs()
    page = alice.get(_address(phone)).content.decode()
    assert "In effect" in page
    assert "hx-get" not in page
    has = phone.voice.settings_of([NUMBER])[NUMBER]
    assert (has.forwarding, has.forwarding_to, has.has_voicemail) == (
        "always",
        "+12175550177",
        True,
    )


def test_what_comes_into_effect_between_two_looks_is_said(
    phone: Network, monkeypatch: pytest.MonkeyPatch
):
    alice = _client(phone.cast.alice)
    alice.post(_address(phone), FORM | {"has_voicemail": "on"})

    def later(**asked: Any) -> Any:
        run_jobs()
        return phone_progress(**asked)

    monkeypatch.setattr("hearthline.portal.phone.lines.phone_progress", later)
    assert "In effect" in alice.get(_address(phone)).content.decode()


def test_the_state_alone_for_a_page_that_asks_again(phone: Network):
    alice = _client(phone.cast.alice)
    part = alice.get(f"{_address(phone)}state/", headers={"HX-Request": "true"}).content.decode()
    assert "In effect" in part
    assert "<html" not in part
    # Without JavaScript it is an address like any other.
    assert alice.get(f"{_address(phone)}state/").headers["Location"] == _address(phone)


@pytest.mark.parametrize(
    ("mood", "hours", "words"),
    [
        ("down", 0, "The telephone system didn&#x27;t answer."),
        ("down", 3, "A person is looking at it"),
        ("refuses", 0, "A person is looking at it"),
    ],
)
def test_failure_in_plain_words(phone: Network, mood: str, hours: int, words: str):
    phone.voice.behave(mood)
    alice = _client(phone.cast.alice)
    alice.post(_address(phone), FORM | {"has_voicemail": "on"})
    step_id = ProvisioningStep.objects.latest("pk").pk
    for hour in range(hours + 1):
        at = datetime.now(tz=UTC) + timedelta(hours=hour)
        run_provisioning_step(step_id=step_id, now=at)
    assert words in alice.get(_address(phone)).content.decode()


@pytest.mark.parametrize("typed", ["911", "not a number", "(217) 555-0142", "1 900 555 0142", ""])
def test_a_refused_form_keeps_what_was_typed(phone: Network, typed: str):
    sent = {"forwarding": "busy", "forwarding_to": typed, "blocks_anonymous": "on"}
    answer = _client(phone.cast.alice).post(_address(phone), sent)
    assert answer.status_code == 422
    form = answer.context["form"]
    assert form["forwarding"].value() == "busy"
    assert form["forwarding_to"].value() == typed
    assert form["blocks_anonymous"].value() is True
    assert form.errors["forwarding_to"]
    assert phone.line.forwarding == "off"


@pytest.mark.parametrize("sent", [{}, {"forwarding": "sideways"}, {"forwarding": "off\x00"}])
def test_nonsense_is_refused(phone: Network, sent: dict[str, str]):
    assert _client(phone.cast.alice).post(_address(phone), sent).status_code == 422


def test_a_viewer_sees_and_cannot_change(phone: Network):
    carol = factories.make_user("carol")
    factories.make_member(phone.home, carol, role="viewer")
    page = _client(carol).get(_address(phone)).content.decode()
    assert "(217) 555-0142" in page
    assert "Save" not in page
    answer = _client(carol).post(_address(phone), FORM | {"has_voicemail": "on"})
    assert answer.status_code == 403
    assert not phone.line.has_voicemail


def test_mallory_finds_nothing(phone: Network):
    mallory = _client(phone.cast.mallory)
    for address in (_address(phone), f"{_address(phone)}state/"):
        hers = mallory.get(address, headers={"HX-Request": "true"})
        nobodys = mallory.get(address.replace(str(phone.line.pk), "987654"))
        assert hers.status_code == nobodys.status_code == 404
    assert mallory.post(_address(phone), FORM).status_code == 404


def test_in_spanish(phone: Network):
    alice = _client(phone.cast.alice)
    page = alice.get(_address(phone), headers={"Accept-Language": "es"}).content.decode()
    assert "Desviar llamadas" in page
    assert "Forward calls" not in page
