"""Authenticator apps, recovery codes, the length of passwords: set up, replaced, switched off."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from hearthline.identity import operations, totp
from hearthline.identity.models import RecoveryCode, SecurityEvent, User
from hearthline.identity.operations import (
    FactorRefusal,
    UnableToChangeFactor,
    UnableToChangePassword,
    UnableToMakeRecoveryCodes,
    make_recovery_codes,
    new_app_secret,
    read_app_secret,
    switch_off_app,
    switch_on_app,
    use_recovery_code,
)
from hearthline.identity.queries import has_second_factor, recovery_codes_left
from hearthline.identity.recovery_codes import ALPHABET, new_codes
from hearthline.identity.sealing import UnableToUnseal, seal, unseal
from tests import factories
from tests.factories import PASSWORD
from tests.identity.pages import kinds
from tests.identity.test_second_step import App
from tests.identity.test_sign_in import sign_in

pytestmark = pytest.mark.django_db
PAGE = "/security/authenticator-app/"


@pytest.fixture
def alice(person):
    client = Client()
    sign_in(client)
    return client


def set_up(client, clock):
    client.get(PAGE)
    secret = read_app_secret(sealed=client.session["app_secret"])
    code = totp.code_of(secret, totp.step_at(clock.now))
    return secret, client.post(PAGE, {"code": code})


# -- RFC 6238's own examples (appendix B, SHA-1, the last six digits) -----------------------------


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")],
)
def test_codes_are_those_of_the_standard(seconds, code):
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    assert totp.code_of(secret, seconds // 30) == code


# -- Setting up ----------------------------------------------------------------------------------


def test_set_up_with_a_code_of_its_own(alice, person, clock):
    page = alice.get(PAGE).content.decode()
    secret = read_app_secret(sealed=alice.session["app_secret"])
    assert secret not in alice.session["app_secret"]
    assert totp.in_groups(secret) in page
    assert "<svg" in page
    assert f"otpauth://totp/Maple%20County%20Fiber%3Aalice?secret={secret}" in page
    assert not has_second_factor(person.pk), "not before a code was right"
    response = alice.post(PAGE, {"code": "000000"})
    assert response.status_code == 422
    assert totp.in_groups(secret) in response.content.decode(), "the same secret again"
    _, response = set_up(alice, clock)
    text = response.content.decode()
    made = RecoveryCode.objects.filter(user=person).count()
    assert (response.status_code, made) == (200, 10)
    assert "no-store" in response["Cache-Control"]
    assert text.count("<code>") == 10
    assert has_second_factor(person.pk)
    assert kinds()[-1][0] == "authenticator_app_on"
    assert set(SecurityEvent.objects.values_list("kind", flat=True)) >= {
        "authenticator_app_on",
        "recovery_codes_made",
    }
    assert "app_secret" not in alice.session


def test_the_secret_is_sealed_and_opens_with_an_earlier_key(person, clock, settings):
    app = App(person, clock.now)
    kept = Authenticator.objects.get().data["secret"]
    assert app.secret not in kept
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another key", [settings.SECRET_KEY]
    assert unseal(kept) == app.secret
    assert unseal(seal("new")) == "new"
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(UnableToUnseal):
        unseal(kept)
    with pytest.raises(UnableToUnseal):
        unseal("nonsense")


def test_a_key_that_is_gone_makes_codes_wrong_and_breaks_nothing(person, clock, settings):
    App(person, clock.now)
    row = Authenticator.objects.get()
    row.data["secret"] = "nonsense"
    row.save()
    assert not operations.authenticator_app.use_app_code(
        user_id=person.pk, code="123456", now=clock.now
    )


def test_the_page_wants_a_fresh_proof(alice, clock):
    clock.now += timedelta(minutes=6)
    for address in (PAGE, PAGE + "remove/", "/security/recovery-codes/"):
        assert alice.get(address)["Location"].startswith("/security/confirm/")
        assert alice.post(address)["Location"].startswith("/security/confirm/")


def test_a_new_app_takes_the_place_of_the_old_one(alice, person, clock):
    old, _ = set_up(alice, clock)
    assert "Set up on another phone" in alice.get(PAGE).content.decode()
    alice.get(PAGE + "?new")
    clock.now += timedelta(minutes=1)
    _new, response = set_up(alice, clock)
    if response.status_code == 200:
        pytest.fail("recovery codes stay as they are")
    assert unseal(Authenticator.objects.get().data["secret"]) != old
    assert recovery_codes_left(person.pk) == 10


def test_switched_off(alice, person, clock):
    set_up(alice, clock)
    assert "recovery codes stop working" in alice.get(PAGE + "remove/").content.decode()
    assert alice.post(PAGE + "remove/")["Location"] == "/security/"
    assert not has_second_factor(person.pk)
    assert recovery_codes_left(person.pk) == 0
    assert kinds()[-1][0] == "authenticator_app_off"
    assert SecurityEvent.objects.latest("id").kind == "authenticator_app_off"
    with pytest.raises(UnableToChangeFactor) as refused:
        switch_off_app(user_id=person.pk, user_agent="", now=clock.now)
    assert refused.value.refusal is FactorRefusal.NOT_ON


def test_twenty_tries_to_set_up(person, clock):
    sealed = new_app_secret()

    def wrong():
        with pytest.raises(UnableToChangeFactor) as refused:
            switch_on_app(
                user_id=person.pk, sealed_secret=sealed, code="x", user_agent="", now=clock.now
            )
        return refused.value.refusal

    assert {wrong() for _ in range(20)} == {FactorRefusal.WRONG_CODE}
    assert wrong() is FactorRefusal.TOO_MANY


# -- Recovery codes ------------------------------------------------------------------------------


def test_codes_are_easy_to_read_and_hard_to_guess():
    codes = new_codes()
    assert len(set(codes)) == 10
    for code in codes:
        assert len(code.replace("-", "")) == 10
        assert set(code) <= {*ALPHABET, "-"}
    assert not {"O", "I", "L", "U"} & set(ALPHABET)


def test_only_slow_hashes_are_kept(person, clock):
    app = App(person, clock.now)
    for row in RecoveryCode.objects.all():
        assert row.code_hash.startswith("argon2$argon2id$")
        assert not any(code.replace("-", "") in row.code_hash for code in app.codes)
    assert not Authenticator.objects.filter(type="recovery_codes").exists(), "nor a seed"


@pytest.mark.parametrize("change", [str, str.lower, lambda code: code.replace("-", "  ")])
def test_however_a_code_is_typed(person, clock, change):
    app = App(person, clock.now)
    assert use_recovery_code(user_id=person.pk, code=change(app.codes[0]), now=clock.now)


def test_letters_that_look_like_digits(person, clock, monkeypatch):
    monkeypatch.setattr("hearthline.identity.recovery_codes.secrets.choice", iter_choice())
    app = App(person, clock.now)
    code = next(code for code in app.codes if "0" in code or "1" in code)
    typed = code.replace("0", "o").replace("1", "l")
    assert use_recovery_code(user_id=person.pk, code=typed, now=clock.now)


def iter_choice():
    from itertools import cycle

    letters = cycle("0123456789ABC")  # thirteen, so that ten in a row differ each time
    return lambda _alphabet: next(letters)


def test_new_codes_end_the_old_ones(alice, person, clock):
    app = App(person, clock.now)
    alice.get("/security/recovery-codes/")
    response = alice.post("/security/recovery-codes/")
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert not use_recovery_code(user_id=person.pk, code=app.codes[0], now=clock.now)
    assert kinds()[-1][0] == "recovery_codes_made"
    assert recovery_codes_left(person.pk) == 10


def test_few_left_is_said(alice, person, clock):
    app = App(person, clock.now)
    for code in app.codes[:8]:
        assert use_recovery_code(user_id=person.pk, code=code, now=clock.now)
    from hearthline.notices.models import Message

    assert "Make new ones" in Message.objects.latest("id").body_text
    assert "2 left" in alice.get("/security/").content.decode()


def test_no_codes_without_a_factor(alice, person, now):
    with pytest.raises(UnableToMakeRecoveryCodes):
        make_recovery_codes(user_id=person.pk, now=now)
    assert alice.get("/security/recovery-codes/")["Location"] == "/security/"
    assert alice.post("/security/recovery-codes/")["Location"] == "/security/"


def test_mallory_sees_and_changes_nothing_of_alices(person, clock):
    App(person, clock.now)
    factories.make_user("mallory")
    mallory = Client()
    sign_in(mallory, "mallory")
    mallory.post(PAGE + "remove/")
    mallory.post("/security/recovery-codes/")
    assert has_second_factor(person.pk)
    assert recovery_codes_left(person.pk) == 10
    assert RecoveryCode.objects.exclude(user=person).count() == 0


# -- The length of passwords ---------------------------------------------------------------------


def change(person, clock, password, current=PASSWORD):
    operations.change_password(
        user_id=person.pk,
        current_password=current,
        new_password=password,
        session_key="",
        user_agent="",
        now=clock.now,
    )


def test_eight_characters_are_enough_only_with_a_second_factor(person, clock, books_are_right):
    with pytest.raises(UnableToChangePassword) as refused:
        change(person, clock, "vK4!walnut")
    assert "15" in refused.value.errors[0]
    App(person, clock.now)
    with pytest.raises(UnableToChangePassword) as refused:
        change(person, clock, "vK4!waln"[:7])
    assert "8" in refused.value.errors[0]
    change(person, clock, "vK4!walnut")
    assert User.objects.get().has_short_password


def test_the_last_factor_stays_while_the_password_is_short(person, clock, books_are_right):
    app = App(person, clock.now)
    change(person, clock, "vK4!walnut")
    client = Client()
    assert sign_in(client, password="vK4!walnut")["Location"] == "/sign-in/second-step/"
    client.post("/sign-in/second-step/", {"by": "app", "code": app.at(clock.now)})
    assert "First choose a password" in client.get(PAGE + "remove/").content.decode()
    assert client.post(PAGE + "remove/").status_code == 422
    assert has_second_factor(person.pk)
    assert recovery_codes_left(person.pk) == 10
    change(person, clock, "four walnuts in a drawer", current="vK4!walnut")
    clock.now += timedelta(seconds=1)
    switch_off_app(user_id=person.pk, user_agent="", now=clock.now)
    assert not User.objects.get().has_short_password


@pytest.mark.parametrize("has_app", [True, False])
def test_a_reset_takes_a_short_password_with_a_second_factor_only(person, clock, has_app):
    from tests.identity.pages import latest_code
    from tests.queued import run_jobs

    if has_app:
        App(person, clock.now)
    reference = operations.ask_for_password_reset(
        identifier="alice", language="en", place="here", now=clock.now
    )
    run_jobs("send_code")
    asked = {
        "reference": reference,
        "password": "vK4!walnut",
        "place": "here",
        "now": clock.now,
    }
    with pytest.raises(operations.UnableToRecover) as refused:
        operations.reset_password(code="0000 0000", **asked)
    assert refused.value.refusal == "wrong_code", "nobody learns who has a second factor"
    code = latest_code("password_reset_code")
    if has_app:
        operations.reset_password(code=code, **asked)
        assert User.objects.get().has_short_password
    else:
        with pytest.raises(operations.UnableToRecover) as refused:
            operations.reset_password(code=code, **asked)
        assert "15" in refused.value.errors[0]
