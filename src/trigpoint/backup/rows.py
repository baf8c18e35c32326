"""Rows as lines of JSON, and back with every value checked against its column."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated, Any

import msgspec

from trigpoint.model.errors import BadBackup
from trigpoint.store.schema import ColumnInfo

_LINE_BYTES = 256 * 2**20
"""Longest row that is read: far more than a request may bring in."""
_TYPES: dict[str, Any] = {
    "int32": Annotated[int, msgspec.Meta(ge=-(2**31), le=2**31 - 1)],
    "int64": Annotated[int, msgspec.Meta(ge=-(2**63), le=2**63 - 1)],
    "float": float,
    "text": str,
    "bytes": bytes,
}
_encoder = msgspec.json.Encoder()


def encoded(rows: Iterable[Sequence[Any]], *, at_once: int = 2000) -> Iterator[tuple[int, bytes]]:
    """(rows, their lines) for some rows at a time."""
    waiting: list[Sequence[Any]] = []
    for row in rows:
        waiting.append(row)
        if len(waiting) == at_once:
            yield len(waiting), _encoder.encode_lines(waiting)
            waiting.clear()
    if waiting:
        yield len(waiting), _encoder.encode_lines(waiting)


def decoded(chunks: Iterable[bytes], columns: Sequence[ColumnInfo], table: str) -> Iterator[tuple[Any, ...]]:
    """The rows that `chunks` hold, values in the order of `columns`."""
    kinds = tuple(_TYPES[each.kind] | None if each.nullable else _TYPES[each.kind] for each in columns)
    decode = msgspec.json.Decoder(tuple[kinds]).decode  # type: ignore[valid-type]
    for number, line in enumerate(lines(chunks, f"table {table}"), 1):
        try:
            yield decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as exc:
            raise BadBackup(f"row {number:,} of table {table} is not what its columns say: {exc}") from exc


def lines(chunks: Iterable[bytes], what: str) -> Iterator[bytes]:
    """Lines without their ends; no more of them is kept in memory than the longest."""
    begun: list[bytes] = []
    n_begun = 0
    for chunk in chunks:
        first, *others = chunk.split(b"\n")
        begun.append(first)
        n_begun += len(first)
        if n_begun > _LINE_BYTES:
            raise BadBackup(f"{what} has a line of more than {_LINE_BYTES:,} bytes")
        if others:
            yield b"".join(begun)
            yield from others[:-1]
            begun, n_begun = [others[-1]], len(others[-1])
    if n_begun:
        raise BadBackup(f"the last line of {what} is cut short")
