"""Before an account opens, staff say why; the subscriber can read it."""

import html
import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from hearthline.care.operations import open_ticket
from hearthline.console import looking
from hearthline.customers.models import AccountLook
from hearthline.customers.reasons import REASONS, Reason, reason_kept, reason_text
from hearthline.payments.models import Payment
from tests.conftest import NOW

ACCOUNT = "/console/accounts/ALICE-1/"
ASKED = f"{ACCOUNT}reason/"


class Clock:
    at: datetime = NOW

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    for module in ("looking", "reason", "payment"):
        monkeypatch.setattr(f"hearthline.console.{module}.now", clock)
    return clock


@pytest.fixture
def sam(cast: Any, client: Client, clock: Clock) -> Client:
    client.force_login(cast.sam)
    return client


def say(client: Client, reason: str = "called", words: str = "", address: str = ASKED) -> Any:
    return client.post(address, {"look_reason": reason, "look_words": words})


def reasons() -> list[str]:
    return list(AccountLook.objects.order_by("pk").values_list("reason", flat=True))


def test_nothing_opens_without_a_reason(sam: Client):
    for page in ("", "payment/", "registration-code/", "connection/", "diagnoses/", "view-as/"):
        answer = sam.get(f"{ACCOUNT}{page}")
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith(f"{ASKED}?next=%2Fconsole%2Faccounts%2F")
    text = sam.get(ASKED).content.decode()
    assert "Alice Archer" in text
    for too_much in ("Mill Road", "alice@mail.example", "5550101", "$"):
        assert too_much not in text
    assert not AccountLook.objects.exists(), "nothing was looked at"


def test_a_reason_opens_what_was_asked_for(sam: Client):
    asked = sam.get(f"{ACCOUNT}payment/?x=1").headers["Location"]
    form = sam.get(asked).content.decode()
    target = re.search(r'name="next" value="([^"]+)"', form)
    assert target
    typed = {"look_reason": "billing", "next": html.unescape(target[1])}
    answer = sam.post(ASKED, typed)
    assert answer.headers["Location"] == f"{ACCOUNT}payment/?x=1"
    assert sam.get(answer.headers["Location"]).status_code == 200
    assert sam.get(ACCOUNT).status_code == 200, "it isn't asked at each page"
    assert reasons() == ["billing", "billing"]


def test_it_counts_for_this_account_and_half_an_hour(sam: Client, clock: Clock):
    say(sam)
    assert sam.get("/console/accounts/MALLORY-1/").status_code == 302
    clock.at = NOW + timedelta(minutes=30)
    assert sam.get(ACCOUNT).status_code == 200
    clock.at = NOW + timedelta(minutes=30, seconds=1)
    assert sam.get(ACCOUNT).status_code == 302


def test_it_is_this_session_s(sam: Client, cast: Any):
    say(sam)
    other = Client()
    other.force_login(cast.sam)
    assert other.get(ACCOUNT).status_code == 302


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("", ""),
        ("king", "x"),
        ("other", ""),
        ("other", " .,\u200b "),
        ("ticket", ""),
        ("other", "x" * 161),
    ],
)
def test_a_reason_that_says_nothing_is_refused(sam: Client, reason: str, words: str):
    answer = say(sam, reason, words)
    assert answer.status_code == 422
    assert words.strip() in html.unescape(answer.content.decode())
    assert sam.get(ACCOUNT).status_code == 302


def test_odd_words_are_kept_as_they_are(sam: Client):
    assert say(sam, "other", "it's <b>odd</b>: ñ").status_code == 302
    sam.get(ACCOUNT)
    assert reasons() == ["other:it's <b>odd</b>: ñ"]
    assert reason_text(reasons()[0]) == "it's <b>odd</b>: ñ"


def test_it_never_leads_elsewhere(sam: Client):
    for target in ("https://evil.example/", "//evil.example", "javascript:alert(1)"):
        answer = sam.post(ASKED, {"look_reason": "called", "next": target})
        assert answer.headers["Location"] == ACCOUNT


def test_a_ticket_says_so_itself(sam: Client, cast: Any):
    number = open_ticket(
        account_id=cast.home.pk,
        user_id=cast.alice.pk,
        topic="internet",
        subject="Slow",
        text="It is slow.",
        files=[],
        now=NOW,
    )
    assert sam.get(f"/console/tickets/{number}/").status_code == 200
    assert sam.get(ACCOUNT).status_code == 200, "nobody is asked who comes from a ticket"
    assert reasons() == [f"ticket:{number}"] * 2
    assert reason_text(reasons()[0]) == f"to work on your ticket {number}"


# -- A form that was sent too late -----------------------------------------------------------------
def late_payment(sam: Client, clock: Clock) -> tuple[dict[str, str], Any]:
    """A payment form that was opened in time and sent after 31 minutes."""
    say(sam)
    form = sam.get(f"{ACCOUNT}payment/").content.decode()
    key = re.search(r'name="idempotency_key" value="([^"]+)"', form)
    assert key
    typed = {
        "amount": "12.50",
        "channel": "check",
        "reference": 'No. "7" & <8>',
        "received_date": "2026-03-13",
        "idempotency_key": key[1],
    }
    clock.at = NOW + timedelta(minutes=31)
    return typed, sam.post(f"{ACCOUNT}payment/", typed)


def waiting(answer: Any) -> dict[str, str]:
    found = re.findall(
        r'<input type="hidden" name="([^"]+)" value="([^"]*)"', answer.content.decode()
    )
    return {name: html.unescape(value) for name, value in found if name != "csrfmiddlewaretoken"}


def test_a_form_waits_for_its_reason_and_is_sent_with_it(
    sam: Client, clock: Clock, books_are_right: None
):
    typed, asked = late_payment(sam, clock)
    assert asked.status_code == 422
    assert not Payment.objects.exists(), "nothing happens without a reason"
    assert waiting(asked) == typed
    assert f'action="{ACCOUNT}payment/"' in asked.content.decode()

    refused = sam.post(f"{ACCOUNT}payment/", {**waiting(asked), "look_reason": "other"})
    assert refused.status_code == 422
    assert "Write in a few words why." in refused.content.decode()
    assert waiting(refused) == typed, "still nothing is lost"
    assert not Payment.objects.exists()

    sent = sam.post(f"{ACCOUNT}payment/", {**waiting(refused), "look_reason": "billing"})
    assert sent.status_code == 302
    assert Payment.objects.get().amount_minor == 1250
    assert reasons()[-1] == "billing"
    assert sam.get(ACCOUNT).status_code == 200, "and it counts from here on"


def test_a_reason_comes_along_for_the_right_account_only(sam: Client):
    """A reason typed for one account opens no other."""
    say(sam)
    assert sam.get("/console/accounts/MALLORY-1/").status_code == 302
    sam.post("/console/accounts/MALLORY-1/registration-code/", {"look_reason": "fault"})
    assert reasons() == ["fault"]
    assert AccountLook.objects.get().account.number == "MALLORY-1"


# -- Words -----------------------------------------------------------------------------------------
@pytest.mark.parametrize("key", REASONS)
def test_every_reason_has_words_for_its_subscriber(key: str):
    kept = Reason(key, "5123" if key in {"ticket", "other"} else "").kept
    assert reason_kept(kept) == Reason(key, "5123" if key in {"ticket", "other"} else "")
    assert reason_text(kept)


def test_looks_from_before_reasons_have_none():
    assert reason_text("") == ""
    assert reason_text("something: odd") == "something: odd"


def test_a_session_remembers_only_so_many(sam: Client, cast: Any):
    request = sam.get("/console/").wsgi_request
    for number in range(200):
        looking.keep_reason(request, number, Reason("called"), NOW)
    assert len(request.session["look_reasons"]) == 50
    assert looking.reason_for(request, 199, NOW) == Reason("called")
    assert looking.reason_for(request, 0, NOW) is None
