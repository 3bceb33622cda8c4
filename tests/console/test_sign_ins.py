"""Staff see unusual sign-ins and blocked people, and let somebody try their password again."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from hearthline.customers.models import AccountLook
from hearthline.identity.geo import Whereabouts
from hearthline.identity.models import SecurityEvent, SignIn, User
from hearthline.identity.operations import (
    FAILURE_CAP,
    hold_sign_in,
    note_sign_in,
    note_wrong_password,
)
from hearthline.identity.sessions import PROVEN_AT
from tests import factories
from tests.looks import say_why

NOW = datetime.now(tz=UTC)
LIST = "/console/sign-ins/"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0"
LISBON = Whereabouts("PT", "Lisbon", 38.7, -9.1)


@pytest.fixture
def sue(cast: Any, client: Client) -> Client:
    client.force_login(cast.sue)
    return client


def unusual(user: Any, minutes: int = 0, score: int = 60) -> None:
    note_sign_in(
        user_id=user.pk,
        user_agent=FIREFOX,
        where=LISBON,
        score=score,
        reasons=("new_device", "new_country"),
        now=NOW - timedelta(minutes=minutes),
    )


def block(user: Any) -> None:
    User.objects.filter(pk=user.pk).update(failed_sign_ins=FAILURE_CAP - 1)
    note_wrong_password(user_id=user.pk, user_agent=FIREFOX, now=NOW)


def prove(client: Client) -> None:
    session = client.session
    session[PROVEN_AT] = datetime.now(tz=UTC).isoformat()
    session.save()


def text(client: Client, **asked: str) -> str:
    answer = client.get(LIST, asked)
    assert answer.status_code == 200, answer.content
    return str(answer.content.decode())


def test_what_was_unusual_is_listed_newest_first(sue: Client, cast: Any):
    note_sign_in(user_id=cast.bob.pk, now=NOW)
    unusual(cast.alice, minutes=9)
    block(cast.mallory)
    page = text(sue)
    for words in ("alice: Signed in", "Lisbon", "Firefox", "Score 60: New browser, New country"):
        assert words in page
    assert page.index("mallory: Refused: too many wrong passwords") < page.index("alice: Signed in")
    assert "bob" not in page, "a usual one is nobody's business"
    assert '<a href="/console/accounts/ALICE-1/">' in page
    assert not AccountLook.objects.exists(), "nobody was singled out yet"


@pytest.mark.parametrize("name", ["alice", "ALICE@mail.example", "ALICE-1"])
def test_one_persons_are_a_look_with_a_reason(sue: Client, cast: Any, name: str):
    note_sign_in(user_id=cast.alice.pk, user_agent=FIREFOX, now=NOW)
    note_sign_in(user_id=cast.mallory.pk, now=NOW)
    asked = {"person": name, "show": "all"}
    waits = sue.get(LIST, asked)
    assert waits["Location"].startswith("/console/accounts/ALICE-1/reason/?next=")
    assert not AccountLook.objects.exists()
    say_why(sue)
    page = text(sue, **asked)
    assert "alice: Signed in" in page
    assert "mallory" not in page
    look = AccountLook.objects.get()
    assert (look.page, look.account.number, look.user_id) == ("sign_ins", "ALICE-1", cast.sue.pk)
    assert look.subject == ("" if name == "ALICE-1" else name)


def test_an_accounts_sign_ins_are_those_of_all_its_members(sue: Client, cast: Any):
    unusual(cast.alice)
    unusual(cast.bob)
    unusual(cast.mallory)
    say_why(sue)
    page = text(sue, person="ALICE-1")
    assert "alice: " in page
    assert "bob: " in page
    assert "mallory" not in page


def test_nobody_is_said_plainly(sue: Client):
    answer = sue.get(LIST, {"person": "nobody\x00"})
    assert answer.status_code == 422
    answer = sue.get(LIST, {"person": "nobody", "outcome": "x"})
    assert answer.status_code == 422
    assert "Nobody has this username" in sue.get(LIST, {"person": "nobody"}).content.decode()


def test_by_outcome(sue: Client, cast: Any):
    unusual(cast.alice)
    block(cast.mallory)
    assert "alice" not in text(sue, outcome="blocked")
    assert "mallory" not in text(sue, outcome="signed_in")
    assert "Nothing fits" in text(sue, outcome="second_step")


def test_everybodys_usual_ones_end_after_a_week(sue: Client, cast: Any):
    note_sign_in(user_id=cast.bob.pk, now=NOW - timedelta(days=8))
    note_sign_in(user_id=cast.alice.pk, now=NOW - timedelta(days=6))
    page = text(sue, show="all")
    assert "alice: Signed in" in page
    assert "bob" not in page
    say_why(sue)
    assert "bob: Signed in" in text(sue, show="all", person="bob")


def test_pages_lead_back_in_time(sue: Client, cast: Any):
    for minutes in range(60):
        unusual(cast.alice, minutes=60 - minutes, score=minutes + 1)
    seen: list[str] = []
    address = LIST
    for _page in range(3):
        page = sue.get(address).content.decode()
        seen += [part.split(":")[0] for part in page.split("<p>Score ")[1:]]
        older = page.split('rel="next"')[0].rsplit('href="', 1)[-1].split('"')[0]
        address = older.replace("&amp;", "&")
    assert seen == [str(score) for score in range(60, 0, -1)]
    assert "There is nothing older" in text(sue, before="1")
    assert "alice" in text(sue, before="nonsense")


def test_staffs_own_are_for_admins(sue: Client, cast: Any):
    unusual(cast.sam)
    block(cast.sam)
    assert "sam" not in text(sue).split("<main", 1)[1]
    assert "sam" not in text(sue, show="blocked").split("<main", 1)[1]
    assert sue.get(LIST, {"person": "sam"}).status_code == 422
    prove(sue)
    assert sue.get(f"{LIST}{cast.sam.pk}/unblock/").status_code == 404
    admin = Client()
    admin.force_login(cast.sam)
    assert "sam: Signed in" in text(admin)
    assert "sam: Signed in" in text(admin, person="sam")


def test_blocked_people_are_listed_and_let_in(sue: Client, cast: Any):
    block(cast.alice)
    assert "65 wrong passwords in a row" in text(sue, show="blocked")
    address = f"{LIST}{cast.alice.pk}/unblock/"
    asks = sue.post(address, {"why": "She called"})
    assert asks["Location"].startswith("/security/confirm/?next="), "without a fresh proof"
    prove(sue)
    waits = sue.get(address)
    assert waits["Location"].startswith("/console/accounts/ALICE-1/reason/")
    say_why(sue)
    assert "She called" in sue.get(address).content.decode(), "what was typed is still there"
    for nothing in ("", " \u00a0 ", "..."):
        assert sue.post(address, {"why": nothing}).status_code == 422
    assert User.objects.get(pk=cast.alice.pk).failed_sign_ins == FAILURE_CAP
    assert sue.post(address, {"why": "She called\nfrom her number"})["Location"] == LIST
    assert User.objects.get(pk=cast.alice.pk).failed_sign_ins == 0
    event = SecurityEvent.objects.get(kind="sign_in_unblocked")
    assert (event.user_id, event.by_id) == (cast.alice.pk, cast.sue.pk)
    assert "Nobody is blocked" in text(sue, show="blocked")
    assert sue.post(address, {"why": "again"}).status_code == 404

    hers = Client()
    hers.force_login(cast.alice)
    page = hers.get("/security/activity/").content.decode()
    for words in ("Your password works again", "By a member of our staff (sue)", "from her number"):
        assert words in page
    assert "Sign-ins of the account" in page


def test_a_hold_is_shown_and_stays(sue: Client, cast: Any):
    hold_sign_in(user_id=cast.alice.pk, since=NOW, kind="not_me", user_agent="", now=NOW)
    prove(sue)
    say_why(sue)
    assert "Held: they said" in text(sue, show="blocked")
    address = f"{LIST}{cast.alice.pk}/unblock/"
    assert "Held: they said" in sue.get(address).content.decode()
    sue.post(address, {"why": "They asked"})
    assert User.objects.get(pk=cast.alice.pk).held_at == NOW
    assert not SecurityEvent.objects.filter(kind="sign_in_unblocked").exists()


@pytest.mark.parametrize("role", ["billing", "network", "catalog"])
def test_others_see_none_of_it(cast: Any, client: Client, role: str):
    client.force_login(factories.make_user("nora", is_staff=True, roles=(role,)))
    prove(client)
    block(cast.alice)
    assert client.get(LIST).status_code == 403
    assert client.post(f"{LIST}{cast.alice.pk}/unblock/", {"why": "x"}).status_code == 403
    assert User.objects.get(pk=cast.alice.pk).failed_sign_ins == FAILURE_CAP


def test_the_account_leads_here(sue: Client, cast: Any):
    say_why(sue)
    page = sue.get("/console/accounts/ALICE-1/").content.decode()
    assert "/console/sign-ins/?person=ALICE-1&amp;show=all" in page
    nora = Client()
    nora.force_login(factories.make_user("nora", is_staff=True, roles=("billing",)))
    say_why(nora)
    assert "/console/sign-ins/" not in nora.get("/console/accounts/ALICE-1/").content.decode()


def test_the_list_uses_its_index(cast: Any):
    """However long the history, unusual ones are found without reading the usual ones."""
    from django.db import connection

    from hearthline.customers.queries import sign_ins

    rows = [
        SignIn(user_id=cast.bob.pk, at=NOW, outcome="signed_in", device="")
        for _number in range(5_000)
    ]
    SignIn.objects.bulk_create(rows)
    unusual(cast.alice)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        values: dict[str, Any] = {
            "everything": False,
            "outcome": "",
            "user_ids": None,
            "since": NOW - timedelta(days=400),
            "with_staff": False,
            "before_id": 2**63 - 1,
            "limit": 26,
            "cap": FAILURE_CAP,
        }
        statement = (sign_ins.SQL / "list_sign_ins.sql").read_text()
        cursor.execute(f"EXPLAIN {statement}", values)
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "sign_in_unusual" in plan, plan
