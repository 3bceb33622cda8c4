"""The web server's workers: threads, and one that takes leave of clients."""

import contextlib
import queue
import selectors
import socket
import threading
import time
from functools import partial
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

_LINGER_S = 2.0
_POLL_S = 0.1
_MOST_BYTES = 65_536
_MOST_CLIENTS = 1_000


class Worker(ThreadWorker):  # type: ignore[misc]  # it has no types
    """Gunicorn's threaded worker, which nobody holds up by not closing a connection.

    A client is given two seconds to take in the last answer and close (RFC 9112, 9.6). Gunicorn
    waits for that in the thread that takes new requests, so that twenty who stay kept everybody
    else waiting for forty seconds.
    """

    def init_process(self) -> None:
        self._leaving = LeaveTaking()
        super().init_process()

    def finish_request(self, conn: Any, fs: Any) -> None:
        conn.close = partial(self._close, conn.sock)
        super().finish_request(conn, fs)

    def _close(self, client: socket.socket, *, graceful: bool = False) -> None:
        if graceful:
            self._leaving.of(client)
        else:
            client.close()


class LeaveTaking:
    """Half-closes connections and waits for the other side, many at once in one thread."""

    def __init__(self) -> None:
        self._new: queue.SimpleQueue[socket.socket] = queue.SimpleQueue()
        self._waiting: dict[socket.socket, tuple[float, int]] = {}
        self._selector = selectors.DefaultSelector()
        threading.Thread(target=self._run, name="leave-taking", daemon=True).start()

    def of(self, client: socket.socket) -> None:
        """Take leave of a client whose last answer was written; returns at once."""
        self._new.put(client)

    def _run(self) -> None:
        while True:
            with contextlib.suppress(queue.Empty):
                # With nobody to wait for, until somebody comes.
                self._begin(self._new.get(timeout=_POLL_S if self._waiting else None))
                while True:
                    self._begin(self._new.get_nowait())
            for key, _ in self._selector.select(0):
                self._take_in(key.fileobj)  # type: ignore[arg-type]  # only sockets are registered
            self._end_those_who_stay()

    def _begin(self, client: socket.socket) -> None:
        try:
            client.setblocking(False)
            client.shutdown(socket.SHUT_WR)
            if len(self._waiting) >= _MOST_CLIENTS:
                client.close()
                return
            self._selector.register(client, selectors.EVENT_READ)
        except (OSError, ValueError):
            client.close()  # gone already
            return
        self._waiting[client] = (time.monotonic() + _LINGER_S, 0)

    def _take_in(self, client: socket.socket) -> None:
        until, taken = self._waiting[client]
        try:
            data = client.recv(4096)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        self._waiting[client] = (until, taken + len(data))
        if not data or taken + len(data) >= _MOST_BYTES:
            self._end(client)

    def _end_those_who_stay(self) -> None:
        now = time.monotonic()
        for client in [client for client, (until, _) in self._waiting.items() if until <= now]:
            self._end(client)

    def _end(self, client: socket.socket) -> None:
        del self._waiting[client]
        self._selector.unregister(client)
        client.close()
