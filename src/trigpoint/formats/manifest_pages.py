"""Manifests by the page: some hundred lines checked at once, as they are stored.

A page costs one decoding instead of one for each line. It is only believed where nothing can go wrong: every
newline stands between `}` and `{`, where no JSON value goes on, so there are as many values as lines exactly
when each line is one. Any other page is read line by line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final, NamedTuple

import msgspec

from trigpoint.formats.manifest import (
    MAX_LINE_CHARS,
    MAX_TEXT_CHARS,
    may_have_service_keys,
    parse_line,
    read_lines,
    too_long,
)

PAGE_BYTES: Final = 16 * 1024
"""How long a page gets, unless its one line is longer. No text in it can be too long for an attribute."""
assert PAGE_BYTES <= MAX_TEXT_CHARS <= MAX_LINE_CHARS

_MAX_BYTES_PER_CHAR: Final = 4
_decode_lines = msgspec.json.Decoder().decode_lines


class ManifestPage(NamedTuple):
    """Consecutive objects: their lines with a newline between two, and what these say."""

    text: bytes
    objects: list[dict[str, Any]]


def read_pages(chunks: Iterable[bytes]) -> Iterator[ManifestPage]:
    """The manifest's lines that are not blank, each byte for byte but for its end, page after page.

    Holds one chunk and one page at a time. Raises BadManifest for the first line that `read_lines` or
    `parse_line` refuses.
    """
    number = 1
    for piece in _cut(chunks):
        n_lines = piece.count(b"\n")
        page = _checked_at_once(piece, n_lines) or _checked_by_line(piece, number)
        if page.objects:
            yield page
        number += n_lines


def _cut(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Whole lines with their newlines, about a page at a time; the last one gets a newline if it has none."""
    tail, number, limit = b"", 1, MAX_LINE_CHARS * _MAX_BYTES_PER_CHAR
    for chunk in chunks:
        data = tail + chunk
        start = 0
        while len(data) - start > PAGE_BYTES:
            end = data.rfind(b"\n", start, start + PAGE_BYTES) + 1 or data.find(b"\n", start) + 1
            if not end:
                break
            yield data[start:end]
            number += data.count(b"\n", start, end)
            start = end
        tail = data[start:]
        if len(tail) > limit:  # one line: a page of several would have been cut
            raise too_long(number, MAX_LINE_CHARS)
    if tail:
        yield tail if tail.endswith(b"\n") else tail + b"\n"


def _checked_at_once(piece: bytes, n_lines: int) -> ManifestPage | None:
    """The page, where a look at the whole is enough; None where its lines must be looked at."""
    text = piece.replace(b"\r\n", b"\n") if b"\r" in piece else piece
    is_plain = text.startswith(b"{") and text.endswith(b"}\n") and text.count(b"}\n{") == n_lines - 1
    if not is_plain or len(text) > PAGE_BYTES or may_have_service_keys(text):
        return None
    try:
        objects = _decode_lines(text)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    return ManifestPage(text[:-1], objects) if len(objects) == n_lines else None


def _checked_by_line(piece: bytes, number: int) -> ManifestPage:
    """The page read line by line; `number` is that of its first line in the manifest."""
    lines, objects = [], []
    for at, line in read_lines([piece], first_number=number):
        objects.append(parse_line(line, at))
        lines.append(line)
    return ManifestPage(b"\n".join(lines), objects)
