"""Access routers: told to change a session (CoA) or to end it (Disconnect), RFC 5176."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from pyrad import packet
from pyrad.client import Client, Timeout
from pyrad.dictionary import Dictionary

from hearthline.network.adapters.access.radius.database import Live

Answer = Literal["done", "gone", "refused", "silent"]
"""What a router says: did it, knows no such session, won't; or nothing at all."""

_SENDS = 2
"""A datagram may be lost once."""
_SESSION_NOT_FOUND = 503
_FOR_SIGN_IN_ONLY = {
    "Fall-Through",
    "Framed-IP-Address",
    "Framed-IP-Netmask",
    "Framed-Pool",
    "Framed-Protocol",
    "Reply-Message",
    "Service-Type",
    "Acct-Interim-Interval",
}
"""What a reply to a sign-in may say and a change of a running session may not."""


@cache
def dictionary(more: str = "") -> Dictionary:
    """Names and numbers of attributes: ours, and those of a file that settings name."""
    files = [str(Path(__file__).parent / "dictionary.txt"), *([more] if more else [])]
    return Dictionary(*files)


@dataclass(frozen=True, slots=True)
class Routers:
    """Sends to routers; `timeout_s` is for one request, sent twice at most."""

    port: int
    timeout_s: float
    more_attributes: str = ""

    def change(
        self, username: str, live: Live, secret: str, attributes: Iterable[tuple[str, str]]
    ) -> Answer:
        """Have a running session take on attributes; `refused` also where we can't say them."""
        wanted = [(name, value) for name, value in attributes if name not in _FOR_SIGN_IN_ONLY]
        known = dictionary(self.more_attributes)
        if not wanted or any(name not in known for name, _ in wanted):
            return "refused"
        return self._ask(packet.CoARequest, username, live, secret, wanted)

    def end(self, username: str, live: Live, secret: str) -> Answer:
        """Have a running session end."""
        return self._ask(packet.DisconnectRequest, username, live, secret, [])

    def _ask(
        self,
        code: int,
        username: str,
        live: Live,
        secret: str,
        attributes: list[tuple[str, str]],
    ) -> Answer:
        known = dictionary(self.more_attributes)
        client = Client(
            server=live.router,
            coaport=self.port,
            secret=secret.encode(),
            dict=known,
            retries=_SENDS,
            timeout=self.timeout_s / _SENDS,
        )
        request = client.CreateCoAPacket(code=code)
        request.AddAttribute("User-Name", username)
        request.AddAttribute("Acct-Session-Id", live.session_id)
        if ":" not in live.router:
            request.AddAttribute("NAS-IP-Address", live.router)
        try:
            for name, value in attributes:
                is_number = known[name].type == "integer" and value.isdigit()
                request.AddAttribute(name, int(value) if is_number else value)
        except (ValueError, TypeError, KeyError):
            return "refused"  # a value that this attribute can't have
        try:
            answer = client.SendPacket(request)
        except (Timeout, OSError, packet.PacketError):
            return "silent"
        finally:
            client._CloseSocket()  # noqa: SLF001 - it has no other way
        if answer.code in {packet.CoAACK, packet.DisconnectACK}:
            return "done"
        causes = answer.get("Error-Cause", [])
        gone = "Session-Context-Not-Found" in causes or _SESSION_NOT_FOUND in causes
        return "gone" if gone else "refused"
