"""Guessing with many hands, on transactions that commit."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections
from django.test import Client

from hearthline.identity.models import AttemptCount, Browser, SignIn
from hearthline.identity.operations import FAILURE_CAP
from hearthline.identity.sign_in_limits import PER_KNOWN, PER_NAME, STRANGERS
from tests import factories
from tests.identity.test_sign_in import sign_in

AT_ONCE = 50


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr(
        "hearthline.identity.hashers.Argon2id.verify",
        lambda _self, password, _encoded: password == factories.PASSWORD,
    )


def at_once(work, times=AT_ONCE):
    """The same thing by so many hands in the same moment."""
    barrier = Barrier(times)

    def one(number):
        barrier.wait()
        try:
            return work(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(one, range(times)))


def refused(pages):
    return sum("Too many tries" in page for page in pages)


def test_fifty_guesses_at_once_stay_within_the_limit(committed):
    user = factories.make_user("target")
    pages = at_once(lambda _: sign_in(Client(), "target", "wrong").content.decode())
    assert refused(pages) == AT_ONCE - PER_NAME
    user.refresh_from_db()
    assert user.failed_sign_ins == PER_NAME


def test_fifty_guesses_at_once_from_fifty_places(committed, quick):
    users = [factories.make_user(f"target{n}") for n in range(AT_ONCE)]

    def guess(number):
        client = Client(REMOTE_ADDR=f"10.{number}.0.1")
        return sign_in(client, f"target{number}", "wrong").content.decode()

    pages = at_once(guess)
    assert refused(pages) == AT_ONCE - STRANGERS
    assert SignIn.objects.filter(user__in=users).count() == STRANGERS


def test_fifty_guesses_at_once_in_a_stolen_browser(committed, quick):
    user = factories.make_user("target")
    owner = Client()
    sign_in(owner, "target")
    token = owner.cookies["browser"].value

    def guess(_):
        client = Client()
        client.cookies["browser"] = token
        return sign_in(client, "target", "wrong").content.decode()

    assert refused(at_once(guess)) == AT_ONCE - PER_KNOWN
    user.refresh_from_db()
    assert user.failed_sign_ins == PER_KNOWN


def test_fifty_right_ones_at_once(committed, quick):
    """Strangers' tries are counted before anybody knows that they are right; then handed back."""
    for n in range(AT_ONCE):
        factories.make_user(f"person{n}")

    def come_in(number):
        client = Client(REMOTE_ADDR=f"10.{number}.0.1")
        return sign_in(client, f"person{number}").status_code

    answers = at_once(come_in)
    assert answers.count(302) >= STRANGERS
    assert min(AttemptCount.objects.values_list("used", flat=True)) == 0
    assert Browser.objects.count() == answers.count(302)


def test_the_cap_holds_whatever_comes_at_once(committed, quick):
    user = factories.make_user("target")
    user.failed_sign_ins = FAILURE_CAP - 1
    user.save()
    at_once(lambda n: sign_in(Client(REMOTE_ADDR=f"10.{n}.0.1"), "target", "wrong").status_code)
    user.refresh_from_db()
    assert user.failed_sign_ins <= 100
