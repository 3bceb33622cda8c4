"""Recovery with many hands at once, on transactions that commit."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

from django.db import connections
from django.test import Client

from hearthline.identity.models import Challenge, User
from hearthline.identity.operations import (
    RecoveryRefusal,
    UnableToRecover,
    ask_for_password_reset,
    reset_password,
)
from hearthline.notices.models import Message
from tests import factories
from tests.identity.pages import latest_code
from tests.identity.test_sign_in import sign_in
from tests.queued import run_jobs

WORDS = ("walnuts", "harbors", "lanterns", "pebbles", "ribbons", "saddles", "thimbles", "willows")


def together(tries):
    barrier = Barrier(len(tries))

    def one(attempt):
        barrier.wait()
        try:
            return attempt()
        except UnableToRecover as error:
            return error.refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(tries)) as pool:
        return list(pool.map(one, tries))


def begun(now):
    factories.make_user("alice")
    reference = ask_for_password_reset(identifier="alice", language="en", place="x", now=now)
    run_jobs()
    return reference, latest_code("password_reset_code")


def test_one_code_eight_times_at_once_works_once(committed):
    now = datetime.now(tz=UTC)
    reference, code = begun(now)
    ends = together(
        [
            lambda word=word: reset_password(
                reference=reference, code=code, password=f"four {word} upstairs", place="x", now=now
            )
            for word in WORDS
        ]
    )
    assert ends.count(None) == 1
    assert ends.count(RecoveryRefusal.CODE_EXPIRED) == 7
    winner = WORDS[ends.index(None)]
    assert sign_in(Client(), password=f"four {winner} upstairs").status_code == 302
    assert Message.objects.filter(kind="password_changed").count() == 1


def test_guesses_at_once_are_all_counted(committed):
    now = datetime.now(tz=UTC)
    reference, _ = begun(now)
    ends = together(
        [
            lambda n=n: reset_password(
                reference=reference,
                code=f"{n:08d}",
                password="four walnuts upstairs",
                place="x",
                now=now,
            )
            for n in range(12)
        ]
    )
    assert ends.count(RecoveryRefusal.WRONG_CODE) == 4
    assert ends.count(RecoveryRefusal.NO_TRIES_LEFT) == 8
    assert Challenge.objects.get().tries == 5
    assert sign_in(Client()).status_code == 302


def test_requests_at_once_stay_within_the_limit(committed):
    factories.make_user("alice")
    now = datetime.now(tz=UTC)
    ends = together(
        [
            lambda: ask_for_password_reset(
                identifier="alice", language="en", place="one place", now=now
            )
            for _ in range(12)
        ]
    )
    assert ends.count(RecoveryRefusal.TOO_MANY) == 7


def test_a_sign_in_with_the_old_password_that_ends_after_the_reset_is_nobody(committed):
    """The session is written when the response is ready; the password's hash is part of it."""
    now = datetime.now(tz=UTC)
    reference, code = begun(now)
    slow = Client()
    sign_in(slow)
    row = slow.session
    reset_password(
        reference=reference, code=code, password="four walnuts upstairs", place="x", now=now
    )
    late = Client()
    session = late.session
    session.update(dict(row.items()))
    session.save()
    assert late.get("/settings/").status_code == 302
    assert User.objects.count() == 1
