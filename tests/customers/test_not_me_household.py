"""Whoever got into an owner's sign-in and invites somebody: "this wasn't me" takes that back."""

from datetime import timedelta
from typing import Any

from hearthline.customers.models import Invitation, Member, OwnershipOffer
from hearthline.customers.operations import offer_ownership, say_not_me
from hearthline.customers.queries import invitation_by_token, open_invitations
from tests.conftest import NOW
from tests.customers.household import invited, newest_token

LATER = NOW + timedelta(hours=1)


def not_me(user: Any) -> None:
    say_not_me(
        user_id=user.pk,
        since=LATER - timedelta(minutes=30),
        made_at=None,
        user_agent="",
        now=LATER + timedelta(minutes=10),
    )


def test_invitations_and_offers_since_then_are_withdrawn(cast: Any):
    invited(cast, "before@mail.example", now=NOW)
    invited(cast, "after@mail.example", now=LATER)
    token = newest_token()
    bob = Member.objects.get(user=cast.bob)
    offer_ownership(account_id=cast.home.pk, user_id=cast.alice.pk, member_id=bob.pk, now=LATER)
    not_me(cast.alice)
    withdrawn = Invitation.objects.filter(withdrawn_at__isnull=False)
    assert [one.email for one in withdrawn] == ["after@mail.example"]
    assert invitation_by_token(token=token, now=LATER) is None
    assert OwnershipOffer.objects.get().ended_as == "withdrawn"
    assert len(open_invitations(account_id=cast.home.pk, now=LATER)) == 1
