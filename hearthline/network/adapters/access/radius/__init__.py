"""FreeRADIUS with PostgreSQL: its tables are read and written, its routers told by CoA."""

from hearthline.network.adapters.access.radius.access import RadiusAccess

__all__ = ["RadiusAccess"]
