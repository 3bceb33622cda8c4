"""Settings: who the person is, and pages that speak their language."""

import pytest
from django.test import Client

from hearthline.identity.models import User
from hearthline.notices.models import Message
from tests.identity.test_sign_in import sign_in


@pytest.fixture
def alice(cast, client):
    client.force_login(cast.alice)
    return cast.alice


def test_everything_about_the_person_and_the_household(client, alice):
    page = client.get("/settings/").content.decode()
    for fact in ("alice", "alice@mail.example", "English", "ALICE-1", "Alice Archer", "Owner"):
        assert fact in page
    assert "Mill Road" in page


def test_the_role_of_each(client, cast):
    client.force_login(cast.bob)
    assert "Payer" in client.get("/settings/").content.decode()


def test_staff_and_people_without_an_account_have_settings_too(client, cast):
    client.force_login(cast.sam)
    page = client.get("/settings/")
    assert page.status_code == 200
    assert "Household" not in page.content.decode()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Alice Birch", "Alice Birch"),
        ("  Alice \t  B. ", "Alice B."),
        ("María-José Ñandú", "María-José Ñandú"),
        ("", ""),
        ("a\nb\u202ec", "a b c"),
        ("<b>Bold</b>", "<b>Bold</b>"),
    ],
)
def test_names(client, alice, typed, kept):
    assert client.post("/settings/name/", {"name": typed})["Location"] == "/settings/"
    alice.refresh_from_db()
    assert alice.name == kept
    page = client.get("/settings/").content.decode()
    assert "<b>Bold" not in page


def test_a_long_name_comes_back(client, alice):
    page = client.post("/settings/name/", {"name": "x" * 101})
    assert page.status_code == 422
    assert "x" * 101 in page.content.decode()


def test_the_language_changes_at_once_and_at_the_next_sign_in(client, alice):
    done = client.post("/settings/language/", {"language": "es"}, follow=True)
    page = done.content.decode()
    assert "Ajustes" in page
    assert "ahora en español" in page
    alice.refresh_from_db()
    assert alice.language == "es"
    elsewhere = Client()
    assert "Sign in" in elsewhere.get("/sign-in/").content.decode()
    sign_in(elsewhere)
    assert "Ajustes" in elsewhere.get("/settings/").content.decode()
    client.post("/recover/username/", {"email": "alice@mail.example"})
    from tests.queued import run_jobs

    run_jobs()
    assert Message.objects.latest("id").language == "es"


@pytest.mark.parametrize("language", ["", "fr", "../en", "EN"])
def test_other_languages_are_refused(client, alice, language):
    assert client.post("/settings/language/", {"language": language}).status_code == 422
    assert User.objects.get(pk=alice.pk).language == "en"


def test_mallory_changes_only_herself(client, cast):
    client.force_login(cast.mallory)
    client.post("/settings/name/", {"name": "Not Alice", "user_id": cast.alice.pk})
    cast.alice.refresh_from_db()
    assert cast.alice.name == ""
    page = client.get("/settings/").content.decode()
    for secret in ("alice", "ALICE-1", "Alice Archer"):
        assert secret not in page


def test_forms_need_their_token(cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.alice)
    for address in (
        "/settings/name/",
        "/settings/email/",
        "/settings/language/",
        "/security/password/",
        "/security/sessions/end-others/",
        "/settings/phone/remove/",
        "/security/confirm/",
    ):
        assert client.post(address, {}).status_code == 403, address


def test_nothing_of_it_is_kept_by_the_browser(client, alice):
    for address in ("/settings/", "/security/", "/security/password/", "/security/confirm/"):
        assert client.get(address)["Cache-Control"] == "no-store", address


def test_the_notifications_are_linked_where_they_are(client, alice):
    from django.urls import NoReverseMatch, reverse

    page = client.get("/settings/").content.decode()
    try:
        assert reverse("notification-settings") in page
    except NoReverseMatch:
        assert "Notifications" not in page
