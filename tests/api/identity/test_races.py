"""Eight requests at once with one token, at every address that changes something."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from hearthline.api.identity.urls import SERVED
from hearthline.identity.models import Challenge, Session, User
from tests import factories
from tests.api.identity.app import App, token_of
from tests.factories import PASSWORD
from tests.identity.pages import NEW_PASSWORD, latest_code
from tests.queued import run_jobs

AT_ONCE = 8
SENT: dict[str, Any] = {
    "auth/login": {"username": "alice", "password": PASSWORD},
    "auth/reauthenticate": {"password": PASSWORD},
    "auth/password/request": {"email": "alice"},
    "auth/password/reset": {"key": "12345678", "password": NEW_PASSWORD},
    "account/password/change": {"current_password": PASSWORD, "new_password": NEW_PASSWORD},
    "account/email": {"email": "new@mail.example"},
    "account/phone": {"phone": "+12175550199"},
    "auth/email/verify": {"key": "12345678"},
    "auth/phone/verify": {"code": "12345678"},
}
"""What is sent where; elsewhere nothing is."""


def at_once(do: Callable[[int], Any]) -> list[Any]:
    gate = Barrier(AT_ONCE)

    def one(number: int) -> Any:
        gate.wait(30)
        try:
            return do(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(one, range(AT_ONCE)))


@pytest.fixture
def alice(committed: str) -> User:
    user: User = factories.make_user("alice")
    factories.make_member(factories.make_account(), user)
    return user


def test_every_address_that_changes_something(alice: User):
    for route, (view, _) in SERVED.items():
        for method in ("post", "put", "delete"):
            if not hasattr(view, method):
                continue
            token = token_of(alice, is_proven=True)

            def do(
                number: int, token: str = token, method: str = method, route: str = route
            ) -> int:
                app = App(token if number % 4 else "")
                return int(app(method, route, SENT.get(route)).status_code)

            statuses = at_once(do)
            assert max(statuses) < 500, f"{method} {route}: {statuses}"


def test_one_code_changes_the_address_once(alice: User):
    token = token_of(alice, is_proven=True)
    App(token).post("account/email", {"email": "new@mail.example"})
    run_jobs()
    code = latest_code("email_change_code")
    statuses = at_once(lambda _: App(token).post("auth/email/verify", {"key": code}).status_code)
    assert sorted(statuses) == [200] + [400] * (AT_ONCE - 1)


def test_one_code_recovers_once(alice: User):
    app = App()
    app.post("auth/password/request", {"email": "alice"})
    run_jobs()
    data = {"key": latest_code("password_reset_code"), "password": NEW_PASSWORD}
    statuses = at_once(lambda _: App(app.token).post("auth/password/reset", data).status_code)
    assert statuses.count(401) == 1, "changed once; sign in"
    assert set(statuses) <= {400, 401, 410}
    assert Challenge.objects.get().used_at is not None


def test_one_password_is_changed_once(alice: User):
    token = token_of(alice, is_proven=True)
    data = {"current_password": PASSWORD, "new_password": NEW_PASSWORD}
    statuses = at_once(lambda _: App(token).post("account/password/change", data).status_code)
    assert statuses.count(200) == 1
    assert Session.objects.count() == 1
    assert User.objects.get().check_password(NEW_PASSWORD)


def test_a_session_that_ends_while_it_is_used_stays_ended(alice: User):
    token = token_of(alice, is_proven=True)

    def do(number: int) -> int:
        if number == 0:
            return int(App(token).delete("auth/session").status_code)
        return int(App(token).post("auth/reauthenticate", {"password": PASSWORD}).status_code)

    assert max(at_once(do)) < 500
    assert App(token).get("auth/session").status_code == 410
