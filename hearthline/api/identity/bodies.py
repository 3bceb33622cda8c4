"""What an app sends: one small JSON object, looked at before anything else reads it."""

import json
from math import isfinite
from typing import Any

from django.http import HttpRequest

MOST_BYTES = 64 * 1024
"""Far more than a passkey's answer, the largest thing an app has to say."""
MOST_DEPTH = 8


class UnreadableBody(Exception):
    """The body isn't what this door takes; `status` says in which way."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


def read_body(request: HttpRequest) -> dict[str, Any] | None:
    """The JSON object in a request, or None where there is no body.

    Raises:
        UnreadableBody: 413 (too large, unread), 415 (not JSON), or 400: not one object, a name
            twice, nested too deep, or a text that no database takes.
    """
    announced = request.META.get("CONTENT_LENGTH") or "0"
    if not (announced.isascii() and announced.isdigit()):
        raise UnreadableBody(400)
    if int(announced[:12]) > MOST_BYTES:
        raise UnreadableBody(413)
    if request.method in {"GET", "HEAD", "OPTIONS"} and int(announced):
        raise UnreadableBody(400)
    body = request.body
    if not body:
        return None
    if request.content_type != "application/json":
        raise UnreadableBody(415)
    try:
        data = json.loads(body.decode(), object_pairs_hook=_names_once, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise UnreadableBody(400) from error
    if not isinstance(data, dict) or not _is_plain(data, MOST_DEPTH):
        raise UnreadableBody(400)
    return data


def _names_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """What two programs read differently is read by none."""
    named = dict(pairs)
    if len(named) != len(pairs):
        raise ValueError("a name stands there twice")
    return named


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


def _is_plain(value: Any, depth: int) -> bool:
    """Whether every text in it can be kept, and it ends."""
    if depth == 0:
        return False
    if isinstance(value, str):
        # Half of a pair of surrogates is no character: it can't be encoded.
        return "\0" not in value and not any("\ud800" <= c <= "\udfff" for c in value)
    if isinstance(value, dict):
        return all(_is_plain(k, depth) and _is_plain(v, depth - 1) for k, v in value.items())
    if isinstance(value, list):
        return all(_is_plain(part, depth - 1) for part in value)
    # 1e999 is read as infinity, which is no JSON.
    return not isinstance(value, float) or isfinite(value)
