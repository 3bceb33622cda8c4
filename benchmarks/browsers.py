"""Browsers of made-up people, as the web server sees them: a connection, cookies, forms."""

import http.client
import re
from http.cookies import SimpleCookie
from urllib.parse import urlencode

_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_HIDDEN = re.compile(r'name="registration" value="([^"]+)"')


class Browser:
    """One person's browser, behind the proxy that says where they are.

    Attributes:
        place: its network address.
        cookies: by name.
        page: the page it shows.
        location: where the last answer led; empty if it led nowhere.
    """

    def __init__(self, port: int, place: str, agent: str = "", token: str = "") -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.place, self._agent = place, agent
        self.cookies = {"browser": token} if token else {}
        self.page = self.location = self._token = self._secret = ""

    def get(self, address: str) -> int:
        """Open a page; returns the status."""
        status = self._ask("GET", address)
        found = _TOKEN.search(self.page)
        if found:
            self._token, self._secret = found[1], self.cookies["csrf"]
        return status

    def post(self, address: str, **form: str) -> int:
        """Send a form with the token of a page that was opened before; returns the status."""
        return self._ask("POST", address, urlencode({"csrfmiddlewaretoken": self._token, **form}))

    def forget_all_but_token(self) -> None:
        """Be another person's browser, with a form that is open already."""
        self.cookies = {"csrf": self._secret}

    @property
    def registration(self) -> str:
        """The registration that the page's form belongs to."""
        found = _HIDDEN.search(self.page)
        return found[1] if found else ""

    def close(self) -> None:
        self._connection.close()

    def _ask(self, method: str, address: str, body: str | None = None) -> int:
        headers = {"X-Forwarded-For": self.place, "User-Agent": self._agent}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{key}={value}" for key, value in self.cookies.items())
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self._connection.request(method, address, body, headers)
        response = self._connection.getresponse()
        self.page = response.read().decode()
        self.location = response.headers.get("Location", "")
        for line in response.headers.get_all("Set-Cookie") or []:
            for key, morsel in SimpleCookie(line).items():
                self.cookies[key] = morsel.value
        return response.status
