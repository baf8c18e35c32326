"""Who may read a process's figures: those on the same machine, and those who bring the token."""

from __future__ import annotations

import hmac
import ipaddress
from collections.abc import Mapping
from urllib.parse import urlsplit

_FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")


class MetricsAccess:
    """Closed by default: with no token set, only requests that come straight from this machine are served."""

    def __init__(self, token: str) -> None:
        self._token = token.encode()

    def allows(self, peer: str | None, headers: Mapping[str, str]) -> bool:
        """`headers` have names in lower case."""
        scheme, _, given = headers.get("authorization", "").partition(" ")
        if self._token and scheme.lower() == "bearer":
            return hmac.compare_digest(given.strip().encode(), self._token)
        return _is_local(peer, headers)


def _is_local(peer: str | None, headers: Mapping[str, str]) -> bool:
    """Whether somebody on this machine calls us by a name of this machine.

    A proxy here calls from loopback on behalf of others: it says so in a header, or keeps the name they
    used. The name also keeps out a page whose own name was made to point here.
    """
    if any(name in headers for name in _FORWARDED):
        return False
    return _is_loopback(peer or "") and _is_loopback(_host_of(headers.get("host", "")))


def _host_of(header: str) -> str:
    try:
        return urlsplit(f"//{header}").hostname or ""
    except ValueError:
        return ""


def _is_loopback(name: str) -> bool:
    if name == "localhost":
        return True
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return False
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return (mapped or address).is_loopback
