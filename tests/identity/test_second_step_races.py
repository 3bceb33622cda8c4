"""The same code with many hands, on transactions that commit."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

from django.db import connections

from hearthline.identity.models import SignIn
from hearthline.identity.operations import (
    StepRefusal,
    UnableToPassStep,
    pass_second_step,
    use_recovery_code,
)
from hearthline.identity.operations.authenticator_app import use_app_code
from tests import factories
from tests.identity.test_second_step import App

SEEN = {"device": "", "method": "password", "country": "", "place": "", "score": 0, "reasons": []}


def at_once(work, times, hands):
    def one(_):
        try:
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(hands) as pool:
        return list(pool.map(one, range(times)))


def test_eight_at_once_use_a_code_once(committed):
    now = datetime.now(tz=UTC)
    user = factories.make_user("target")
    app = App(user, now)
    recovery: dict[str, Any] = {"user_id": user.pk, "code": app.codes[0], "now": now}
    assert sum(at_once(lambda: use_recovery_code(**recovery), 8, 8)) == 1
    code: dict[str, Any] = {"user_id": user.pk, "code": app.at(now), "now": now}
    assert sum(at_once(lambda: use_app_code(**code), 8, 8)) == 1


def test_fifty_guesses_at_once_are_ten(committed):
    now = datetime.now(tz=UTC)
    user = factories.make_user("target")
    App(user, now)

    def guess():
        try:
            pass_second_step(
                user_id=user.pk,
                means="app",
                code="nonsense",
                reference="",
                is_known_browser=False,
                seen=SEEN,
                user_agent="",
                now=now,
            )
        except UnableToPassStep as error:
            return error.refusal

    refusals = at_once(guess, 50, 10)
    assert refusals.count(StepRefusal.WRONG_CODE) == 10
    assert refusals.count(StepRefusal.TOO_MANY) == 40
    assert SignIn.objects.filter(outcome="wrong_second_step").count() == 10
