"""The work queue's pages: what is to be done, doing it, and that looking is written down."""

from typing import Any

import pytest
from django.test import Client

from hearthline.customers.models import AccountLook
from hearthline.network.models import ProvisioningStep
from hearthline.network.operations import reconcile_tv
from tests.network.conftest import Network, network, systems

__all__ = ["network", "systems"]  # fixtures of the network's own tests


@pytest.fixture
def step_id(network: Network) -> int:
    """A step that waits for staff."""
    refused = network.give_tv("news", subscriber="refuses.alice")
    network.run(refused)
    return refused


@pytest.fixture
def sam(network: Network) -> Client:
    client = Client()
    client.force_login(network.cast.sam)
    return client


def test_nothing_to_do(sam: Client):
    assert "Nothing to do" in sam.get("/console/work/").content.decode()


def test_the_queue_says_who_what_and_why(network: Network, sam: Client, step_id: int):
    page = sam.get("/console/work/").content.decode()
    assert network.home.name in page
    assert network.home.number in page
    assert "TV channels" in page
    assert "The TV system refused the change." in page
    assert f"/console/work/{step_id}/" in page


@pytest.mark.parametrize("query", ["?kind=voice_line", "?state=trying", "?state=closed"])
def test_filters_narrow_it_down(sam: Client, step_id: int, query: str):
    assert f"/console/work/{step_id}/" not in sam.get(f"/console/work/{query}").content.decode()


@pytest.mark.parametrize("query", ["?state=nonsense", "?kind=x&page=-3", "?page=999999999999"])
def test_nonsense_shows_the_queue(sam: Client, step_id: int, query: str):
    answer = sam.get(f"/console/work/{query}")
    assert answer.status_code == 200
    assert f"/console/work/{step_id}/" in answer.content.decode()


def test_opening_a_step_is_written_down(network: Network, sam: Client, step_id: int):
    page = sam.get(f"/console/work/{step_id}/").content.decode()
    assert "Try 1" in page
    look = AccountLook.objects.get()
    assert (look.account_id, look.subject) == (network.home.pk, f"work {step_id}")


def test_trying_again(network: Network, sam: Client, step_id: int):
    answer = sam.post(f"/console/work/{step_id}/", {"action": "retry"})
    assert answer.headers["Location"] == "/console/work/"
    assert network.state(step_id) == "waiting"


def test_closing_takes_a_note_and_keeps_what_was_typed(network: Network, sam: Client, step_id: int):
    answer = sam.post(f"/console/work/{step_id}/", {"action": "done", "note": "  "})
    assert answer.status_code == 422
    assert answer.context["form"]["action"].value() == "done"
    assert network.state(step_id) == "handed_over"
    sam.post(f"/console/work/{step_id}/", {"action": "done", "note": "Typed in there."})
    assert network.state(step_id) == "done"
    page = sam.get(f"/console/work/{step_id}/").content.decode()
    assert "Typed in there." in page
    assert "What happens with it?" not in page


def test_too_late_is_said(network: Network, sam: Client, step_id: int):
    ProvisioningStep.objects.update(state="waiting")
    answer = sam.post(f"/console/work/{step_id}/", {"action": "retry"}, follow=True)
    assert "Somebody else has seen to this meanwhile." in answer.content.decode()


def test_a_step_that_is_not_there(sam: Client):
    assert sam.get("/console/work/987654/").status_code == 404


def test_differences_are_shown(network: Network, sam: Client):
    network.run(network.give_tv("news"))
    network.tv.books.forget(network.service.subscriber)
    from datetime import timedelta

    network.now += timedelta(minutes=1)
    reconcile_tv(now=network.now)
    page = sam.get("/console/work/").content.decode()
    assert "Under way" in page
    assert "Should have" in page


@pytest.mark.parametrize("who", ["alice", "mallory"])
def test_it_is_for_staff(network: Network, step_id: int, who: str):
    client: Any = Client()
    client.force_login(getattr(network.cast, who))
    for address in ("/console/work/", f"/console/work/{step_id}/"):
        assert client.get(address).status_code == 403
        assert client.post(address, {"action": "retry"}).status_code == 403
    assert network.state(step_id) == "handed_over"
