"""Posting: whom it reaches, what is refused, once however often the form is sent."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from hearthline.kernel.numbers import has_valid_check_digit
from hearthline.network.models import Connection, Node, Outage, OutageReach, OutageUpdate
from hearthline.network.operations import OutageRefusal, UnableToPostOutage, post_outage
from hearthline.network.queries import outages_at, preview_reach
from hearthline.network.scope import OutageScope, find_reached
from tests import factories
from tests.conftest import NOW
from tests.network.posting import draft, post
from tests.queued import waiting

pytestmark = pytest.mark.django_db


@pytest.fixture
def homes():
    """Two in Mapleton, one of them closed; one in Kettle Creek on a node."""
    here = factories.make_account(number="A/1", street="12 Maple Street", email="a@mail.example")
    gone = factories.make_account(number="A2", status="closed")
    there = factories.make_account(number="A3", city="Kettle Creek", postal_code="00415")
    node = Node.objects.create(code="KC-1", name="Kettle Creek")
    for n in (1, 2):
        Connection.objects.create(
            account=there, service_identifier=f"S{n}", username=f"u{n}", node=node, created_at=NOW
        )
    return {"here": here.pk, "gone": gone.pk, "there": there.pk, "node": node.pk}


@pytest.mark.parametrize(
    ("kind", "lines", "who"),
    [
        ("area", ["mapleton"], ["here"]),
        ("area", ["62301", "Kettle Creek", "KETTLE CREEK"], ["here", "there"]),
        ("list", ["a/1"], ["here"]),
        ("list", ["A3", "12 maple street, mapleton"], ["here", "there"]),
        ("list", ["12 Maple Street, 62301"], ["here"]),
        ("list", ["A2", "12 Maple Street"], ["here"]),
        ("node", [], ["there"]),
    ],
)
def test_whom_it_reaches(homes, kind, lines, who):
    scope = OutageScope(kind, homes["node"] if kind == "node" else None, tuple(lines))
    expected = sorted(homes[name] for name in who)
    assert find_reached(scope).account_ids == expected
    number = post(scope=scope)
    reached = OutageReach.objects.filter(outage__number=number).order_by("account_id")
    assert list(reached.values_list("account_id", flat=True)) == expected
    for name in ("here", "gone", "there"):
        assert bool(outages_at(account_id=homes[name], now=NOW)) is (name in who)


def test_what_is_posted_can_be_told_and_is_written_down(homes, cast):
    number = post(user_id=cast.sam.pk)
    assert has_valid_check_digit(number)
    update = OutageUpdate.objects.get(outage__number=number)
    assert (update.step, update.user, update.text) == ("posted", cast.sam, "We look why.")
    assert update.telling.reached == 3
    assert waiting() == ["tell_outage"]


def test_the_same_form_posts_once(homes):
    numbers = {
        post_outage(draft=draft(), user_id=None, idempotency_key="form", now=NOW) for _ in range(3)
    }
    assert len(numbers) == 1
    assert waiting() == ["tell_outage"]


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"scope": OutageScope("area", lines=("Atlantis", "Mapleton"))}, "UNKNOWN_LINES"),
        ({"scope": OutageScope("list", lines=("A2",))}, "NOBODY"),
        ({"scope": OutageScope("area")}, "NOBODY"),
        ({"scope": OutageScope("node", 987_654)}, "NOBODY"),
        ({"started_at": NOW + timedelta(hours=1)}, "STARTS_LATER"),
        ({"kind": "maintenance"}, "WINDOW"),
        ({"kind": "maintenance", "estimate_at": NOW}, "WINDOW"),
        (
            {
                "kind": "maintenance",
                "started_at": NOW - timedelta(hours=3),
                "estimate_at": NOW - timedelta(hours=1),
            },
            "WINDOW",
        ),
    ],
)
def test_refused(homes, fields, reason):
    with pytest.raises(UnableToPostOutage) as refused:
        post(**fields)
    assert refused.value.reason is OutageRefusal[reason]
    assert not Outage.objects.exists()
    assert waiting() == []


def test_unknown_lines_are_named(homes):
    with pytest.raises(UnableToPostOutage) as refused:
        post(scope=OutageScope("list", lines=("A3", "Nowhere 1", "%", "A4")))
    assert refused.value.lines == ("%", "a4", "nowhere 1")


def test_a_preview_says_what_posting_then_does(homes, cast):
    from hearthline.network.operations import tell_outage
    from hearthline.notices.models import Message
    from tests.network.posting import newest

    ids = find_reached(draft().scope).account_ids
    preview = preview_reach(account_ids=ids, kind="outage", now=NOW)
    assert preview.accounts == 3
    assert [(row.place.town, row.accounts) for row in preview.places] == [("Mapleton", 3)]
    assert not Message.objects.exists()
    number = post()
    tell_outage(update_id=newest(number), now=NOW)
    assert Message.objects.filter(part_of=None).count() == preview.channels.people == 4
    assert Message.objects.filter(channel="email").count() == preview.channels.email


def test_what_was_told_can_not_be_changed(homes):
    number = post()
    for statement in (
        "UPDATE network_outageupdate SET text = ''",
        "DELETE FROM network_outageupdate",
        "DELETE FROM network_outage",
    ):
        with (
            pytest.raises(DatabaseError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
    assert Outage.objects.get().number == number
