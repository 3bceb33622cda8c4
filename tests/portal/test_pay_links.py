"""The pages of a pay link: made by a member, used by somebody without a sign-in."""

import re
from typing import Any

from django.test import Client

from hearthline.billing.queries import latest_bill
from hearthline.payments.models import PayLink
from tests.portal.conftest import Portal


def link_of(portal: Portal) -> tuple[str, str]:
    """alice makes a link for her newest bill; the bill's number and the link's path."""
    bill = latest_bill(account_id=portal.cast.home.pk)
    assert bill is not None
    answer = portal.client(portal.cast.alice).post(f"/bills/{bill.number}/pay-link/")
    found = re.search(r"/pay/[\w-]{43}/", answer.content.decode())
    assert found
    return bill.number, found[0]


def test_it_is_shown_once_and_listed_without_its_key(portal: Portal):
    number, path = link_of(portal)
    page = portal.client(portal.cast.alice).get(f"/bills/{number}/pay-link/").content.decode()
    assert path not in page
    assert "Links that work" in page
    assert (
        "Let someone else pay"
        in portal.client(portal.cast.alice).get(f"/bills/{number}/").content.decode()
    )


def test_it_shows_the_last_digits_the_amount_and_the_day_and_nothing_else(portal: Portal):
    number, path = link_of(portal)
    answer = Client().get(path)
    page = answer.content.decode()
    assert "Account ending in CE-1" in page
    assert "$85.00" in page
    home = portal.cast.home
    for secret in (home.number, home.name, number, "alice", "bob", "Fiber 500", "Mill Road"):
        assert secret not in page, secret
    assert "/bills/" not in page
    assert "/sign-in/" not in page
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert "no-store" in answer.headers["Cache-Control"]
    assert "session" not in "".join(answer.cookies), "no session is begun"


def test_somebody_signed_in_sees_no_more(portal: Portal):
    number, path = link_of(portal)
    for user in (portal.cast.alice, portal.cast.mallory):
        page = portal.client(user).get(path).content.decode()
        assert number not in page
        assert portal.cast.home.number not in page
        assert user.username not in page


def test_withdrawn_it_is_gone(portal: Portal):
    _number, path = link_of(portal)
    link = PayLink.objects.get()
    mallory = portal.client(portal.cast.mallory)
    assert mallory.post(f"/pay-links/{link.pk}/withdraw/").status_code == 404
    portal.client(portal.cast.bob).post(f"/pay-links/{link.pk}/withdraw/")
    assert Client().get(path).status_code == 404
    assert Client().post(path, {"email": ""}).status_code == 404


def test_it_needs_no_cookie_but_against_forged_forms(portal: Portal):
    _number, path = link_of(portal)
    assert Client(enforce_csrf_checks=True).post(path, {"email": ""}).status_code == 403


def test_a_paid_bill_says_so_and_makes_no_link(portal: Portal):
    number, path = link_of(portal)
    portal.pay(17_000)
    assert "This bill is paid" in Client().get(path).content.decode()
    answer = portal.client(portal.cast.alice).post(f"/bills/{number}/pay-link/")
    assert answer.status_code == 422


def test_nonsense_is_an_error_and_no_crash(portal: Portal, settings: Any):
    _number, path = link_of(portal)
    for typed in ({"email": "x"}, {"email": "\0"}, {"email": "a" * 9_000}, {}):
        assert Client().post(path, typed).status_code in {302, 422}
    for wrong in ("000000000", "x", "9" * 30, "%00", "%F0%9F%92%B8"):
        assert Client().get(f"{path}payments/{wrong}/").status_code == 404
        assert Client().get(f"{path}payments/{wrong}/return/").status_code == 404
    assert settings.SECURE_REFERRER_POLICY == "same-origin"
