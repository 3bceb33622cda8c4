"""Recovering and changing a password from an app, by the rules of the pages."""

import pytest

from hearthline.customers.models import Member
from hearthline.identity.models import Challenge, Session, User
from hearthline.identity.totp import code_of, step_at
from tests.api.identity.app import App, codes, token_of
from tests.factories import PASSWORD
from tests.identity.pages import NEW_PASSWORD, kinds, latest_code
from tests.queued import run_jobs


def ask(name="alice@mail.example"):
    app = App()
    answer = app.post("auth/password/request", {"email": name})
    return app, answer


def test_recovering(person, clock):
    elsewhere = token_of(person)
    app, answer = ask()
    assert answer.status_code == 401
    assert {"id": "password_reset_by_code", "is_pending": True} in answer.json()["data"]["flows"]
    run_jobs()
    code = latest_code("password_reset_code")
    wrong = app.post("auth/password/reset", {"key": "0000 0000", "password": NEW_PASSWORD})
    assert (wrong.status_code, codes(wrong)) == (400, {"wrong_code"})
    weak = app.post("auth/password/reset", {"key": code, "password": "password12345678"})
    assert (weak.status_code, codes(weak)) == (400, {"password_refused"})
    done = app.post("auth/password/reset", {"key": code, "password": NEW_PASSWORD})
    assert done.status_code == 401, "changed; now sign in"
    assert App(elsewhere).get("auth/session").status_code in {401, 410}
    assert ("password_changed", "email", "alice@mail.example") in kinds()
    assert App().sign_in("alice", NEW_PASSWORD).status_code == 200
    again, _ = App(app.token), None
    assert again.post("auth/password/reset", {"key": code, "password": "x" * 20}).status_code != 200


def test_a_code_lives_ten_minutes(person, clock):
    from datetime import timedelta

    app, _ = ask()
    run_jobs()
    code = latest_code("password_reset_code")
    clock.now += timedelta(minutes=10)
    late = app.post("auth/password/reset", {"key": code, "password": NEW_PASSWORD})
    assert (late.status_code, codes(late)) == (400, {"code_expired"})


def test_few_tries(person, clock):
    app, _ = ask()
    run_jobs()
    code = latest_code("password_reset_code")
    for _ in range(5):
        app.post("auth/password/reset", {"key": "0000 0000", "password": NEW_PASSWORD})
    late = app.post("auth/password/reset", {"key": code, "password": NEW_PASSWORD})
    assert codes(late) == {"no_tries_left"}


def test_unknown_and_known_people_are_answered_alike(person, clock):
    answers = []
    for name in ("alice@mail.example", "alice", "nobody@mail.example", "nobody", "\U0001f600@x"):
        app, answer = ask(name)
        body = answer.json()
        assert body["meta"].pop("session_token")
        refusal = app.post("auth/password/reset", {"key": "0000 0000", "password": NEW_PASSWORD})
        answers.append((answer.status_code, body, refusal.status_code, refusal.json()))
    assert all(answer == answers[0] for answer in answers)
    assert Challenge.objects.count() == 5


def test_asking_is_limited(person, clock):
    answers = [ask()[1] for _ in range(6)]
    assert [answer.status_code for answer in answers] == [401] * 5 + [429]


def test_without_a_recovery_under_way(db):
    data = {"key": "12345678", "password": NEW_PASSWORD}
    assert App().post("auth/password/reset", data).status_code == 409


def test_changing(person, clock):
    elsewhere = token_of(person)
    app = App()
    app.sign_in()
    before = app.token
    wrong = {"current_password": "not the password", "new_password": NEW_PASSWORD}
    answer = app.post("account/password/change", wrong)
    assert (answer.status_code, codes(answer)) == (400, {"wrong"})
    assert User.objects.get().failed_sign_ins == 1
    weak = {"current_password": PASSWORD, "new_password": "short"}
    assert codes(app.post("account/password/change", weak)) == {"password_refused"}
    right = {"current_password": PASSWORD, "new_password": NEW_PASSWORD}
    answer = app.post("account/password/change", right)
    assert answer.status_code == 200
    assert app.token != before, "a copy of the token is worth nothing"
    assert App(before).get("auth/session").status_code == 410
    assert App(elsewhere).get("auth/session").status_code == 410
    assert app.get("auth/session").status_code == 200
    assert Session.objects.count() == 1
    assert kinds() == [("password_changed", "email", "alice@mail.example")]


def test_no_password_is_made_of_what_others_know(person, clock):
    number = Member.objects.get(user=person).account.number
    wish = f"{number}-{number}-{number}"
    app = App()
    app.sign_in()
    data = {"current_password": PASSWORD, "new_password": wish}
    assert codes(app.post("account/password/change", data)) == {"password_refused"}
    app, _ = ask()
    run_jobs()
    data = {"key": latest_code("password_reset_code"), "password": wish}
    assert codes(app.post("auth/password/reset", data)) == {"password_refused"}


def test_eight_characters_do_beside_a_second_factor_only(person, clock):
    app = App()
    app.sign_in()
    data = {"current_password": PASSWORD, "new_password": "kiwi-9-moor"}
    assert codes(app.post("account/password/change", data)) == {"password_refused"}
    secret = app.get("account/authenticators/totp").json()["meta"]["secret"]
    code = code_of(secret, step_at(clock.now))
    assert app.post("account/authenticators/totp", {"code": code}).status_code == 200
    assert app.post("account/password/change", data).status_code == 200
    assert codes(app.delete("account/authenticators/totp")) == {"short_password"}


@pytest.mark.parametrize("route", ["account/password/change", "auth/reauthenticate"])
def test_strangers_are_told_to_sign_in(db, route):
    answer = App().post(route, {"password": "x", "current_password": "x", "new_password": "y"})
    assert answer.status_code == 401
    assert answer.json()["meta"]["is_authenticated"] is False
