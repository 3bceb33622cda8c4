"""How long pages take, and how much of a sign-in is the password's hash.

Every figure stands beside a limit measured in the same run: machines differ and are noisy.
"""

import contextlib
import http.client
import os
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from benchmarks.browsers import Browser

PASSWORD = "Maple-syrup-on-pancakes"  # noqa: S105 - the benchmark's own made-up people
AT_ONCE, TURNS, ROUNDS = 8, 10, 5
TICKS_S = 1 / os.sysconf("SC_CLK_TCK")


# -- Processor time of processes -------------------------------------------------------------------
def family(root: int) -> set[int]:
    """A process and all its descendants."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                parents[int(entry.name)] = int(_stat(int(entry.name))[1])
    found = {root}
    while grown := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= grown
    return found


def _stat(pid: int) -> list[str]:
    """The fields of /proc/<pid>/stat after the command's name: state, parent, …."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def processor_time_s(roots: list[int]) -> float:
    """Seconds of processor time used so far by some processes and their descendants."""
    total = 0
    for root in roots:
        for pid in family(root):
            with contextlib.suppress(OSError):
                total += sum(int(field) for field in _stat(pid)[11:13])
    return total * TICKS_S


# -- Sign-in ---------------------------------------------------------------------------------------
def raw_verification_s(threads: int, times: int = 60) -> float:
    """Processor time of one raw argon2id verification with our parameters."""
    from argon2 import PasswordHasher

    from hearthline.identity.hashers import Argon2id

    hasher = PasswordHasher(
        time_cost=Argon2id.time_cost,
        memory_cost=Argon2id.memory_cost,
        parallelism=Argon2id.parallelism,
    )
    hashed = hasher.hash(PASSWORD)
    for _ in range(5):
        hasher.verify(hashed, PASSWORD)
    each = times // threads
    begun = time.process_time()
    _together(threads, lambda _: [hasher.verify(hashed, PASSWORD) for _ in range(each)])
    return (time.process_time() - begun) / (each * threads)


def _together(threads: int, work: Callable[[int], Any]) -> None:
    failures: list[BaseException] = []

    def guarded(number: int) -> None:
        try:
            work(number)
        except BaseException as failure:  # noqa: BLE001 - raised again below, in the caller's thread
            failures.append(failure)

    running = [threading.Thread(target=guarded, args=(n,)) for n in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    if failures:
        raise failures[0]


@contextlib.contextmanager
def server(environment: dict[str, str], port: int) -> Iterator[int]:
    """The web server as `make run` starts it; yields its process id."""
    child = subprocess.Popen(
        [sys.executable, "-m", "hearthline.cli", "serve"],
        env=environment | {"PORT": str(port)},
        stdout=subprocess.DEVNULL,
    )
    try:
        _wait_for(port, child)
        yield child.pid
    finally:
        child.terminate()
        child.wait(20)


def _wait_for(port: int, child: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until and child.poll() is None:
        with contextlib.suppress(OSError):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/healthz/")
            if connection.getresponse().status == http.client.OK:
                return
        time.sleep(0.1)
    raise RuntimeError("the web server did not start")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Visitor:
    """Signs people in again and again, each time from another address."""

    def __init__(self, port: int, number: int) -> None:
        self.browser = Browser(port, "192.0.2.1")
        self.browser.get("/sign-in/")
        self.number = number
        self.tries = 0

    def sign_in(self, person: int, tokens: dict[int, str], *, is_known: bool) -> None:
        """Sign a person in, in the browser that they used last or in one they never used."""
        self.tries += 1
        self.browser.forget_all_but_token()
        if is_known and person in tokens:
            self.browser.cookies["browser"] = tokens[person]
        self.browser.place = f"10.{self.number}.{self.tries // 250}.{self.tries % 250 + 1}"
        status = self.browser.post("/sign-in/", login=f"bench{person}", password=PASSWORD)
        if status != http.client.FOUND:
            raise RuntimeError(f"a sign-in was answered with {status}")
        tokens[person] = self.browser.cookies["browser"]


def sign_in(environment: dict[str, str], postgres_pid: int, people: int) -> dict[str, float]:
    """`sign_in_vs_argon2`: one raw verification over one whole sign-in, both in processor time.

    In turn, and as many at once on both sides: where all cores hash, each takes longer, whoever
    asks for it. `sign_in_vs_argon2_alone` is held against a verification while nothing else runs.
    """
    port, tokens = free_port(), dict[int, str]()
    with server(environment | {"TRUSTED_PROXY_COUNT": "1"}, port) as web_pid:
        visitors = [Visitor(port, number) for number in range(AT_ONCE)]
        roots = [web_pid, postgres_pid]

        def cost_s(*, is_known: bool, first: int) -> tuple[float, float]:
            """Processor time and time of one sign-in."""

            def visit(number: int) -> None:
                for turn in range(first, first + TURNS):
                    person = (number + turn * AT_ONCE) % people
                    visitors[number].sign_in(person, tokens, is_known=is_known)

            for visitor in visitors:
                visitor.browser.close()  # what was idle for long, the server has closed
            used, begun = processor_time_s(roots), time.monotonic()
            _together(AT_ONCE, visit)
            lasted, used = time.monotonic() - begun, processor_time_s(roots) - used
            return used / (TURNS * AT_ONCE), lasted / (TURNS * AT_ONCE)

        cost_s(is_known=True, first=0)
        alone, raw, known, new = [], [], [], []
        for turn in range(ROUNDS):
            alone.append(raw_verification_s(1))
            raw.append(raw_verification_s(AT_ONCE, 80))
            known.append(cost_s(is_known=True, first=turn * TURNS))
            raw.append(raw_verification_s(AT_ONCE, 80))
            new.append(cost_s(is_known=False, first=turn * TURNS))
    raw_s, whole_s = statistics.median(raw), statistics.median(cost for cost, _ in known)
    return {
        "sign_in_vs_argon2": raw_s / whole_s,
        "sign_in_vs_argon2_alone": statistics.median(alone) / whole_s,
        "sign_in_new_browser_vs_argon2": raw_s / statistics.median(cost for cost, _ in new),
        "argon2_ms": raw_s * 1000,
        "sign_in_cpu_ms": whole_s * 1000,
        "sign_ins_per_s": 1 / statistics.median(lasted for _, lasted in known),
    }


# -- Pages -----------------------------------------------------------------------------------------
def pages(user: Any, bill_number: str, times: int = 300) -> dict[str, float]:
    """Median server time and queries of the overview and a bill, beside a bare Django view's."""
    from django.db import connection
    from django.http import HttpResponse
    from django.test import Client
    from django.test.utils import CaptureQueriesContext, override_settings
    from django.urls import include, path

    urls = type(sys)("benchmarks.bare_urls")
    urls.urlpatterns = [  # type: ignore[attr-defined]
        path("bare/", lambda _: HttpResponse("bare")),
        path("", include("hearthline.config.urls")),
    ]
    sys.modules["benchmarks.bare_urls"] = urls
    figures: dict[str, float] = {}
    with override_settings(ROOT_URLCONF="benchmarks.bare_urls"):
        client = Client(SERVER_NAME="localhost")
        client.force_login(user)
        addresses = {"bare": "/bare/", "overview": "/", "bill": f"/bills/{bill_number}/"}
        for name, address in addresses.items():
            with CaptureQueriesContext(
                connection,
            ) as seen:
                answer = client.get(address)
            if answer.status_code != http.client.OK:
                raise RuntimeError(f"{address} was answered with {answer.status_code}")
            figures[f"{name}_queries"] = len(seen)
        taken: dict[str, list[float]] = {name: [] for name in addresses}
        for _ in range(times):  # in turn, so that a slow moment of the machine meets them all
            for name, address in addresses.items():
                begun = time.perf_counter()
                client.get(address)
                taken[name].append(time.perf_counter() - begun)
    for name, values in taken.items():
        figures[f"{name}_ms"] = statistics.median(values) * 1000
    for name in ("overview", "bill"):
        figures[f"{name}_vs_bare"] = figures[f"{name}_ms"] / figures["bare_ms"]
    return figures
