"""The addresses at which other machines reach this one."""

from __future__ import annotations

import ipaddress
import socket
import struct
from urllib.parse import urlsplit

_SIOCGIFADDR = 0x8915
_SOMEWHERE = ("192.0.2.1", 9)
"""An address for documentation (RFC 5737). Connecting a datagram socket sends nothing."""


def lan_addresses() -> list[str]:
    """IPv4 addresses of this machine that are not loopback; the one of the default route first."""
    found = [*_default_route(), *_interfaces(), *_host_name()]
    usable = [each for each in dict.fromkeys(found) if _is_reachable(each)]
    return usable


def portal_urls(host: str, port: int, *, tls: bool) -> list[str]:
    """The addresses to give to people when the server listens on `host`."""
    scheme = "https" if tls else "http"
    anywhere = host in {"0.0.0.0", "::", ""}  # noqa: S104 - compared, not bound
    hosts = lan_addresses() if anywhere else [host]
    return [f"{scheme}://{_bracketed(each)}:{port}" for each in hosts]


def for_colleagues(url: str) -> str:
    """`url`, or for a loopback one an address that other machines reach when the server listens there too."""
    parts = urlsplit(url)
    if not is_loopback(parts.hostname or "") or parts.port is None:
        return url
    for address in lan_addresses():
        if _listens(address, parts.port):
            return f"{parts.scheme}://{address}:{parts.port}"
    return url


def _listens(host: str, port: int) -> bool:
    try:
        with socket.create_connection((host, port), timeout=1):
            return True
    except OSError:
        return False


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach `host`."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _is_reachable(address: str) -> bool:
    parsed = ipaddress.ip_address(address)
    return not (parsed.is_loopback or parsed.is_link_local or parsed.is_unspecified)


def _default_route() -> list[str]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(_SOMEWHERE)
        except OSError:
            return []
        return [str(probe.getsockname()[0])]


def _interfaces() -> list[str]:
    """One address for each interface, on systems that tell by ioctl (Linux)."""
    try:
        import fcntl  # not on every system
    except ImportError:
        return []
    found = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        for _, name in socket.if_nameindex():
            request = struct.pack("256s", name.encode()[:15])
            try:
                answer = fcntl.ioctl(probe.fileno(), _SIOCGIFADDR, request)
            except OSError:
                continue
            found.append(socket.inet_ntoa(answer[20:24]))
    return found


def _host_name() -> list[str]:
    try:
        infos = socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET, socket.SOCK_STREAM)
    except OSError:
        return []
    return [str(info[4][0]) for info in infos]
