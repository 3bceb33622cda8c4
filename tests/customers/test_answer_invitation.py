"""Whoever has the link accepts, with or for a sign-in, or declines: once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone

from hearthline.customers.models import Member
from hearthline.customers.operations import (
    InvitationRefusal,
    UnableToAddMember,
    UnableToAnswerInvitation,
    accept_invitation,
    add_member,
    decline_invitation,
    join_by_invitation,
)
from hearthline.customers.queries import invitation_by_token, permissions_of
from hearthline.identity.models import SecurityEvent, User
from hearthline.notices.models import Message
from tests import factories
from tests.conftest import NOW, make_cast
from tests.customers.household import invited, newest_token

PASSWORD = "three words are Enough"


def refusal_of(operation: Any, **asked: Any) -> UnableToAnswerInvitation:
    with pytest.raises(UnableToAnswerInvitation) as refused:
        operation(**asked)
    return refused.value


def join(token: str, **changes: Any) -> int:
    asked: dict[str, Any] = {
        "username": "eve",
        "password": PASSWORD,
        "language": "es",
        "now": NOW,
    }
    return join_by_invitation(token=token, **(asked | changes))


def test_somebody_with_a_sign_in_accepts_and_the_owner_hears_who(cast: Any):
    invited(cast)
    account_id = accept_invitation(token=newest_token(), user_id=cast.mallory.pk, now=NOW)
    assert account_id == cast.home.pk
    permissions = permissions_of(account_id=account_id, user_id=cast.mallory.pk)
    assert (permissions.may_pay, permissions.most_minor) == (True, 5_000)
    told = Message.objects.get(kind="invitation_accepted", channel="email")
    assert told.recipient == cast.alice.email
    assert "mallory, which belongs to another email address" in told.body_text
    kinds = set(SecurityEvent.objects.values_list("user__username", "kind"))
    assert {("mallory", "household_joined"), ("alice", "member_joined")} <= kinds


def test_it_works_once(cast: Any):
    invited(cast)
    token = newest_token()
    accept_invitation(token=token, user_id=cast.mallory.pk, now=NOW)
    other = factories.make_user("other")
    for operation, more in (
        (accept_invitation, {"user_id": other.pk}),
        (decline_invitation, {}),
    ):
        assert refusal_of(operation, token=token, now=NOW, **more).refusal == "gone"
    with pytest.raises(UnableToAnswerInvitation):
        join(token)
    assert invitation_by_token(token=token, now=NOW) is None


def test_staff_use_another_sign_in_at_home(cast: Any, client: Client):
    """sam at the console and sam at home are two sign-ins: nothing opens with the wrong one."""
    now = timezone.now()
    invited(cast, now=now)
    token = newest_token()
    refused = refusal_of(accept_invitation, token=token, user_id=cast.sam.pk, now=now)
    assert refused.refusal is InvitationRefusal.STAFF
    client.force_login(cast.sam)
    address = f"/invitation/{token}/"
    assert client.post(f"{address}accept/")["Location"] == address
    text = client.get(address).content.decode()
    assert "signed in as a member of staff" in text
    assert "accept/" not in text
    with pytest.raises(UnableToAddMember):
        add_member(account_id=cast.home.pk, user_id=cast.sue.pk, role="viewer", now=now)
    assert not Member.objects.filter(user__is_staff=True).exists()
    join(token, username="sam-at-home", now=now)
    assert Member.objects.filter(user__username="sam-at-home").exists()


def test_a_member_stays_as_they_are(cast: Any):
    invited(cast)
    asked = {"token": newest_token(), "user_id": cast.bob.pk, "now": NOW}
    refused = refusal_of(accept_invitation, **asked)
    assert refused.refusal is InvitationRefusal.MEMBER_ALREADY
    assert permissions_of(account_id=cast.home.pk, user_id=cast.bob.pk).most_minor is None


def test_a_new_sign_in_has_the_address_that_the_link_went_to(cast: Any):
    invited(cast)
    user = User.objects.get(pk=join(newest_token()))
    assert (user.username, user.email, user.language) == ("eve", "eve@mail.example", "es")
    assert user.check_password(PASSWORD)
    assert user.emailaddress_set.get().verified  # type: ignore[attr-defined]
    assert Member.objects.get(user=user).account == cast.home


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"username": "ALICE"}, "username"),
        ({"username": "e"}, "username"),
        ({"password": "short"}, "password"),
    ],
    ids=str,
)
def test_a_refused_sign_in_leaves_the_link_as_it_was(
    cast: Any, changes: dict[str, str], field: str
):
    invited(cast)
    with pytest.raises(UnableToAnswerInvitation) as refused:
        join(newest_token(), **changes)
    assert field in refused.value.errors
    assert not User.objects.filter(email="eve@mail.example").exists()
    join(newest_token())


def test_an_address_with_a_sign_in_makes_no_second_one(cast: Any):
    invited(cast, cast.mallory.email)
    with pytest.raises(UnableToAnswerInvitation) as refused:
        join(newest_token())
    assert "email" in refused.value.errors


def test_time_is_over_after_seven_days(cast: Any):
    invited(cast)
    late = {"token": newest_token(), "now": NOW + timedelta(days=7)}
    assert refusal_of(accept_invitation, user_id=cast.mallory.pk, **late).refusal == "gone"
    assert refusal_of(decline_invitation, **late).refusal == "gone"


def test_declined_it_is_gone(cast: Any):
    invited(cast)
    decline_invitation(token=newest_token(), now=NOW)
    assert invitation_by_token(token=newest_token(), now=NOW) is None
    assert Member.objects.filter(account=cast.home).count() == 2


def test_an_account_that_closed_takes_nobody(cast: Any):
    invited(cast)
    cast.home.status = "closed"
    cast.home.save()
    asked = {"token": newest_token(), "user_id": cast.mallory.pk, "now": NOW}
    assert refusal_of(accept_invitation, **asked).refusal == "gone"
    assert invitation_by_token(token=newest_token(), now=NOW) is None


@pytest.mark.parametrize("token", ["", "x", "n" * 43, "\0", "…"])
def test_nonsense_is_gone(cast: Any, token: str):
    asked = {"token": token, "user_id": cast.mallory.pk, "now": NOW}
    assert refusal_of(accept_invitation, **asked).refusal == "gone"


def test_ten_at_once_and_one_joins(committed: str):
    cast = make_cast()
    people = [factories.make_user(f"person{n}") for n in range(10)]
    invited(cast)
    token, start = newest_token(), Barrier(10)

    def accept(user: User) -> str:
        start.wait()
        try:
            accept_invitation(token=token, user_id=user.pk, now=NOW)
        except UnableToAnswerInvitation as error:
            return error.refusal
        finally:
            connections.close_all()
        return "joined"

    with ThreadPoolExecutor(10) as threads:
        ends = list(threads.map(accept, people))
    assert ends.count("joined") == 1
    assert ends.count("gone") == 9
    assert Member.objects.filter(account=cast.home).count() == 3
