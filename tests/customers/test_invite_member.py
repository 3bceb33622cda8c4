"""The owner invites somebody by email: what is sent, what is refused, what is kept."""

import re
from datetime import timedelta
from typing import Any

import pytest

from hearthline.customers.models import Invitation
from hearthline.customers.operations import (
    Standing,
    UnableToManageHousehold,
    resend_invitation,
    withdraw_invitation,
)
from hearthline.customers.queries import invitation_by_token, open_invitations
from hearthline.identity.models import SecurityEvent
from hearthline.notices.models import Message
from tests import factories
from tests.conftest import NOW
from tests.customers.household import invited, newest_token


def refused(*args: Any, **changes: Any) -> str:
    with pytest.raises(UnableToManageHousehold) as refusal:
        invited(*args, **changes)
    return refusal.value.reason


def test_the_link_says_who_invites_and_nothing_of_the_account(cast: Any):
    cast.alice.name = "Alice Archer"
    cast.alice.save()
    invited(cast)
    message = Message.objects.get(kind="invitation")
    assert (message.recipient, message.is_secret) == ("eve@mail.example", True)
    assert "Alice Archer invites you" in message.body_text
    for secret in (cast.home.number, "5550101", cast.alice.email):
        assert secret not in message.body_text + message.body_html
    invitation = Invitation.objects.get()
    assert newest_token() not in str(invitation.__dict__), "only its hash is kept"
    event = SecurityEvent.objects.get(user=cast.alice, kind="member_invited")
    assert event.details == {"to": "e•••@m•••.example"}


@pytest.mark.parametrize("name", ["Win at evil.example", "http://evil.example", "x" * 90, ""])
def test_a_name_that_is_an_advertisement_is_left_out(cast: Any, name: str):
    cast.alice.name = name
    cast.alice.save()
    invited(cast)
    text = Message.objects.get(kind="invitation").body_text
    assert "Somebody invites you" in text
    assert "evil" not in text


def test_an_address_with_a_sign_in_gets_the_same(cast: Any):
    invited(cast, "nobody@mail.example")
    invited(cast, cast.mallory.email)
    first, second = Message.objects.filter(kind="invitation").order_by("pk")

    def strip(text: str) -> str:
        return re.sub(r"/invitation/\S+|\b[0-9A-Z]{4}-[0-9A-Z]{4}\b|\s", "", text)

    assert strip(first.body_text) == strip(second.body_text)
    assert first.subject == second.subject
    lines = open_invitations(account_id=cast.home.pk, now=NOW)
    assert {line.role for line in lines} == {"payer"}


def test_only_the_owner_invites(cast: Any):
    viewer = factories.make_user("vera")
    factories.make_member(cast.home, viewer, role="viewer")
    for user in (cast.bob, viewer, cast.mallory, cast.sam):
        assert refused(cast, user_id=user.pk) == "not_allowed"
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"email": "nonsense"}, "bad_email"),
        ({"email": ""}, "bad_email"),
        ({"email": "x@" + "long." * 60 + "example"}, "bad_email"),
        ({"email": "eve@mail.example\nBcc: all@mail.example"}, "bad_email"),
        ({"email": "bob@mail.example"}, "member_already"),
        ({"email": "BOB@mail.example"}, "member_already"),
        ({"standing": Standing("owner")}, "no_such_role"),
        ({"standing": Standing("king")}, "no_such_role"),
        ({"standing": Standing("payer", 0)}, "limit_not_positive"),
        ({"standing": Standing("payer", -1)}, "limit_not_positive"),
    ],
    ids=str,
)
def test_nonsense_is_refused(cast: Any, changes: dict[str, Any], reason: str):
    assert refused(cast, **changes) == reason
    assert not Invitation.objects.exists()


def test_ten_open_and_one_for_each_address(cast: Any):
    invited(cast)
    assert refused(cast, "EVE@mail.example") == "invited_already"
    for n in range(9):
        invited(cast, f"n{n}@mail.example")
    assert refused(cast, "more@mail.example") == "too_many_open"
    later = NOW + timedelta(days=8)
    invited(cast, "more@mail.example", now=later)
    assert len(open_invitations(account_id=cast.home.pk, now=later)) == 1, "the others are over"


def test_twenty_a_day(cast: Any):
    for n in range(20):
        invitation_id = invited(cast, f"n{n}@mail.example")
        withdraw_invitation(
            account_id=cast.home.pk,
            user_id=cast.alice.pk,
            invitation_id=invitation_id,
            now=NOW,
        )
    assert refused(cast) == "too_many_today"


def test_sent_again_the_earlier_link_ends(cast: Any):
    invitation_id = invited(cast)
    first = newest_token()
    later = NOW + timedelta(days=6)
    mine = {"account_id": cast.home.pk, "user_id": cast.alice.pk, "invitation_id": invitation_id}
    resend_invitation(**mine, now=later)
    assert invitation_by_token(token=first, now=later) is None
    found = invitation_by_token(token=newest_token(), now=later + timedelta(days=6))
    assert found is not None
    assert (found.ending, found.role, found.permissions.most_minor) == ("CE-1", "payer", 5_000)
    assert invitation_by_token(token=newest_token(), now=later + timedelta(days=7)) is None


def test_withdrawn_it_is_gone_and_mallory_withdraws_nothing(cast: Any):
    invitation_id = invited(cast)
    hers = {"account_id": cast.other.pk, "user_id": cast.mallory.pk, "now": NOW}
    for operation in (withdraw_invitation, resend_invitation):
        with pytest.raises(UnableToManageHousehold) as refusal:
            operation(**hers, invitation_id=invitation_id)
        assert refusal.value.reason == "not_there"
        with pytest.raises(UnableToManageHousehold) as refusal:
            operation(**{**hers, "account_id": cast.home.pk}, invitation_id=invitation_id)
        assert refusal.value.reason == "not_allowed"
    mine = {"account_id": cast.home.pk, "user_id": cast.alice.pk, "invitation_id": invitation_id}
    withdraw_invitation(**mine, now=NOW)
    assert invitation_by_token(token=newest_token(), now=NOW) is None
    with pytest.raises(UnableToManageHousehold):
        withdraw_invitation(**mine, now=NOW)
