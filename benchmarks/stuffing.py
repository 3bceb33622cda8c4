"""Stolen passwords tried at a thousand accounts from two thousand addresses, while owners sign in.

All by the real door: gunicorn, the worker and PostgreSQL as `hearthline run` starts them.

How many passwords the attack tested is counted in the history of sign-ins: a row is written after a
password was compared with its person's hash, and never without. The attacker's rows are known by
the browser, and must be as many as the answers that told the attacker something.
"""

import random
import statistics
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.browsers import Browser
from benchmarks.people import PASSWORD, behind_proxy, make_people, memory_mb, name_of, worker
from benchmarks.web import family, free_port, server

ACCOUNTS = 1000
TRIES = 20_000
ADDRESSES = 2000
ADDRESSES_A_NETWORK = 8
OWNERS = 200
KNOWN_OWNERS = 120
"""Those whose browser has signed in before. The rest are strangers, like the attacker."""
MISTYPE_EVERY = 5
STOLEN = 10
"""Accounts whose right password is in the attacker's list."""
HANDS, OWNERS_AT_ONCE = 12, 4
_ATTACKER = "Mozilla/5.0 (Windows NT 10.0) Chrome/120.0"
_OWNER = "Mozilla/5.0 (X11; Linux x86_64) Firefox/130.0"
_SEED = 4
_MAIL_PATIENCE_S = 60
_LOOK_EVERY_S = 2.0


def measure(data: Path) -> dict[str, float]:
    """Figures of one attack."""
    make_people(ACCOUNTS)
    environment, port = behind_proxy(data), free_port()
    with server(environment, port) as web_pid, worker(environment):
        owners = [_Owner(port, number) for number in range(OWNERS)]
        for owner in owners[:KNOWN_OWNERS]:
            owner.become_known()
        _a_week_passes()
        attack, memory = _Attack(port), _Memory(web_pid)
        begun = time.monotonic()
        memory.start()
        attack.run_beside(owners)
        lasted = time.monotonic() - begun
        seen = memory.stop()
        # While the servers run: with the last of them ends the database.
        tested, opened = _tested()
    told = attack.told["wrong"] + attack.told["in"]
    if tested != told or sum(attack.told.values()) != TRIES:
        raise RuntimeError(f"{tested} rows in the history, but the answers were {attack.told}")
    ways = Counter(owner.way for owner in owners)
    taken = [owner.taken_s for owner in owners]
    return {
        "stuffing_owners_in": (ways["password"] + ways["code"]) / OWNERS,
        "stuffing_owners_in_by_password": ways["password"] / OWNERS,
        "stuffing_tested": tested / TRIES,
        "stuffing_opened": opened,
        "stuffing_web_mb": max(resident for resident, _ in seen),
        "stuffing_web_shared_out_mb": max(shared_out for _, shared_out in seen),
        "stuffing_tries_per_s": TRIES / lasted,
        "stuffing_owner_s": statistics.median(taken),
        "stuffing_owner_p95_s": statistics.quantiles(taken, n=20)[18],
    }


class _Owner:
    """Somebody who wants to sign in: with their password, else with a code by email."""

    def __init__(self, port: int, number: int) -> None:
        self._port, self._number = port, number
        self._name = name_of(number * (ACCOUNTS // OWNERS))
        self._place = f"100.{64 + number // 250}.{number % 250}.{number % 250 + 1}"
        self._token = ""
        self._mistypes = number % MISTYPE_EVERY == 0
        self.way = "not at all"
        self.taken_s = 0.0

    def become_known(self) -> None:
        """Sign in, as on a day before."""
        browser = self._open("/sign-in/")
        if browser.post("/sign-in/", login=self._name, password=PASSWORD) != 302:  # noqa: PLR2004
            raise RuntimeError("an owner couldn't sign in before the attack")
        self._token = browser.cookies["browser"]
        browser.close()

    def come_in(self) -> None:
        """Sign in once, and look at the overview."""
        begun = time.monotonic()
        browser = self._open("/sign-in/")
        if self._mistypes:
            browser.post("/sign-in/", login=self._name, password=PASSWORD.lower())
        way = "password"
        browser.post("/sign-in/", login=self._name, password=PASSWORD)
        if not browser.location:
            way = "code"
            self._ask_for_code(browser)
        if browser.location == "/" and browser.get("/") == 200:  # noqa: PLR2004
            self.way = way
        self.taken_s = time.monotonic() - begun
        browser.close()

    def _open(self, address: str) -> Browser:
        browser = Browser(self._port, self._place, _OWNER, self._token)
        browser.get(address)
        return browser

    def _ask_for_code(self, browser: Browser) -> None:
        browser.get("/sign-in/code/")
        browser.post("/sign-in/code/", identifier=self._name)
        browser.get(browser.location or "/sign-in/code/")
        browser.post("/sign-in/code/enter/", code=_code_to(f"{self._name}@mail.example"))


def _code_to(email: str) -> str:
    """The code in the newest mail to somebody, as soon as it is there."""
    from hearthline.notices.models import Message

    until = time.monotonic() + _MAIL_PATIENCE_S
    while time.monotonic() < until:
        newest = (
            Message.objects.filter(recipient=email, kind="sign_in_code", channel="email")
            .order_by("-id")
            .values_list("body_text", flat=True)
            .first()
        )
        if newest:
            found = [word for word in newest.split() if len(word) == 4 and word.isdigit()]  # noqa: PLR2004
            return "".join(found[:2])
        time.sleep(0.2)
    return ""


@dataclass
class _Attack:
    """Every account tried twenty times, every address used ten times, in no order."""

    port: int
    told: Counter[str] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        chance = random.Random(_SEED)  # noqa: S311 - the same attack each time
        places = [_place(n % ADDRESSES) for n in range(TRIES)]
        names = [n % ACCOUNTS for n in range(TRIES)]
        passwords = [f"stolen elsewhere {n}" for n in range(TRIES)]
        for number in range(STOLEN):
            passwords[number + ACCOUNTS * (number % 10)] = PASSWORD
        chance.shuffle(places)
        self._tries = list(zip(places, names, passwords, strict=True))
        chance.shuffle(self._tries)
        self._waiting: list[_Owner] = []

    def run_beside(self, owners: list[_Owner]) -> None:
        """Attack with many hands; owners come one by one all the while."""
        chance = random.Random(_SEED)  # noqa: S311 - as above
        self._waiting = chance.sample(owners, len(owners))
        hands = [threading.Thread(target=self._attack) for _ in range(HANDS)]
        people = [threading.Thread(target=self._let_owners_come) for _ in range(OWNERS_AT_ONCE)]
        for thread in (*hands, *people):
            thread.start()
        for thread in (*hands, *people):
            thread.join()

    def _attack(self) -> None:
        browser = Browser(self.port, "203.0.113.1", _ATTACKER)
        browser.get("/sign-in/")
        while True:
            with self._lock:
                if not self._tries:
                    return
                browser.place, name, password = self._tries.pop()
            browser.forget_all_but_token()
            status = browser.post("/sign-in/", login=name_of(name), password=password)
            with self._lock:
                self.told[_told(status, browser.page)] += 1

    def _let_owners_come(self) -> None:
        from django.db import connections

        while True:
            with self._lock:
                if not self._waiting:
                    break
                done = 1 - len(self._tries) / TRIES
                is_time = done >= 1 - len(self._waiting) / OWNERS
                owner = self._waiting.pop() if is_time else None
            if owner is None:
                time.sleep(0.05)
            else:
                owner.come_in()
        connections.close_all()


def _told(status: int, page: str) -> str:
    if status == 302:  # noqa: PLR2004
        return "in"
    if "Too many tries" in page:
        return "refused"
    return "wrong" if "don&#x27;t match" in page else f"{status}"


def _place(number: int) -> str:
    network, host = divmod(number, ADDRESSES_A_NETWORK)
    return f"198.{18 + network // 250}.{network % 250}.{host * 30 + 1}"


class _Memory(threading.Thread):
    """Looks at the web processes' memory now and then."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self._pid, self._is_over = pid, threading.Event()
        self._seen: list[tuple[float, float]] = []

    def run(self) -> None:
        while not self._is_over.wait(_LOOK_EVERY_S):
            self._look()

    def _look(self) -> None:
        self._seen.append(memory_mb(family(self._pid)))

    def stop(self) -> list[tuple[float, float]]:
        self._is_over.set()
        self.join()
        self._look()
        return self._seen


def _a_week_passes() -> None:
    """What happened so far was long ago, and counts as nothing now."""
    from hearthline.kernel.sql import select

    select("UPDATE identity_signin SET at = at - interval '1 week'")
    select("UPDATE identity_browser SET last_seen_at = last_seen_at - interval '1 week'")
    select("DELETE FROM identity_attemptcount")


def _tested() -> tuple[int, int]:
    """The attacker's rows in the history, and those in which the password was right."""
    from hearthline.identity.devices import device_name
    from hearthline.kernel.sql import select

    (row,) = select(
        "SELECT count(*) AS tested,"
        " count(*) FILTER (WHERE outcome IN ('signed_in', 'second_step')) AS opened"
        " FROM identity_signin WHERE device = %(device)s",
        {"device": device_name(_ATTACKER)},
    )
    return int(row["tested"]), int(row["opened"])
