"""Every page that links lead to, as each kind of person: no barriers, light, narrow, in Spanish.

The way through is found by following links from where a person begins, so that a new page is
looked at without anybody writing it down here, and one that nothing leads to is noticed.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from django.urls import Resolver404, resolve

from tests.architecture.test_access import PAGES
from tests.browser import MOST_BYTES, Visit, visit
from tests.house import House
from tests.looks import answer_why
from tests.screenshots import sign_in

pytestmark = pytest.mark.browser
STARTS = {
    "nobody": ("/sign-in/", "/register/", "/status/", "/demo/inbox/", "/demo/components/"),
    "alice": ("/",),
    "sam": ("/console/accounts/401000006/", "/console/", "/console/?q=alice"),
}
THEIRS = {
    "nobody": {"anyone"},
    "alice": {"account_member", "signed_in"},
    "sam": {"staff"},
}
"""Which pages links must lead each to."""
NOT_PAGES = {"set_language"}
LOOKED_AT_MOST = {
    "console-staff-person": 2,
    "outage": 2,
    "bill": 2,
    "order": 2,
    "diagnosis": 2,
    "service": 3,
}
"""How many pages of a kind are looked at; one where nothing is said: the next looks like it."""


@dataclass
class Walk:
    """Where somebody has been, and what is wrong there."""

    names: dict[str, int] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def wants(self, address: str) -> bool:
        """Whether a page should be looked at: ours, and not one of a kind seen often enough."""
        name = name_of(address)
        if not name or name in NOT_PAGES or self.names.get(name, 0) >= LOOKED_AT_MOST.get(name, 1):
            return False
        self.names[name] = self.names.get(name, 0) + 1
        return True


def name_of(address: str) -> str:
    try:
        return resolve(urlsplit(address).path).url_name or ""
    except Resolver404:
        return ""


def follow(guest: Visit, walk: Walk, starts: tuple[str, ...]) -> Iterator[str]:
    """Open page after page; each is the browser's own when it is yielded."""
    coming = [start for start in starts if walk.wants(start)]
    while coming:
        address = coming.pop(0)
        answer = guest.context.request.get(guest.home + address, max_redirects=0)
        kind = answer.headers.get("content-type", "")
        if answer.status in {301, 302}:
            place = urlsplit(urljoin(guest.home + address, answer.headers["location"])).path
            if walk.wants(place):
                coming.append(place)
            continue
        if answer.ok and not kind.startswith("text/html"):
            continue
        if answer.status != 200:
            walk.wrong.append(f"{address} answers {answer.status}")
            continue
        guest.open(address)
        for link in guest.page.locator("a[href]").evaluate_all("all => all.map(a => a.href)"):
            found = urlsplit(urljoin(guest.page.url, link))
            if found.netloc == urlsplit(guest.home).netloc:
                where = found.path + (f"?{found.query}" if found.query else "")
                if walk.wants(where):
                    coming.append(where)
        yield address


@pytest.mark.parametrize("who", STARTS)
def test_pages_have_no_barriers(who: str, house: House, chrome: Any):
    walk = Walk()
    with visit(chrome, house.home, "phone") as guest:
        if who != "nobody":
            sign_in(guest, who)
        if who == "sam":
            guest.open(STARTS[who][0])
            answer_why(guest.page)
        for address in follow(guest, walk, STARTS[who]):
            try:
                guest.check()
                weight = guest.weighed()
                assert weight < MOST_BYTES or address.startswith("/demo/"), f"{weight} bytes"
            except AssertionError as error:
                walk.wrong.append(f"{address}: {error}".splitlines()[0][:400])
                guest.complaints.clear()
    assert walk.wrong == []
    pages = [page for page in PAGES if not page.route.startswith("_allauth/")]  # for programs
    expected = {page.name for page in pages if page.access in THEIRS[who]}
    unreached = sorted(expected - set(walk.names) - NOT_LINKED.keys())
    assert not unreached, f"nothing leads people to {' '.join(unreached)}"


@pytest.mark.parametrize("who", STARTS)
def test_pages_in_spanish_without_scripts(who: str, house: House, chrome: Any):
    """Both at once: without scripts the page is what the server said."""
    walk = Walk()
    with visit(chrome, house.home, "phone", locale="es", java_script_enabled=False) as guest:
        if who != "nobody":
            sign_in(guest, who)
            if who == "sam":
                guest.open(STARTS[who][0])
                answer_why(guest.page)
            # Signing in speaks the person's language; the cookie is what the switch sets.
            guest.context.add_cookies([{"name": "language", "value": "es", "url": guest.home}])
        page = guest.page
        page.set_viewport_size({"width": 320, "height": 700})
        for address in follow(guest, walk, STARTS[who]):
            if page.locator("html").get_attribute("lang") != "es":
                walk.wrong.append(f"{address} isn't in Spanish")
            if not page.locator("h1").count():
                walk.wrong.append(f"{address} has no heading")
            if guest.content_width() > 320:
                walk.wrong.append(f"{address} is too wide")
    assert walk.wrong == []


NOT_LINKED: dict[str, str] = {
    "set_language": "a form's",
    "sign-out": "a form's",
    "health": "for what watches over the machine",
    "account_login": "allauth's name only",
    "account_logout": "allauth's name only",
    "account_signup": "allauth's name only",
    "mfa_authenticate": "allauth's name only",
    "second-step": "a step of a journey",
    "second-step-send": "a form's",
    "sign-in-code-enter": "a step of a journey",
    "authenticator-app-remove": "for who has an app",
    "recovery-codes": "for who has a second factor",
    "browser-ask-again": "a form's",
    "not-me": "by a link in a message, or from the security page",
    "undo-contact": "by a link in a message",
    "undo-contact-of-record": "by a link in a message",
    "settings-contact-email-code": "a step of a journey",
    "settings-contact-phone-code": "a step of a journey",
    "sign-in-passkey": "a form's",
    "confirm-passkey": "a form's",
    "passkey-not-now": "a form's",
    "add-passkey": "asked for a proof first",
    "passkey": "asked for a proof first",
    "remove-passkey": "asked for a proof first",
    "remove-password": "asked for a proof first",
    "resend-invitation": "a form's",
    "withdraw-invitation": "a form's",
    "end-ownership-offer": "a form's",
    "switch-account": "a form's",
    "withdraw-pay-link": "a form's",
    "household-member": "asked for a proof first",
    "remove-member": "asked for a proof first",
    "invite-member": "asked for a proof first",
    "leave-household": "asked for a proof first",
    "ownership": "asked for a proof first",
    "invitation": "by a link in a message",
    "accept-invitation": "a form's",
    "join-by-invitation": "by a link in a message",
    "decline-invitation": "a form's",
    "pause-service": "for a service that may be paused, or is",
    "price-notice": "by a link in a message",
    "console-end-exemption": "for an exemption that goes on",
    "console-withdraw-price": "for a price to come",
    "console-withdraw-tariff": "for a tariff to come",
    "console-end-tariff": "for a plan that charges for use",
    "console-payout": "for a refund that waits for its money",
    "console-waive": "for a charge that may be waived",
    "pay-by-link": "by a link that somebody sends",
    "paid-by-link": "by a link that somebody sends",
    "pay-by-link-return": "the card company's way back",
    "register-contact": "a step of a journey",
    "register-code": "a step of a journey",
    "register-our-code": "a step of a journey",
    "register-owned": "a step of a journey",
    "register-details": "a step of a journey",
    "register-email": "a step of a journey",
    "register-email-resend": "a form's",
    "diagnosis-step": "a form's",
    "diagnosis-answer": "a form's",
    "diagnosis-ticket": "a form's",
    "diagnosis-leave": "a form's",
    "payment-return": "the card company's way back",
    "cancel-payment": "a form's",
    "messages-read": "a form's",
    "console-outage-post": "a form's",
    "status-json": "for the page that shows when there is no connection",
    "remove-payment-method": "a form's",
    "end-session": "a form's",
    "end-other-sessions": "a form's",
    "review-order": "a form's",
    "undo-order": "a form's",
    "restart": "a step of a journey",
    "settings-email-code": "a step of a journey",
    "settings-phone-code": "a step of a journey",
    "recover-password-code": "a step of a journey",
    "recover-username-sent": "a step of a journey",
    "confirm-password": "asked before something that matters",
    "settings-phone-remove": "for who has a number, as alice hasn't",
    "add-service": "for an account that lacks one, as alice's doesn't",
    "no-account": "for who belongs to no account",
    "phone-line-state": "asked by its page",
    "change-password": "asked by what keeps passwords",
    "manifest": "asked by browsers",
    "service-worker": "asked by browsers",
    "offline": "shown by the service worker",
    "article-helped": "a form's",
    "close-ticket": "a form's",
    "reopen-ticket": "a form's",
    "console-sign-in": "for a company with single sign-on",
    "console-single-sign-on": "for a company with single sign-on",
    "console-sign-in-callback": "for a company with single sign-on",
    "console-second-factor": "for staff who must have a second factor and haven't used it",
    "console-reason": "asked before an account opens",
    "console-end-viewing": "a form's",
    "console-let-in": "for somebody who was let go",
    "console-unblock": "for somebody whose password is blocked",
    "console-arrangement-end": "a form's",
    "console-dispute": "for a line that somebody disputes",
    "console-paper-file": "a file, not a page",
    "console-paper-printed": "a form's",
    "console-ticket-note": "a form's",
    "console-ticket-assign": "a form's",
    "console-ticket-solve": "a form's",
    "attachment": "a file, not a page",
    "console-attachment": "a file, not a page",
}
"""Pages that people reach otherwise, and how."""
