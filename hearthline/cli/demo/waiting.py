"""What waits today: a dispute, parts to pay, a closing, approvals, and the next bill run."""

from datetime import timedelta

from hearthline.billing import queries as billing
from hearthline.billing.disputes import lines_to_dispute
from hearthline.billing.models import BillRun
from hearthline.billing.operations import (
    Proposal,
    agree_arrangement,
    close_account,
    preview_bills,
    propose_adjustment,
    quote_arrangement,
)
from hearthline.billing.telling_ahead import tell_discounts_ending
from hearthline.care.operations import dispute_line
from hearthline.cli.demo.bill_stories import next_bill_day
from hearthline.cli.demo.history import History
from hearthline.cli.demo.households import Household, Situation

_ASKED_FOR = (
    (Situation.SCHOOL, -7500, "outage", "No phone in the week of the exams"),
    (Situation.OVERDUE_TWO, -4000, "promised", "Half of the visit"),
)
"""More than support may give alone: to whom, how much, why."""


def leave_waiting(story: History) -> None:
    """What somebody began lately and others are to decide, for the households that are there."""
    homes: dict[Situation, Household] = {}
    for home in story.homes:
        homes.setdefault(home.situation, home)
    if Situation.COUNTED in homes:
        _film_is_disputed(story, homes[Situation.COUNTED])
    if Situation.TROUBLED in homes:
        _pays_in_parts(story, homes[Situation.TROUBLED])
    if Situation.LEAVING in homes:
        _is_leaving(story, homes[Situation.LEAVING])
    for situation, amount_minor, reason, words in _ASKED_FOR:
        if situation in homes:
            _asks_for_more(story, homes[situation], amount_minor, reason, words)
    tell_discounts_ending(now=story.ends_at - timedelta(hours=1))
    _run_is_previewed(story)


def _film_is_disputed(story: History, home: Household) -> None:
    """Grace: "we were asleep"."""
    account_id = story.account_ids[home.number]
    bill = billing.latest_bill(account_id=account_id)
    if bill is None:
        return
    films = [
        line
        for line in lines_to_dispute(account_id=account_id, number=bill.number)
        if line.description == "The Long Winter"
    ]
    for line in films[:1]:
        dispute_line(
            account_id=account_id,
            user_id=story.user_ids["grace"],
            bill_number=bill.number,
            position=line.position,
            text="Nobody here watched this. At that hour we were asleep, all of us.",
            files=(),
            key="demo film",
            now=story.ends_at - timedelta(hours=20),
        )


def _pays_in_parts(story: History, home: Household) -> None:
    """Heidi: two bills are open, and three parts of them agreed."""
    account_id, heidi = story.account_ids[home.number], story.user_ids["heidi"]
    proposal = Proposal(3, story.today + timedelta(days=6), "two_weeks")
    at = story.ends_at - timedelta(hours=30)
    quote = quote_arrangement(account_id=account_id, user_id=heidi, proposal=proposal, now=at)
    agree_arrangement(
        account_id=account_id,
        user_id=heidi,
        proposal=proposal,
        seen=quote.seen,
        idempotency_key="demo parts",
        now=at,
    )


def _is_leaving(story: History, home: Household) -> None:
    close_account(
        account_id=story.account_ids[home.number],
        on_date=story.today + timedelta(days=25),
        reason="Moves to another state",
        user_id=story.user_ids["sam"],
        now=story.ends_at - timedelta(days=3),
    )


def _asks_for_more(
    story: History, home: Household, amount_minor: int, reason: str, words: str
) -> None:
    propose_adjustment(
        account_id=story.account_ids[home.number],
        kind="adjustment",
        amount_minor=amount_minor,
        reason=reason,
        words=words,
        applies="next_bill",
        user_id=story.user_ids["sue"],
        idempotency_key=f"demo {reason}",
        now=story.ends_at - timedelta(hours=4),
    )


def _run_is_previewed(story: History) -> None:
    """The next bill run waits for sam, though the demo's others need nobody's approval."""
    day = min(next_bill_day(story, home) for home in story.homes)
    preview_bills(bill_date=day, now=story.ends_at - timedelta(hours=2))
    BillRun.objects.filter(bill_date=day).update(approved_at=None)
