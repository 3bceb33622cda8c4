"""Load the demo: all of it, or nothing.

Everything happens in one transaction, so that a load that was interrupted leaves no trace and the
next one starts over. Only the pretend card company can't be rolled back; its books are emptied
before (`card_company.serving`).
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import connection, transaction

from hearthline.cli.demo import card_company
from hearthline.cli.demo.bill_stories import plan_bill_stories
from hearthline.cli.demo.history import History, tell
from hearthline.cli.demo.household import settle_household
from hearthline.cli.demo.households import Situation
from hearthline.cli.demo.messages import deliver_all, read_older
from hearthline.cli.demo.network import connect
from hearthline.cli.demo.outages import tell_outages
from hearthline.cli.demo.provider import households
from hearthline.cli.demo.second_step import guard_dave
from hearthline.cli.demo.security import tell_security
from hearthline.cli.demo.tickets import tell_tickets
from hearthline.cli.demo.troubles import have_trouble
from hearthline.cli.demo.tv_and_phone import entitle
from hearthline.cli.demo.waiting import leave_waiting
from hearthline.kernel import clock
from hearthline.kernel.sql import select


def is_loaded() -> bool:
    """Whether there are accounts: the demo's, or others that it must not mix with."""
    return bool(select("SELECT 1 FROM customers_account LIMIT 1"))


def load(progress: Callable[[str], None]) -> None:
    """Load Maple County Fiber with thirteen months of history that end now.

    Args:
        progress: told in a few words what happens next, again and again.

    Raises:
        UnableToLoadDemo: the message says what to change; nothing was loaded.
    """
    now = clock.now()
    today = clock.provider_date(now)
    with _few_words(), card_company.serving() as has_cards, _all_or_nothing():
        story = History(households(today), today=today, ends_at=now, has_cards=has_cards)
        plan_bill_stories(story)
        tell(story, progress)
        connect(story.homes, story.account_ids, now=now, today=today, progress=progress)
        entitle(story.homes, story.account_ids, now=now, today=today, progress=progress)
        progress("Help articles and tickets")
        tell_tickets(story)
        tell_security(story)
        guard_dave(story)
        tell_outages(story.user_ids, now=now, progress=progress)
        _alice_has_trouble(story, now)
        settle_household(story, now=now)
        leave_waiting(story)
        progress("Delivering its messages")
        deliver_all(now=now)
        read_older(story.user_ids, now=now)


def _alice_has_trouble(story: History, now: datetime) -> None:
    home = next(home for home in story.homes if home.situation is Situation.ALICE)
    have_trouble(
        account_id=story.account_ids[home.number], user_id=story.user_ids["alice"], now=now
    )


@contextmanager
def _all_or_nothing() -> Iterator[None]:
    """One transaction without savepoints, which would be two in five of all statements.

    Nothing of the demo may be refused. An operation that would go back to its savepoint and tell
    its caller why fails the whole load instead.
    """
    with transaction.atomic():
        connection.features.uses_savepoints = False
        try:
            yield
        finally:
            del connection.features.uses_savepoints


@contextmanager
def _few_words() -> Iterator[None]:
    """Keep thousands of log lines about the past to ourselves; warnings and errors still show."""
    logger = logging.getLogger("hearthline")
    level = logger.level
    logger.setLevel(logging.WARNING)
    try:
        yield
    finally:
        logger.setLevel(level)
