"""Signing in and out, as a browser does it."""

import pytest

from tests import factories
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice():
    return factories.make_user("Alice", email="Alice.Archer@Mail.example")


def sign_in(client, login="alice", password=PASSWORD, **extra):
    return client.post("/sign-in/", {"login": login, "password": password}, **extra)


@pytest.mark.parametrize(
    "login", ["Alice", "alice", "ALICE", "alice.archer@mail.example", " Alice.Archer@Mail.example "]
)
def test_username_and_email_in_any_case(client, alice, login):
    response = sign_in(client, login)
    assert response.status_code == 302
    assert response["Location"] == "/"
    assert client.session["_auth_user_id"] == str(alice.pk)


@pytest.mark.parametrize(
    "password", [PASSWORD.lower(), PASSWORD.upper(), PASSWORD + " ", " " + PASSWORD]
)
def test_passwords_are_case_sensitive_and_exact(client, alice, password):
    assert sign_in(client, password=password).status_code == 422
    assert "_auth_user_id" not in client.session


def test_unknown_name_and_wrong_password_look_the_same(client, alice):
    def page(login):
        response = sign_in(client, login, "not the password")
        assert response.status_code == 422
        text = response.content.decode().replace(login, "NAME")
        return strip(text)

    assert page("alice") == page("nobody")
    assert "case-sensitive" in page("alice")
    assert "NAME" in page("alice"), "the typed name is kept"
    assert "not the password" not in page("alice")


def strip(text):
    import re

    text = re.sub(r'(name="csrfmiddlewaretoken" value=")[^"]*', r"\1", text)
    return re.sub(r'nonce="[^"]*"', "", text)
