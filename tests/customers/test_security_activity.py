"""Activity: one list of sign-ins, changes and looks by staff, for who it is about only."""

import csv
import io
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from hearthline.customers.models import AccountLook
from hearthline.customers.queries import read_cursor, security_activity_of
from hearthline.customers.queries.security_activity import SQL, _values
from hearthline.identity.events import EVENTS
from hearthline.identity.models import SecurityEvent, SignIn
from hearthline.identity.operations import record_event
from tests import factories
from tests.conftest import NOW, make_cast
from tests.queued import Clock

ADDRESS = "/security/activity/"


@pytest.fixture
def clock(monkeypatch):
    return Clock(monkeypatch, datetime.now(tz=UTC))


def sign_in_at(user, at, outcome="signed_in", **fields: Any):
    return SignIn.objects.create(user=user, at=at, outcome=outcome, device="Firefox, Mac", **fields)


def look_at(account, user, at, reason="The customer called", **fields: Any):
    values = {"page": "account"} | fields
    return AccountLook.objects.create(
        account=account, user=user, looked_at=at, reason=reason, **values
    )


@pytest.fixture
def past(cast, clock):
    """Something of each kind, an hour apart, the newest last."""

    def ago(hours):
        return clock.now - timedelta(hours=hours)

    cast.sam.name = "Sam Stone"
    cast.sam.save()
    sign_in_at(cast.alice, ago(6), "wrong_password")
    sign_in_at(cast.alice, ago(5), reasons=["new_device"], place="Quincy, Illinois")
    record_event(user_id=cast.alice.pk, kind="password_changed", now=ago(4), device="Safari, Mac")
    look_at(cast.home, cast.sam, ago(3), page="bill", subject="100000017")
    record_event(
        user_id=cast.alice.pk, kind="phone_removed", by_id=cast.sam.pk, now=ago(2), account_id=None
    )
    sign_in_at(cast.mallory, ago(1), place="Elsewhere")
    look_at(cast.other, cast.sam, ago(1), reason="About mallory")
    record_event(user_id=cast.mallory.pk, kind="email_changed", now=ago(1))
    return cast


def lines(client, **asked: str):
    return client.get(ADDRESS, asked).context["lines"]


def test_everything_newest_first(client, past):
    client.force_login(past.alice)
    assert [line.words for line in lines(client)] == [
        "Your phone number was removed",
        "A member of our staff (Sam) looked",
        "Your password was changed",
        "Signed in",
        "Wrong password",
    ]
    page = client.get(ADDRESS).content.decode()
    for text in (
        "Bill 100000017",
        "Why: The customer called",
        "By a member of our staff (Sam)",
        "Unusual: You hadn&#x27;t signed in with this browser before.",
        "Quincy, Illinois",
        "Firefox, Mac",
    ):
        assert text in page


@pytest.mark.parametrize(
    ("kind", "count"), [("", 5), ("sign_ins", 2), ("failed", 1), ("changes", 2), ("looks", 1)]
)
def test_by_kind(client, past, kind, count):
    client.force_login(past.alice)
    assert len(lines(client, kind=kind)) == count


def test_by_time(client, past, clock):
    sign_in_at(past.alice, clock.now - timedelta(days=8))
    sign_in_at(past.alice, clock.now - timedelta(days=40))
    client.force_login(past.alice)
    counts = [len(lines(client, days=days)) for days in ("7", "30", "365", "")]
    assert counts == [5, 6, 7, 7]


@pytest.mark.parametrize("asked", [{"kind": "x"}, {"days": "9"}, {"days": "-1"}])
def test_nonsense_lists_everything_and_says_so(client, past, asked):
    client.force_login(past.alice)
    page = client.get(ADDRESS, asked)
    assert page.status_code == 422
    assert len(page.context["lines"]) == 5


@pytest.mark.parametrize(
    "before", ["", "x", "1.2", "1.2.3.4", "9" * 18 + ".1.1", "²²².1.1", "-1.1.1", "1.1." + "9" * 18]
)
def test_a_cursor_of_ones_own_making_breaks_nothing(client, past, before):
    client.force_login(past.alice)
    assert client.get(ADDRESS, {"before": before}).status_code == 200


def test_a_cursor_comes_back_as_it_was(cast):
    at = NOW + timedelta(microseconds=123_457)
    sign_in_at(cast.alice, at)
    (entry,) = security_activity_of(user_id=cast.alice.pk, now=at + timedelta(1)).entries
    assert read_cursor(entry.cursor.text) == entry.cursor


def test_mallory_reads_her_own(client, past):
    client.force_login(past.mallory)
    assert len(lines(client)) == 3
    page = client.get(ADDRESS).content.decode()
    for secret in ("ALICE", "The customer called", "100000017", "Quincy"):
        assert secret not in page


AMOUNTS = {"account", "bill", "payment", "registration_code", "view_as"}


@pytest.mark.parametrize(
    ("role", "sees_bills"),
    [
        ("owner", True),
        ("payer", True),
        ("technician", True),
        ("technician", False),
        ("viewer", True),
        ("viewer", False),
    ],
)
def test_looks_at_amounts_are_for_who_may_see_bills(client, past, clock, role, sees_bills):
    person = factories.make_user("person")
    past.home.members.filter(role="owner").delete()
    member = factories.make_member(past.home, person, role=role)
    member.sees_bills = sees_bills
    member.save()
    for page in AccountLook.Page.values:
        look_at(past.home, past.sam, clock.now - timedelta(minutes=1), page=page)
    client.force_login(person)
    seen = {
        entry.kind
        for entry in security_activity_of(user_id=person.pk, kind="looks", now=clock.now).entries
    }
    always = {"connection", "diagnosis", "sign_ins"}
    assert seen == always | (AMOUNTS if sees_bills else set())
    assert ("Bill 100000017" in client.get(ADDRESS).content.decode()) is sees_bills


def test_each_account_has_limits_of_its_own(client, past):
    """alice sees no bills of mallory's account, whatever she sees of hers."""
    member = factories.make_member(past.other, past.alice, role="viewer")
    member.sees_bills = False
    member.save()
    client.force_login(past.alice)
    assert "About mallory" not in client.get(ADDRESS).content.decode()
    member.sees_bills = True
    member.save()
    assert "About mallory" in client.get(ADDRESS).content.decode()


def test_bob_reads_nothing_of_alices_sign_ins(client, past):
    client.force_login(past.bob)
    assert [line.words for line in lines(client)] == ["A member of our staff (Sam) looked"]


def test_a_look_without_a_reason_says_so(client, past, clock):
    look_at(past.home, past.sam, clock.now - timedelta(minutes=1), reason="")
    client.force_login(past.alice)
    assert "Why: no reason was written down" in lines(client)[0].notes


def test_what_one_may_answer(client, past):
    client.force_login(past.alice)
    answers = {line.words: bool(line.not_me) for line in lines(client)}
    assert answers == {
        "Your phone number was removed": False,  # staff did
        "A member of our staff (Sam) looked": False,
        "Your password was changed": True,
        "Signed in": True,
        "Wrong password": False,  # nobody got in
    }
    link = next(line.not_me for line in lines(client) if line.not_me)
    assert client.get(link).status_code == 200


def test_pages_of_25_without_a_gap(client, cast, clock):
    """At the same moment, too: several entries share each."""
    made = 0
    for minutes in range(1, 21):
        at = clock.now - timedelta(minutes=minutes)
        sign_in_at(cast.alice, at)
        sign_in_at(cast.alice, at, "wrong_password")
        record_event(user_id=cast.alice.pk, kind="password_changed", now=at)
        look_at(cast.home, cast.sam, at)
        made += 4
    client.force_login(cast.alice)
    address, seen, sizes = ADDRESS, [], []
    while address:
        page = client.get(address)
        sizes.append(len(page.context["lines"]))
        seen += [(line.at, line.words) for line in page.context["lines"]]
        address = page.context["older"]
    assert sizes == [25, 25, 25, 5]
    assert len(seen) == made
    assert [at for at, _ in seen] == sorted((at for at, _ in seen), reverse=True)
    assert "Newest" in page.content.decode()


def test_what_comes_meanwhile_moves_nothing(client, cast, clock):
    for minutes in range(1, 60):
        sign_in_at(cast.alice, clock.now - timedelta(minutes=minutes))
    client.force_login(cast.alice)
    first = client.get(ADDRESS)
    before = client.get(first.context["older"]).context["lines"]
    sign_in_at(cast.alice, clock.now)
    assert client.get(first.context["older"]).context["lines"] == before


def test_as_a_file(client, past):
    client.force_login(past.alice)
    answer = client.get("/security/activity.csv")
    assert answer["Content-Disposition"] == 'attachment; filename="security-activity.csv"'
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0] == ["When", "What", "On", "From", "More"]
    assert len(rows) == 6
    failed = client.get("/security/activity.csv?kind=failed").content.decode()
    assert len(failed.splitlines()) == 2


def test_a_reason_is_no_formula(client, past, clock):
    look_at(past.home, past.sam, clock.now - timedelta(minutes=1), reason='=HYPERLINK("x")<b>')
    past.sam.name = "=1+1"
    past.sam.save()
    client.force_login(past.alice)
    assert "\n=" not in client.get("/security/activity.csv").content.decode()
    assert "<b>" not in client.get(ADDRESS).content.decode().replace("<body", "")


def test_in_spanish(client, past):
    client.force_login(past.alice)
    client.cookies["language"] = "es"
    page = client.get(ADDRESS).content.decode()
    assert "Una persona de nuestro equipo (Sam)" in page
    assert "looked" not in page


def test_every_event_has_words_that_hold(client, cast, clock):
    for kind, words in EVENTS.items():
        record_event(
            user_id=cast.alice.pk,
            kind=kind,
            now=clock.now - timedelta(seconds=1),
            details=dict.fromkeys(re.findall(r"%\((\w+)\)s", str(words)), "x"),
        )
    SecurityEvent.objects.create(user=cast.alice, at=clock.now, kind="of_a_later_version")
    client.force_login(cast.alice)
    page = client.get(ADDRESS, {"kind": "changes"})
    assert page.status_code == 200
    assert "%(" not in page.content.decode()
    assert page.context["lines"][0].words == "A change"


# -- Speed -----------------------------------------------------------------------------------------


def _many(cast):
    """Thousands of rows of others and some hundreds of alice's, as after a year."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO identity_signin (user_id, at, outcome, device)"
            " SELECT CASE WHEN n %% 20 = 0 THEN %s ELSE %s END,"
            " %s - n * interval '1 hour', 'signed_in', '' FROM generate_series(1, 8000) AS n",
            [cast.alice.pk, cast.mallory.pk, NOW],
        )
        cursor.execute(
            "INSERT INTO identity_securityevent (user_id, at, kind, device, details)"
            " SELECT CASE WHEN n %% 20 = 0 THEN %s ELSE %s END,"
            " %s - n * interval '1 hour', 'password_changed', '', '{}'"
            " FROM generate_series(1, 8000) AS n",
            [cast.alice.pk, cast.mallory.pk, NOW],
        )
        cursor.execute(
            "INSERT INTO customers_accountlook (account_id, user_id, looked_at, page, subject)"
            " SELECT CASE WHEN n %% 20 = 0 THEN %s ELSE %s END, %s,"
            " %s - n * interval '1 hour', 'account', '' FROM generate_series(1, 8000) AS n",
            [cast.home.pk, cast.other.pk, cast.sam.pk, NOW],
        )


def test_a_page_reads_few_rows_and_those_from_indexes(committed):
    """Deep in a past that the planner knows of, whatever is asked for."""
    cast = make_cast()
    _many(cast)
    with connections["owner"].cursor() as owner:
        owner.execute("ANALYZE identity_signin, identity_securityevent, customers_accountlook")
    statement = (SQL / "list_security_activity.sql").read_text()
    deep = read_cursor(f"{int((NOW - timedelta(days=200)).timestamp())}000000.9.0")
    assert deep is not None
    indexes = {
        "sign_ins": "sign_in_user_newest",
        "changes": "security_event_newest",
        "looks": "account_look_newest",
    }
    for kind in ("", *indexes):
        with connection.cursor() as cursor:
            cursor.execute(
                f"EXPLAIN (ANALYZE, FORMAT TEXT, TIMING OFF) {statement}",
                _values(cast.alice.pk, kind, None, deep, 26),
            )
            plan = "\n".join(row[0] for row in cursor.fetchall())
        for name, index in indexes.items():
            assert kind not in {"", name} or index in plan, plan
        most = max(int(rows) for rows in re.findall(r"\(actual rows=(\d+)", plan))
        assert most <= 4 * 26, plan


def test_one_statement_however_long_the_past(client, cast):
    _many(cast)
    client.force_login(cast.alice)

    def statements():
        with CaptureQueriesContext(connection) as seen:
            client.get(ADDRESS)
        return len(seen)

    assert statements() <= 5
