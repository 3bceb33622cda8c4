"""The provider's app on somebody's phone: real requests to a real server, one token, one cookie."""

import re
import time
from datetime import UTC, datetime
from typing import Any

import httpx

from hearthline.identity.totp import code_of, step_at
from tests.house import PASSWORD, House

AGENT = "MapleApp/1.0 (iPhone; iOS 19)"


class PhoneApp:
    """Keeps the token that it is given, as `docs/app.md` says."""

    def __init__(self, house: House) -> None:
        self.home = house.home
        self.client = httpx.Client(
            base_url=f"{house.home}/_allauth/app/v1/", headers={"User-Agent": AGENT}, timeout=30
        )
        self.token = ""

    def ask(self, method: str, route: str, data: Any = None) -> httpx.Response:
        headers = {"X-Session-Token": self.token} if self.token else {}
        answer = self.client.request(method, route, json=data, headers=headers)
        self.token = (answer.json().get("meta") or {}).get("session_token", self.token)
        return answer

    def sign_in(self, name: str, password: str = PASSWORD) -> httpx.Response:
        return self.ask("POST", "auth/login", {"username": name, "password": password})

    def code_for(self, recipient: str, about: str, *, not_in: str = "") -> str:
        """The code in the newest message; the queue may take a moment."""
        for _ in range(80):
            page = httpx.get(f"{self.home}/demo/inbox/", params={"to": recipient}, timeout=30)
            text = re.sub(r"<[^>]+>", " ", page.text)
            found = re.search(rf"{about}.*?\b(\d{{4}} \d{{4}})\b", text, re.DOTALL)
            if found and found[1] != not_in:
                return found[1]
            time.sleep(0.25)
        raise AssertionError(f"no message to {recipient} about {about}: {text[:2_000]}")


class Codes:
    """What an authenticator app shows: never the same twice."""

    def __init__(self, secret: str) -> None:
        self.secret, self.last = secret, 0

    def next(self) -> str:
        now = step_at(datetime.now(tz=UTC))
        while self.last > now:
            # One ahead is the most that a clock may be wrong.
            time.sleep(1)
            now = step_at(datetime.now(tz=UTC))
        self.last = max(self.last + 1, now)
        return code_of(self.secret, self.last)
