"""Nothing follows what a request says about where it was sent."""

import pytest
from allauth.mfa.adapter import get_adapter
from django.test import Client, RequestFactory

from hearthline.identity.operations import ask_for_password_reset
from hearthline.notices.models import Message
from tests import factories
from tests.conftest import NOW
from tests.queued import run_jobs

EVIL = ["evil.example", "testserver.evil.example", "testserver@evil.example", "evil.example:80", ""]


@pytest.mark.parametrize("host", EVIL)
@pytest.mark.parametrize("address", ["/sign-in/", "/_allauth/app/v1/config", "/static/x.css"])
def test_other_hosts_are_refused(db: None, host: str, address: str):
    answer = Client().get(address, headers={"Host": host})
    assert answer.status_code in {400, 404}
    assert "evil" not in answer.content.decode()
    assert address.startswith("/static/") or answer.status_code == 400


def test_a_forwarded_host_changes_nothing(db: None):
    headers = {"X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example"}
    for address in ("/sign-in/", "/", "/recover/", "/_allauth/app/v1/config"):
        answer = Client().get(address, headers=headers)
        assert answer.status_code in {200, 302}
        assert "evil" not in answer.content.decode()
        assert "evil" not in str(answer.headers)


@pytest.mark.parametrize("host", [None, "evil.example", "localhost"])
def test_passkeys_are_for_the_site_and_codes_of_the_provider(settings, host: str | None):
    settings.SITE_URL = "https://people.example"
    request = RequestFactory().get("/", headers={"Host": host} if host else {})
    from allauth.core import context

    with context.request_context(request):
        adapter = get_adapter()
        assert adapter.get_public_key_credential_rp_entity()["id"] == "people.example"
        assert adapter.get_totp_issuer() == settings.PROVIDER_NAME


def test_links_in_messages_lead_to_the_site(db: None, settings):
    factories.make_user("alice")
    browser = Client(headers={"Host": "localhost", "X-Forwarded-Host": "evil.example"})
    browser.post("/recover/password/", {"identifier": "alice"})
    run_jobs()
    text = Message.objects.get(kind="password_reset_code").body_text
    assert settings.SITE_URL in text
    assert "evil" not in text
    assert "localhost" not in text


def test_a_proxy_counts_and_what_clients_write_does_not(db: None, settings):
    """Behind one proxy, whoever writes addresses of their own into the header has one limit."""
    from hearthline.identity.operations import UnableToRecover
    from hearthline.identity.places import place_of

    settings.TRUSTED_PROXY_COUNT = 1
    places = {
        place_of(
            RequestFactory().get(
                "/",
                headers={"X-Forwarded-For": f"198.51.100.{n}, 203.0.113.9"},
                REMOTE_ADDR="10.0.0.1",
            )
        )
        for n in range(30)
    }
    assert places == {"203.0.113.9"}
    (place,) = places
    for n in range(20):
        ask_for_password_reset(identifier=f"person-{n}", language="en", place=place, now=NOW)
    with pytest.raises(UnableToRecover):
        ask_for_password_reset(identifier="one more", language="en", place=place, now=NOW)
