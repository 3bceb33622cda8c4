"""Forms about who somebody is, eight times in the same moment: an answer each, never a failure."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connections
from django.test import Client

from tests import factories
from tests.architecture.test_access import Page
from tests.architecture.test_forms import FORMS, client
from tests.factories import PASSWORD


def test_eight_at_once(committed: str):
    alice = factories.make_user("alice")
    factories.make_member(factories.make_account(), alice)
    value = {
        "login": "alice",
        "password": PASSWORD,
        "current_password": PASSWORD,
        "new_password": "four walnuts in a drawer",
        "email": "new@mail.example",
        "phone": "+12175550199",
        "code": "12345678",
        "name": "Al",
        "language": "es",
        "identifier": "alice",
        "reference": "r" * 43,
        "account_number": "A-1",
        "postal_code": "62301",
        "username": "alice2",
    }
    # Signing out and ending sessions come last: nobody would be left.
    pages = sorted(FORMS, key=lambda page: "end" in page.name or "out" in page.name)
    for page in pages:
        if "<" in page.route:
            continue
        # Whatever the page before changed: all of them find her as she was.
        alice.refresh_from_db()
        alice.set_password(PASSWORD)
        alice.held_at = None
        alice.save()
        cookies = client(alice).cookies

        def do(_number: int, page: Page = page, cookies: Any = cookies) -> int:
            one = Client(raise_request_exception=True)
            one.cookies = cookies
            try:
                return one.post(f"/{page.route}", value).status_code
            finally:
                connections.close_all()

        with ThreadPoolExecutor(8) as pool:
            statuses = list(pool.map(do, range(8)))
        assert max(statuses) < 500, f"{page.route}: {statuses}"
