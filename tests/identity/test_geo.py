"""Where an address is: an offline database, which may be missing, old or broken."""

import pytest

from hearthline.identity.geo import NOWHERE, Whereabouts, whereabouts
from hearthline.identity.places import network_of
from hearthline.identity.risk.judging import distance_km
from scripts import sample_places

MAPLETON = Whereabouts("US", "Mapleton, Illinois", 40.1, -89.7)


@pytest.fixture
def places(settings, tmp_path):
    settings.GEO_DATABASE = str(tmp_path / "places.mmdb")
    sample_places.write(tmp_path / "places.mmdb")


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("192.0.2.7", MAPLETON),
        ("203.0.113.9", Whereabouts("PT", "Lisbon", 38.7, -9.1)),
        ("2001:db8:1::", Whereabouts("AU", "Sydney, New South Wales", -33.9, 151.2)),
        ("8.8.8.8", NOWHERE),
        ("unknown", NOWHERE),
        ("", NOWHERE),
    ],
)
def test_what_an_address_tells(places, address, found):
    assert whereabouts(address) == found


def test_the_sample_that_is_shipped_is_what_the_script_writes(settings):
    assert whereabouts("192.0.2.7") == MAPLETON
    assert settings.GEO_DATABASE.endswith("sample_places.mmdb")


@pytest.mark.parametrize("bytes_in_it", [None, b"", b"nonsense" * 100, "half"])
def test_without_a_good_file_nothing_is_known_and_nothing_fails(settings, tmp_path, bytes_in_it):
    path = tmp_path / "broken.mmdb"
    if bytes_in_it == "half":
        sample_places.write(path)
        whole = path.read_bytes()
        # The tree and its data are damaged, what describes the file isn't.
        path.write_bytes(whole[:20] + b"\xff" * 900 + whole[920:])
    elif bytes_in_it is not None:
        path.write_bytes(bytes_in_it)
    settings.GEO_DATABASE = str(path)
    assert whereabouts("192.0.2.7") == NOWHERE
    settings.GEO_DATABASE = ""
    assert whereabouts("192.0.2.7") == NOWHERE


@pytest.mark.parametrize(
    "record",
    [
        {"country": "US"},
        {"country": {"iso_code": "USA", "names": "x"}, "location": {"latitude": "north"}},
        {"city": {"names": {"fr": "Ailleurs"}}, "subdivisions": {}, "location": []},
        {"location": {"latitude": 1000.0, "longitude": 5.0}},
    ],
)
def test_odd_records_say_nothing(settings, tmp_path, record):
    from mmdb_writer import MMDBWriter
    from netaddr import IPSet

    writer = MMDBWriter(ip_version=4, database_type="Odd")
    writer.insert_network(IPSet(["192.0.2.0/24"]), record)
    settings.GEO_DATABASE = str(tmp_path / "odd.mmdb")
    writer.to_db_file(settings.GEO_DATABASE)
    assert whereabouts("192.0.2.7") == NOWHERE
    assert whereabouts("2001:db8::") == NOWHERE, "IPv6 in a database of IPv4"


def test_distances():
    london, paris = (
        Whereabouts(latitude=51.5, longitude=-0.1),
        Whereabouts(latitude=48.9, longitude=2.4),
    )
    assert distance_km(london, paris) == pytest.approx(344, abs=10)
    fiji, samoa = (
        Whereabouts(latitude=-17.7, longitude=178.0),
        Whereabouts(latitude=-13.8, longitude=-172.1),
    )
    assert distance_km(fiji, samoa) == pytest.approx(1140, abs=30), "over the date line"
    assert distance_km(london, NOWHERE) is None


@pytest.mark.parametrize(
    ("place", "network"),
    [
        ("192.0.2.7", "192.0.2.0/24"),
        ("2001:db8:1:2::", "2001:db8:1::/48"),
        ("unknown", "unknown"),
    ],
)
def test_networks(place, network):
    assert network_of(place) == network
