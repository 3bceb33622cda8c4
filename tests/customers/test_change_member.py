"""Another role, other limits, or no membership any more; each counts at once."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from hearthline.customers.models import Member
from hearthline.customers.operations import (
    Standing,
    UnableToManageHousehold,
    change_member,
    leave_household,
    offer_ownership,
    remove_member,
)
from hearthline.customers.queries import ownership_offer_of, permissions_of
from hearthline.identity.models import SecurityEvent
from hearthline.notices.models import Message
from tests import factories
from tests.conftest import NOW


def member_id(account: Any, user: Any) -> int:
    return Member.objects.get(account=account, user=user).pk


def change(cast: Any, standing: Standing, **changes: Any) -> bool:
    asked = {
        "account_id": cast.home.pk,
        "user_id": cast.alice.pk,
        "member_id": member_id(cast.home, cast.bob),
        "now": NOW,
    }
    return change_member(**(asked | changes), standing=standing)


def reason(operation: Any, **asked: Any) -> str:
    with pytest.raises(UnableToManageHousehold) as refused:
        operation(**asked, now=NOW)
    return refused.value.reason


def test_limits_count_at_once_and_the_member_is_told(cast: Any):
    assert change(cast, Standing("payer", 2_500, may_order=False))
    permissions = permissions_of(account_id=cast.home.pk, user_id=cast.bob.pk)
    assert (permissions.most_minor, permissions.may_order) == (2_500, False)
    assert Message.objects.get(kind="role_changed", channel="email").recipient == cast.bob.email
    kinds = set(SecurityEvent.objects.values_list("user__username", "kind", "by__username"))
    assert kinds >= {("alice", "member_changed", None), ("bob", "role_changed", "alice")}
    assert not change(cast, Standing("payer", 2_500, may_order=False)), "the same again"
    assert Message.objects.filter(kind="role_changed", channel="email").count() == 1


def test_limits_that_mean_nothing_for_a_role_are_left_out(cast: Any):
    change(cast, Standing("viewer", 2_500, may_order=True, sees_bills=False))
    member = Member.objects.get(user=cast.bob)
    assert (member.most_minor, member.may_order, member.sees_bills) == (None, False, False)
    change(cast, Standing("payer", None, may_order=True, sees_bills=False))
    assert Member.objects.get(user=cast.bob).sees_bills, "who pays sees what for"


def test_the_owner_stays_and_nobody_else_becomes_it(cast: Any):
    own = member_id(cast.home, cast.alice)
    with pytest.raises(UnableToManageHousehold) as refused:
        change(cast, Standing("viewer"), member_id=own)
    assert refused.value.reason == "is_owner"
    with pytest.raises(UnableToManageHousehold) as refused:
        change(cast, Standing("owner"))
    assert refused.value.reason == "no_such_role"
    asked = {"account_id": cast.home.pk, "user_id": cast.alice.pk}
    assert reason(remove_member, **asked, member_id=own) == "is_owner"
    assert reason(leave_household, **asked) == "is_owner"


def test_others_change_and_remove_nobody(cast: Any):
    bobs, mallorys = member_id(cast.home, cast.bob), member_id(cast.other, cast.mallory)
    for user in (cast.bob, cast.mallory, cast.sam):
        asked = {"account_id": cast.home.pk, "user_id": user.pk, "member_id": bobs}
        assert reason(change_member, **asked, standing=Standing("viewer")) == "not_allowed"
        assert reason(remove_member, **asked) == "not_allowed"
    hers = {"account_id": cast.other.pk, "user_id": cast.mallory.pk, "member_id": bobs}
    assert reason(change_member, **hers, standing=Standing("viewer")) == "not_there"
    assert reason(remove_member, **hers) == "not_there"
    mine = {"account_id": cast.home.pk, "user_id": cast.alice.pk, "member_id": mallorys}
    assert reason(remove_member, **mine) == "not_there"
    assert reason(leave_household, account_id=cast.home.pk, user_id=cast.mallory.pk) == "not_there"


def test_removed_every_session_is_without_the_account_at_once(cast: Any):
    phone, desktop = Client(), Client()
    for client in (phone, desktop):
        client.force_login(cast.bob)
        assert client.get("/").status_code == 200
    asked = {"account_id": cast.home.pk, "user_id": cast.alice.pk, "now": NOW}
    name = remove_member(**asked, member_id=member_id(cast.home, cast.bob))
    assert name == "bob"
    for client in (phone, desktop):
        answer = client.get("/bills/")
        assert answer.headers["Location"] == "/no-account/"
    told = Message.objects.get(kind="member_removed", channel="email")
    assert told.recipient == cast.bob.email
    assert cast.home.number not in told.body_text
    assert SecurityEvent.objects.filter(user=cast.bob, kind="membership_ended").exists()


def test_leaving_tells_the_owner_and_ends_an_offer(cast: Any):
    asked = {"account_id": cast.home.pk, "now": NOW}
    offer_ownership(**asked, user_id=cast.alice.pk, member_id=member_id(cast.home, cast.bob))
    leave_household(**asked, user_id=cast.bob.pk)
    assert not Member.objects.filter(account=cast.home, user=cast.bob).exists()
    assert ownership_offer_of(account_id=cast.home.pk, now=NOW) is None
    assert Message.objects.get(kind="member_left", channel="email").recipient == cast.alice.email


@pytest.mark.parametrize(
    "wrong",
    [
        {"role": "owner", "most_minor": 1},
        {"role": "owner", "sees_bills": False},
        {"role": "payer", "sees_bills": False},
        {"role": "payer", "most_minor": 0},
        {"role": "king"},
    ],
    ids=str,
)
def test_the_database_refuses_what_no_role_has(cast: Any, wrong: dict[str, Any]):
    account = factories.make_account()
    with pytest.raises(IntegrityError), transaction.atomic():
        Member.objects.create(account=account, user=cast.bob, since_at=NOW, **wrong)
