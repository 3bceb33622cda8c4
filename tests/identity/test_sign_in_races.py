"""Guessing with many hands, on transactions that commit."""

from concurrent.futures import ThreadPoolExecutor

from django.db import connections
from django.test import Client

from tests import factories
from tests.identity.test_sign_in import sign_in


def test_many_guesses_at_once_stay_within_the_limit(committed):
    user = factories.make_user("target")

    def guess(_):
        try:
            return sign_in(Client(), "target", "wrong").content.decode()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        pages = list(pool.map(guess, range(24)))
    assert sum("Too many tries" in page for page in pages) == 14
    user.refresh_from_db()
    assert user.failed_sign_ins == 10
