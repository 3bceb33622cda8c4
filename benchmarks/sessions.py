"""What one person's hundredth sign-in costs, beside their second."""

import time
from statistics import median

from benchmarks.people import PASSWORD, make_people, name_of

SIGN_INS = 100
_FOUND = 302


def measure() -> dict[str, float]:
    """Queries and time of the second and the hundredth sign-in, in new browsers and in a known one.

    The larger ratio of both is what is held against the aim.
    """
    make_people(20)
    figures: dict[str, float] = {}
    ratios = []
    for number, (name, has_one) in enumerate((("new_browser", False), ("known_browser", True))):
        queries, taken = _sign_in_often(name_of(number), has_one=has_one)
        ratios.append(queries[-1] / queries[1])
        figures[f"sign_in_{name}_2nd_queries"] = queries[1]
        figures[f"sign_in_{name}_100th_queries"] = queries[-1]
        figures[f"sign_in_{name}_late_vs_early"] = median(taken[-20:]) / median(taken[1:21])
    return figures | {"sign_in_100th_vs_2nd_queries": max(ratios)}


def _sign_in_often(name: str, *, has_one: bool) -> tuple[list[int], list[float]]:
    """A hundred times, none signed out: sessions, browsers and history pile up."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    token = ""
    queries, taken = [], []
    for number in range(SIGN_INS):
        client = Client(SERVER_NAME="localhost", REMOTE_ADDR=f"10.1.{number}.1")
        if token and has_one:
            client.cookies["browser"] = token
        with CaptureQueriesContext(connection) as seen:
            begun = time.perf_counter()
            answer = client.post("/sign-in/", {"login": name, "password": PASSWORD})
            taken.append(time.perf_counter() - begun)
        if answer.status_code != _FOUND:
            raise RuntimeError(f"sign-in {number + 1} was answered with {answer.status_code}")
        token = client.cookies["browser"].value
        queries.append(len(seen))
    return queries, taken
