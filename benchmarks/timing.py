"""Does an answer's time tell who exists? Sign-in, recovery, registration: known and unknown ones.

Each kind of form is sent 500 times for a known and 500 times for an unknown identity, everything in
one random order, each from another address, by one connection to the real web server, while the
real worker sends what is to be sent. Two tests each must find no difference, and must find one of
two milliseconds that is planted: a test that finds nothing proves nothing.
"""

import random
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.browsers import Browser
from benchmarks.people import behind_proxy, make_people, name_of, worker
from benchmarks.samples import least_p
from benchmarks.web import free_port, server

TRIES = 500
PLANTED_S = 0.002
_WARM_UP = 60
_FORGET_EVERY = 20
"""Tries after which the limits are forgotten; they are not what is measured here."""
_SEED = 4
_POSTAL_CODE = "62301"


@dataclass(frozen=True, slots=True)
class _Kind:
    """One kind of form.

    Attributes:
        name: in the figures.
        page: where it stands.
        fields: what is typed into it for a known or an unknown person.
        status: of the answer, whoever it is.
        before: what is done before, untimed.
    """

    name: str
    page: str
    fields: Callable[[int, bool], dict[str, str]]
    status: int = 302
    before: Callable[[Browser, int, bool], None] | None = None


def _name(number: int, is_known: bool) -> str:  # noqa: FBT001 - inside this file
    return name_of(number) if is_known else name_of(number).replace("person", "nobody")


def _email(number: int, is_known: bool) -> str:  # noqa: FBT001 - as above
    return f"{_name(number, is_known)}@mail.example"


def _account(number: int, is_known: bool) -> dict[str, str]:  # noqa: FBT001 - as above
    return {
        "account_number": f"BENCH-{(1000 if is_known else 5000) + number}",
        "postal_code": _POSTAL_CODE,
    }


def _register(browser: Browser, number: int, is_known: bool) -> None:  # noqa: FBT001 - as above
    browser.post("/register/", **_account(number, is_known))
    browser.get("/register/contact/")


_KINDS = (
    _Kind(
        "sign_in",
        "/sign-in/",
        lambda n, is_known: {"login": _name(n, is_known), "password": "Not-their-password-1"},
        status=422,
    ),
    _Kind("code", "/sign-in/code/", lambda n, is_known: {"identifier": _name(n, is_known)}),
    _Kind("username", "/recover/username/", lambda n, is_known: {"email": _email(n, is_known)}),
    _Kind(
        "password", "/recover/password/", lambda n, is_known: {"identifier": _email(n, is_known)}
    ),
    _Kind("register", "/register/", _account),
    _Kind("contact", "/register/contact/", lambda *_: {}, before=_register),
)


def measure(data: Path) -> dict[str, float]:
    """The least p of all tests, and the most likely of those with a planted difference."""
    make_people(1000 + TRIES)
    environment, port = behind_proxy(data), free_port()
    with server(environment, port), worker(environment):
        taken = _try_all(port)
    figures: dict[str, float] = {}
    planted = []
    for kind in _KINDS:
        known, unknown = taken[kind.name, True], taken[kind.name, False]
        figures[f"timing_{kind.name}_p"] = least_p(known, unknown)
        planted += [
            least_p([seconds + PLANTED_S for seconds in known], unknown),
            least_p(known, [seconds + PLANTED_S for seconds in unknown]),
        ]
        figures[f"timing_{kind.name}_known_ms"] = statistics.median(known) * 1000
        figures[f"timing_{kind.name}_unknown_ms"] = statistics.median(unknown) * 1000
    least = min(figures[f"timing_{kind.name}_p"] for kind in _KINDS)
    return figures | {"timing_least_p": least, "timing_planted_most_p": max(planted)}


def _try_all(port: int) -> dict[tuple[str, bool], list[float]]:
    """Seconds from sending a form to having its answer, by kind and whether the person exists."""
    from hearthline.kernel.sql import select

    tries = [
        (kind, number, is_known)
        for kind in _KINDS
        for number in range(TRIES)
        for is_known in (True, False)
    ]
    random.Random(_SEED).shuffle(tries)  # noqa: S311 - the same order each time
    taken: dict[tuple[str, bool], list[float]] = {
        (kind.name, is_known): [] for kind in _KINDS for is_known in (True, False)
    }
    browser = Browser(port, "203.0.113.1")
    browser.get("/sign-in/")
    warm_up = [(kind, n % TRIES, n % 2 == 0) for n in range(_WARM_UP // 6) for kind in _KINDS]
    for turn, (kind, number, is_known) in enumerate([*warm_up, *tries]):
        if turn % _FORGET_EVERY == 0:
            select("DELETE FROM identity_attemptcount")
        browser.forget_all_but_token()
        browser.place = f"10.{turn // 250}.{turn % 250}.1"
        if kind.before:
            kind.before(browser, number, is_known)
        form = kind.fields(number, is_known)
        if kind.before:
            is_by_email = 'value="email"' in browser.page
            form["channel"] = "email" if is_by_email else "sms"
            form["registration"] = browser.registration
        begun = time.perf_counter()
        status = browser.post(kind.page, **form)
        seconds = time.perf_counter() - begun
        if status != kind.status:
            raise RuntimeError(f"{kind.page} answered {status} to {form}")
        if turn >= len(warm_up):
            taken[kind.name, is_known].append(seconds)
    return taken
