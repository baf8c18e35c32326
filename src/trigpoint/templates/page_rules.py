"""What holds for all task pages of an installation: what they may load, and what it keeps copies of."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

import msgspec

SANDBOX: Final = (
    "allow-scripts allow-forms allow-popups allow-popups-to-escape-sandbox allow-modals allow-downloads"
)
"""What a task document may do; portal and document say the same."""
_SOURCE: Final = re.compile(
    r"(?:[a-z][a-z0-9+.-]*:(?!//))|(?:(?:[a-z][a-z0-9+.-]*://)?(?:\*\.)?[a-z0-9.-]+(?::(?:\d+|\*))?(?:/[^\s;,']*)?)",
    re.IGNORECASE,
)


class PageRules(msgspec.Struct, frozen=True):
    """How task pages of an installation differ from those of another."""

    mirrors: dict[str, str] = {}
    """Beginnings of addresses, without their scheme, and where the copies are: a path of ours, or the
    beginning of another address."""
    sources: tuple[str, ...] = ()
    """What pages may load from, as a Content-Security-Policy lists it; empty is any https: address."""

    def policy(self, host: str) -> str:
        """What a document of `host` (scheme, name and port) may load, as a Content-Security-Policy."""
        outside = " ".join(self.sources) or "https:"
        return (
            f"default-src {host} {outside} data: blob: 'unsafe-inline' 'unsafe-eval'; "
            f"frame-src {outside} {host} blob:; object-src 'none'; base-uri 'none'"
        )

    def copy_of(self, url: str) -> str | None:
        """Where the copy of what `url` (http, https, or without scheme) names is; None for no copy."""
        if not self.mirrors:
            return None
        host, slash, path = url.partition("//")[2].partition("/")
        name = f"{host.lower()}{slash}{path}"
        prefix = max((each for each in self.mirrors if name.startswith(each)), key=len, default=None)
        if prefix is None:
            return None
        copy, rest = self.mirrors[prefix], name[len(prefix) :]
        if copy.startswith("/"):  # a file of ours: it has no query, but parts may be named
            path, _, fragment = rest.partition("#")
            rest = path.partition("?")[0] + (f"#{fragment}" if fragment else "")
        return copy + rest

    def loads(self, url: str) -> bool:
        """Whether the policy lets a page load from an address of another host."""
        parts = urlsplit(url)
        scheme, name = parts.scheme.lower(), (parts.hostname or "").lower()
        if scheme not in ("http", "https"):
            return True
        if not self.sources:
            return scheme == "https"
        return any(_allows(source, scheme, name) for source in self.sources)


def is_source(text: str) -> bool:
    """Whether a Content-Security-Policy may list `text`: a host, with `*.` or scheme, or a scheme."""
    return _SOURCE.fullmatch(text) is not None


def _allows(source: str, scheme: str, name: str) -> bool:
    if source.endswith(":") and "/" not in source:
        return source[:-1].lower() in (scheme, "http" if scheme == "https" else scheme)
    wanted, _, rest = source.lower().rpartition("://")
    host = rest.split("/")[0].split(":")[0]
    if wanted and wanted != scheme and (wanted, scheme) != ("http", "https"):
        return False
    return name.endswith(host[1:]) if host.startswith("*.") else name == host
