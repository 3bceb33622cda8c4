"""The second step of a sign-in, as a browser meets it."""

import re
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver

from hearthline.identity import operations, totp
from hearthline.identity.models import Browser, RecoveryCode, SecurityEvent, Session, SignIn, User
from hearthline.identity.operations import new_app_secret, read_app_secret, switch_on_app
from hearthline.notices.models import Message
from tests import factories
from tests.architecture.test_access import PAGES
from tests.factories import PASSWORD
from tests.identity.pages import kinds, latest_code
from tests.identity.test_sign_in import is_signed_in, sign_in
from tests.queued import run_jobs

pytestmark = pytest.mark.django_db
STEP = "/sign-in/second-step/"
STEPS = ("sign-in/second-step", "_allauth/browser/v1/auth/webauthn/authenticate", "demo/")
"""Where a half sign-in may go on; and the demo's inbox, which shows everybody's mail."""


class App:
    """An authenticator app, set up."""

    def __init__(self, user, now) -> None:
        sealed = new_app_secret()
        self.secret = read_app_secret(sealed=sealed)
        self.codes = switch_on_app(
            user_id=user.pk,
            sealed_secret=sealed,
            code=self.at(now - timedelta(seconds=30)),
            user_agent="",
            now=now,
        )

    def at(self, moment):
        return totp.code_of(self.secret, totp.step_at(moment))


@pytest.fixture
def app(person, clock):
    return App(person, clock.now)


def half(client=None, login="alice", **values: Any):
    """Somebody who has typed the right password."""
    client = client or Client()
    response = sign_in(client, login, **values)
    assert response["Location"] == STEP
    return client


def type_code(client, code, by="app", **more: Any):
    return client.post(STEP, {"by": by, "code": code, **more})


# -- Who is asked --------------------------------------------------------------------------------


def test_without_a_factor_nobody_is_asked_and_it_costs_no_statement(client, person):
    with CaptureQueriesContext(connection) as seen:
        assert sign_in(client)["Location"] == "/"
    assert len(seen) <= 3, [query["sql"] for query in seen]


def test_an_app_is_asked_for_and_its_code_lets_in(person, app, clock):
    client = half(next="/security/")
    assert not is_signed_in(client)
    assert "authenticator app" in client.get(STEP).content.decode()
    response = type_code(client, app.at(clock.now))
    assert (response.status_code, response["Location"]) == (302, "/security/")
    assert is_signed_in(client)
    rows = list(SignIn.objects.order_by("id").values_list("outcome", "method"))
    assert rows == [("second_step", "password"), ("signed_in", "password")]


def test_the_code_may_be_typed_in_groups(person, app, clock):
    code = app.at(clock.now)
    assert type_code(half(), f" {code[:3]} {code[3:]} ").status_code == 302


def test_a_wrong_code_is_refused_and_written_down(person, app):
    client = half()
    response = type_code(client, "000000")
    assert response.status_code == 422
    assert "isn&#x27;t right" in response.content.decode()
    assert SignIn.objects.latest("id").outcome == "wrong_second_step"
    assert not is_signed_in(client)


def test_an_unusual_sign_in_of_somebody_without_a_factor_takes_an_emailed_code(person, monkeypatch):
    be_unusual(monkeypatch)
    client = half()
    run_jobs("send_code")
    assert kinds()[-1] == ("second_step_code", "email", "alice@mail.example")
    page = client.get(STEP).content.decode()
    assert "looks different" in page
    assert "mail.example" not in page, "where it went is nobody's business yet"
    assert "trust" not in page
    assert type_code(client, latest_code("second_step_code"), "email").status_code == 302
    assert is_signed_in(client)
    row = SignIn.objects.latest("id")
    assert (row.outcome, row.score, row.reasons) == ("signed_in", 90, ["new_device"])


def be_unusual(monkeypatch):
    from hearthline.identity.adapters.allauth import stages
    from hearthline.identity.risk.judging import Judgement

    unusual = Judgement(90, ("new_device",), needs_second_step=True)
    monkeypatch.setattr(stages, "judge_sign_in", lambda **_: unusual)


def test_staff_get_no_code_sent_once_they_have_a_factor(clock):
    sam = factories.make_user("sam", is_staff=True, phone="+12175550100")
    app = App(sam, clock.now)
    client = half(login="sam")
    page = client.get(STEP).content.decode()
    assert "by email" not in page
    assert "by text message" not in page
    assert client.post(STEP + "send/", {"by": "email"})["Location"] == "/sign-in/"
    assert type_code(client, app.at(clock.now)).status_code == 302


def test_a_provider_may_send_no_codes(person, app, settings):
    settings.SECOND_STEP_FALLBACKS = []
    assert "by email" not in half().get(STEP).content.decode()


# -- Codes that are sent -------------------------------------------------------------------------


def test_a_code_by_text_message(person, app):
    User.objects.update(phone="+12175550123")
    client = half()
    page = client.get(STEP + "?by=sms").content.decode()
    assert "5550123" not in page
    assert client.post(STEP + "send/", {"by": "sms"})["Location"] == STEP + "?by=sms"
    run_jobs("send_code")
    message = Message.objects.get(kind="second_step_code")
    assert (message.channel, message.recipient) == ("sms", "+12175550123")
    assert "testserver" in message.body_text
    assert type_code(client, latest_code("second_step_code"), "sms").status_code == 302


def test_a_code_for_another_sign_in_is_worth_nothing(person, app):
    mine, theirs = half(), half()
    mine.post(STEP + "send/", {"by": "email"})
    run_jobs("send_code")
    code = latest_code("second_step_code")
    theirs.post(STEP + "send/", {"by": "email"})
    assert type_code(theirs, code, "email").status_code == 422
    assert type_code(mine, code, "email").status_code == 302


def test_five_codes_in_ten_minutes(person, app):
    client = half()
    for _ in range(7):
        client.post(STEP + "send/", {"by": "email"})
    run_jobs("send_code")
    assert Message.objects.filter(kind="second_step_code").count() == 5


# -- Once is enough ------------------------------------------------------------------------------


def test_a_code_works_once(person, app, clock):
    code = app.at(clock.now)
    assert type_code(half(), code).status_code == 302
    for seconds in (0, 29, 31, 59):
        clock.now += timedelta(seconds=seconds)
        assert type_code(half(), code).status_code == 422, f"again after {seconds} s"


@pytest.mark.parametrize(("seconds", "status"), [(-61, 422), (30, 302), (61, 422), (3600, 422)])
def test_clocks_may_be_one_step_wrong(person, app, clock, seconds, status):
    clock.now += timedelta(seconds=3600)  # the step of the set-up lies behind
    code = app.at(clock.now + timedelta(seconds=seconds))
    assert type_code(half(), code).status_code == status


def test_an_older_code_is_worth_nothing_after_a_newer_one(person, app, clock):
    clock.now += timedelta(hours=1)
    assert type_code(half(), app.at(clock.now)).status_code == 302
    assert type_code(half(), app.at(clock.now - timedelta(seconds=30))).status_code == 422


def test_a_recovery_code_works_once_and_is_told(person, app):
    code = app.codes[3]
    client = half()
    assert type_code(client, code.lower().replace("-", " "), "recovery").status_code == 302
    assert is_signed_in(client)
    assert kinds()[-1] == ("recovery_code_used", "email", "alice@mail.example")
    assert "9 left" in Message.objects.latest("id").body_text
    assert type_code(half(), code, "recovery").status_code == 422
    assert SecurityEvent.objects.latest("id").details == {"left": 9}


# -- Tries ---------------------------------------------------------------------------------------


def test_ten_wrong_tries_over_all_means(person, app, clock):
    client = half()
    for n in range(10):
        by = ("app", "recovery")[n % 2]
        assert "Too many tries" not in type_code(client, "nonsense", by).content.decode()
    assert "Too many tries" in type_code(client, app.at(clock.now)).content.decode()
    another = half()
    assert "Too many tries" in type_code(another, app.at(clock.now)).content.decode()
    clock.now += timedelta(minutes=16)
    assert type_code(half(), app.at(clock.now)).status_code == 302, "nobody is locked out for good"


def test_strangers_tries_leave_a_known_browser_alone(person, app, clock):
    own = half()
    assert type_code(own, app.at(clock.now)).status_code == 302
    own.post("/sign-out/")
    stranger = half()
    for _ in range(11):
        last = type_code(stranger, "111111")
    assert "Too many tries" in last.content.decode()
    clock.now += timedelta(minutes=1)
    assert type_code(half(own), app.at(clock.now)).status_code == 302


def test_right_codes_are_not_counted(person, app, clock):
    for _ in range(11):
        clock.now += timedelta(minutes=1)
        assert type_code(half(), app.at(clock.now)).status_code == 302


def test_fifty_wrong_codes_in_a_row_shut_the_app_until_another_way_was_passed(person, app, clock):
    row = Authenticator.objects.get()
    row.data["wrong"] = 50
    row.save()
    assert type_code(half(), app.at(clock.now)).status_code == 422
    assert type_code(half(), app.codes[0], "recovery").status_code == 302
    assert type_code(half(), app.at(clock.now)).status_code == 302


# -- Half signed in ------------------------------------------------------------------------------


def test_half_signed_in_opens_nothing(person, app):
    client, nobody = half(), Client()
    for page in PAGES:
        if "<" in page.route or page.route.startswith(STEPS):
            continue
        for method in ("get", "post"):
            if (page.route, method) in {("sign-in/", "post"), ("sign-out/", "post")}:
                continue
            answer = getattr(client, method)(f"/{page.route}")
            expected = getattr(nobody, method)(f"/{page.route}")
            assert answer.status_code == expected.status_code, page.route
            assert answer.headers.get("Location") == expected.headers.get("Location"), page.route
            assert "alice@" not in answer.content.decode("utf-8", "replace"), page.route
    assert not is_signed_in(client)
    assert Session.objects.filter(user=person).count() == 0


def test_it_ends_after_ten_minutes(person, app, clock, monkeypatch):
    import time

    client = half()
    now = time.time()
    monkeypatch.setattr("allauth.account.internal.stagekit.time.time", lambda: now + 601)
    assert client.get(STEP)["Location"] == "/sign-in/"
    assert type_code(client, app.at(clock.now))["Location"] == "/sign-in/"
    assert not is_signed_in(client)


def test_it_ends_when_the_password_changes(person, app, clock):
    client = half()
    person.set_password("a password nobody has seen")
    person.save()
    assert type_code(client, app.at(clock.now))["Location"] == "/sign-in/"
    assert not is_signed_in(client)


def test_without_a_first_step_there_is_no_second(client, person, app, clock):
    assert client.get(STEP)["Location"] == "/sign-in/"
    assert type_code(client, app.at(clock.now))["Location"] == "/sign-in/"
    assert client.post(STEP + "send/", {"by": "email"})["Location"] == "/sign-in/"
    assert not is_signed_in(client)


def test_mallorys_codes_open_nothing_of_alices(person, app, clock):
    mallory = factories.make_user("mallory")
    hers = App(mallory, clock.now)
    client = half()
    assert type_code(client, hers.at(clock.now)).status_code == 422
    assert type_code(client, hers.codes[0], "recovery").status_code == 422
    assert RecoveryCode.objects.filter(user=mallory, used_at__isnull=False).count() == 0


@pytest.mark.parametrize("by", ["passkey", "nonsense", "", "app\x00", "email"])
@pytest.mark.parametrize("code", ["", "\x00", "a" * 41, "१२३४५६", "-" * 40, "😀"])
def test_nonsense_is_refused_calmly(person, app, by, code):
    client = half()
    assert type_code(client, code, by).status_code < 500
    assert client.get(STEP, {"by": by}).status_code < 500
    assert not is_signed_in(client)


def test_the_page_in_spanish(person, app):
    client = half()
    client.cookies["language"] = "es"
    page = client.get(STEP).content.decode()
    assert "One more step" not in page
    assert "Un paso más" in page


def test_allauths_own_pages_of_factors_are_not_there(client):
    names = {pattern.name for pattern in get_resolver().url_patterns if hasattr(pattern, "name")}
    assert not any(name and name.startswith("mfa_") for name in names)
    assert client.get("/2fa/").status_code == 404


# -- Browsers that aren't asked ------------------------------------------------------------------


def trusting(app, clock):
    client = half()
    page = client.get(STEP).content.decode()
    assert "for 30 days" in page
    assert type_code(client, app.at(clock.now), trust="on").status_code == 302
    return client


def test_a_trusted_browser_is_not_asked_until_its_days_are_over(person, app, clock):
    client = trusting(app, clock)
    assert kinds()[-1][0] == "browser_trusted"
    client.post("/sign-out/")
    assert sign_in(client)["Location"] == "/"
    client.post("/sign-out/")
    assert sign_in(Client())["Location"] == STEP, "others are"
    clock.now += timedelta(days=31)
    assert sign_in(client)["Location"] == STEP


def test_a_shared_device_is_never_trusted(person, app, clock):
    client = half(shared="on")
    assert "trust" not in client.get(STEP).content.decode()
    type_code(client, app.at(clock.now), trust="on")
    assert is_signed_in(client)
    assert not Browser.objects.filter(trusted_until_at__isnull=False).exists()


def test_trust_is_listed_and_taken_back_by_its_owner_only(person, app, clock):
    client = trusting(app, clock)
    browser = Browser.objects.get()
    address = f"/security/browsers/{browser.pk}/ask-again/"
    assert address in client.get("/security/").content.decode()
    mallory = Client()
    factories.make_user("mallory")
    sign_in(mallory, "mallory")
    refused, unknown = mallory.post(address), mallory.post("/security/browsers/999999/ask-again/")
    assert refused.status_code == unknown.status_code == 404
    assert client.post(address)["Location"] == "/security/"
    assert SecurityEvent.objects.latest("id").kind == "browser_trust_ended"
    client.post("/sign-out/")
    assert sign_in(client)["Location"] == STEP


@pytest.mark.parametrize("what", ["password", "reset", "app"])
def test_trust_ends_with_a_new_password_and_a_new_factor(person, app, clock, what):
    trusting(app, clock)
    if what == "password":
        operations.change_password(
            user_id=person.pk,
            current_password=PASSWORD,
            new_password="four walnuts in a drawer",
            session_key="",
            user_agent="",
            now=clock.now,
        )
    elif what == "reset":
        reference = operations.ask_for_password_reset(
            identifier="alice", language="en", place="here", now=clock.now
        )
        run_jobs("send_code")
        operations.reset_password(
            reference=reference,
            code=latest_code("password_reset_code"),
            password="four walnuts in a drawer",
            place="here",
            now=clock.now,
        )
    else:
        operations.switch_off_app(user_id=person.pk, user_agent="", now=clock.now)
    assert not Browser.objects.filter(trusted_until_at__isnull=False).exists()


def test_a_stolen_trust_cookie_of_another_person_is_worth_nothing(person, app, clock):
    client = trusting(app, clock)
    mallory = factories.make_user("mallory")
    App(mallory, clock.now)
    client.post("/sign-out/")
    assert sign_in(client, "mallory")["Location"] == STEP


def test_messages_name_the_host_and_no_secret(person, app):
    texts = " ".join(Message.objects.values_list("body_text", flat=True))
    assert app.secret not in texts
    assert not any(code in texts for code in app.codes)
    assert not re.search(r"\d{4} \d{4}", texts)
