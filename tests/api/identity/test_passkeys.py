"""Passkeys of an app: added, used to sign in and to prove oneself, named, removed."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.conf import settings

from hearthline.identity.models import Session, SignIn, User
from hearthline.identity.operations import FAILURE_CAP
from tests import factories
from tests.api.identity.app import App, codes, token_of
from tests.identity.authenticator import Authenticator
from tests.identity.pages import kinds


def phone():
    """A phone that keeps one passkey of this site."""
    host = str(urlsplit(settings.SITE_URL).hostname)
    return Authenticator(rp_id=host, origin=settings.SITE_URL)


def add(app, device, name="My phone"):
    options = app.get("account/authenticators/webauthn").json()["data"]["creation_options"]
    credential = device.create(options)
    return app.post("account/authenticators/webauthn", {"credential": credential, "name": name})


def answer_to(app, device, route):
    options = app.get(route).json()["data"]["request_options"]
    return app.post(route, {"credential": device.get(options)})


def first_of(app):
    """The passkey in the list; its recovery codes stand beside it."""
    return app.get("account/authenticators").json()["data"][0]


def test_recovery_codes_come_with_the_first(person, clock):
    app = App(token_of(person, is_proven=True))
    codes_shown = add(app, phone()).json()["data"]["recovery_codes"]
    assert len(codes_shown) == 10
    assert "recovery_codes" not in add(app, phone(), "Another").json()["data"]
    assert codes_shown[0] not in str(app.get("account/authenticators").json())


@pytest.fixture
def device(person, clock):
    device = phone()
    assert add(App(token_of(person, is_proven=True)), device).status_code == 200
    return device


def test_the_whole_way(device, person, clock):
    app = App()
    answer = answer_to(app, device, "auth/webauthn/login")
    assert answer.status_code == 200
    assert answer.json()["data"]["user"]["username"] == "alice"
    assert SignIn.objects.latest("id").method == "passkey"
    line = first_of(app)
    assert (line["type"], line["name"], line["is_passwordless"]) == ("webauthn", "My phone", True)
    assert line["last_used_at"] is not None
    changed = app("put", "account/authenticators/webauthn", {"id": line["id"], "name": "Old phone"})
    assert changed.json()["data"]["name"] == "Old phone"
    removed = app.delete("account/authenticators/webauthn", {"authenticators": [line["id"]]})
    assert removed.status_code == 200
    assert app.get("account/authenticators").json()["data"] == []
    assert {"passkey_added", "passkey_removed"} <= {kind for kind, *_ in kinds()}


def test_as_a_proof(device, person, clock):
    app = App(token_of(person))
    assert app.post("account/email", {"email": "new@mail.example"}).status_code == 401
    assert answer_to(app, device, "auth/webauthn/reauthenticate").status_code == 200
    assert app.post("account/email", {"email": "new@mail.example"}).status_code == 200


def test_somebody_elses_proves_nothing(device, person, clock):
    app = App(token_of(factories.make_user("mallory")))
    assert answer_to(app, device, "auth/webauthn/reauthenticate").status_code == 400
    assert app.post("account/email", {"email": "new@mail.example"}).status_code == 401


def test_an_answer_works_once(device, person, clock):
    app = App()
    options = app.get("auth/webauthn/login").json()["data"]["request_options"]
    answer = {"credential": device.get(options)}
    other = App(app.token)
    assert app.post("auth/webauthn/login", answer).status_code == 200
    assert other.post("auth/webauthn/login", answer).status_code in {400, 410}
    late = App()
    options = late.get("auth/webauthn/login").json()["data"]["request_options"]
    answer = {"credential": device.get(options)}
    clock.now += timedelta(minutes=10)
    assert codes(late.post("auth/webauthn/login", answer)) == {"expired"}


def test_without_a_question(device, person, clock):
    app = App()
    options = app.get("auth/webauthn/login").json()["data"]["request_options"]
    assert App().post("auth/webauthn/login", {"credential": device.get(options)}).status_code == 400


def test_a_copy_is_refused(device, person, clock):
    token = token_of(person)
    device.steps = 0
    answer = answer_to(App(), device, "auth/webauthn/login")
    assert codes(answer) == {"cloned"}
    assert App(token).get("auth/session").status_code == 410, "everybody is signed out"


def test_a_copy_proves_nothing_and_signs_out(device, person, clock):
    app = App(token_of(person))
    device.steps = 0
    assert codes(answer_to(app, device, "auth/webauthn/reauthenticate")) == {"cloned"}
    assert app.get("auth/session").status_code in {401, 410}


def test_a_passkey_passes_when_passwords_do_not(device, person, clock):
    User.objects.update(failed_sign_ins=FAILURE_CAP)
    assert App().sign_in().status_code == 400
    assert answer_to(App(), device, "auth/webauthn/login").status_code == 200


def test_the_last_way_in_stays(device, person, clock):
    person.set_unusable_password()
    person.save()
    app = App(token_of(person, is_proven=True))
    line = first_of(app)
    answer = app.delete("account/authenticators/webauthn", {"authenticators": [line["id"]]})
    assert (answer.status_code, codes(answer)) == (409, {"last_way_in"})


def test_mallory_names_and_removes_nothing_of_hers(device, person, clock):
    line = first_of(App(token_of(person)))
    app = App(token_of(factories.make_user("mallory"), is_proven=True))
    for number in (line["id"], 987_654):
        wish = {"id": number, "name": "Mine"}
        renamed = app("put", "account/authenticators/webauthn", wish)
        removed = app.delete("account/authenticators/webauthn", {"authenticators": [number]})
        assert (renamed.status_code, removed.status_code) == (400, 400)
        assert codes(renamed) == codes(removed) == {"invalid_choice"}
    assert app.get("account/authenticators").json()["data"] == []


@pytest.mark.parametrize("method", ["get", "post", "put", "delete"])
def test_each_change_wants_a_fresh_proof(device, person, clock, method):
    answer = App(token_of(person))(
        method, "account/authenticators/webauthn", {} if method != "get" else None
    )
    assert answer.status_code == 401
    assert answer.json()["meta"]["is_authenticated"] is True


@pytest.mark.parametrize(
    "credential",
    [
        None,
        [],
        "x",
        7,
        {},
        {"id": 1},
        {"response": {}},
        {"id": "x", "rawId": "x", "type": "public-key"},
    ],
)
@pytest.mark.parametrize("route", ["auth/webauthn/login", "auth/webauthn/reauthenticate"])
def test_malformed_credentials(person, clock, route, credential):
    app = App(token_of(person)) if "reauthenticate" in route else App()
    app.get(route)
    assert app.post(route, {"credential": credential}).status_code == 400


def test_the_same_question_for_everybody_and_nothing_of_nobody_stays_long(person, clock):
    app = App()
    options = app.get("auth/webauthn/login").json()["data"]["request_options"]["publicKey"]
    assert options["allowCredentials"] == []
    session = Session.objects.get()
    assert session.expires_at - session.seen_at <= timedelta(minutes=31)
