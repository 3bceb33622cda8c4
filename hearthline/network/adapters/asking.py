"""Asking a system of the network by HTTP, with one time-out for the whole exchange."""

import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import httpx

from hearthline.network.errors import NetworkUnavailable

_MOST_BYTES = 4_000_000


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back."""

    status: int
    body: bytes


def ask(
    *,
    method: str,
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    timeout_s: float,
    silence: str,
) -> Reply:
    """One exchange, over within `timeout_s` seconds even where the answer only trickles in.

    Args:
        method: GET, POST or PUT.
        url: the whole address.
        body: what is sent.
        headers: the request's.
        timeout_s: for everything together.
        silence: the code of `network.reasons` that says that nothing came back.

    Raises:
        NetworkUnavailable: nothing came back, too late, or too much. Whether the other side did
            what it was asked is unknown.
    """
    give_up_at = time.monotonic() + timeout_s
    # Connecting and the answer's first byte share the time; the rest is watched chunk by chunk.
    timeout = httpx.Timeout(timeout_s * 0.75, connect=timeout_s * 0.25)
    received = bytearray()
    try:
        with (
            httpx.Client(timeout=timeout, trust_env=False, verify=_tls()) as client,
            client.stream(method, url, content=body, headers=headers) as answer,
        ):
            for chunk in answer.iter_raw():
                received += chunk
                if len(received) > _MOST_BYTES or time.monotonic() > give_up_at:
                    raise NetworkUnavailable(silence)
            return Reply(answer.status_code, bytes(received))
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise NetworkUnavailable(silence) from error


@cache
def _tls() -> ssl.SSLContext:
    """The trusted authorities, read once: reading them takes longer than a whole exchange."""
    return ssl.create_default_context()
