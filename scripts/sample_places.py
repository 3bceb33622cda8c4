"""Write the sample of an offline database of network addresses that the demo and the tests use.

Only addresses that are nobody's: this machine's, and the ranges kept for documentation (RFC 5737,
RFC 3849).
"""

import sys
from pathlib import Path

from mmdb_writer import MMDBWriter
from netaddr import IPSet

TARGET = Path(__file__).parents[1] / "hearthline" / "identity" / "sample_places.mmdb"
PLACES = {
    ("127.0.0.0/8", "192.0.2.0/24"): ("US", "Mapleton", "Illinois", 40.1, -89.7),
    ("198.51.100.0/24",): ("CA", "Toronto", "Ontario", 43.7, -79.4),
    ("203.0.113.0/24",): ("PT", "Lisbon", "", 38.7, -9.1),
    ("2001:db8::/32",): ("AU", "Sydney", "New South Wales", -33.9, 151.2),
}
NAMES = {"US": "United States", "CA": "Canada", "PT": "Portugal", "AU": "Australia"}


def write(target: Path) -> None:
    """Write the sample to a file."""
    writer = MMDBWriter(
        ip_version=6,
        ipv4_compatible=True,
        database_type="Hearthline-Sample-City",
        languages=["en"],
        description="Made-up places of addresses that are nobody's",
    )
    for networks, (country, city, region, latitude, longitude) in PLACES.items():
        record = {
            "country": {"iso_code": country, "names": {"en": NAMES[country]}},
            "city": {"names": {"en": city}},
            "location": {"latitude": latitude, "longitude": longitude},
        }
        if region:
            record["subdivisions"] = [{"names": {"en": region}}]
        writer.insert_network(IPSet(networks), record)
    writer.to_db_file(str(target))


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET)
