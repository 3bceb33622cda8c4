"""Where a request comes from, as far as limits need to know."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest

_IPV6_PREFIX = 64
"""One household or server has a whole /64, so one address of it says nothing."""
_NETWORK_PREFIXES = {4: 24, 6: 48}
"""What one customer of a hosting company can have many addresses of."""


def place_of(request: HttpRequest) -> str:
    """The client's network address, IPv6 by its /64; `unknown` shares one limit.

    Behind `TRUSTED_PROXY_COUNT` proxies it is the entry that the outermost of them wrote: what
    stands further left came from the client, who may write anything.
    """
    address = request.META.get("REMOTE_ADDR", "")
    if settings.TRUSTED_PROXY_COUNT:
        hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",")]
        if len(hops) >= settings.TRUSTED_PROXY_COUNT:
            address = hops[-settings.TRUSTED_PROXY_COUNT]
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(known, ipaddress.IPv4Address):
        return str(known)
    if known.ipv4_mapped:
        return str(known.ipv4_mapped)
    return str(ipaddress.IPv6Network((known, _IPV6_PREFIX), strict=False).network_address)


def network_of(place: str) -> str:
    """The network that a place (`place_of`) is in: IPv4 by its /24, IPv6 by its /48."""
    try:
        known = ipaddress.ip_address(place)
    except ValueError:
        return place
    return str(ipaddress.ip_network((known, _NETWORK_PREFIXES[known.version]), strict=False))
