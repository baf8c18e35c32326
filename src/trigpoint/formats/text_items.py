"""The items of a text file: its rows, whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from trigpoint.model.errors import InvalidInput

MAX_CHARS = 20_000
"""Longest text of one object: the quota of an attribute's value."""

_MAX_BYTES = 4 * MAX_CHARS + 4
_BOM = b"\xef\xbb\xbf"


def read_items(chunks: Iterable[bytes], name: str) -> Iterator[str]:
    r"""Each row of a UTF-8 file as it is, without its line end; rows of blanks are left out.

    Rows end with `\n` or `\r\n`. `name` is for messages.

    >>> list(read_items([b"soup, hot\r\n\r\nri", b"ce"], "menu.csv"))
    ['soup, hot', 'rice']
    """
    for number, row in enumerate(_rows(chunks), 1):
        try:
            text = row.removesuffix(b"\r").decode()
        except UnicodeDecodeError as exc:
            raise InvalidInput(f"{name}, row {number}: not UTF-8 at byte {exc.start + 1}") from exc
        if len(text) > MAX_CHARS:
            raise InvalidInput(f"{name}, row {number}: longer than {MAX_CHARS:,} characters")
        if text.strip():
            yield text


def _rows(chunks: Iterable[bytes]) -> Iterator[bytes]:
    rest = b""
    first = True
    for chunk in chunks:
        *rows, rest = (rest + chunk).split(b"\n")
        if rows and first:
            rows[0], first = rows[0].removeprefix(_BOM), False
        yield from rows
        if len(rest) > _MAX_BYTES:  # no row end in sight: the caller will refuse it
            break
    if rest:
        yield rest.removeprefix(_BOM) if first else rest
