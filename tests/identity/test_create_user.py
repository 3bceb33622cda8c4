"""People come into being with two unique names and a password worth having."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from allauth.account.models import EmailAddress
from django.db import connections

from hearthline.identity.models import User
from hearthline.identity.operations import UnableToCreateUser, create_user
from tests.queued import waiting

NOW = datetime(2026, 3, 16, 15, 0, tzinfo=UTC)


PASSWORD = "three words are Enough"


def create(username="alice", email="alice@mail.example", password=PASSWORD):
    return create_user(username=username, email=email, password=password, language="en", now=NOW)


@pytest.mark.django_db
def test_a_user_has_a_verified_email_address():
    user = User.objects.get(pk=create(email="Alice@Mail.example"))
    assert user.email == "alice@mail.example"
    address = EmailAddress.objects.get(user=user)
    assert (address.email, address.verified, address.primary) == (user.email, True, True)
    assert user.check_password("three words are Enough")
    assert not user.check_password("three words are enough")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "username", ["ab", "a@b", "a b", ".abc", "x" * 61, "ünal", "a\nb", "abc\n", ""]
)
def test_usernames(username):
    with pytest.raises(UnableToCreateUser) as refused:
        create(username=username)
    assert list(refused.value.errors) == ["username"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "email", ["", "a", "a@", "a@b", "a@b.c\nBcc: x@y.example", "a b@c.example"]
)
def test_email_addresses(email):
    with pytest.raises(UnableToCreateUser) as refused:
        create(email=email)
    assert list(refused.value.errors) == ["email"]


@pytest.mark.django_db
def test_names_are_unique_in_any_case():
    create()
    with pytest.raises(UnableToCreateUser) as refused:
        create(username="ALICE", email="other@mail.example")
    assert list(refused.value.errors) == ["username"]
    with pytest.raises(UnableToCreateUser) as refused:
        create(username="user_username_unique", email="ALICE@mail.example")
    assert list(refused.value.errors) == ["email"]
    assert User.objects.count() == 1
    assert waiting() == []


def test_the_same_name_in_the_same_moment(committed):
    def one(n):
        try:
            return create(email=f"p{n}@mail.example")
        except UnableToCreateUser as error:
            return list(error.errors)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        ends = list(pool.map(one, range(4)))
    assert ends.count(["username"]) == 3
    assert User.objects.count() == 1
