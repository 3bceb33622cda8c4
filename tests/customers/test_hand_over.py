"""Ownership goes from one to another, with both agreeing, all at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connections

from hearthline.customers.models import ContactOfRecord, ContactOfRecordChange, Member
from hearthline.customers.operations import (
    UnableToManageHousehold,
    accept_ownership,
    end_ownership_offer,
    offer_ownership,
    remove_member,
)
from hearthline.customers.queries import ownership_offer_of, permissions_of
from hearthline.identity.models import ContactChange, SecurityEvent
from hearthline.kernel.numbers import token_hash
from hearthline.notices.models import Message
from tests import factories
from tests.conftest import NOW, make_cast


def offer(cast: Any, to: Any = None, **changes: Any) -> None:
    to = to or cast.bob
    asked = {
        "account_id": cast.home.pk,
        "user_id": cast.alice.pk,
        "member_id": Member.objects.get(account=cast.home, user=to).pk,
        "now": NOW,
    }
    offer_ownership(**(asked | changes))


def accept(cast: Any, user: Any = None, **changes: Any) -> None:
    asked = {"account_id": cast.home.pk, "user_id": (user or cast.bob).pk, "now": NOW}
    accept_ownership(**(asked | changes))


def reason(operation: Any, *args: Any, **asked: Any) -> str:
    with pytest.raises(UnableToManageHousehold) as refused:
        operation(*args, **asked)
    return refused.value.reason


def roles(cast: Any) -> dict[str, str]:
    return dict(Member.objects.filter(account=cast.home).values_list("user__username", "role"))


def test_both_agree_and_swap(cast: Any):
    contacts = list(ContactOfRecord.objects.values_list("value", "since_date"))
    Member.objects.filter(user=cast.bob).update(most_minor=2_500, may_order=False)
    offer(cast)
    assert roles(cast) == {"alice": "owner", "bob": "payer"}, "nothing changes until then"
    accept(cast)
    assert roles(cast) == {"alice": "payer", "bob": "owner"}
    permissions = permissions_of(account_id=cast.home.pk, user_id=cast.bob.pk)
    assert permissions.may_manage_household
    assert (permissions.most_minor, permissions.may_order) == (None, True), "no limits are left"
    assert list(ContactOfRecord.objects.values_list("value", "since_date")) == contacts
    told = set(
        Message.objects.filter(kind="ownership_changed", channel="email").values_list(
            "recipient", flat=True
        )
    )
    assert told == {cast.alice.email, cast.bob.email, "alice@mail.example"}
    assert Message.objects.filter(kind="ownership_changed", channel="sms").count() == 1
    kinds = set(SecurityEvent.objects.values_list("user__username", "kind"))
    assert {("alice", "ownership_given"), ("bob", "ownership_taken")} <= kinds


def test_only_to_whom_it_was_offered_and_only_by_the_owner(cast: Any):
    assert reason(offer, cast, user_id=cast.bob.pk) == "not_allowed"
    assert reason(offer, cast, user_id=cast.mallory.pk) == "not_allowed"
    hers = Member.objects.get(user=cast.mallory).pk
    assert reason(offer, cast, member_id=hers) == "not_there"
    offer(cast)
    carol = factories.make_user("carol")
    factories.make_member(cast.home, carol, role="viewer")
    for user in (carol, cast.mallory, cast.alice, cast.sam):
        assert reason(accept, cast, user) == "not_there"
    assert reason(offer, cast, carol) == "offered_already"


def test_it_ends_by_time_by_withdrawing_and_by_declining(cast: Any):
    offer(cast)
    assert reason(accept, cast, now=NOW + timedelta(days=7)) == "not_there"
    offer(cast, now=NOW + timedelta(days=7))
    asked = {"account_id": cast.home.pk, "now": NOW + timedelta(days=7)}
    assert reason(end_ownership_offer, **asked, user_id=cast.mallory.pk) == "not_there"
    for user in (cast.alice, cast.bob):
        end_ownership_offer(**asked, user_id=user.pk)
        assert ownership_offer_of(account_id=cast.home.pk, now=asked["now"]) is None
        assert reason(accept, cast, now=asked["now"]) == "not_there"
        offer(cast, now=asked["now"])


def test_who_was_removed_becomes_no_owner(cast: Any):
    offer(cast)
    remove_member(
        account_id=cast.home.pk,
        user_id=cast.alice.pk,
        member_id=Member.objects.get(account=cast.home, user=cast.bob).pk,
        now=NOW,
    )
    assert reason(accept, cast) == "not_there"
    assert roles(cast) == {"alice": "owner"}


def new_email(user: Any, **changes: Any) -> None:
    values = {"channel": "email", "old_value": "old@mail.example", "changed_at": NOW} | changes
    token = token_hash(f"{user.pk} {values}")
    ContactChange.objects.create(user=user, new_value=user.email, token_hash=token, **values)


@pytest.mark.parametrize("whose", ["alice", "bob"])
def test_a_new_email_address_hands_nothing_over(cast: Any, whose: str):
    """For 30 days it proves nothing: of who offers, and of who agrees."""
    offer(cast)
    new_email(getattr(cast, whose))
    later = NOW + timedelta(days=6)
    assert reason(accept, cast, now=later) == "new_contact"
    assert roles(cast) == {"alice": "owner", "bob": "payer"}
    end_ownership_offer(account_id=cast.home.pk, user_id=cast.alice.pk, now=later)
    almost = NOW + timedelta(days=30) - timedelta(seconds=1)
    if whose == "alice":
        assert reason(offer, cast, now=almost) == "new_contact"
    offer(cast, now=NOW + timedelta(days=30))
    accept(cast, now=NOW + timedelta(days=30))
    assert roles(cast) == {"alice": "payer", "bob": "owner"}


def test_nor_does_a_new_contact_of_record(cast: Any):
    offer(cast)
    change = ContactOfRecordChange.objects.create(
        account=cast.home,
        user=cast.alice,
        channel="sms",
        new_value="+12175550199",
        changed_at=NOW,
        token_hash=b"t" * 32,
    )
    assert reason(accept, cast) == "new_contact"
    ContactOfRecordChange.objects.filter(pk=change.pk).update(undone_at=NOW)
    accept(cast)


def test_other_changes_are_in_nobodys_way(cast: Any):
    new_email(cast.alice, undone_at=NOW)
    new_email(cast.alice, channel="sms", old_value="")
    new_email(cast.mallory)
    offer(cast)
    accept(cast)


def test_agreed_to_ten_times_at_once_there_is_one_owner(committed: str):
    cast = make_cast()
    offer(cast)
    start = Barrier(10)

    def agree(_n: int) -> str:
        start.wait()
        try:
            accept(cast)
        except UnableToManageHousehold as error:
            return error.reason
        finally:
            connections.close_all()
        return "agreed"

    with ThreadPoolExecutor(10) as threads:
        ends = list(threads.map(agree, range(10)))
    assert ends.count("agreed") == 1
    assert roles(cast) == {"alice": "payer", "bob": "owner"}
    assert Message.objects.filter(kind="ownership_changed", channel="email").count() == 3
