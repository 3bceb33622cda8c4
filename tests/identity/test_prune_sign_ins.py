"""The history of sign-ins ends after a while; what the next one is judged by doesn't."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from hearthline.identity.models import Browser, SignIn, User
from hearthline.identity.operations import (
    note_sign_in,
    note_wrong_password,
    prune_sign_ins,
)
from hearthline.identity.queries.facts import facts_of
from hearthline.identity.risk.facts import Facts
from hearthline.jobs.registration import prune_sign_ins as job
from hearthline.kernel.numbers import token_hash
from tests import factories
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
LAPTOP = token_hash("a laptop")
YEAR_AND_MORE = timedelta(days=401)


def signed_in(user: Any, at: datetime) -> None:
    note_sign_in(user_id=user.pk, browser_hash=LAPTOP, now=at)


def facts(user: Any) -> Facts:
    return facts_of(user_id=user.pk, browser_hash=LAPTOP, network_key=b"", now=NOW)


def left() -> list[tuple[str, str]]:
    rows = SignIn.objects.order_by("id").values_list("user__username", "outcome")
    return list(rows)


@pytest.fixture
def alice() -> User:
    return factories.make_user("alice")


def test_what_is_old_goes_and_what_is_young_stays(alice: User):
    signed_in(alice, NOW - YEAR_AND_MORE)
    note_wrong_password(user_id=alice.pk, user_agent="", now=NOW - YEAR_AND_MORE)
    signed_in(alice, NOW - timedelta(days=399))
    note_wrong_password(user_id=alice.pk, user_agent="", now=NOW - timedelta(days=399))
    assert prune_sign_ins(now=NOW) == 2
    assert left() == [("alice", "signed_in"), ("alice", "wrong_password")]
    assert prune_sign_ins(now=NOW) == 0, "a second time"


def test_judging_and_counting_lose_nothing(alice: User):
    signed_in(alice, NOW - YEAR_AND_MORE - timedelta(days=2))
    signed_in(alice, NOW - YEAR_AND_MORE)
    for _try in range(7):
        note_wrong_password(user_id=alice.pk, user_agent="", now=NOW - YEAR_AND_MORE)
    before = facts(alice)
    assert (before.is_known_browser, before.failures) == (True, 7)
    assert before.last_at == NOW - YEAR_AND_MORE
    assert prune_sign_ins(now=NOW) == 8
    assert facts(alice) == before
    assert Browser.objects.count() == 1
    assert left() == [("alice", "signed_in")]


def test_who_keeps_no_browser_is_still_no_newcomer(alice: User):
    """On shared devices alone: years later, a stranger's sign-in is unusual all the same."""
    note_sign_in(user_id=alice.pk, now=NOW - YEAR_AND_MORE)
    prune_sign_ins(now=NOW)
    assert facts(alice).has_signed_in


def test_batch_by_batch(alice: User):
    bob = factories.make_user("bob")
    for day in range(10):
        for user in (alice, bob):
            signed_in(user, NOW - YEAR_AND_MORE - timedelta(days=10 - day))
    signed_in(alice, NOW)
    assert prune_sign_ins(now=NOW, batch=3) == 19
    assert left() == [("bob", "signed_in"), ("alice", "signed_in")]


def test_how_long_is_a_setting(alice: User, settings: Any):
    signed_in(alice, NOW - timedelta(days=91))
    signed_in(alice, NOW)
    settings.SIGN_IN_HISTORY_DAYS = 91
    assert prune_sign_ins(now=NOW) == 1


def test_the_job_does_it(alice: User):
    now = timezone.now()
    signed_in(alice, now - YEAR_AND_MORE)
    signed_in(alice, now)
    job(timestamp=0)
    assert SignIn.objects.count() == 1
