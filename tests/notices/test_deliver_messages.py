"""A batch: each message handed over once, one that fails doesn't lose or repeat the others."""

from datetime import timedelta

import pytest

from hearthline.notices.models import Message
from hearthline.notices.operations import UnableToDeliverYet, deliver_messages
from tests.conftest import NOW
from tests.notices.test_send_to_many import person, tell

pytestmark = pytest.mark.django_db


def told(*names: str) -> list[int]:
    tell(*[person(n, email=f"{name}@mail.example") for n, name in enumerate(names, 1)])
    return list(Message.objects.order_by("pk").values_list("pk", flat=True))


def states() -> list[str]:
    return list(Message.objects.order_by("pk").values_list("status", flat=True))


def test_all_of_them_and_a_second_time_none(caplog):
    ids = told("a", "b", "c")
    deliver_messages(message_ids=ids, now=NOW)
    first = list(Message.objects.values_list("sent_at", "attempts"))
    deliver_messages(message_ids=ids, now=NOW + timedelta(hours=1))
    assert list(Message.objects.values_list("sent_at", "attempts")) == first
    assert states() == ["sent"] * 3


def test_a_refusal_is_the_one_message_s_own():
    deliver_messages(message_ids=told("a", "refused", "c"), now=NOW)
    assert states() == ["sent", "failed", "sent"]


def test_a_busy_server_stops_the_batch_and_least_tried_go_first_next_time():
    ids = told("busy", "b", "c")
    with pytest.raises(UnableToDeliverYet):
        deliver_messages(message_ids=ids, now=NOW)
    assert states() == ["queued"] * 3
    assert list(Message.objects.order_by("pk").values_list("attempts", flat=True)) == [1, 0, 0]
    with pytest.raises(UnableToDeliverYet):
        deliver_messages(message_ids=ids, now=NOW)
    assert states() == ["queued", "sent", "sent"]
    for _ in range(8):
        try:
            deliver_messages(message_ids=ids, now=NOW)
        except UnableToDeliverYet:
            continue
    assert states() == ["failed", "sent", "sent"]


def test_what_another_worker_has_is_left_to_it_for_a_while():
    ids = told("a", "b")
    Message.objects.filter(pk=ids[0]).update(claimed_until_at=NOW + timedelta(minutes=1))
    with pytest.raises(UnableToDeliverYet):
        deliver_messages(message_ids=ids, now=NOW)
    assert states() == ["queued", "sent"]
    deliver_messages(message_ids=ids, now=NOW + timedelta(minutes=1))
    assert states() == ["sent", "sent"]


def test_a_batch_that_takes_too_long_gives_the_rest_back(monkeypatch):
    ids = told("a", "b")
    ticks = iter([0.0, 0.0, 61.0])
    monkeypatch.setattr(
        "hearthline.notices.operations.delivering.time.monotonic", lambda: next(ticks)
    )
    with pytest.raises(UnableToDeliverYet):
        deliver_messages(message_ids=ids, now=NOW)
    assert states() == ["sent", "queued"]
    second = Message.objects.get(pk=ids[1])
    assert (second.attempts, second.claimed_until_at) == (0, None)
