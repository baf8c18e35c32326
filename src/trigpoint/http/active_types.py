"""Which files a browser may run something of when it opens them by themselves."""

from __future__ import annotations

from typing import Final

_INERT: Final = (
    "image/",
    "audio/",
    "video/",
    "font/",
    "text/plain",
    "text/csv",
    "text/css",
    "application/json",
)
_INERT_TYPES: Final = frozenset({"application/pdf", "application/octet-stream", "application/zip"})


def is_active(content_type: str) -> bool:
    """Whether such a file needs a sandbox: HTML, SVG, XML, and every type that nobody thought of."""
    kind = content_type.partition(";")[0].strip().lower()
    if kind.endswith("xml"):
        return True
    return not (kind.startswith(_INERT) or kind in _INERT_TYPES)
