"""A log holds nothing that signs anybody in, and nothing that says who they are."""

import io
import json
import logging
import logging.config
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from hearthline.identity.models import User
from hearthline.kernel.logs import logging_settings
from tests import factories
from tests.api.identity.app import App
from tests.identity.pages import latest_code
from tests.queued import run_jobs

EMAIL = "marked-person@mail.example"
NEW_EMAIL = "marked-new@mail.example"
PASSWORD = "marked walnuts in a drawer"
WRONG = "marked wrong password"
PHONE = "+12175550177"
PLACE = "203.0.113.77"
AGENT = "Marked/1.0 (X11; Linux)"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What a production process writes, and Django's own words about each request on top."""
    text = io.StringIO()
    settings = logging_settings("DEBUG")
    settings["handlers"]["stderr"] |= {"stream": text}
    settings["loggers"]["django.request"]["level"] = "DEBUG"
    settings["loggers"]["django.db.backends"] = {"level": "WARNING"}  # DEBUG only logs with DEBUG=1
    logging.config.dictConfig(settings)
    yield text
    logging.config.dictConfig(logging_settings("ERROR"))


def walk(marks: set[str]) -> None:
    """Sign in and fail to, recover, change, break; by pages and by app."""
    browser = Client(
        headers={"User-Agent": AGENT}, REMOTE_ADDR=PLACE, raise_request_exception=False
    )
    app = App()
    for name in (EMAIL, "marked-person", "marked-nobody"):
        browser.post("/sign-in/", {"login": name, "password": WRONG})
        app.post("auth/login", {"username": name, "password": WRONG})
    browser.get("/sign-in/?next=/bills/marked-next/")
    browser.get("/marked-address/?token=marked-token")
    browser.post("/recover/username/", {"email": EMAIL})
    browser.post("/recover/password/", {"identifier": EMAIL})
    marks.add(browser.session["recovery"]["reference"])
    run_jobs()
    code = latest_code("password_reset_code")
    marks |= {code, code.replace(" ", "")}
    wrong = {"reference": "marked-reference", "code": code, "new_password": WRONG}
    browser.post("/recover/password/code/", wrong)
    browser.post("/sign-in/", {"login": EMAIL, "password": PASSWORD})
    marks.add(browser.cookies["session"].value)
    browser.post("/settings/email/", {"email": NEW_EMAIL})
    browser.post("/settings/phone/", {"phone": PHONE})
    run_jobs()
    app.sign_in(EMAIL, PASSWORD)
    marks.add(app.token)
    app.post("auth/reauthenticate", {"password": WRONG})
    Client(enforce_csrf_checks=True).post("/sign-in/", {"login": EMAIL, "password": PASSWORD})
    Client().get("/", headers={"Host": "marked.example"})


def test_nothing_marked_is_in_the_log(
    db: None, log: io.StringIO, monkeypatch: pytest.MonkeyPatch, settings: Any
):
    from django.contrib.auth.hashers import make_password

    factories.make_member(
        factories.make_account(), factories.make_user("marked-person", email=EMAIL)
    )
    User.objects.update(password=make_password(PASSWORD))
    marks = {"marked", PLACE, PHONE, PHONE[2:], "testserver/"}
    walk(marks)
    _fail(monkeypatch)
    text = log.getvalue()
    assert "django.request" in text, "something was logged"
    assert "status=500" in text
    found = sorted(mark for mark in marks if mark.lower() in text.lower())
    assert found == [], text


def _fail(monkeypatch: pytest.MonkeyPatch) -> None:
    """A failure of ours whose message quotes what was typed."""

    def fail(**values: Any) -> None:
        raise RuntimeError(f"quotes {values}")

    monkeypatch.setattr("hearthline.identity.operations.ask_for_username", fail)
    browser = Client(raise_request_exception=False)
    answer = browser.post("/recover/username/?token=marked", {"email": EMAIL})
    assert answer.status_code == 500


def test_a_failure_says_where_it_was(db: None, log: io.StringIO, monkeypatch: pytest.MonkeyPatch):
    _fail(monkeypatch)
    text = log.getvalue()
    assert "RuntimeError" in text
    assert "route='recover/username/'" in text
    assert "recovery.py" in text, "the line in our code"


def test_a_broken_constraint_is_named_without_what_broke_it(db: None, log: io.StringIO):
    from django.db import IntegrityError, transaction

    factories.make_user("marked-person", email=EMAIL)
    try:
        with transaction.atomic():
            factories.make_user("marked-person", email="other@mail.example")
    except IntegrityError:
        logging.getLogger("hearthline.test").exception("something broke")
    text = log.getvalue()
    assert "user_username_unique" in text
    assert "marked" not in text


def test_what_waits_in_the_queue_holds_no_secret_and_no_contact(db: None):
    """Its arguments are logged where a job fails."""
    from django.db import connection

    factories.make_user("marked-person", email=EMAIL)
    browser = Client()
    browser.post("/recover/username/", {"email": EMAIL})
    browser.post("/recover/password/", {"identifier": EMAIL})
    with connection.cursor() as cursor:
        cursor.execute("SELECT args FROM procrastinate_jobs")
        rows = [row[0] for row in cursor.fetchall()]
    assert len(rows) == 2
    text = json.dumps(rows)
    assert "marked" not in text
    assert browser.session["recovery"]["reference"] not in text
