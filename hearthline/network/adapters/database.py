"""Another system's PostgreSQL, for a moment, and never longer than a time-out."""

import contextlib
import os
import socket
import threading
from collections.abc import Iterator
from typing import Any

import psycopg
from psycopg.rows import dict_row

from hearthline.network.errors import NetworkUnavailable

_LEAST_S = 1


@contextlib.contextmanager
def borrowed(*, url: str, timeout_s: float, silence: str) -> Iterator["psycopg.Connection[Any]"]:
    """A connection in one transaction; rows come as dictionaries.

    A server that stops answering in mid-sentence is left as well: a timer cuts the connection, as
    the server's own time-outs don't help where the server hangs.

    Args:
        url: where the database is.
        timeout_s: for connecting and all statements together.
        silence: the code of `network.reasons` that says that it didn't answer.

    Raises:
        NetworkUnavailable: it doesn't answer, or failed; the transaction may have been committed.
    """
    try:
        with (
            psycopg.connect(
                url,
                connect_timeout=max(_LEAST_S, int(timeout_s * 0.75)),
                row_factory=dict_row,
                application_name="hearthline",
            ) as connection,
            # The scissors get a handle of their own: the connection's may be closed and reused.
            socket.socket(fileno=os.dup(connection.fileno())) as handle,
        ):
            timer = threading.Timer(timeout_s * 0.75, _cut, (handle,))
            timer.start()
            try:
                yield connection
                connection.commit()
            finally:
                timer.cancel()
                timer.join()
    except psycopg.Error as error:
        raise NetworkUnavailable(silence) from error


def _cut(handle: socket.socket) -> None:
    with contextlib.suppress(OSError):
        handle.shutdown(socket.SHUT_RDWR)
