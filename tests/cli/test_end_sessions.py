"""Staff sign people out from a terminal."""

import pytest
from click.testing import CliRunner
from django.test import Client

from hearthline.cli.end_sessions import end_sessions
from hearthline.identity.models import SecurityEvent, Session
from tests import factories
from tests.api.identity.app import App, token_of

pytestmark = pytest.mark.django_db


def signed_in(user):
    browser = Client()
    browser.force_login(user)
    return browser


def test_staff_end_one_persons_sessions():
    alice, mallory = factories.make_user("alice"), factories.make_user("mallory")
    browser, other, token = signed_in(alice), signed_in(mallory), token_of(alice)
    done = CliRunner().invoke(end_sessions, ["ALICE@mail.example"])
    assert (done.exit_code, done.output) == (0, "Sessions that ended: 2\n")
    assert browser.get("/security/").status_code == 302
    assert App(token).get("auth/session").status_code == 410
    assert other.get("/security/").status_code == 200
    event = SecurityEvent.objects.get()
    assert (event.user_id, event.kind) == (alice.pk, "sessions_ended_by_us")


def test_staff_end_everybodys():
    browsers = [signed_in(factories.make_user(name)) for name in ("alice", "mallory")]
    done = CliRunner().invoke(end_sessions, ["--everybody"])
    assert (done.exit_code, done.output) == (0, "Sessions that ended: 2\n")
    assert not Session.objects.exists()
    assert [browser.get("/security/").status_code for browser in browsers] == [302, 302]


@pytest.mark.parametrize("arguments", [[], ["alice", "--everybody"], ["nobody"]])
def test_refused(arguments):
    factories.make_user("alice")
    assert CliRunner().invoke(end_sessions, arguments).exit_code != 0
