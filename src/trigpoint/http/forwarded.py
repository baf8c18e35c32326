"""Who really called, and under which address, when reverse proxies stand between.

A proxy says it in X-Forwarded-For, -Proto and -Host. Anybody can send these headers, so they are believed
from trusted proxies alone, and in a chain only as far as trusted proxies wrote them. Host becomes the host
that the client called: signatures, the origins of pages and signed addresses follow it. `Forwarded`
(RFC 7239) and X-Forwarded-Prefix are not read.
"""

from __future__ import annotations

import functools
import re
from ipaddress import ip_network
from typing import NamedTuple

from starlette.types import ASGIApp, Receive, Scope, Send

from trigpoint.http.networks import Address, Network, Networks, address_of
from trigpoint.model.errors import InvalidInput

_HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(:[0-9]{1,5})?")
_WITH_PORT = re.compile(r"\[([^\]]+)\](?::([0-9]+))?|([^:]+):([0-9]+)")
_LONGEST_ADDRESS = 64


class TrustedProxies(Networks):
    """The networks whose X-Forwarded-* headers are believed."""

    @classmethod
    def parse(cls, text: str) -> TrustedProxies:
        """From addresses and networks, separated by commas. Raises InvalidInput."""
        return cls(_network(part.strip()) for part in text.split(",") if part.strip())


class Hop(NamedTuple):
    """One end of a connection, as a proxy tells it."""

    address: Address
    port: int


class ForwardedHeaders:
    """Corrects client, scheme and Host of what trusted proxies pass on."""

    def __init__(self, app: ASGIApp, trusted: TrustedProxies) -> None:
        self._app = app
        self._trusted = trusted

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            peer = _peer(scope)
            if peer is not None and peer.address in self._trusted:
                scope = self._corrected(scope, peer)
        await self._app(scope, receive, send)

    def _corrected(self, scope: Scope, peer: Hop) -> Scope:
        client, n_proxies = self._client(_listed(scope, b"x-forwarded-for"), peer)
        scheme = _written_by(_listed(scope, b"x-forwarded-proto"), n_proxies).lower()
        host = _written_by(_listed(scope, b"x-forwarded-host"), n_proxies)
        corrected = {**scope, "client": (str(client.address), client.port)}
        if scheme in {"http", "https"}:
            corrected["scheme"] = scheme
        if _HOST.fullmatch(host):
            others = [(name, value) for name, value in scope["headers"] if name != b"host"]
            corrected["headers"] = [(b"host", host.encode("ascii")), *others]
        return corrected

    def _client(self, forwarded_for: list[str], peer: Hop) -> tuple[Hop, int]:
        """The nearest that is no trusted proxy, and how many proxies lie before it.

        Each proxy adds who called it at the end, so the list is read from there; what an untrusted
        client wrote stands before its own address, and is never reached.
        """
        nearest, n_proxies = peer, 1
        for text in reversed(forwarded_for):
            hop = _hop(text)
            if hop is None:
                break
            nearest = hop
            if hop.address not in self._trusted:
                break
            n_proxies += 1
        return nearest, n_proxies


def _network(text: str) -> Network:
    try:
        return ip_network(text)
    except ValueError as exc:
        raise InvalidInput(
            f"trusted_proxies names {text!r}: it takes addresses (10.0.0.7) and networks (10.0.0.0/24), "
            f"separated by commas; {exc}"
        ) from exc


def _peer(scope: Scope) -> Hop | None:
    client = scope.get("client")
    hop = _hop(client[0]) if client else None
    return Hop(hop.address, client[1]) if client and hop else None


def _hop(text: str) -> Hop | None:
    """The address and port (0 when there is none) in `1.2.3.4`, `1.2.3.4:5`, `::1` or `[::1]:5`."""
    return _parsed(text) if len(text) <= _LONGEST_ADDRESS else None


@functools.lru_cache(maxsize=4096)
def _parsed(text: str) -> Hop | None:
    matched = _WITH_PORT.fullmatch(text)
    host, port = (matched[1] or matched[3], matched[2] or matched[4] or "0") if matched else (text, "0")
    address = address_of(host)
    return Hop(address, int(port)) if address is not None else None


def _listed(scope: Scope, name: bytes) -> list[str]:
    """The items of a header that may come several times, in order."""
    values = [value for each, value in scope["headers"] if each == name]
    items = b",".join(values).decode("latin-1").split(",") if values else []
    return [item.strip() for item in items]


def _written_by(items: list[str], n_proxies: int) -> str:
    """What the outermost of the proxies wrote, when each added an item or the last one set it."""
    return items[-min(n_proxies, len(items))] if items else ""
