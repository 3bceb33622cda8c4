"""Ports for servers that tests start."""

import contextlib
import random
import socket

_FIRST, _LAST = 15_000, 32_000
"""Below those that the system gives to outgoing connections (32768 on), any of which may take a
free port between the moment it was looked at and the server's start."""


def free_port(in_a_row: int = 1) -> int:
    """A port of this machine that is free, and whose next ones are as well."""
    for _ in range(1000):
        port = random.randint(_FIRST, _LAST)  # noqa: S311 - two runs at once mustn't take the same
        try:
            with contextlib.ExitStack() as tried:
                for more in range(in_a_row):
                    tried.enter_context(socket.socket()).bind(("127.0.0.1", port + more))
        except OSError:
            continue
        return port
    raise RuntimeError("this machine has no free port")
