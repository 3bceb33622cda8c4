"""A real Chromium, and what every page must be: accessible, light, narrow enough, silent."""

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

# A page of a busy machine may take its time.
expect.set_options(timeout=20_000)

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
DESKTOP = {"viewport": {"width": 1280, "height": 900}}
SIZES: dict[str, dict[str, Any]] = {"phone": PHONE, "desktop": DESKTOP}
both_sizes = pytest.mark.parametrize("size", ["phone", "desktop"])
"""For the ways that differ, or on which most depends."""
on_a_phone = pytest.mark.parametrize("size", ["phone"])
"""For what subscribers do; `Visit.check` looks at each page at a desk's width, too."""
at_a_desk = pytest.mark.parametrize("size", ["desktop"])
"""For what staff do."""
MOST_BYTES = 100_000
WIDTH = "document.documentElement.scrollWidth"
SQUEEZED = "[...document.querySelectorAll('.item-main')].some(item => item.clientWidth < 80)"


def chromium() -> str:
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    raise RuntimeError("Chromium is missing: scripts/os-packages installs it.")


@contextmanager
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=chromium(),
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
            ],
        )
        try:
            yield running
        finally:
            running.close()


class Visit:
    """One person's browser; every page it opens is weighed and watched."""

    def __init__(self, context: BrowserContext, home: str, *, has_scripts: bool = True) -> None:
        self.context = context
        self.has_scripts = has_scripts
        self.home = home
        self.page: Page = context.new_page()
        self.page.set_default_timeout(15_000)
        self.complaints: list[str] = []
        self.bytes = 0
        self._under_way = 0
        self._devtools = context.new_cdp_session(self.page)
        self._devtools.send("Network.enable")
        self._devtools.send("Network.setCacheDisabled", {"cacheDisabled": True})
        self._devtools.on("Network.loadingFinished", self._weigh)
        self.page.on("request", self._watch_hosts)
        self.page.on("request", lambda _: self._count(1))
        self.page.on("requestfinished", lambda _: self._count(-1))
        self.page.on("requestfailed", lambda _: self._count(-1))
        self.page.on("console", self._listen)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _weigh(self, event: dict[str, Any]) -> None:
        self.bytes += int(event["encodedDataLength"])

    def _count(self, step: int) -> None:
        self._under_way += step

    def _watch_hosts(self, request: Any) -> None:
        place = urlsplit(request.url)
        if place.scheme != "data" and place.hostname != urlsplit(self.home).hostname:
            self.complaints.append(f"asks another host: {request.url}")

    def _listen(self, message: Any) -> None:
        # A refused form is answered with 422, which the console calls an error.
        if message.type == "error" and "422" not in message.text:
            self.complaints.append(f"{self.page.url}: {message.text}")

    def open(self, address: str) -> None:
        self.bytes = 0
        self.page.goto(self.home + address)

    def weighed(self) -> int:
        """Bytes that the page at hand and everything it needs take over the network."""
        self.bytes = self._under_way = 0
        self.page.reload(wait_until="load")
        # What the page asks for once it is drawn, it asks for at once.
        self.page.wait_for_timeout(60)
        until = time.monotonic() + 15
        while self._under_way > 0 and time.monotonic() < until:
            self.page.wait_for_timeout(20)
        return self.bytes

    def content_width(self) -> int:
        """How wide the page is in CSS pixels; works where scripts are off, too."""
        return int(self._devtools.send("Page.getLayoutMetrics")["cssContentSize"]["width"])

    def check(self) -> None:
        """The page at hand has no barriers, fits any screen and complains of nothing.

        Where scripts are off, axe would wait for its timers for ever: barriers aren't looked for.
        """
        self.page.wait_for_load_state()
        found = axe(self.page) if self.has_scripts else []
        assert found == [], f"{self.page.url}: {found}"
        size = self.page.viewport_size or {"width": 0, "height": 0}
        for width in (320, DESKTOP["viewport"]["width"]):
            self.page.set_viewport_size({"width": width, "height": size["height"]})
            assert self.page.evaluate(WIDTH) <= width, f"{self.page.url} is wider than {width} px"
            assert not self.page.evaluate(SQUEEZED), f"{self.page.url}: a title has no room"
        self.page.set_viewport_size(size)
        assert self.complaints == [], self.complaints


_RUN_AXE = """axe.run(document, {resultTypes: ["violations"]}).then(found => found.violations.map(
    each => `${each.id} (${each.impact}): ${each.nodes[0].html.slice(0, 160)}`))"""
# Everything but the words and where links lead: what has the same shape has the same barriers.
_SHAPE = """[innerWidth, document.documentElement.className, document.title !== "", ...Array.from(
    document.querySelectorAll("*"), node => node.tagName + node.children.length
        + Array.from(node.childNodes).some(part => part.nodeType === 3 && part.data.trim())
        + Array.from(node.attributes, each => /^(href|action|src|value|content|nonce|datetime)$/
            .test(each.name) ? each.name + (each.value !== "") : each.name + each.value))].join()"""
_without_barriers: set[str] = set()


def axe(page: Page) -> list[str]:
    """What axe holds against a page: rule, how bad, and where.

    Pages of a shape that this process has seen pass aren't gone through again.
    """
    shape = page.evaluate(_SHAPE)
    if shape in _without_barriers:
        return []
    page.evaluate(AXE)
    found = [str(each) for each in page.evaluate(_RUN_AXE)]
    if not found:
        _without_barriers.add(shape)
    return found


@contextmanager
def visit(running: Browser, home: str, size: str = "desktop", **more: Any) -> Iterator[Visit]:
    # What a service worker answers weighs nothing: pages are weighed as on a first visit.
    more = {"service_workers": "block"} | more
    context = running.new_context(**SIZES[size], reduced_motion="reduce", **more)
    try:
        yield Visit(context, home, has_scripts=more.get("java_script_enabled", True))
    finally:
        context.close()
