"""The second step of a sign-in from an app, setting it up, and a code in place of a password."""

from datetime import timedelta

import pytest

from hearthline.identity.models import Session, SignIn, User
from hearthline.identity.operations import FAILURE_CAP
from hearthline.identity.totp import code_of, step_at
from tests.api.identity.app import App, codes, token_of
from tests.identity.pages import kinds, latest_code
from tests.queued import run_jobs

TOTP = "account/authenticators/totp"
STEP = "auth/2fa/authenticate"


def set_up(person, clock):
    """An authenticator app; returns its secret and the recovery codes that came with it."""
    app = App(token_of(person, is_proven=True))
    shown = app.get(TOTP)
    assert shown.status_code == 404
    secret = shown.json()["meta"]["secret"]
    assert secret in shown.json()["meta"]["totp_url"]
    done = app.post(TOTP, {"code": code_of(secret, step_at(clock.now))})
    assert done.status_code == 200
    clock.now += timedelta(minutes=1)
    return secret, done.json()["data"]["recovery_codes"]


def flow(answer, name="mfa_authenticate"):
    return next(flow for flow in answer.json()["data"]["flows"] if flow["id"] == name)


def test_a_code_of_the_app(person, clock):
    secret, _ = set_up(person, clock)
    app = App()
    first = app.sign_in()
    assert first.status_code == 401
    assert flow(first)["is_pending"] is True
    assert flow(first)["means"][0] == "app"
    assert app.get("account/email").status_code == 401, "nobody is signed in yet"
    wrong = app.post(STEP, {"code": "000000"})
    assert (wrong.status_code, codes(wrong)) == (400, {"wrong_code"})
    number = code_of(secret, step_at(clock.now))
    assert app.post(STEP, {"code": number}).status_code == 200
    assert app.get("account/email").status_code == 200
    again = App()
    again.sign_in()
    assert codes(again.post(STEP, {"code": number})) == {"wrong_code"}, "each number once"
    outcomes = list(SignIn.objects.order_by("id").values_list("outcome", flat=True))
    assert outcomes == [
        "second_step",
        "wrong_second_step",
        "signed_in",
        "second_step",
        "wrong_second_step",
    ]


def test_a_recovery_code_works_once(person, clock):
    _, recovery = set_up(person, clock)
    assert len(recovery) == 10
    for status in (200, 400):
        app = App()
        app.sign_in()
        assert app.post(STEP, {"code": recovery[0].lower()}).status_code == status
    app = App(token_of(person, is_proven=True))
    left = app.get("account/authenticators/recovery-codes").json()["data"]
    assert left["unused_code_count"] == 9
    assert "unused_codes" not in left, "shown once"
    new = app.post("account/authenticators/recovery-codes").json()["data"]["unused_codes"]
    assert not set(new) & set(recovery)
    types = {line["type"] for line in app.get("account/authenticators").json()["data"]}
    assert types == {"totp", "recovery_codes"}


def test_a_phone_that_is_trusted_is_let_off(person, clock):
    secret, _ = set_up(person, clock)
    app = App()
    app.sign_in()
    answer = app.post(STEP, {"code": code_of(secret, step_at(clock.now)), "trust": True})
    assert answer.status_code == 200
    app.token = ""
    assert app.sign_in().status_code == 200, "by its cookie"
    assert App().sign_in().status_code == 401


def test_tries_are_limited_and_a_half_sign_in_ends(person, clock):
    set_up(person, clock)
    app = App()
    app.sign_in()
    answers = [app.post(STEP, {"code": "000000"}) for _ in range(11)]
    assert [answer.status_code for answer in answers] == [400] * 10 + [429]
    assert App().post(STEP, {"code": "000000"}).status_code == 401, "nothing is pending"
    assert App().post("auth/2fa/send", {"by": "email"}).status_code == 409


def test_a_code_is_sent(person, clock):
    set_up(person, clock)
    app = App()
    assert "email" in flow(app.sign_in())["means"]
    assert flow(app.post("auth/2fa/send", {"by": "email"}))["sent"] == ["email"]
    run_jobs()
    answer = app.post(STEP, {"code": latest_code("second_step_code")})
    assert answer.status_code == 200


def test_switched_off(person, clock):
    set_up(person, clock)
    app = App(token_of(person, is_proven=True))
    assert app.delete(TOTP).status_code == 200
    assert app.delete(TOTP).status_code == 200, "what was asked for"
    assert app.get("account/authenticators").json()["data"] == []
    assert App().sign_in().status_code == 200


@pytest.mark.parametrize(
    ("method", "route"),
    [
        ("get", TOTP),
        ("post", TOTP),
        ("delete", TOTP),
        ("get", "account/authenticators/recovery-codes"),
        ("post", "account/authenticators/recovery-codes"),
    ],
)
def test_each_wants_a_fresh_proof(person, clock, method, route):
    answer = App(token_of(person))(method, route, {"code": "000000"} if method == "post" else None)
    assert answer.status_code == 401
    assert answer.json()["meta"]["is_authenticated"] is True


def test_a_code_in_place_of_a_password(person, clock):
    User.objects.update(failed_sign_ins=FAILURE_CAP)
    app = App()
    asked = app.post("auth/code/request", {"email": "alice"})
    assert flow(asked, "login_by_code")["is_pending"] is True
    run_jobs()
    code = latest_code("sign_in_code")
    assert codes(app.post("auth/code/confirm", {"code": "00000000"})) == {"wrong_code"}
    elsewhere = App()
    assert elsewhere.post("auth/code/confirm", {"code": code}).status_code == 409
    assert app.post("auth/code/confirm", {"code": code}).status_code == 200
    assert SignIn.objects.get().method == "email_code"
    assert Session.objects.filter(user=person).count() == 1


def test_another_code_in_place_of_the_first(person, clock):
    app = App()
    assert app.post("auth/code/resend").status_code == 409, "none was asked for"
    app.post("auth/code/request", {"email": "alice"})
    run_jobs()
    first = latest_code("sign_in_code")
    assert app.post("auth/code/resend").status_code == 200
    run_jobs()
    assert app.post("auth/code/confirm", {"code": first}).status_code == 400
    assert app.post("auth/code/confirm", {"code": latest_code("sign_in_code")}).status_code == 200
    assert app.post("auth/code/resend").status_code == 409
    other = App()
    other.post("auth/code/request", {"email": "nobody"})
    statuses = [other.post("auth/code/resend").status_code for _ in range(5)]
    assert statuses == [200] * 4 + [429], "the same for nobody, and limited"


def test_a_sign_in_that_is_held_says_how_it_goes_on(person, clock):
    User.objects.update(held_at=clock.now)
    app = App()
    app.post("auth/code/request", {"email": "alice"})
    run_jobs()
    answer = app.post("auth/code/confirm", {"code": latest_code("sign_in_code")})
    assert (answer.status_code, codes(answer)) == (400, {"held"})
    assert app.get("account/email").status_code == 401
    assert Session.objects.filter(user=person).count() == 0


def test_who_has_a_factor_passes_it_after_a_code_too(person, clock):
    secret, _ = set_up(person, clock)
    app = App()
    app.post("auth/code/request", {"email": "alice"})
    run_jobs()
    answer = app.post("auth/code/confirm", {"code": latest_code("sign_in_code")})
    assert answer.status_code == 401
    assert "email" not in flow(answer)["means"], "one mailbox isn't two factors"
    assert app.post(STEP, {"code": code_of(secret, step_at(clock.now))}).status_code == 200


def test_asking_for_a_code_is_the_same_for_nobody(person, clock):
    answers = []
    for name in ("alice", "nobody"):
        app = App()
        body = app.post("auth/code/request", {"email": name}).json()
        body["meta"].pop("session_token")
        answers.append((body, app.post("auth/code/confirm", {"code": "00000000"}).json()))
    assert answers[0] == answers[1]
    run_jobs()
    assert [kind for kind, *_ in kinds()] == ["sign_in_code"]
