"""FreeRADIUS, as the network's tests have it."""

from tests.network.access.conftest import radius, radius_server

__all__ = ["radius", "radius_server"]
