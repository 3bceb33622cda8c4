"""A real browser, a real FreeRADIUS: alice restarts her connection and the page follows."""

import re
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import ThreadedWSGIServer

from tests.browser import both_sizes, browser, visit
from tests.conftest import make_cast
from tests.console.conftest import _cookie_of, _Quietly, static_files
from tests.network.access.conftest import make_line
from tests.network.radius import Radius, Router

__all__ = ["static_files"]
pytestmark = pytest.mark.browser
BACK_AFTER_S = 3.0


@pytest.fixture
def home(committed: str, static_files: Any, settings: Any, radius: Radius) -> Iterator[Any]:
    """A server on a database of its own, and alice's router connected to FreeRADIUS."""
    settings.STATIC_ROOT = static_files
    cast = make_cast()
    line = make_line(cast.home)
    server = ThreadedWSGIServer(("127.0.0.1", 0), _Quietly)
    server.set_app(WSGIHandler())
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    over = threading.Event()
    router = threading.Thread(target=_router, args=(radius, line.username, over), daemon=True)
    router.start()
    address = f"http://localhost:{server.server_port}"
    try:
        yield address, _cookie_of(cast.alice, address), line
    finally:
        over.set()
        router.join()
        server.shutdown()
        server.server_close()
        thread.join()


def _router(radius: Radius, username: str, over: threading.Event) -> None:
    """What an access router does by itself: ends the session when told, and has it come back."""
    router = Router(radius)
    session = 1
    begun = datetime.now(tz=UTC) - timedelta(minutes=4)
    router.start(username, "s1", begun)
    router.update(username, "s1", begun + timedelta(minutes=3), down=10**9, up=10**8)
    while not over.wait(0.2):
        if ("Disconnect-Request", username, f"s{session}") in {row[:3] for row in radius.told()}:
            router.stop(username, f"s{session}", datetime.now(tz=UTC), cause="Admin-Reset")
            over.wait(BACK_AFTER_S)
            session += 1
            router.start(username, f"s{session}", datetime.now(tz=UTC))


@both_sizes
def test_a_restart_gives_a_new_session_and_the_page_shows_it(size: str, home: Any):
    address, cookie, line = home
    with browser() as chrome, visit(chrome, address, size) as alice:
        alice.context.add_cookies([cookie])
        page = alice.page
        alice.open(f"/connection/{line.pk}/restart/")
        page.get_by_role("button", name="Restart now").click()
        page.wait_for_url(re.compile(r"/connection/restarts/\d+/$"))
        loads: list[str] = []
        page.on("framenavigated", lambda frame: loads.append(frame.url))
        page.get_by_text("Your router is back").wait_for(timeout=20_000)
        assert loads == [], "nobody reloaded"
        page.get_by_role("link", name="See your connection").click()
        assert page.get_by_role("heading", level=1).inner_text() == "Your connection is on"
        alice.check()
