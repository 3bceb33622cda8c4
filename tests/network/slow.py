"""Servers that answer badly: never, or a byte at a time."""

import contextlib
import socket
import threading
from collections.abc import Iterator


@contextlib.contextmanager
def trickling() -> Iterator[str]:
    """An HTTP server that says yes at once and then gives a byte every 0.2 s."""

    def speak(connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            connection.recv(65536)
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
            while not over.wait(0.2):
                connection.sendall(b" ")

    over = threading.Event()
    with _listening() as listener:
        thread = threading.Thread(target=_accept, args=(listener, speak), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        over.set()


@contextlib.contextmanager
def silent() -> Iterator[int]:
    """A port that takes connections and never says anything."""
    with _listening() as listener:
        yield int(listener.getsockname()[1])


@contextlib.contextmanager
def _listening() -> Iterator[socket.socket]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(16)
        yield listener


def _accept(listener, speak) -> None:
    with contextlib.suppress(OSError):
        while True:
            connection, _ = listener.accept()
            threading.Thread(target=speak, args=(connection,), daemon=True).start()


def closed_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
