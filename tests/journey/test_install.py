"""The portal on a phone: it installs, opens without a connection, and keeps nothing of anybody."""

import os
import signal
from collections.abc import Iterator
from typing import Any

import pytest

from tests import house as houses
from tests.browser import Visit, axe, visit
from tests.house import PASSWORD, House

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("house")]
ALLOWED = {"service_workers": "allow"}
ALL_THAT_IS_KEPT = """async () => {
  const found = {};
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const answer = await cache.match(request);
      found[new URL(request.url).pathname + new URL(request.url).search] = {
        text: await answer.text(), headers: Object.fromEntries(answer.headers),
      };
    }
  }
  return found;
}"""


@pytest.fixture
def own_house() -> Iterator[House]:
    """One of our own, since it is stopped."""
    with houses.running() as started:
        yield started


def wait_for_worker(guest: Visit) -> None:
    guest.page.evaluate(
        "navigator.serviceWorker.ready.then(async (found) => {"
        " while (!navigator.serviceWorker.controller || found.active.state !== 'activated')"
        "  await new Promise((go) => setTimeout(go, 50)); })"
    )


def sign_in(guest: Visit, login: str) -> None:
    guest.open("/sign-in/")
    guest.page.locator("input[name=login]").fill(login)
    guest.page.locator("input[name=password]").fill(PASSWORD)
    with guest.page.expect_navigation():
        guest.page.locator("main").get_by_role("button", name="Sign in", exact=True).click()


def test_it_can_be_installed(house: House, chrome: Any):
    with visit(chrome, house.home, "phone", **ALLOWED) as guest:
        guest.open("/sign-in/")
        wait_for_worker(guest)
        tools = guest.context.new_cdp_session(guest.page)
        manifest = tools.send("Page.getAppManifest")
        assert manifest["errors"] == []
        assert manifest["url"] == f"{house.home}/manifest.webmanifest"
        assert '"Maple County Fiber"' in manifest["data"]
        errors = tools.send("Page.getInstallabilityErrors")["installabilityErrors"]
        # A private window, as each test's is, can install nothing; that is all it may say.
        assert {error["errorId"] for error in errors} <= {"in-incognito"}
        assert guest.complaints == []


def test_without_a_connection(own_house: House, chrome: Any):
    """alice on a phone and at a desktop, and somebody who reads Spanish and isn't signed in."""
    home = own_house.home
    with (
        visit(chrome, home, "phone", **ALLOWED) as phone,
        visit(chrome, home, "desktop", **ALLOWED) as desktop,
        visit(chrome, home, "phone", **ALLOWED) as guest,
    ):
        for alice in (phone, desktop):
            walk_around(alice)
        guest.open("/sign-in/")
        wait_for_worker(guest)
        with guest.page.expect_navigation():
            guest.page.get_by_role("button", name="Español").click()
        guest.page.wait_for_function("caches.match('/offline/language').then((said) => !!said)")

        known = guest.page.request.get(f"{home}/status.json?language=en").json()["outages"]
        os.kill(own_house.process.pid, signal.SIGINT)
        own_house.process.wait(30)
        for alice in (phone, desktop):
            find_the_page_for_it(alice, known)
        guest.open("/register/")
        assert "no tiene conexión" in guest.page.inner_text("main"), "as the last page was"


def walk_around(alice: Visit) -> None:
    alice.open("/sign-in/")
    wait_for_worker(alice)
    sign_in(alice, "alice")
    for address in ("/", "/bills/", "/settings/", "/security/", "/payments/"):
        alice.open(address)
        assert alice.page.url == alice.home + address
    assert_nobodys(alice.page.evaluate(ALL_THAT_IS_KEPT))
    assert alice.complaints == []


def find_the_page_for_it(alice: Visit, known: list[dict[str, Any]]) -> None:
    for address in ("/bills/", "/", "/sign-in/"):
        alice.open(address)
        text = alice.page.inner_text("main")
        assert "no connection" in text
        assert "+1 555 010 0100" in text, "whom to call"
        alice.page.wait_for_selector("[data-status]:not([hidden])")
        assert alice.page.locator("[data-status-at]").inner_text(), "the status, and as of when"
        shown = alice.page.locator("[data-status-list] li").all_inner_texts()
        assert len(shown) == len(known)
        for outage, sentence in zip(known, shown, strict=True):
            assert sentence.startswith(outage["title"])
        assert alice.page.locator("[data-status-well]").is_visible() is not bool(known)
        for secret in ("alice", "401000006", "$"):
            assert secret not in alice.page.content(), secret
    assert axe(alice.page) == []
    alice.page.set_viewport_size({"width": 320, "height": 700})
    assert alice.page.evaluate("document.documentElement.scrollWidth") <= 320
    assert_nobodys(alice.page.evaluate(ALL_THAT_IS_KEPT))


def assert_nobodys(kept: dict[str, Any]) -> None:
    """Only what is the same for everybody: files, the page for no connection, the status."""
    pages = {"/offline/?language=en", "/offline/?language=es", "/offline/language", "/status.json"}
    assert {address for address in kept if not address.startswith("/static/")} <= pages
    assert pages - {"/offline/language"} <= set(kept), "it keeps something"
    for address, entry in kept.items():
        for secret in ("alice", "401000006", "Archer", "csrfmiddlewaretoken"):
            assert secret not in entry["text"] or address.endswith(".js"), (address, secret)
        assert "no-store" not in entry["headers"].get("cache-control", ""), address
        assert "set-cookie" not in entry["headers"], address


def test_after_signing_out_the_back_button_shows_nothing(house: House, chrome: Any):
    with visit(chrome, house.home, "phone", **ALLOWED) as alice:
        alice.open("/sign-in/")
        wait_for_worker(alice)
        sign_in(alice, "alice")
        alice.open("/settings/")
        assert "alice@mail.example" in alice.page.content()
        with alice.page.expect_navigation():
            alice.page.locator(".sign-out button").click()
        for _ in range(2):
            alice.page.go_back()
            assert "alice@mail.example" not in alice.page.content()
            assert "/sign-in/" in alice.page.url


def test_the_kill_switch_takes_everything_away(house: House, chrome: Any):
    with visit(chrome, house.home, "phone", **ALLOWED) as guest:
        guest.open("/sign-in/")
        wait_for_worker(guest)
        assert guest.page.evaluate("caches.keys()") != []
        # The same browser at the same address after a restart with SERVICE_WORKER=0.
        from hearthline.portal.install import worker

        retired = worker._worker(is_on=False)

        def gone(route: Any) -> None:
            route.fulfill(body=retired, headers={"Content-Type": "text/javascript"})

        guest.context.route("**/service-worker.js", gone)
        guest.page.evaluate("navigator.serviceWorker.getRegistration().then((r) => r.update())")
        guest.page.wait_for_function(
            "async () => !(await caches.keys()).length"
            " && !(await navigator.serviceWorker.getRegistrations()).length"
        )


def test_an_old_version_is_thrown_away(house: House, chrome: Any):
    with visit(chrome, house.home, "phone", **ALLOWED) as guest:
        # Kept before there is a worker: this answer brings none along.
        guest.page.goto(f"{house.home}/status.json")
        guest.page.evaluate(
            "caches.open('hearthline-of-last-year')"
            ".then((cache) => cache.put('/bills/', new Response('old')))"
        )
        guest.open("/sign-in/")
        wait_for_worker(guest)
        guest.page.wait_for_function(
            "async () => !(await caches.keys()).includes('hearthline-of-last-year')"
        )
        assert len(guest.page.evaluate("caches.keys()")) == 1
