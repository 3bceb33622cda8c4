"""What is known about a sign-in when it is judged."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest

from hearthline.identity.browsers import browser_hash
from hearthline.identity.devices import device_name
from hearthline.identity.geo import Whereabouts, whereabouts
from hearthline.identity.places import place_of
from hearthline.identity.sign_in_limits import network_limit


@dataclass(frozen=True, slots=True)
class Facts:
    """What rows say about a person's sign-ins up to now.

    Attributes:
        is_known_browser: they signed in with this browser before.
        has_signed_in: they signed in before, wherever that was.
        failures: wrong passwords in a row up to now.
        countries: from which they have signed in, with browsers that are remembered.
        last_at: when they last signed in.
        last_country: from where.
        last_latitude: degrees north; None where that isn't known.
        last_longitude: degrees east.
        reset_at: when the password was last put by a code, if that was within the last month.
        network_failures: sign-ins that failed from this network lately, for whomever.
        has_second_factor: besides the password; None where that wasn't read.
        is_trusted_browser: it is let off the second step for now.
    """

    is_known_browser: bool = False
    has_signed_in: bool = False
    failures: int = 0
    countries: frozenset[str] = frozenset()
    last_at: datetime | None = None
    last_country: str = ""
    last_latitude: float | None = None
    last_longitude: float | None = None
    reset_at: datetime | None = None
    network_failures: int = 0
    has_second_factor: bool | None = None
    is_trusted_browser: bool = False


@dataclass(frozen=True, slots=True)
class RequestFacts:
    """What a request says, and what was found out about it on the way.

    Attributes:
        browser_hash: of the browser's own cookie; empty without one.
        device: the browser in words.
        where: where the request comes from.
        network_key: the counter of failures from its network.
        is_breached: the password, where one was given, is on the list of stolen ones.
        facts: what rows say, if they were read already.
    """

    browser_hash: bytes
    device: str
    where: Whereabouts
    network_key: bytes = b""
    is_breached: bool = False
    facts: Facts | None = None


def request_facts(request: HttpRequest) -> RequestFacts:
    """What a request says about who sends it."""
    place = place_of(request)
    return RequestFacts(
        browser_hash=browser_hash(request),
        device=device_name(request.headers.get("User-Agent", "")),
        where=whereabouts(place),
        network_key=network_limit(place).key_hash,
        is_breached=getattr(request, "password_is_breached", False),
        facts=getattr(request, "sign_in_facts", None),
    )


def facts_in(row: dict[str, Any]) -> Facts:
    """Facts from the columns that the statements of `identity/sql` have in common."""
    return Facts(
        is_known_browser=bool(row["is_known_browser"]),
        has_signed_in=row["last_at"] is not None or bool(row["has_browsers"]),
        failures=row["failed_sign_ins"] or 0,
        countries=frozenset(filter(None, row["countries"] or ())),
        last_at=row["last_at"],
        last_country=row["last_country"] or "",
        last_latitude=row["last_latitude"],
        last_longitude=row["last_longitude"],
        reset_at=row["reset_at"],
        network_failures=row.get("network_failures") or 0,
        has_second_factor=row.get("has_second_factor"),
        is_trusted_browser=bool(row.get("is_trusted_browser")),
    )
