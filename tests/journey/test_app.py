"""An app's whole life against a real server: each way in, a proof, a new password, a recovery."""

import pytest

from tests.house import PASSWORD, House
from tests.identity.authenticator import Authenticator
from tests.journey.phone_app import Codes, PhoneApp

pytestmark = pytest.mark.xdist_group("house")
NAME = "alice"
NEW_PASSWORD = "nine-lanterns-over-the-orchard"
LAST_PASSWORD = "eleven-herons-under-the-bridge"
TOTP = "account/authenticators/totp"
PASSKEYS = "account/authenticators/webauthn"
SIX_MINUTES = """
from datetime import datetime, timedelta
from hearthline.identity.models import Session
from hearthline.identity.sessions import PROVEN_AT, SessionStore
store = SessionStore()
for row in Session.objects.all():
    values = store.decode(row.data)
    if PROVEN_AT in values:
        at = datetime.fromisoformat(values[PROVEN_AT]) - timedelta(minutes=6)
        values[PROVEN_AT] = at.isoformat()
        row.data = store.encode(values)
        row.save(update_fields=["data"])
"""


def pass_six_minutes(house: House) -> None:
    """For every proof; who waits so long has nothing else to show."""
    done = house.command("django", "shell", "--command", SIX_MINUTES)
    assert done.returncode == 0, done.stderr


def test_an_apps_life(house: House):
    app = PhoneApp(house)
    assert app.sign_in(NAME).status_code == 200
    device = adds_a_passkey(app)
    codes, recovery = sets_up_an_authenticator_app(app)
    signs_in_with_two_steps(app, codes)
    steps_up(app, house, device)
    changes_the_password(app, house)
    ends_another(app, house, recovery[1])
    signs_in_by_passkey(house, device)
    recovers(house, recovery)
    signs_in_by_a_code_that_was_sent_twice(house, recovery[2])


def adds_a_passkey(app: PhoneApp) -> Authenticator:
    device = Authenticator(rp_id="localhost", origin=app.home)
    options = app.ask("GET", PASSKEYS).json()["data"]["creation_options"]
    added = app.ask("POST", PASSKEYS, {"credential": device.create(options), "name": "My phone"})
    assert added.status_code == 200, added.text
    return device


def sets_up_an_authenticator_app(app: PhoneApp) -> tuple[Codes, list[str]]:
    shown = app.ask("GET", TOTP)
    assert shown.status_code == 404
    codes = Codes(shown.json()["meta"]["secret"])
    on = app.ask("POST", TOTP, {"code": codes.next()})
    assert on.status_code == 200, on.text
    kept = on.json()["data"].get("recovery_codes")
    if not kept:  # they came with the passkey; here are others
        made = app.ask("POST", "account/authenticators/recovery-codes")
        kept = made.json()["data"]["unused_codes"]
    assert len(kept) == 10
    assert app.ask("DELETE", "auth/session").status_code == 401
    app.token = ""
    return codes, kept


def signs_in_with_two_steps(app: PhoneApp, codes: Codes) -> None:
    first = app.sign_in(NAME)
    assert first.status_code == 401
    flows = {flow["id"]: flow for flow in first.json()["data"]["flows"]}
    assert {"app", "passkey", "recovery"} <= set(flows["mfa_authenticate"]["means"])
    assert app.ask("GET", "account/email").status_code == 401, "halfway opens nothing"
    assert app.ask("POST", "auth/2fa/authenticate", {"code": "000000"}).status_code == 400
    done = app.ask("POST", "auth/2fa/authenticate", {"code": codes.next(), "by": "app"})
    assert done.status_code == 200, done.text


def steps_up(app: PhoneApp, house: House, device: Authenticator) -> None:
    """By the password, and by the passkey; before that, nothing that matters."""
    for prove in ("password", "passkey"):
        pass_six_minutes(house)
        refused = app.ask("POST", "account/email", {"email": "alice-new@mail.example"})
        assert refused.status_code == 401
        assert refused.json()["meta"]["is_authenticated"] is True
        before = app.token
        if prove == "password":
            proven = app.ask("POST", "auth/reauthenticate", {"password": PASSWORD})
        else:
            question = app.ask("GET", "auth/webauthn/reauthenticate")
            credential = device.get(question.json()["data"]["request_options"])
            proven = app.ask("POST", "auth/webauthn/reauthenticate", {"credential": credential})
        assert proven.status_code == 200, proven.text
        assert app.token != before, "a copy of the old token is worth nothing"
    asked = app.ask("POST", "account/email", {"email": "alice-new@mail.example"})
    assert asked.status_code == 200
    left = app.ask("DELETE", "account/email", {"email": "alice-new@mail.example"})
    assert len(left.json()["data"]) == 1, "she thought better of it"


def changes_the_password(app: PhoneApp, house: House) -> None:
    other = PhoneApp(house)
    other.token = app.token
    wish = {"current_password": PASSWORD, "new_password": NEW_PASSWORD}
    changed = app.ask("POST", "account/password/change", wish)
    assert changed.status_code == 200, changed.text
    assert other.ask("GET", "auth/session").status_code == 410
    assert PhoneApp(house).sign_in(NAME).status_code == 400, "the old one opens nothing"


def ends_another(app: PhoneApp, house: House, recovery: str) -> None:
    other, mallory = PhoneApp(house), PhoneApp(house)
    assert other.sign_in(NAME, NEW_PASSWORD).status_code == 401
    done = other.ask("POST", "auth/2fa/authenticate", {"code": recovery, "by": "recovery"})
    assert done.status_code == 200, done.text
    listed = app.ask("GET", "auth/sessions").json()["data"]
    assert sum(line["is_current"] for line in listed) == 1
    ids = [line["id"] for line in listed if not line["is_current"]]
    assert mallory.sign_in("mallory").status_code == 200
    assert mallory.ask("DELETE", "auth/sessions", {"sessions": ids}).status_code == 400
    left = app.ask("DELETE", "auth/sessions", {"sessions": ids}).json()["data"]
    assert [line["is_current"] for line in left] == [True]
    assert other.ask("GET", "auth/session").status_code == 410


def signs_in_by_passkey(house: House, device: Authenticator) -> None:
    """No second step: it is two factors by itself. A copy of it opens nothing."""
    app = PhoneApp(house)
    options = app.ask("GET", "auth/webauthn/login").json()["data"]["request_options"]
    answer = device.get(options)
    done = app.ask("POST", "auth/webauthn/login", {"credential": answer})
    assert done.status_code == 200, done.text
    assert done.json()["data"]["user"]["username"] == NAME
    replayed = PhoneApp(house)
    assert replayed.ask("POST", "auth/webauthn/login", {"credential": answer}).status_code == 400


def recovers(house: House, recovery: list[str]) -> None:
    """A new password by a code; it is no way around the second step."""
    app = PhoneApp(house)
    assert app.ask("POST", "auth/password/request", {"email": NAME}).status_code == 401
    code = app.code_for(f"{NAME}@", "code")
    wish = {"key": code, "password": LAST_PASSWORD}
    assert app.ask("POST", "auth/password/reset", wish).status_code == 401
    app.token = ""
    assert app.sign_in(NAME, NEW_PASSWORD).status_code == 400
    first = app.sign_in(NAME, LAST_PASSWORD)
    assert first.status_code == 401, first.text
    done = app.ask("POST", "auth/2fa/authenticate", {"code": recovery[0], "by": "recovery"})
    assert done.status_code == 200, done.text
    left = app.ask("GET", "account/authenticators/recovery-codes").json()["data"]
    assert left["unused_code_count"] == 8


def signs_in_by_a_code_that_was_sent_twice(house: House, recovery: str) -> None:
    app = PhoneApp(house)
    assert app.ask("POST", "auth/code/request", {"email": NAME}).status_code == 401
    first = app.code_for(f"{NAME}@", "sign in")
    assert app.ask("POST", "auth/code/resend").status_code == 200
    second = app.code_for(f"{NAME}@", "sign in", not_in=first)
    assert app.ask("POST", "auth/code/confirm", {"code": first}).status_code == 400
    step = app.ask("POST", "auth/code/confirm", {"code": second})
    assert step.status_code == 401, step.text
    done = app.ask("POST", "auth/2fa/authenticate", {"code": recovery, "by": "recovery"})
    assert done.status_code == 200, done.text
