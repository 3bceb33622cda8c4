"""Nobody learns from a registration whether an account exists, has contacts, or an owner."""

import logging
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hearthline.customers.masks import decoys, mask_email, mask_phone
from hearthline.customers.models import Registration
from hearthline.identity.models import Challenge
from hearthline.notices.models import Message
from tests import factories
from tests.customers.registering import Person, latest_code, same
from tests.queued import run_jobs, waiting

pytestmark = pytest.mark.django_db

REAL = ("ALICE-1", "62301")
NOTHING_BEHIND = {
    "unknown number": ("NOBODY-9", "62301"),
    "wrong postal code": ("ALICE-1", "90210"),
    "closed": ("CLOSED-1", "62301"),
    "no contact": ("SILENT-1", "62301"),
    "contact too new": ("NEW-1", "62301"),
    "ambiguous": ("TWIN1", "62301"),
}


@pytest.fixture(autouse=True)
def _accounts(account, clock):
    both: Any = {"email": "x@mail.example", "phone": "+12175550144"}
    factories.make_account(number="CLOSED-1", status="closed", **both)
    factories.make_account(number="SILENT-1")
    factories.make_account(
        number="NEW-1", contact_since=clock.now.date().replace(day=clock.now.day), **both
    )
    factories.make_account(number="TWIN-1", **both)
    factories.make_account(number="TWIN 1", **both)
    owned = factories.make_account(number="OWNED-1", **both)
    factories.make_member(owned, factories.make_user("owner"))


def walk(number, postal_code):
    """Every answer up to the wrong code, and what each cost in queries."""
    person = Person()
    answers = []

    def keep(response):
        page = same(response) if response.content else ""
        answers.append((response.status_code, response.headers.get("Location"), page))

    with CaptureQueriesContext(
        connection,
    ) as queries:
        keep(person.start(number, postal_code))
        keep(person.get("contact/"))
        choices = person.get("contact/").context["form"].fields["channel"].choices
        keep(person.post("contact/", channel=choices[0][0]))
        keep(person.get("code/"))
        for _ in range(6):
            keep(person.post("code/", code="12345678"))
        keep(person.post("our-code/", code="AAAA-BBBB-CCCC"))
    return answers, len(queries), [label for _, label in choices]


def shape(label):
    return label.split("to ")[0]


@pytest.mark.parametrize("case", NOTHING_BEHIND)
def test_every_answer_is_the_same(case, monkeypatch):
    # All decoys of the kind that the real account has, so that pages can be compared whole.
    from hearthline.customers import registration_state

    def two(*, locator, sms_offered):
        kinds = {c.channel: c for c in decoys(locator=locator, sms_offered=sms_offered)}
        email = kinds.get("email") or type(next(iter(kinds.values())))("email", "j•••@m•••.example")
        sms = kinds.get("sms") or type(email)("sms", "•••-••12")
        return [email, sms]

    monkeypatch.setattr(registration_state, "decoys", two)
    real, real_queries, real_labels = walk(*REAL)
    other, other_queries, other_labels = walk(*NOTHING_BEHIND[case])
    assert other == real
    assert other_queries == real_queries
    assert [shape(x) for x in other_labels] == [shape(x) for x in real_labels]


def test_owned_account_looks_like_any_until_the_proof():
    real, queries, _ = walk(*REAL)
    owned, owned_queries, _ = walk("OWNED-1", "62301")
    assert owned == real
    assert owned_queries == queries
    person = Person()
    person.start("OWNED-1")
    person.ask()
    assert person.post("code/", code=latest_code())["Location"] == "/register/details/"
    assert person.get("details/")["Location"] == "/register/owned/"
    page = person.get("owned/").content.decode()
    assert "invite" in page
    assert "owner@" not in page
    assert "Pat Example" not in page


@pytest.mark.parametrize("case", NOTHING_BEHIND)
def test_nothing_is_sent_and_no_code_is_right(case):
    person = Person()
    person.start(*NOTHING_BEHIND[case])
    channel = person.get("contact/").context["form"].fields["channel"].choices[0][0]
    person.post("contact/", channel=channel)
    assert waiting() == ["send_registration_code"], "the page does the same work"
    run_jobs()
    assert not Message.objects.exists()
    assert Challenge.objects.get().code_hash is None
    assert person.post("code/", code="").status_code == 422
    assert person.post("code/", code="00000000").status_code == 422
    assert Registration.objects.get().proven_at is None


def test_the_limit_on_codes_is_the_same_for_nothing():
    person = Person()
    person.start("NOBODY-9", "62301")
    channel = person.get("contact/").context["form"].fields["channel"].choices[0][0]
    answers = [person.post("contact/", channel=channel).status_code for _ in range(6)]
    assert answers == [302] * 5 + [422]


def test_decoys_are_always_the_same_for_the_same_details():
    def labels(number):
        person = Person()
        person.start(number, "62301")
        return [x for _, x in person.get("contact/").context["form"].fields["channel"].choices]

    assert labels("NOBODY-9") == labels("nobody 9") == labels("NOBODY9")
    seen = {tuple(labels(f"NOBODY-{n}")) for n in range(20)}
    assert len(seen) > 10


def test_decoys_come_in_every_kind_and_hide_the_rest():
    kinds = {
        tuple(c.channel for c in decoys(locator=bytes([n]) * 32, sms_offered=True))
        for n in range(200)
    }
    assert kinds == {("email",), ("sms",), ("email", "sms")}
    assert all(
        [c.channel for c in decoys(locator=bytes([n]) * 32, sms_offered=False)] == ["email"]
        for n in range(50)
    )


def test_masks():
    assert mask_email("Jane.Doe@Example.co.uk") == "j•••@e•••.uk"
    assert mask_phone("+1 (217) 555-0147") == "•••-••47"


def test_code_is_in_no_log(caplog, capsys):
    person = Person()
    with caplog.at_level(logging.DEBUG):
        person.start()
        person.ask()
    code = latest_code()
    shown = caplog.text + "".join(capsys.readouterr())
    assert "message sent" in shown, "the log is looked at"
    for secret in (code, code.replace(" ", ""), "alice@mail.example"):
        assert secret not in shown


def test_mallory_cannot_go_on_in_alices_registration(account):
    alice, mallory = Person(), Person()
    alice.prove()
    mallory.start("MALLORY-1", "62301")
    reference = alice.get("details/").context["form"].initial["registration"]
    answer = mallory.client.post(
        "/register/details/",
        {
            "registration": reference,
            "username": "mallory",
            "email": "m@mail.example",
            "password": "x" * 20,
        },
    )
    assert answer["Location"] == "/register/contact/"
    assert Registration.objects.exclude(username="").count() == 0


def test_starts_are_limited_by_place():
    codes = [Person().start(f"NOBODY-{n}").status_code for n in range(31)]
    assert codes == [302] * 30 + [422]
