"""A new email address or phone number from an app."""

from datetime import timedelta

import pytest

from hearthline.identity.models import User
from tests import factories
from tests.api.identity.app import App, codes, token_of
from tests.identity.pages import kinds, latest_code
from tests.queued import run_jobs

NEW = "new@mail.example"


def fresh(person):
    return App(token_of(person, is_proven=True))


def test_a_new_address(person, clock):
    app = fresh(person)
    assert app.get("account/email").json()["data"] == [
        {"email": "alice@mail.example", "verified": True, "primary": True}
    ]
    answer = app.post("account/email", {"email": NEW})
    assert answer.json()["data"][1] == {"email": NEW, "verified": False, "primary": False}
    run_jobs()
    assert codes(app.post("auth/email/verify", {"key": "00000000"})) == {"wrong_code"}
    assert app.post("auth/email/verify/resend").status_code == 200
    run_jobs()
    code = latest_code("email_change_code")
    assert app.post("auth/email/verify", {"key": code}).status_code == 200
    assert User.objects.get().email == NEW
    assert ("email_changed", "email", "alice@mail.example") in kinds()
    assert codes(app.post("auth/email/verify", {"key": code})) == {"code_expired"}


def test_a_taken_address_is_answered_like_any_other(person, clock):
    factories.make_user("mallory")
    app = fresh(person)
    free = app.post("account/email", {"email": NEW})
    taken = app.post("account/email", {"email": "mallory@mail.example"})
    assert free.status_code == taken.status_code == 200
    run_jobs()
    assert ("email_change_taken", "email", "mallory@mail.example") in kinds()


def test_the_one_that_waits_gets_another_code_or_is_forgotten(person, clock):
    app = fresh(person)
    assert codes(app("put", "account/email", {"email": NEW})) == {"unknown"}, "nothing waits"
    app.post("account/email", {"email": NEW})
    run_jobs()
    first = latest_code("email_change_code")
    assert app("put", "account/email", {"email": NEW.upper()}).status_code == 200
    run_jobs()
    code = latest_code("email_change_code")
    assert code != first
    left = app.delete("account/email", {"email": NEW})
    assert [line["email"] for line in left.json()["data"]] == ["alice@mail.example"]
    assert codes(app.post("auth/email/verify", {"key": code})) == {"code_expired"}
    assert User.objects.get().email == "alice@mail.example"
    app.post("account/email", {"email": "other@mail.example"})
    assert app.delete("account/email", {"email": "other@mail.example"}).status_code == 200
    before = len(kinds())
    run_jobs()
    assert len(kinds()) == before, "one that isn't sent yet isn't sent any more"


def test_there_is_one_address_and_it_is_the_primary_one(person, clock):
    factories.make_user("mallory")
    app = fresh(person)
    own = {"email": "Alice@mail.example", "primary": True}
    assert app("patch", "account/email", own).json()["data"][0]["primary"] is True
    assert codes(app.delete("account/email", {"email": "alice@mail.example"})) == {"unknown"}
    answers = {
        app("patch", "account/email", {"email": other, "primary": True}).content
        for other in ("mallory@mail.example", "nobodys@mail.example")
    }
    assert len(answers) == 1, "nothing shows of others"


@pytest.mark.parametrize(
    ("route", "data"),
    [
        ("account/email", {"email": NEW}),
        ("auth/email/verify", {"key": "12345678"}),
        ("auth/email/verify/resend", None),
        ("account/phone", {"phone": "+12175550199"}),
        ("auth/phone/verify", {"code": "12345678"}),
        ("auth/phone/verify/resend", None),
    ],
)
def test_each_step_wants_a_fresh_proof(person, clock, route, data):
    app = fresh(person)
    clock.now += timedelta(minutes=5)
    methods = ("post", "put", "patch", "delete") if route == "account/email" else ("post",)
    for method in methods:
        answer = app(method, route, data)
        assert answer.status_code == 401, method
        assert answer.json()["meta"]["is_authenticated"] is True
    assert kinds() == []


@pytest.mark.parametrize("email", ["", "no address", "alice@mail.example", "x" * 300])
def test_what_is_no_new_address(person, clock, email):
    assert fresh(person).post("account/email", {"email": email}).status_code == 400


def test_a_new_number(person, clock):
    app = fresh(person)
    assert app.get("account/phone").json()["data"] == []
    assert app.post("auth/phone/verify/resend").status_code == 409
    answer = app.post("account/phone", {"phone": "(217) 555-0199"})
    assert answer.status_code == 202
    assert answer.json()["data"] == [{"phone": "+12175550199", "verified": False}]
    run_jobs()
    code = latest_code("phone_change_code")
    assert app.post("auth/phone/verify", {"code": code}).status_code == 200
    assert app.get("account/phone").json()["data"] == [{"phone": "+12175550199", "verified": True}]


def test_asking_is_limited(person, clock):
    app = fresh(person)
    answers = [app.post("account/email", {"email": f"new{n}@mail.example"}) for n in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
