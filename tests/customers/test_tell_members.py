"""An account's people are told: each once, as they chose, in their language."""

from typing import Any

import pytest

from hearthline.customers.operations import tell_accounts, tell_members
from hearthline.customers.queries import account_of_user
from hearthline.notices.choices import Choice
from hearthline.notices.hours import Hours
from hearthline.notices.kinds import Topic
from hearthline.notices.models import Message
from hearthline.notices.operations import choose_how_told
from tests import factories
from tests.conftest import NOW
from tests.notices.test_send_to_many import CONTEXT

pytestmark = pytest.mark.django_db


def tell(account: Any, **fields: Any) -> None:
    defaults: dict[str, Any] = {"kind": "outage_news", "context": CONTEXT, "now": NOW}
    tell_members(account_id=account.pk, **(defaults | fields))


def told() -> list[tuple[Any, ...]]:
    rows = Message.objects.order_by("pk")
    return list(rows.values_list("recipient", "channel", "language"))


def test_each_member_in_their_language(cast):
    cast.bob.language = "es"
    cast.bob.save()
    tell(cast.home)
    assert told() == [("alice@mail.example", "email", "en"), ("bob@mail.example", "email", "es")]
    assert set(Message.objects.values_list("account_id", flat=True)) == {cast.home.pk}


def test_only_some_roles(cast):
    tell(cast.home, roles=["owner"])
    assert [row[0] for row in told()] == ["alice@mail.example"]
    tell(factories.make_account(email="x@mail.example"), roles=["owner"])
    assert len(told()) == 1, "a contact of record has no role"


def test_nobody_registered_the_contact_of_record():
    tell(factories.make_account(email="x@mail.example", language="es"))
    tell(factories.make_account(phone="+12175550177"))
    assert told() == [("x@mail.example", "email", "es"), ("+12175550177", "sms", "en")]


def test_who_may_not_sign_in_any_more_is_not_told(cast):
    cast.bob.is_active = False
    cast.bob.save()
    tell(cast.home)
    assert [row[0] for row in told()] == ["alice@mail.example"]


def test_as_they_chose(cast):
    cast.alice.phone = "+12175550188"
    cast.alice.save()
    choose_how_told(
        user_id=cast.bob.pk,
        choices={Topic.OUTAGES: Choice(email=False, sms=False, centre=False)},
        hours=Hours(),
        now=NOW,
    )
    tell(cast.home)
    assert [row[:2] for row in told()] == [
        ("alice@mail.example", "email"),
        ("+12175550188", "sms"),
    ]


def test_of_one_thing_once(cast):
    for _ in range(2):
        tell(cast.home, about="order:1:done")
    assert len(told()) == 2
    tell(cast.home, about="order:2:done")
    assert len(told()) == 4


def test_many_accounts_with_a_person_in_two(cast):
    factories.make_member(cast.other, cast.alice, role="viewer")
    ids = [cast.home.pk, cast.other.pk]
    count = tell_accounts(
        account_ids=ids, kind="outage_news", context=CONTEXT, now=NOW, about="outage:1:1"
    )
    assert count == 3
    assert sorted(row[0] for row in told()) == [
        f"{name}@mail.example" for name in ("alice", "bob", "mallory")
    ]


def test_how_many_are_unread_comes_with_the_account(cast):
    tell(cast.home)
    tell(cast.home)
    found = account_of_user(user_id=cast.alice.pk)
    assert found is not None
    assert found.unread == 2
    Message.objects.filter(user_id=cast.alice.pk).update(read_at=NOW)
    again = account_of_user(user_id=cast.alice.pk)
    assert again is not None
    assert again.unread == 0
