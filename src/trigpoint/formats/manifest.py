"""Manifests: one JSON object a line, read as a stream and added to without rewriting what was there."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, Final

import msgspec

from trigpoint.formats.json_members import Member, members
from trigpoint.model.errors import BadManifest

MAX_LINE_CHARS: Final = 100_000
MAX_TEXT_CHARS: Final = 20_000
_MAX_BYTES_PER_CHAR: Final = 4
_BOM: Final = b"\xef\xbb\xbf"
_SERVICE_SUFFIX: Final = "-object-id"
_SERVICE_KEY: Final = "$sequencer"

_decode = msgspec.json.Decoder().decode
_encode = msgspec.json.Encoder().encode
_KEYS: Final = msgspec.json.Decoder(dict[str, msgspec.Raw])


def read_lines(
    chunks: Iterable[bytes], *, max_chars: int = MAX_LINE_CHARS, first_number: int = 1
) -> Iterator[tuple[int, bytes]]:
    """The lines that are not blank, with their numbers (from 1, blank lines counted) and without their ends.

    Holds one chunk and one line at a time. A byte order mark before the first line is left out. Raises
    BadManifest for a line of more than `max_chars` characters, before having read all of it.
    """
    number, tail = first_number, b""
    for chunk in chunks:
        first, *rest = chunk.split(b"\n")
        pieces = [tail + first, *rest]
        tail = pieces.pop()
        for piece in pieces:
            line = _checked(piece, number, max_chars)
            if line:
                yield number, line
            number += 1
        if len(tail) > max_chars * _MAX_BYTES_PER_CHAR:
            raise too_long(number, max_chars)
    line = _checked(tail, number, max_chars)
    if line:
        yield number, line


def _checked(piece: bytes, number: int, max_chars: int) -> bytes:
    """The line without carriage return and byte order mark; empty when it is blank."""
    if number == 1:
        piece = piece.removeprefix(_BOM)
    line = piece.removesuffix(b"\r")
    if len(line) > max_chars and len(line.decode(errors="replace")) > max_chars:
        raise too_long(number, max_chars)
    return b"" if line.isspace() else line


def too_long(number: int, max_chars: int) -> BadManifest:
    """What to raise for a line of more than `max_chars` characters."""
    return BadManifest(f"longer than {max_chars:,} characters", line_number=number)


def parse_line(line: bytes, line_number: int) -> dict[str, Any]:
    """The line's object. Of a key written twice the last value counts, as in every JSON reader.

    Raises BadManifest for what is not a JSON object, for a key that starts with `$` and is not the
    service's own, and for a text of more than 20,000 characters.
    """
    try:
        parsed = _decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as exc:
        raise BadManifest(_what_is_wrong(line, exc), line_number=line_number) from exc
    if not isinstance(parsed, dict):
        raise BadManifest(f"not a JSON object but {_kind(parsed)}", line_number=line_number)
    if may_have_service_keys(line) or len(line) > MAX_TEXT_CHARS:
        _check_attributes(parsed, line_number)
    return parsed


def may_have_service_keys(text: bytes) -> bool:
    """False when no key in one or many lines can start with `$`: the usual case."""
    # Single bytes are found much faster than sequences.
    return (b"$" in text and b'"$' in text) or (b"\\" in text and b"\\u0024" in text)


def _check_attributes(parsed: dict[str, Any], line_number: int) -> None:
    for key, value in parsed.items():
        if key.startswith("$") and key != _SERVICE_KEY and not key.endswith(_SERVICE_SUFFIX):
            raise BadManifest(
                f"attribute name {key[:80]!r} starts with '$': such names are the service's own",
                line_number=line_number,
            )
        if isinstance(value, str) and len(value) > MAX_TEXT_CHARS:
            raise BadManifest(
                f"attribute {key[:80]!r} has {len(value):,} characters; {MAX_TEXT_CHARS:,} are allowed",
                line_number=line_number,
            )


def _what_is_wrong(line: bytes, exc: Exception) -> str:
    """A reason with its place: the standard library's parser says it best."""
    if isinstance(exc, RecursionError):
        return "nested too deeply"
    try:
        json.loads(line.decode())
    except json.JSONDecodeError as error:
        return f"not valid JSON: {error.msg} at character {error.pos + 1}"
    except UnicodeDecodeError as error:
        return f"not UTF-8: byte {error.start + 1} is 0x{line[error.start]:02x}"
    except RecursionError:
        return "nested too deeply"
    return f"not valid JSON: {_beyond_json(line, exc)}"


def _beyond_json(line: bytes, exc: Exception) -> str:
    if b"\\ud" in line.lower():
        return "half of a surrogate pair, which is no character"
    return str(exc)


def _kind(value: Any) -> str:
    names = {str: "a text", list: "an array", bool: "true or false", type(None): "null"}
    return names.get(type(value), "a number")


def has_label(parsed: Mapping[str, Any], label_attribute_name: str) -> bool:
    """Whether the object is labeled already; a label of null is none."""
    return parsed.get(label_attribute_name) is not None


def splice(line: bytes, attributes: Mapping[str, Any], *, remove: tuple[str, ...] = ()) -> bytes:
    """The line with `attributes` set and every other byte as it was.

    An attribute that is there gets its value replaced where it stands (everywhere, if it is written
    twice); the others go to the end, in their order. The members named in `remove` are taken out first,
    so one that is also an attribute moves to the end. Values may be `msgspec.Raw`. The line must have
    passed `parse_line`.
    """
    if _may_hold(line, attributes, remove):
        found = members(line)
        present = {member.key for member in found} - set(remove)
        if present.intersection(attributes) or len(present) < len({member.key for member in found}):
            line = _rewritten(line, found, attributes, remove)
            attributes = {key: value for key, value in attributes.items() if key not in present}
    return _appended(line, attributes) if attributes else line


def _may_hold(line: bytes, attributes: Mapping[str, Any], remove: tuple[str, ...]) -> bool:
    """False when none of the keys can be in the line: the usual case, told without looking at its parts."""
    keys = (*attributes, *remove)
    if b"\\" in line:  # a key may be spelled with escapes
        return not _KEYS.decode(line).keys().isdisjoint(keys)
    return any(needle in line for needle in _needles(keys))


@lru_cache(maxsize=256)
def _needles(keys: tuple[str, ...]) -> tuple[bytes, ...]:
    return tuple(b'"%b"' % key.encode() for key in keys)


def _appended(line: bytes, attributes: Mapping[str, Any]) -> bytes:
    end = line.rindex(b"}")
    head = line[:end]
    comma = b"" if head.rstrip().endswith(b"{") else b","
    return b"".join((head, comma, _encode(attributes)[1:-1], line[end:]))


def _rewritten(
    line: bytes, found: list[Member], attributes: Mapping[str, Any], remove: tuple[str, ...]
) -> bytes:
    pieces = [line[: found[0].start]]
    previous_end = None
    for before, member in zip([None, *found], found, strict=False):
        if member.key in remove:
            continue
        if previous_end is not None and before is not None:
            pieces.append(line[before.end : member.start])
        pieces.append(line[member.start : member.value_start])
        if member.key in attributes:
            pieces.append(_encode(attributes[member.key]))
        else:
            pieces.append(line[member.value_start : member.end])
        previous_end = member.end
    pieces.append(line[found[-1].end :])
    return b"".join(pieces)
