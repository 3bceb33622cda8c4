"""Alice's household: who may do how much, who is invited, and her parents' account."""

from datetime import datetime, timedelta

from hearthline.cli.demo.history import History
from hearthline.cli.demo.households import Situation
from hearthline.customers.operations import (
    Standing,
    add_member,
    change_member,
    invite_member,
)
from hearthline.customers.queries import household_of

_DAYS_AGO = timedelta(days=3)
_BOBS_LIMIT_MINOR = 15_000
STANDINGS = {
    "bob": Standing("payer", _BOBS_LIMIT_MINOR),
    "carol": Standing("viewer", sees_bills=False),
}
"""What alice allows, besides what comes with a role."""


def settle_household(story: History, *, now: datetime) -> None:
    """Give alice's members their limits, invite one more, and let her pay for another account."""
    home = next(home for home in story.homes if home.situation is Situation.ALICE)
    account_id, alice = story.account_ids[home.number], story.user_ids["alice"]
    for member in household_of(account_id=account_id):
        if member.username in STANDINGS:
            change_member(
                account_id=account_id,
                user_id=alice,
                member_id=member.id,
                standing=STANDINGS[member.username],
                now=now - _DAYS_AGO,
            )
    invite_member(
        account_id=account_id,
        user_id=alice,
        email="erin@mail.example",
        standing=Standing("technician", sees_bills=False),
        language="en",
        now=now - _DAYS_AGO / 3,
    )
    parents = next(home for home in story.homes if home.situation is Situation.ORDINARY)
    add_member(
        account_id=story.account_ids[parents.number],
        user_id=alice,
        role="payer",
        now=now - _DAYS_AGO,
    )
