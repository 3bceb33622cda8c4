"""One visit to the product as it is behind HTTPS: prints each cookie it sets, and HSTS.

Run by test_secure.py in a process of its own: what the settings say is decided when they are read.
"""

import json
import sys
from typing import Any

import django


def visit(*, everywhere: bool) -> dict[str, Any]:
    from django.test import Client

    from tests import factories
    from tests.architecture.test_access import PAGES
    from tests.factories import PASSWORD

    factories.make_member(factories.make_account(), factories.make_user("alice"))
    browser = Client(headers={"Host": "people.example"})
    cookies: dict[str, dict[str, Any]] = {}

    def see(answer: Any) -> Any:
        for name, morsel in answer.cookies.items():
            if morsel["max-age"] != 0:  # not one that is taken away
                cookies[name] = {**morsel}
        return answer

    first = see(browser.get("/sign-in/", secure=True))
    see(browser.post("/language/", {"language": "es"}, secure=True))
    form = {"login": "alice", "password": PASSWORD}
    signed_in = see(browser.post("/sign-in/", form, secure=True))
    see(browser.get("/settings/name/", secure=True))
    see(browser.post("/settings/name/", {"name": "Al"}, secure=True))
    # What fails is another test's matter.
    browser.raise_request_exception = False
    stranger = Client(headers={"Host": "people.example"}, raise_request_exception=False)
    for page in PAGES if everywhere else []:
        if "<" not in page.route:
            see(browser.get(f"/{page.route}", secure=True))
            see(stranger.get(f"/{page.route}", secure=True))
    plain = Client(headers={"Host": "people.example"}).get("/sign-in/")
    return {
        "cookies": cookies,
        "signed_in": signed_in.status_code,
        "hsts": first.headers.get("Strict-Transport-Security", ""),
        "hsts_without_https": plain.headers.get("Strict-Transport-Security", ""),
    }


if __name__ == "__main__":
    django.setup()
    print(json.dumps(visit(everywhere="everywhere" in sys.argv), default=str))  # noqa: T201 - read by the test
