"""What `docs/security.md` promises and no other test looks at."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.test import Client

from hearthline.identity.models import RecoveryCode, Session, User
from hearthline.identity.operations import (
    PASSWORD_MAX_LENGTH,
    make_recovery_codes,
    password_errors,
    use_recovery_code,
)
from hearthline.identity.operations.codes import CODE_LIFETIME, CODE_TRIES
from hearthline.identity.queries.factors import means_of
from hearthline.identity.sessions import PROVEN_AT
from hearthline.identity.totp import code_of, matching_step, new_secret, step_at
from hearthline.kernel import clock
from hearthline.kernel.numbers import new_code, new_token
from tests import factories
from tests.architecture.test_access import PAGES
from tests.conftest import NOW
from tests.identity.test_sign_in import sign_in

FORMS = [
    "/sign-in/",
    "/security/password/",
    "/security/confirm/",
    "/recover/password/code/?reference=x",
]


def test_codes_are_random_long_enough_and_short_lived():
    found = [new_code() for _ in range(500)]
    assert all(re.fullmatch(r"\d{8}", code) for code in found), "26 bits"
    assert len(set(found)) > 495
    assert {code[0] for code in found} == set("0123456789"), "from all eight digits"
    assert timedelta(minutes=10) >= CODE_LIFETIME
    assert CODE_TRIES <= 5
    assert len({new_token() for _ in range(500)}) == 500
    assert len(new_token()) >= 43, "256 bits"


@pytest.mark.django_db
def test_nobody_is_there_before_somebody_is_made():
    """No account that comes along, with a password everybody knows."""
    assert User.objects.count() == 0


@pytest.mark.parametrize(
    "password",
    [
        "x" * 8 + "lantern orchard pebble " * 2,
        "ünïcödé und 日本語 \U0001f600 mit Leerzeichen",
        "lower case words only here",
    ],
)
def test_any_characters_and_many_of_them(password):
    assert password_errors(password=password) == {}


def test_sixty_four_characters_and_more():
    long = "lantern orchard pebble window " * 5
    assert PASSWORD_MAX_LENGTH >= 64
    assert password_errors(password=long[:64]) == {}
    assert password_errors(password=long[:PASSWORD_MAX_LENGTH]) == {}
    assert "password" in password_errors(password=long[: PASSWORD_MAX_LENGTH + 1])


@pytest.mark.django_db
def test_no_password_grows_too_old():
    factories.make_user("alice", now=NOW - timedelta(days=3_650))
    answer = sign_in(Client())
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")


@pytest.mark.django_db
def test_password_fields_hide_and_help():
    """Hidden as they are typed, open to password managers and to pasting."""
    alice = factories.make_user("alice")
    factories.make_member(factories.make_account(), alice)
    signed_in = Client()
    signed_in.force_login(alice)
    seen = 0
    for address in FORMS:
        browser = Client() if address.startswith(("/sign-in", "/recover")) else signed_in
        page = browser.get(address).content.decode()
        for field in re.findall(r"<input[^>]*name=\"[a-z_]*password\"[^>]*>", page):
            seen += 1
            assert 'type="password"' in field, field
            assert re.search(r'autocomplete="(current|new)-password', field), field
            assert not re.search(r"\bon[a-z]+=|readonly|maxlength=\"[0-9]{1,2}\"", field), field
    assert seen >= len(FORMS)


def test_no_script_hinders_pasting():
    from pathlib import Path

    import hearthline

    scripts = list(Path(hearthline.__file__).parent.glob("design/static/js/*.js"))
    assert scripts
    for script in scripts:
        assert "paste" not in script.read_text(), script.name


def test_no_hints_and_no_secret_questions():
    columns = {
        field.name
        for model in apps.get_app_config("identity").get_models()
        for field in model._meta.get_fields()
    }
    assert not [name for name in columns if re.search(r"hint|question|answer", name)]
    assert not [page.route for page in PAGES if re.search(r"hint|question", page.route)]


@pytest.mark.django_db
def test_who_is_deactivated_is_out_at_once():
    alice = factories.make_user("alice")
    browser = Client()
    browser.force_login(alice)
    assert browser.get("/security/").status_code == 200
    User.objects.update(is_active=False)
    assert browser.get("/security/").status_code == 302


@pytest.mark.django_db
def test_every_page_has_the_way_out():
    """Signing out is one tap from each page that knows who is there."""
    alice = factories.make_user("alice")
    factories.make_member(factories.make_account(), alice)
    browser = Client()
    browser.force_login(alice)
    looked = 0
    for page in PAGES:
        if page.access not in {"signed_in", "account_member"} or "<" in page.route:
            continue
        answer = browser.get(f"/{page.route}")
        if answer.status_code == 200 and "<!doctype" in answer.content.decode():
            looked += 1
            assert 'action="/sign-out/"' in answer.content.decode(), page.route
    assert looked > 10


@pytest.mark.django_db
def test_nobody_is_signed_in_by_a_link():
    """A session begins because somebody sent a form, never because they followed an address."""
    alice = factories.make_user("alice")
    for page in PAGES:
        if page.access == "anyone" and "<" not in page.route:
            Client().get(f"/{page.route}?login=alice&password={factories.PASSWORD}&code=12345678")
    assert not Session.objects.filter(user=alice).exists()


def test_fifteen_characters_or_eight_with_a_second_factor():
    ten = "kite harbo"
    assert "password" in password_errors(password=ten)
    assert password_errors(password=ten, has_second_factor=True) == {}
    assert "password" in password_errors(password=ten[:7], has_second_factor=True)
    assert "password" in password_errors(password="kite harbor 14")
    assert password_errors(password="kite harbor 15!") == {}


@pytest.mark.django_db
def test_recovery_codes_are_kept_as_passwords_are():
    alice = factories.make_user("alice")
    Authenticator.objects.create(
        user=alice, type="totp", data={"secret": "x", "last_step": 0, "wrong": 0}
    )
    codes = make_recovery_codes(user_id=alice.pk, now=NOW)
    kept = list(RecoveryCode.objects.values_list("code_hash", flat=True))
    assert len(kept) == len(set(kept)) == len(codes) == 10
    assert all(one.startswith("argon2$argon2id$") for one in kept)
    text = " ".join(kept)
    assert not [code for code in codes if code in text or code.replace("-", "") in text]
    assert use_recovery_code(user_id=alice.pk, code=codes[3], now=NOW)
    assert not use_recovery_code(user_id=alice.pk, code=codes[3], now=NOW)


def test_a_number_of_the_app_counts_for_its_half_minute():
    secret = new_secret()
    now = step_at(NOW)
    assert matching_step(secret, code_of(secret, now), after=0, now=NOW) == now
    for step in (now - 1, now + 1):
        assert matching_step(secret, code_of(secret, step), after=0, now=NOW) == step
    for step in (now - 2, now + 2):
        assert matching_step(secret, code_of(secret, step), after=0, now=NOW) is None
    assert matching_step(secret, code_of(secret, now), after=now, now=NOW) is None, "once"
    assert matching_step(secret, code_of(secret, now - 1), after=now, now=NOW) is None, "no older"


@pytest.mark.django_db
def test_text_messages_come_after_what_is_stronger(settings):
    alice = factories.make_user("alice", phone="+12175550199")
    Authenticator.objects.create(user=alice, type="totp", data={"secret": "x"})
    assert means_of(user_id=alice.pk, first_factor="password")[:2] == ("app", "sms")
    settings.SECOND_STEP_FALLBACKS = []
    assert means_of(user_id=alice.pk, first_factor="password") == ("app",)
    browser = Client()
    browser.force_login(alice)
    session = browser.session
    session[PROVEN_AT] = clock.now().isoformat()
    session.save()
    page = browser.get("/settings/phone/").content.decode()
    assert "Whoever takes over your number" in page, "says what a text message is worth"
