"""A household asks; nothing is lost, nothing is there twice."""

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from hearthline.care import queries
from hearthline.care.models import Attachment, Ticket, TicketMessage
from hearthline.care.operations import UnableToAttach, UnableToWriteTicket, open_ticket
from hearthline.kernel.checks import run_checks
from hearthline.kernel.numbers import has_valid_check_digit
from hearthline.notices.models import Message
from tests import factories
from tests.care.conftest import lying, picture, sent
from tests.conftest import NOW, make_cast


def opened(cast: Any, **more: Any) -> str:
    asked = {
        "account_id": cast.home.pk,
        "user_id": cast.alice.pk,
        "topic": "internet",
        "subject": "The internet is slow",
        "text": "Since yesterday evening.",
        "files": (),
        "key": "a form",
        "now": NOW,
    }
    return open_ticket(**(asked | more))


def test_a_ticket_with_its_message_and_a_message_to_everybody(cast: Any):
    number = opened(cast)
    assert has_valid_check_digit(number)
    found = queries.ticket_of(account_id=cast.home.pk, number=number, now=NOW)
    assert found is not None
    assert (found.line.subject, found.line.state) == ("The internet is slow", "open")
    assert [said.text for said in found.messages] == ["Since yesterday evening."]
    told = Message.objects.filter(kind="ticket_opened")
    assert {message.recipient for message in told} == {cast.alice.email, cast.bob.email}
    assert all(number in message.body_text for message in told)


def test_the_answer_is_expected_in_opening_hours(cast: Any, settings: Any):
    settings.PROVIDER_HOURS = "Mon-Fri 8-18"
    settings.TICKET_REPLY_HOURS = {"internet": 4}
    friday_at_four = datetime(2026, 3, 20, 21, 0, tzinfo=UTC)  # 16:00 in Chicago
    opened(cast, now=friday_at_four)
    assert Ticket.objects.get().expected_by == datetime(2026, 3, 23, 15, 0, tzinfo=UTC)


def test_the_same_form_five_times_is_one_ticket(cast: Any, own_folder: Path):
    numbers = {opened(cast, files=[sent("a.png", picture())]) for _ in range(5)}
    assert len(numbers) == 1
    assert TicketMessage.objects.count() == 1
    assert Attachment.objects.count() == 1
    assert len(lying(own_folder)) == 1


def test_the_same_form_with_another_text_loses_nothing(cast: Any):
    first, second = opened(cast), opened(cast, text="Since the day before yesterday.")
    assert first != second


def test_a_diagnosis_has_one_ticket(cast: Any):
    first = opened(cast, diagnosis_id=7, key="")
    assert opened(cast, diagnosis_id=7, key="", text="Pressed twice.") == first
    assert Ticket.objects.get().diagnosis_id == 7


def test_a_technician_may_and_who_only_looks_or_is_nobody_may_not(cast: Any):
    tess, carol = factories.make_user("tess"), factories.make_user("carol")
    factories.make_member(cast.home, tess, role="technician")
    factories.make_member(cast.home, carol, role="viewer")
    opened(cast, user_id=tess.pk)
    for stranger in (carol, cast.mallory):
        with pytest.raises(UnableToWriteTicket):
            opened(cast, user_id=stranger.pk, text="Let me in.")
    assert Ticket.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": "  \n "},
        {"text": "x" * 10_001},
        {"subject": " "},
        {"subject": "x" * 121},
        {"topic": "weather"},
    ],
    ids=str,
)
def test_nonsense_is_refused(cast: Any, wrong: dict[str, str]):
    with pytest.raises(UnableToWriteTicket):
        opened(cast, **wrong)
    assert not Ticket.objects.exists()


def test_twenty_tickets_a_day_are_enough(cast: Any):
    for number in range(20):
        opened(cast, text=f"Question {number}")
    with pytest.raises(UnableToWriteTicket) as refused:
        opened(cast, text="One more")
    assert refused.value.is_too_many
    opened(cast, account_id=cast.other.pk, user_id=cast.mallory.pk)
    opened(cast, text="The next day", now=NOW + timedelta(days=1, minutes=1))


# -- Files -----------------------------------------------------------------------------------------
def test_one_bad_file_and_nothing_is_written(cast: Any, own_folder: Path):
    with pytest.raises(UnableToAttach) as refused:
        opened(cast, files=[sent("a.png", picture()), sent("b.zip", b"PK\x03\x04" + b"x" * 50)])
    assert (refused.value.reason, refused.value.name) == ("type", "b.zip")
    assert not Ticket.objects.exists()
    assert lying(own_folder) == []


def test_more_files_than_a_message_takes(cast: Any, own_folder: Path):
    with pytest.raises(UnableToAttach, match="too_many"):
        opened(cast, files=[sent(f"{n}.png", picture()) for n in range(6)])
    assert lying(own_folder) == []


def test_more_than_an_account_may_send_in_a_day(cast: Any, settings: Any, own_folder: Path):
    settings.ATTACHMENT_MOST_MB_A_DAY = 1
    text = b"word " * 160_000  # 0.8 MB
    opened(cast, files=[sent("a.txt", text)])
    with pytest.raises(UnableToAttach, match="too_much_today"):
        opened(cast, files=[sent("b.txt", text)], text="And the rest.")
    assert len(lying(own_folder)) == 1
    opened(cast, files=[sent("c.txt", text)], account_id=cast.other.pk, user_id=cast.mallory.pk)
    opened(cast, files=[sent("b.txt", text)], text="Later.", now=NOW + timedelta(hours=25))


@pytest.mark.parametrize("where", ["os.fsync", "pathlib.Path.rename", "os.open"])
def test_a_full_disk_leaves_nothing_half(
    cast: Any, own_folder: Path, monkeypatch: pytest.MonkeyPatch, where: str
):
    def full(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(where, full)
    with pytest.raises(UnableToAttach, match="not_kept"):
        opened(cast, files=[sent("a.png", picture()), sent("b.png", picture())])
    monkeypatch.undo()
    assert not Ticket.objects.exists()
    assert lying(own_folder) == []


def test_files_are_private(cast: Any, own_folder: Path):
    opened(cast, files=[sent("a.txt", b"Hello")])
    (place,) = lying(own_folder)
    assert place.stat().st_mode & 0o777 == 0o600
    for folder in (place.parent, own_folder, own_folder / "incoming"):
        assert folder.stat().st_mode & 0o777 == 0o700


def test_two_at_once_are_one_ticket_and_the_cap_holds(
    committed: str, settings: Any, own_folder: Path
):
    from django.db import connections

    settings.ATTACHMENT_MOST_MB_A_DAY = 1
    cast = make_cast()
    text = b"word " * 120_000  # 0.6 MB: one fits, two don't
    outcomes: list[str] = []

    def ask(key: str) -> None:
        try:
            opened(cast, key=key, text=f"By {key}", files=[sent("a.txt", text)])
            outcomes.append("opened")
        except UnableToAttach as error:
            outcomes.append(error.reason)
        finally:
            connections.close_all()

    for keys in (["one"] * 4, ["two", "three", "four"]):
        threads = [threading.Thread(target=ask, args=[key]) for key in keys]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert Ticket.objects.count() == 1
    assert outcomes.count("opened") >= 1
    assert set(outcomes) == {"opened", "too_much_today"}
    assert len(lying(own_folder)) == 1
    assert run_checks()[1] == []
