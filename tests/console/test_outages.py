"""Staff post, update, end and take back outages, and see whom one reaches before it is sent."""

import uuid
from typing import Any

import pytest
from django.test import Client

from hearthline.network.models import Outage, OutageUpdate
from hearthline.notices.models import Message
from tests.conftest import NOW
from tests.network.posting import newest, post
from tests.queued import Clock, run_jobs

pytestmark = pytest.mark.django_db
NEW = "/console/outages/new/"
SEND = "/console/outages/post/"


@pytest.fixture(autouse=True)
def _monday_morning(monkeypatch: Any) -> None:
    Clock(monkeypatch, NOW)


@pytest.fixture
def sam(cast: Any) -> Client:
    client = Client()
    client.force_login(cast.sam)
    return client


def typed(**fields: Any) -> dict[str, Any]:
    defaults = {
        "kind": "outage",
        "scope": "area",
        "lines": "Mapleton\r\n\r\n",
        "node": "",
        "title": "Internet is down",
        "title_es": "",
        "text": "We look why.",
        "text_es": "",
        "cause": "unknown",
        "started_at": "2026-03-16T09:30",
        "estimate_at": "",
        "idempotency_key": str(uuid.uuid4()),
    }
    return defaults | fields


def test_written_reviewed_sent(sam: Client, cast: Any):
    assert sam.get(NEW).status_code == 200
    form = typed()
    review = sam.post(NEW, form)
    page = review.content.decode()
    assert review.status_code == 200
    assert "Nobody has been told yet." in page
    assert "Post it and tell 2 accounts" in page
    assert "Mapleton 62301" in page
    assert not Outage.objects.exists()
    again = sam.post(NEW, form | {"step": "change"})
    assert "We look why." in again.content.decode()
    for _ in range(2):
        answer = sam.post(SEND, form)
        assert answer.status_code == 302
    outage = Outage.objects.get()
    assert answer.headers["Location"] == f"/console/outages/{outage.number}/"
    assert "Telling people" in sam.get(answer.headers["Location"]).content.decode()
    run_jobs("tell_outage")
    page = sam.get(answer.headers["Location"]).content.decode()
    assert "3 people told" in page
    assert "by sam" in page
    assert Message.objects.count() == 3
    assert "Internet is down" in sam.get("/console/outages/").content.decode()


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"title": ""}, "Write a title."),
        ({"text": ""}, "Write what people should know."),
        ({"lines": ""}, "Write at least one line."),
        ({"lines": "Atlantis"}, "Nobody is found at: atlantis"),
        ({"lines": "x\n" * 501}, "At most 500 lines."),
        ({"scope": "node"}, "Choose the node."),
        ({"scope": "node", "node": "99"}, "Select a valid choice"),
        ({"started_at": "soon"}, "Enter a day and a time"),
        ({"started_at": "2027-01-01T00:00"}, "An outage has begun already"),
        ({"kind": "maintenance"}, "Planned work needs an end."),
        ({"kind": "maintenance", "estimate_at": "2026-03-16T09:00"}, "The end must be after"),
        ({"idempotency_key": "x"}, "valid UUID"),
        ({"title": "x" * 121}, "at most 120"),
    ],
)
def test_refused_with_what_was_typed(sam: Client, wrong: dict[str, Any], says: str):
    for address in (NEW, SEND):
        answer = sam.post(address, typed(text_es="Lo vemos.") | wrong)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert says in page.replace("&#x27;", "'")
        assert "Lo vemos." in page
    assert not Outage.objects.exists()


def test_update_end_and_what_comes_too_late(sam: Client, cast: Any):
    number = post()
    address = f"/console/outages/{number}/"
    seen = newest(number)
    update = {"text": "A cable was cut.", "cause": "fiber_cut", "estimate_at": "2026-03-16T14:00"}
    empty = sam.post(address + "update/", {"seen_update_id": seen, "text": ""})
    assert empty.status_code == 422
    past = sam.post(
        address + "update/", update | {"seen_update_id": seen, "estimate_at": "2026-03-16T09:00"}
    )
    assert past.status_code == 422
    assert "A cable was cut." in past.content.decode()
    assert sam.post(address + "update/", update | {"seen_update_id": seen}).status_code == 302
    late = sam.post(address + "update/", update | {"seen_update_id": seen})
    assert late.status_code == 422
    assert "Somebody wrote an update meanwhile" in late.content.decode()
    over = {"text": "Works again.", "cause": "fiber_cut", "seen_update_id": newest(number)}
    assert sam.post(address + "end/", over).status_code == 302
    assert sam.post(address + "end/", over).status_code == 422
    assert sam.post(address + "withdraw/", over).status_code == 422
    steps = OutageUpdate.objects.order_by("pk").values_list("step", "user__username")
    assert list(steps) == [("posted", None), ("updated", "sam"), ("ended", "sam")]


def test_taken_back(sam: Client, cast: Any):
    number = post()
    address = f"/console/outages/{number}/withdraw/"
    assert sam.get(address).status_code == 200
    assert sam.post(address, {"seen_update_id": newest(number)}).status_code == 302
    assert "Taken back" in sam.get(f"/console/outages/{number}/").content.decode()
    assert sam.get("/console/outages/000000000/").status_code == 404
