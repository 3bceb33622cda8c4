"""Kamailio: registrations over its RPC (xhttp, jsonrpcs), settings in its table usr_preferences.

`docs/kamailio.cfg` is the part of its configuration that reads what is written here.
"""

import ipaddress
import json
import re
from collections.abc import Collection
from datetime import datetime
from typing import Any

from hearthline.network.adapters.asking import ask
from hearthline.network.adapters.database import borrowed
from hearthline.network.adapters.voice import LineSettings, Registration
from hearthline.network.errors import NetworkRefused, NetworkUnavailable

_OK, _UNAUTHORIZED, _FORBIDDEN = 200, 401, 403
_NOT_REGISTERED = "aor not found"
_HOST = re.compile(
    r"sips?:(?:[^@;>]*@)?(?:\[(?P<v6>[0-9A-Fa-f:.]+)\]|(?P<host>[^:;>\s]+))", re.IGNORECASE
)

# What we keep for a number: attribute, and what stands in `value`.
_REVISION, _IN_SERVICE = "hl_revision", "hl_in_service"
_VOICEMAIL, _ANONYMOUS = "hl_voicemail", "hl_block_anonymous"
_FORWARD = {
    "always": "hl_forward_always",
    "busy": "hl_forward_busy",
    "no_answer": "hl_forward_no_answer",
}
_OURS = [_REVISION, _IN_SERVICE, _VOICEMAIL, _ANONYMOUS, *_FORWARD.values()]

_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(%(number)s, 20))"
_READ = """
SELECT username, attribute, value FROM usr_preferences
 WHERE username = ANY(%(numbers)s) AND domain = %(domain)s AND attribute = ANY(%(ours)s)
 ORDER BY id"""
_CLEAR = """
DELETE FROM usr_preferences
 WHERE username = %(number)s AND domain = %(domain)s AND attribute = ANY(%(ours)s)"""
_WRITE = """
INSERT INTO usr_preferences (uuid, username, domain, attribute, type, value, last_modified)
VALUES (%(number)s, %(number)s, %(domain)s, %(attribute)s, 0, %(value)s, now())"""


class KamailioVoice:
    """Reads and writes another system; nothing is kept here."""

    name = "kamailio"

    def __init__(self, *, rpc_url: str, database_url: str, domain: str, timeout_s: float) -> None:
        self._rpc_url = rpc_url
        self._database_url = database_url
        self._domain = domain
        self._timeout_s = timeout_s

    def registrations(self, number: str, *, now: datetime) -> tuple[Registration, ...]:
        del now  # Kamailio has a clock of its own
        told = self._call("ul.lookup", ["location", f"{number}@{self._domain}"])
        if told is None:
            return ()
        try:
            found = [_registration(entry["Contact"]) for entry in told["Contacts"]]
        except (KeyError, TypeError, ValueError) as error:
            raise NetworkUnavailable("voice_unreadable") from error
        return tuple(sorted(found, key=lambda entry: -entry.expires_in_s))

    def apply_settings(self, wanted: LineSettings) -> None:
        about = {"number": wanted.number, "domain": self._domain, "ours": _OURS}
        with self._database() as connection:
            connection.execute(_LOCK, about)
            has = self._read(connection, [wanted.number]).get(wanted.number)
            if has is None or has.revision <= wanted.revision:
                connection.execute(_CLEAR, about)
                for attribute, value in _attributes(wanted).items():
                    connection.execute(_WRITE, {**about, "attribute": attribute, "value": value})
        if not wanted.is_in_service:
            self._call("ul.rm", ["location", f"{wanted.number}@{self._domain}"])

    def settings_of(self, numbers: Collection[str]) -> dict[str, LineSettings]:
        with self._database() as connection:
            return self._read(connection, numbers)

    def _read(self, connection: Any, numbers: Collection[str]) -> dict[str, LineSettings]:
        values: dict[str, dict[str, str]] = {}
        asked = {"numbers": list(numbers), "domain": self._domain, "ours": _OURS}
        for row in connection.execute(_READ, asked):
            values.setdefault(row["username"], {})[row["attribute"]] = row["value"]
        return {number: _settings(number, found) for number, found in values.items()}

    def _database(self) -> Any:
        return borrowed(
            url=self._database_url, timeout_s=self._timeout_s, silence="voice_no_answer"
        )

    def _call(self, method: str, parameters: list[str]) -> Any:
        """The result of a call, or None for a number that nobody has registered."""
        body = json.dumps({"jsonrpc": "2.0", "method": method, "params": parameters, "id": 1})
        reply = ask(
            method="POST",
            url=self._rpc_url,
            body=body.encode(),
            headers={"Content-Type": "application/json"},
            timeout_s=self._timeout_s,
            silence="voice_no_answer",
        )
        if reply.status in {_UNAUTHORIZED, _FORBIDDEN}:
            raise NetworkRefused("voice_refused")
        try:
            told = json.loads(reply.body)
            if "error" in told:
                # Kamailio says so with an error (and HTTP 500): a state, not a failure.
                if _NOT_REGISTERED in str(told["error"]["message"]).lower():
                    return None
                raise NetworkUnavailable("voice_failed")
            return told["result"]
        except (KeyError, TypeError, ValueError) as error:
            failed = "voice_unreadable" if reply.status == _OK else "voice_failed"
            raise NetworkUnavailable(failed) from error


def _attributes(wanted: LineSettings) -> dict[str, str]:
    found = {_REVISION: str(wanted.revision), _IN_SERVICE: "1" if wanted.is_in_service else "0"}
    if not wanted.is_in_service:
        return found
    if wanted.has_voicemail:
        found[_VOICEMAIL] = "1"
    if wanted.blocks_anonymous:
        found[_ANONYMOUS] = "1"
    if wanted.forwarding in _FORWARD:
        found[_FORWARD[wanted.forwarding]] = wanted.forwarding_to
    return found


def _settings(number: str, values: dict[str, str]) -> LineSettings:
    revision = values.get(_REVISION, "0")
    forwarding = next((kind for kind, name in _FORWARD.items() if name in values), "off")
    return LineSettings(
        number=number,
        revision=int(revision) if revision.isascii() and revision.isdigit() else 0,
        is_in_service=values.get(_IN_SERVICE) == "1",
        has_voicemail=values.get(_VOICEMAIL) == "1",
        blocks_anonymous=values.get(_ANONYMOUS) == "1",
        forwarding=forwarding,
        forwarding_to=values.get(_FORWARD.get(forwarding, ""), ""),
    )


def _registration(contact: dict[str, Any]) -> Registration:
    """Where the request came from counts; behind a NAT that is in `Received`."""
    expires = contact["Expires"]
    address = _address(str(contact.get("Received", ""))) or _address(str(contact["Address"]))
    return Registration(
        contact_address=address,
        # "permanent" and "expired" are words in this place.
        expires_in_s=int(expires) if str(expires).lstrip("-").isdigit() else 0,
        user_agent=str(contact.get("User-Agent", ""))[:100],
    )


def _address(uri: str) -> str:
    """The IP address in a SIP address; empty where there is a name or nothing."""
    found = _HOST.search(uri)
    if found is None:
        return ""
    try:
        return str(ipaddress.ip_address(found["v6"] or found["host"]))
    except ValueError:
        return ""
