"""Smaller guards around signing in."""

import pytest
from click.testing import CliRunner
from django.core.exceptions import ValidationError
from django.test import Client, RequestFactory

from hearthline.identity.adapters.allauth.account import AccountAdapter
from hearthline.identity.checks import users_without_verified_email
from hearthline.identity.devices import device_name
from hearthline.identity.models import User
from hearthline.identity.operations import FAILURE_CAP
from hearthline.identity.passwords import EasyToGuessValidator
from hearthline.identity.places import place_of
from hearthline.notices.models import Message
from tests import factories
from tests.identity.test_sign_in import sign_in


@pytest.mark.parametrize(
    ("password", "is_fine"),
    [
        ("aaaaaaaaaaaaaaaa", False),
        ("1212121212121212", False),
        ("password12345678", False),
        ("Password-Password-Password", False),
        ("qwertyuiopasdfghjkl", False),
        ("abcdefghijklmnopqrstuvwxyz", False),
        ("Maple County Fiber 2026", False),
        ("correct horse battery staple", True),
        ("maple-syrup-on-pancakes", True),
        ("dK3#pq9!vvL0xz7", True),
        ("日本語のながいパスワードです。", True),
    ],
)
def test_long_and_easy_to_guess(password, is_fine):
    if is_fine:
        EasyToGuessValidator().validate(password)
    else:
        with pytest.raises(ValidationError):
            EasyToGuessValidator().validate(password)


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/120.0 Safari/537.36 Edg/120.0", "Edge, Windows"),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/120.0 Mobile Safari/537.36", "Chrome, Android"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 14.0; rv:120.0) Firefox/120.0", "Firefox, Mac"),
        ("Mozilla/5.0 (iPad; CPU OS 17_0 like Mac OS X) CriOS/120.0 Safari", "Chrome, iPad"),
        ("curl/8.0", ""),
        ("", ""),
    ],
)
def test_devices(agent, name):
    assert device_name(agent) == name


@pytest.mark.parametrize(
    ("remote", "forwarded", "proxies", "place"),
    [
        ("192.0.2.1", None, 0, "192.0.2.1"),
        ("192.0.2.1", "198.51.100.9", 0, "192.0.2.1"),
        ("10.0.0.1", "198.51.100.9", 1, "198.51.100.9"),
        ("10.0.0.1", "evil, 198.51.100.9", 1, "198.51.100.9"),
        ("10.0.0.1", "203.0.113.5, 198.51.100.9, 10.0.0.2", 2, "198.51.100.9"),
        ("10.0.0.1", "198.51.100.9", 2, "10.0.0.1"),
        ("10.0.0.1", "rubbish", 1, "unknown"),
        ("2001:db8:1:2:3:4:5:6", None, 0, "2001:db8:1:2::"),
        ("::ffff:192.0.2.1", None, 0, "192.0.2.1"),
        ("", None, 0, "unknown"),
    ],
)
def test_places(settings, remote, forwarded, proxies, place):
    settings.TRUSTED_PROXY_COUNT = proxies
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    assert place_of(RequestFactory().get("/", REMOTE_ADDR=remote, headers=headers)) == place


@pytest.mark.django_db
def test_the_owner_is_told_once_when_passwords_are_blocked():
    factories.make_user("alice", language="es")
    User.objects.update(failed_sign_ins=FAILURE_CAP - 1)
    for _ in range(3):
        sign_in(Client(), password="wrong")
    message = Message.objects.get()
    assert (message.kind, message.recipient) == ("sign_in_blocked", "alice@mail.example")
    assert message.language == "es"


@pytest.mark.django_db
def test_staff_let_people_in_again():
    from hearthline.cli.unblock_sign_in import unblock_sign_in

    factories.make_user("alice")
    User.objects.update(failed_sign_ins=FAILURE_CAP)
    assert sign_in(Client()).status_code == 422
    assert CliRunner().invoke(unblock_sign_in, ["ALICE@mail.example"]).exit_code == 0
    assert sign_in(Client()).status_code == 302
    assert CliRunner().invoke(unblock_sign_in, ["nobody"]).exit_code == 1


@pytest.mark.django_db
def test_signing_in_ends_a_registration_in_the_same_browser():
    factories.make_account(number="A-1")
    factories.make_user("alice")
    client = Client()
    client.post("/register/", {"account_number": "A-1", "postal_code": "62301"})
    assert "registration" in client.session
    sign_in(client)
    assert "registration" not in client.session


@pytest.mark.django_db
def test_mails_of_allauth_go_through_notices(settings):
    settings.TEMPLATES = [
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {
                "loaders": [
                    (
                        "django.template.loaders.locmem.Loader",
                        {
                            "messages/identity_password_changed.subject.txt": "Changed",
                            "messages/identity_password_changed.txt": "Hello {{ user.username }}",
                            "messages/_foot.txt": "",
                        },
                    )
                ]
            },
        }
    ]
    alice = factories.make_user("alice")
    AccountAdapter().send_mail("account/email/password_changed", alice.email, {"user": alice})
    message = Message.objects.get()
    assert (message.subject, message.body_text) == ("Changed", "Hello alice\n")
    assert message.is_secret


@pytest.mark.django_db
def test_check_finds_users_without_a_verified_address():
    from allauth.account.models import EmailAddress

    user = factories.make_user("alice")
    assert list(users_without_verified_email()) == []
    EmailAddress.objects.update(verified=False)
    assert list(users_without_verified_email()) == [
        f"user {user.pk} has no verified primary email address"
    ]


def test_sign_up_of_allauth_is_closed():
    assert AccountAdapter().is_open_for_signup(RequestFactory().get("/")) is False
