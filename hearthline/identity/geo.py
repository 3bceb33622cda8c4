"""Where a network address is, as far as an offline database in MMDB format knows.

Optional (`GEO_DATABASE`). The address is looked up and forgotten; what is kept is a country, a
place in words, and coordinates to a tenth of a degree (some eleven kilometers).
"""

import logging
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import maxminddb
from django.conf import settings

logger = logging.getLogger(__name__)
_PLACE_LENGTH = 80


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where something came from: all empty if that isn't known.

    Attributes:
        country: its two letters.
        place: in words: `Springfield, Illinois`, or the country's name.
        latitude: degrees north, to a tenth; None where only the country is known.
        longitude: degrees east.
    """

    country: str = ""
    place: str = ""
    latitude: float | None = None
    longitude: float | None = None


NOWHERE = Whereabouts()


def whereabouts(address: str) -> Whereabouts:
    """Look an address up (IPv4 or IPv6 as text); never fails."""
    reader = _reader(settings.GEO_DATABASE)
    if reader is None:
        return NOWHERE
    try:
        found = reader.get(address)
    except Exception:  # noqa: BLE001 - nonsense, IPv6 in an IPv4 database, a broken or changed file
        return NOWHERE
    return _read(found) if isinstance(found, dict) else NOWHERE


@lru_cache(maxsize=2)
def _reader(path: str) -> "maxminddb.Reader | None":
    """The database, mapped into memory and shared by the processes; None without one."""
    if not path:
        return None
    try:
        return maxminddb.open_database(path, maxminddb.MODE_MMAP)
    except Exception as error:  # noqa: BLE001 - sign-in must not depend on this file
        logger.error("GEO_DATABASE %s can't be used: %s", Path(path).name, error)  # noqa: TRY400
        return None


def _read(found: dict[str, Any]) -> Whereabouts:
    country = found.get("country") or found.get("registered_country") or {}
    code = str(country.get("iso_code") or "") if isinstance(country, dict) else ""
    regions = found.get("subdivisions")
    region = regions[0] if isinstance(regions, list) and regions else None
    names = [_name(found.get("city")), _name(region)]
    words = ", ".join(name for name in names if name) or _name(country)
    location = found.get("location")
    north = east = None
    if isinstance(location, dict):
        north, east = (
            _degrees(location.get("latitude"), 90),
            _degrees(location.get("longitude"), 180),
        )
    is_located = north is not None and east is not None
    return Whereabouts(
        country=code.upper() if len(code) == 2 and code.isalpha() else "",  # noqa: PLR2004
        place=words[:_PLACE_LENGTH],
        latitude=north if is_located else None,
        longitude=east if is_located else None,
    )


def _name(part: Any) -> str:
    names = part.get("names") if isinstance(part, dict) else None
    found = names.get("en") if isinstance(names, dict) else None
    return found.replace("\0", "").strip() if isinstance(found, str) else ""


def _degrees(value: Any, most: int) -> float | None:
    with suppress(TypeError, ValueError):
        degrees = round(float(value), 1)
        return degrees if -most <= degrees <= most else None
    return None
