"""What lets the portal be installed on a phone; the browser's part is in `tests/journey`."""

import json
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from PIL import Image

from hearthline.design.brand import brand_colours, short_name
from hearthline.portal.install import worker
from scripts.icons import ICONS, source

BRAND = Path(__file__).parents[2] / "hearthline/design/static/brand"


@pytest.fixture(autouse=True)
def _fresh_worker():
    worker._worker.cache_clear()
    yield
    worker._worker.cache_clear()


def house(client):
    text = client.get("/service-worker.js").content.decode()
    found = re.match(r"const HOUSE = (.*);\n", text)
    assert found
    return json.loads(found[1])


def test_the_manifest_wears_the_brand(client, settings):
    answer = client.get("/manifest.webmanifest")
    assert answer["Content-Type"] == "application/manifest+json"
    said = answer.json()
    assert (said["name"], said["short_name"]) == ("Maple County Fiber", "Maple County")
    assert said["theme_color"] == brand_colours("light")["sheet"]
    assert (said["start_url"], said["scope"], said["display"]) == ("/", "/", "standalone")
    settings.PROVIDER_NAME = "Orchard"
    assert client.get("/manifest.webmanifest").json()["short_name"] == "Orchard"
    spanish = client.get("/manifest.webmanifest", headers={"Accept-Language": "es"}).json()
    assert (spanish["lang"], spanish["shortcuts"][0]["name"]) == ("es", "Pagar")


def test_short_names():
    assert short_name("Maple County Fiber") == "Maple County"
    assert short_name("Llanfairpwllgwyngyll Net") == "Llanfairpwll"
    assert short_name("Net") == "Net"


def test_icons_are_what_the_manifest_says(client):
    icons = client.get("/manifest.webmanifest").json()["icons"]
    assert {(icon["sizes"], icon["purpose"]) for icon in icons} == {
        (size, purpose) for size in ("192x192", "512x512") for purpose in ("any", "maskable")
    }
    for icon in icons:
        found = finders.find(icon["src"].removeprefix("/static/"))
        with Image.open(str(found)) as drawn:
            assert f"{drawn.width}x{drawn.height}" == icon["sizes"]
            assert drawn.format == "PNG"


@pytest.mark.parametrize("name", ICONS)
def test_icons_are_made_from_this_logo(name):
    """`python scripts/icons.py` after changing the logo or the colours."""
    with Image.open(BRAND / name) as drawn:
        assert drawn.info["Source"] == source(brand_colours("light")["sheet"])


def test_pages_name_manifest_icons_and_colours(client):
    page = client.get("/sign-in/").content.decode()
    assert '<link rel="manifest" href="/manifest.webmanifest">' in page
    assert 'rel="apple-touch-icon"' in page
    dark = brand_colours("dark")["sheet"]
    assert f'content="{dark}" media="(prefers-color-scheme: dark)"' in page
    assert '<meta name="worker" content="/service-worker.js">' in page


def test_the_worker_is_for_all_pages_and_looked_for_anew(client):
    answer = client.get("/service-worker.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Service-Worker-Allowed"] == "/"
    assert "no-cache" in answer["Cache-Control"]
    assert "worker-src 'self'" in answer["Content-Security-Policy"]
    again = client.get("/service-worker.js", headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304


def test_what_is_kept_exists_and_is_nobodys(client, cast):
    kept = house(client)
    for address in kept["files"]:
        assert finders.find(address.removeprefix("/static/")), address
    client.force_login(cast.alice)
    for address in kept["offline"].values():
        hers, anybodys = client.get(address), Client().get(address)
        for page in (hers, anybodys):
            assert page.status_code == 200
            assert "Set-Cookie" not in page.headers
            assert not page.cookies
            assert "Cookie" not in page.get("Vary", "")
            assert "no-store" not in page["Cache-Control"]
            assert "csrf" not in page.content.decode()
        nonce = re.compile(rb'nonce="[^"]*"')
        assert nonce.sub(b"", hers.content) == nonce.sub(b"", anybodys.content)


def test_the_page_asks_for_no_session(client, django_assert_num_queries, cast):
    client.force_login(cast.alice)
    with django_assert_num_queries(0):
        client.get("/offline/")
        client.get("/service-worker.js")
        client.get("/manifest.webmanifest")


@pytest.mark.parametrize(("language", "said"), [("en", "no connection"), ("es", "no tiene conex")])
def test_the_page_in_both_languages(client, language, said):
    page = client.get(house(client)["offline"][language])
    assert said in page.content.decode()
    assert page["Content-Language"] == language
    assert "+1 555 010 0100" in page.content.decode(), "whom to call"


def test_nonsense_for_a_language(client):
    for language in ("xx", "../es", "", "e\x00s"):
        page = client.get("/offline/", {"language": language})
        assert page["Content-Language"] == "en"


def test_another_provider_is_another_version(client, settings):
    before = house(client)["version"]
    worker._worker.cache_clear()
    settings.PROVIDER_PHONE = "+1 555 010 0199"
    assert house(client)["version"] != before


def test_the_kill_switch(client, settings):
    settings.SERVICE_WORKER = False
    text = client.get("/service-worker.js").content.decode()
    assert "unregister" in text
    assert "fetch" not in text
    assert 'name="worker"' not in client.get("/sign-in/").content.decode()
