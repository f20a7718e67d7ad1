"""From where a visitor comes: the address in front of the proxies that the site trusts (``TRUSTED_PROXIES``).

Each proxy adds to X-Forwarded-For the address that spoke to it. Anything before the last trusted one was written by
somebody else, and proves nothing.
"""

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

IPV6 = 6
Address = IPv4Address | IPv6Address | None


@dataclass(frozen=True)
class VisitorAddress:
    """The address of a visitor. ``is_proxy``: that address is another proxy's, which all visitors seem to share."""

    address: Address
    is_proxy: bool

    def __str__(self) -> str:
        return str(self.address or "")


def find_visitor(request: HttpRequest) -> VisitorAddress:
    """The first address that is not a trusted proxy, from the one that connects to the site backwards.

    A proxy that speaks by a socket of the machine has no address.
    """
    forwarded = request.headers.get("X-Forwarded-For", "")
    written = [*filter(None, map(str.strip, forwarded.split(","))), request.META.get("REMOTE_ADDR", "")]
    hops = [_read_address(text) for text in reversed(written)]
    place = _count_trusted(hops)
    is_served_by_a_proxy = settings.SITE_URL.startswith("https://")  # the site itself speaks HTTP
    if place >= len(hops):
        return VisitorAddress(hops[-1], is_proxy=is_served_by_a_proxy)
    addresses = (hop for hop in reversed(hops[: place + 1]) if hop)
    return VisitorAddress(
        next(addresses, None), is_proxy=place + 1 < len(hops) or (place == 0 and is_served_by_a_proxy)
    )


def find_network(request: HttpRequest) -> str:
    """The network of a request: an IPv4 address, or the 64 bits that one IPv6 subscriber has."""
    visitor = find_visitor(request)
    if visitor.address and visitor.address.version == IPV6:
        return str(ip_network(f"{visitor}/64", strict=False))
    return str(visitor)


def _count_trusted(hops: list[Address]) -> int:
    """How many of these addresses, the nearest first, are those of trusted proxies."""
    trusted = settings.TRUSTED_PROXIES
    if isinstance(trusted, int):
        return trusted
    others = (
        place
        for place, hop in enumerate(hops)
        if hop and not any(hop.version == network.version and hop in network for network in trusted)
    )
    return next(others, len(hops)) if trusted else 0


def _read_address(text: str) -> Address:
    """An address as proxies write it: alone, or with its port, and brackets then around a long one."""
    host = text.partition("]")[0].lstrip("[") if text.startswith("[") else text
    if host.count(":") == 1:
        host = host.partition(":")[0]
    try:
        address = ip_address(host)
    except ValueError:
        return None
    return (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address


def page_before(request: HttpRequest) -> str | None:
    """Path and query of the page of this site that the request comes from; ``None`` when the browser sends none."""
    address = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure()):
        return None
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}".rstrip("?")
