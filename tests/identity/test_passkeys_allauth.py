"""allauth's own forms and functions meet our rules: the app's door stands on them."""

import json
from types import SimpleNamespace
from typing import Any

import pytest
from allauth.core.context import request_context
from allauth.core.exceptions import ImmediateHttpResponse, ReauthenticationRequired
from allauth.headless.constants import Client
from allauth.mfa.models import Authenticator as Row
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from allauth.mfa.webauthn.internal import auth, flows
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from hearthline.identity.adapters.allauth import passkeys
from hearthline.identity.models import Passkey
from tests import factories
from tests.identity.authenticator import Authenticator
from tests.identity.test_manage_passkeys import keep
from tests.identity.test_use_passkey import NONSENSE

DEEP = ("[[", '{"a":{')


@pytest.fixture
def request_(person):
    request: Any = RequestFactory().post("/")
    request.session = {}
    request.user = person
    request.allauth = SimpleNamespace(headless=SimpleNamespace(client=Client.BROWSER))
    with request_context(request):
        yield request


def added(person, **how: Any):
    device = Authenticator(**how)
    keep(person, device)
    return device


def use(form, device, **more: Any):
    options = auth.begin_authentication(**more)
    return form({"credential": json.dumps(device.get(options))})


def test_every_seam_is_where_we_put_our_own():
    """Fails when an upgrade of allauth moves a function that ours take the place of."""
    ours = {passkeys.__name__, "hearthline.identity.passkeys.party"}
    for name in (
        "get_server",
        "begin_registration",
        "begin_authentication",
        "parse_registration_response",
        "parse_authentication_response",
        "extract_user_from_response",
        "complete_registration",
        "complete_authentication",
    ):
        assert getattr(auth, name).__module__ in ours, name
    for name in (
        "_signup_or_add_authenticator",
        "_remove_authenticator_without_reauthentication",
        "rename_authenticator",
    ):
        assert getattr(flows, name).__module__ in ours, name
    # Our functions are called by these; that they still are, the tests below see.
    for name in ("add_authenticator", "remove_authenticator", "perform_passwordless_login"):
        assert getattr(flows, name).__module__ == flows.__name__


def test_the_counter_is_kept_and_a_copy_refused(person, request_):
    device = added(person)
    assert use(LoginWebAuthnForm, device).is_valid()
    assert Passkey.objects.get().sign_count == device.count
    device.count = 0
    form = use(LoginWebAuthnForm, device)
    assert form.errors.as_data()["credential"][0].code == "incorrect_code"
    assert Passkey.objects.get().refused_at


def test_no_keys_are_listed(person, request_):
    added(person)
    options = auth.begin_authentication(person)["publicKey"]
    assert options["allowCredentials"] == []
    assert options["userVerification"] == "required"


def test_only_ones_that_sign_in_by_themselves(person, request_):
    options = auth.begin_registration(person, False)["publicKey"]
    assert options["authenticatorSelection"]["residentKey"] == "required"
    assert options["authenticatorSelection"]["userVerification"] == "required"
    form = AddWebAuthnForm(
        {"credential": json.dumps(Authenticator().create({"publicKey": options}))}, user=person
    )
    assert form.is_valid(), form.errors


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "http://localhost", "http://testserver:1"]
)
def test_no_other_origin(person, request_, origin):
    device = added(person)
    device.origin = origin
    assert not use(LoginWebAuthnForm, device).is_valid()


@pytest.mark.parametrize("text", [text for text in NONSENSE if not text.startswith(DEEP)])
def test_nonsense_is_refused_by_every_form(person, request_, text):
    """What is nested too deeply is the door's to refuse, before a form reads it."""
    values = {"credential": text}
    auth.begin_authentication()
    assert not LoginWebAuthnForm(values).is_valid()
    assert not ReauthenticateWebAuthnForm(values, user=person).is_valid()
    auth.begin_registration(person, True)
    assert not AddWebAuthnForm(values, user=person).is_valid()


def test_without_a_question(person, request_):
    device = added(person)
    options = auth.begin_authentication()
    credential = {"credential": json.dumps(device.get(options))}
    request_.session.clear()
    assert not LoginWebAuthnForm(credential).is_valid()
    options = auth.begin_registration(person, True)
    credential = {"credential": json.dumps(Authenticator().create(options))}
    request_.session.clear()
    assert not AddWebAuthnForm(credential, user=person).is_valid()


def test_somebody_elses_key_proves_nothing(person, request_):
    device = added(factories.make_user("mallory"))
    options = auth.begin_authentication(person)
    form = ReauthenticateWebAuthnForm({"credential": json.dumps(device.get(options))}, user=person)
    assert not form.is_valid()


def test_the_last_one_stays_also_here(person, request_, monkeypatch):
    device = added(person)
    person.set_unusable_password()
    person.save()
    row = Row.objects.get()
    with pytest.raises(ReauthenticationRequired):
        flows.remove_authenticator(request_, row)
    monkeypatch.setattr(flows, "raise_if_reauthentication_required", lambda *_, **__: None)
    with pytest.raises(ImmediateHttpResponse) as answer:
        flows.remove_authenticator(request_, row)
    assert answer.value.response.status_code == 409
    assert Row.objects.filter(pk=row.pk).exists()
    assert device.credential_id == bytes(Passkey.objects.get().credential_id)


def test_nobody_signed_in_skips_nothing(request_):
    request_.user = AnonymousUser()
    with pytest.raises(ReauthenticationRequired):
        flows.remove_authenticators(request_, [SimpleNamespace()])
