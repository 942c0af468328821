"""Where the service stands: papers go to addresses of an intranet only, and to the one that was looked at."""

from __future__ import annotations

import socket
from ipaddress import ip_address
from urllib.parse import urlsplit

PORTS = {"https": 443, "http": 80}


class PublicAddress(Exception):
    """The service has an address that is not of an intranet."""


def is_this_machine(host: str) -> bool:
    """Whether only this machine can reach a host, by its words alone."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def is_inside(address: str) -> bool:
    """Whether an IP address belongs to an intranet or to this machine (RFC 1918, 4193, 3927, 6598 left out)."""
    told = ip_address(address.partition("%")[0])
    inner = getattr(told, "ipv4_mapped", None) or told
    return (inner.is_private or inner.is_loopback or inner.is_link_local) and not inner.is_unspecified


def address_of(base_url: str, *, allow_public: bool) -> str:
    """The IP address to speak to: looked up once, so that a name that later means another host changes nothing.

    Raises PublicAddress when one of the name's addresses is not of an intranet and that is not allowed, OSError when
    the name has none.
    """
    parts = urlsplit(base_url)
    port = parts.port or PORTS[parts.scheme]
    found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    addresses = [str(address[0]) for *_, address in found]
    if not allow_public and not all(map(is_inside, addresses)):
        raise PublicAddress
    return addresses[0]
