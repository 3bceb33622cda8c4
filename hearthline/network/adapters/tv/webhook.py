"""Any TV system that takes entitlements by a signed webhook, as in `docs/tv-and-phone.md`."""

import json
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode

from hearthline.network.adapters.asking import ask
from hearthline.network.adapters.tv import Entitlements
from hearthline.network.adapters.tv.signing import signed_headers
from hearthline.network.errors import NetworkRefused, NetworkUnavailable

_OK, _NOT_FOUND, _CONFLICT, _TOO_EARLY, _TOO_MANY = 200, 404, 409, 425, 429
_SERVER_ERRORS = 500
_PAGE_SIZE = 1000


class WebhookTv:
    """Puts entitlements as JSON, signed, with a key of idempotency, and reads them back."""

    name = "webhook"

    def __init__(self, *, url: str, key_id: str, secret: str, timeout_s: float) -> None:
        self._url = url.rstrip("/")
        self._key_id = key_id
        self._secret = secret
        self._timeout_s = timeout_s

    def apply(self, entitlements: Entitlements) -> None:
        body = {
            "subscriber": entitlements.subscriber,
            "revision": entitlements.revision,
            "channels": list(entitlements.channels),
        }
        self._ask(
            "PUT",
            _address_of(entitlements.subscriber),
            body,
            {"Idempotency-Key": f"{entitlements.subscriber}:{entitlements.revision}"},
        )

    def read_back(self, subscriber: str) -> Entitlements | None:
        told = self._ask("GET", _address_of(subscriber))
        return None if told is None else _entitlements(told)

    def export(self) -> Iterator[Entitlements]:
        after = ""
        while True:
            query = urlencode({"after": after, "limit": _PAGE_SIZE})
            told = self._ask("GET", f"/entitlements?{query}")
            try:
                page = [_entitlements(entry) for entry in told["entitlements"]]
            except (KeyError, TypeError) as error:
                raise NetworkUnavailable("tv_unreadable") from error
            yield from page
            if not page:
                return
            if page[-1].subscriber <= after:  # it would go round for ever
                raise NetworkUnavailable("tv_unreadable")
            after = page[-1].subscriber

    def _ask(
        self,
        method: str,
        address: str,
        told: dict[str, Any] | None = None,
        headers: dict[str, str] | None = None,
    ) -> Any:
        body = b"" if told is None else json.dumps(told).encode()
        reply = ask(
            method=method,
            url=self._url + address,
            body=body,
            headers={
                "Content-Type": "application/json",
                **(headers or {}),
                **signed_headers(
                    key_id=self._key_id,
                    secret=self._secret,
                    timestamp=time.time(),
                    method=method,
                    address=address,
                    body=body,
                ),
            },
            timeout_s=self._timeout_s,
            silence="tv_no_answer",
        )
        if reply.status == _NOT_FOUND and method == "GET":
            return None
        if reply.status == _CONFLICT and method == "PUT":  # it has a newer revision: no failure
            return None
        if reply.status >= _SERVER_ERRORS or reply.status in {_TOO_MANY, _TOO_EARLY}:
            raise NetworkUnavailable("tv_failed")
        if reply.status != _OK:
            raise NetworkRefused("tv_refused")
        try:
            return json.loads(reply.body)
        except ValueError as error:
            raise NetworkUnavailable("tv_unreadable") from error


def _address_of(subscriber: str) -> str:
    return f"/entitlements/{quote(subscriber, safe='')}"


def _entitlements(told: Any) -> Entitlements:
    try:
        return Entitlements(
            subscriber=str(told["subscriber"]),
            revision=int(told["revision"]),
            channels=tuple(sorted(str(channel) for channel in told["channels"])),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise NetworkUnavailable("tv_unreadable") from error
