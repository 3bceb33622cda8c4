"""The pretend TV system's server: what a provider's systems ask it."""

import hashlib
import json
import re
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote

from hearthline.kernel.simulated.http_words import Answer, Request
from hearthline.kernel.simulated.server import PretendServer
from hearthline.network.adapters.tv.signing import is_signed
from hearthline.network.adapters.tv.simulated import books
from hearthline.network.adapters.tv.simulated.behaviour import Behaviour, behaviour_of
from hearthline.network.adapters.tv.simulated.books import Books, Entry

_SUBSCRIBER = re.compile(r"[\w.-]{1,80}", re.ASCII)
_MOST_A_PAGE = 1000
_UNDONE = frozenset(
    {Behaviour.DROPS, Behaviour.HANGS, Behaviour.FAILS, Behaviour.REFUSES, Behaviour.LIES}
)
_SLOW = frozenset({Behaviour.HANGS, Behaviour.HANGS_APPLIED})
_AILING = frozenset({Behaviour.DROPS, Behaviour.HANGS, Behaviour.FAILS, Behaviour.GARBLED})


class SimulatedTvSystem:
    """A whole TV system. Port 0 takes a free one; `url` says which."""

    def __init__(
        self,
        *,
        folder: Path,
        secrets: dict[str, str],
        host: str = "127.0.0.1",
        port: int = 0,
        hang_s: float = 25.0,
    ) -> None:
        """Take the port and open the books.

        Args:
            folder: where the books lie.
            secrets: what its customers sign with, by the name of the key.
            host: the address to listen on.
            port: the port to listen on.
            hang_s: how long a caller who is kept waiting waits; longer than any does.
        """
        self.books = Books(folder)
        self._secrets = secrets
        self._hang_s = hang_s
        self._stopping = threading.Event()
        self._server = PretendServer(name="tv-system", host=host, port=port, answer=self._answer)
        self.url = self._server.url

    def start(self) -> None:
        """Serve in threads of this process."""
        self._server.start()

    def stop(self) -> None:
        """Stop serving; the books stay."""
        self._stopping.set()
        self._server.stop()

    def _answer(self, request: Request) -> Answer | None:
        address = request.path + (f"?{request.query}" if request.query else "")
        if not is_signed(
            secrets=self._secrets,
            headers=request.headers,
            method=request.method,
            address=address,
            body=request.body,
            now=time.time(),
        ):
            return _json(401, {"error": "not_signed"})
        subscriber = unquote(request.path.removeprefix("/entitlements/"))
        is_known_address = request.path.startswith("/entitlements/") and _SUBSCRIBER.fullmatch(
            subscriber
        )
        if request.method == "GET" and request.path == "/entitlements":
            return self._export(request)
        if not is_known_address:
            return _json(404, {"error": "no_such_address"})
        mood = self.books.mood()
        if request.method == "GET":
            return self._tell(subscriber, mood)
        if request.method == "PUT":
            return self._change(subscriber, request, mood or behaviour_of(subscriber))
        return _json(405, {"error": "no_such_method"})

    def _tell(self, subscriber: str, mood: Behaviour | None) -> Answer | None:
        """Reading suffers from what ails the whole system, not from what a name asks for."""
        if mood in _SLOW:
            self._stopping.wait(self._hang_s)
        if mood in _AILING:
            return _SAYS[mood]
        entry = self.books.find(subscriber)
        return _json(404, {"error": "no_such_subscriber"}) if entry is None else _told(entry)

    def _change(self, subscriber: str, request: Request, behaviour: Behaviour) -> Answer | None:
        try:
            entry = _read(request, subscriber)
        except (KeyError, TypeError, ValueError):
            return _json(400, {"error": "not_understood"})
        answer: Answer | None = _told(entry)
        if behaviour not in _UNDONE:
            half = replace(entry, channels=entry.channels[::2])
            answer = self._apply(half if behaviour is Behaviour.HALF else entry, request)
        if behaviour in _SLOW:
            self._stopping.wait(self._hang_s)
        return _SAYS.get(behaviour, answer)

    def _apply(self, entry: Entry, request: Request) -> Answer:
        """Write a change down once; the same key again is answered without doing it again."""
        key = request.headers.get("idempotency-key", "")
        asked = hashlib.sha256(request.body).hexdigest()
        if not key:
            return _json(400, {"error": "no_idempotency_key"})
        with self.books.transaction() as connection:
            row = connection.execute(
                "SELECT request_hash FROM answers WHERE idempotency_key = ?", (key,)
            ).fetchone()
            known = books.find(connection, entry.subscriber)
            if row is not None:
                if row["request_hash"] != asked:
                    return _json(422, {"error": "key_used_for_another_request"})
                if known is not None and known.revision >= entry.revision:
                    return _told(entry)
            if known is not None and known.revision > entry.revision:
                return _json(409, {"error": "older_revision", "revision": known.revision})
            connection.execute("INSERT OR IGNORE INTO answers VALUES (?, ?)", (key, asked))
            connection.execute(
                "INSERT INTO changes (subscriber, revision, channels, at) VALUES (?, ?, ?, ?)",
                (entry.subscriber, entry.revision, json.dumps(entry.channels), time.time()),
            )
            books.write(connection, entry)
        return _told(entry)

    def _export(self, request: Request) -> Answer | None:
        mood = self.books.mood()
        if mood in _AILING:
            return _SAYS[mood]
        asked = parse_qs(request.query)
        after = asked.get("after", [""])[0]
        limit = asked.get("limit", ["100"])[0]
        if not (limit.isascii() and limit.isdigit() and 0 < int(limit) <= _MOST_A_PAGE):
            return _json(400, {"error": "not_understood"})
        with self.books.transaction() as connection:
            entries = books.page(connection, after, int(limit))
        return _json(200, {"entitlements": [_shown(entry) for entry in entries]})


def _read(request: Request, subscriber: str) -> Entry:
    told = json.loads(request.body)
    revision, channels = told["revision"], told["channels"]
    if told["subscriber"] != subscriber or type(revision) is not int or revision < 1:
        raise ValueError(revision)
    if not (isinstance(channels, list) and all(isinstance(code, str) for code in channels)):
        raise TypeError(channels)
    return Entry(subscriber, revision, tuple(channels))


def _shown(entry: Entry) -> dict[str, Any]:
    return {
        "subscriber": entry.subscriber,
        "revision": entry.revision,
        "channels": list(entry.channels),
    }


def _told(entry: Entry) -> Answer:
    return _json(200, _shown(entry))


def _json(status: int, answer: dict[str, Any]) -> Answer:
    return Answer(status, json.dumps(answer).encode(), {"Content-Type": "application/json"})


_SAYS: dict[Behaviour, Answer | None] = {
    Behaviour.DROPS: None,
    Behaviour.HANGS: None,
    Behaviour.APPLIED_DROPS: None,
    Behaviour.FAILS: _json(503, {"error": "down"}),
    Behaviour.REFUSES: _json(422, {"error": "unknown_channel"}),
    Behaviour.GARBLED: Answer(200, b"<html>"),
}
"""What it says whatever it did; None cuts the connection."""
