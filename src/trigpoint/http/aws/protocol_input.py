"""Reads requests: checks what was sent against the model, in AWS's words."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Any

import msgspec
import regex

from trigpoint.http.aws.errors import Malformed
from trigpoint.http.aws.service_model import Shape
from trigpoint.model.clock import from_micros
from trigpoint.model.errors import InvalidInput

_PATTERN_SECONDS = 0.25
_MOST_SHOWN = 256
_MOST_VIOLATIONS = 50
_INTEGER_BITS = {"integer": 31, "long": 63}


def decode_json(body: bytes) -> Any:
    """The JSON value in a request's body; no body is an empty object."""
    try:
        return msgspec.json.decode(body) if body.strip() else {}
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as exc:
        raise Malformed(f"the body of the request is not JSON: {exc}") from exc


def read_input(shapes: Mapping[str, Shape], shape: str, sent: Any) -> dict[str, Any]:
    """`sent` as the model has it: unknown and null members left out, instants and blobs decoded.

    Raises InvalidInput naming every violated constraint, and Malformed for a value of another type.
    """
    walk = _Walk(shapes)
    value: dict[str, Any] = walk.value(shape, sent, "")
    if walk.violations:
        n = len(walk.violations)
        raise InvalidInput(
            f"{n} validation error{'s' if n > 1 else ''} detected: " + "; ".join(walk.violations)
        )
    return value


class _Walk:
    """One walk along a request; collects what is wrong with it."""

    def __init__(self, shapes: Mapping[str, Shape]) -> None:
        self._shapes = shapes
        self.violations: list[str] = []

    def value(self, name: str, sent: Any, path: str) -> Any:
        shape = self._shapes[name]
        return _READERS[shape.type](self, shape, sent, path)

    def structure(self, shape: Shape, sent: Any, path: str) -> dict[str, Any]:
        _expect(sent, dict, "a structure", path)
        value = {
            name: self.value(ref.shape, sent[name], _below(path, name))
            for name, ref in shape.members.items()
            if sent.get(name) is not None
        }
        for name in shape.required:
            if name not in value:
                self._violated(shape, None, _below(path, name), "Member must not be null")
        if shape.union and len(value) != 1:
            self._violated(shape, sent, path, "Member must have exactly one of its members set")
        return value

    def list(self, shape: Shape, sent: Any, path: str) -> list[Any]:
        _expect(sent, list, "a list", path)
        assert shape.member is not None
        self._check_length(shape, sent, path)
        value = []
        for position, item in enumerate(sent, 1):
            at = f"{path}.{position}.member"
            if item is None:
                self._violated(shape, None, at, "Member must not be null")
            else:
                value.append(self.value(shape.member.shape, item, at))
        return value

    def map(self, shape: Shape, sent: Any, path: str) -> dict[str, Any]:
        _expect(sent, dict, "a map", path)
        assert shape.key is not None and shape.value is not None
        self._check_length(shape, sent, path)
        value = {}
        for key, item in sent.items():
            self.value(shape.key.shape, key, f"{path}.{key[:64]}.key")
            if item is not None:
                value[key] = self.value(shape.value.shape, item, f"{path}.{key[:64]}.value")
        return value

    def string(self, shape: Shape, sent: Any, path: str) -> str:
        _expect(sent, str, "a String", path)
        self._check_length(shape, sent, path)
        if "\0" in sent:
            self._violated(shape, sent, path, "Member must not contain the character U+0000")
        if shape.pattern is not None and not _matches(shape.pattern, sent):
            constraint = f"Member must satisfy regular expression pattern: {shape.pattern}"
            self._violated(shape, sent, path, constraint)
        if shape.enum and sent not in shape.enum:
            self._violated(
                shape, sent, path, f"Member must satisfy enum value set: [{', '.join(shape.enum)}]"
            )
        return str(sent)

    def integer(self, shape: Shape, sent: Any, path: str) -> int:
        if isinstance(sent, float) and sent.is_integer():
            sent = int(sent)
        if isinstance(sent, bool) or not isinstance(sent, int) or abs(sent) >> _INTEGER_BITS[shape.type]:
            raise _unexpected(sent, "an Integer" if shape.type == "integer" else "a Long", path)
        self._check_range(shape, sent, path)
        return sent

    def floating(self, shape: Shape, sent: Any, path: str) -> float:
        if isinstance(sent, bool) or not isinstance(sent, int | float):
            raise _unexpected(sent, "a Float", path)
        self._check_range(shape, sent, path)
        return float(sent)

    def boolean(self, shape: Shape, sent: Any, path: str) -> bool:
        _expect(sent, bool, "a Boolean", path)
        return bool(sent)

    def timestamp(self, shape: Shape, sent: Any, path: str) -> datetime:
        try:
            return read_timestamp(sent)
        except (ValueError, OverflowError, TypeError) as exc:
            raise _unexpected(sent, "a Timestamp", path) from exc

    def blob(self, shape: Shape, sent: Any, path: str) -> bytes:
        _expect(sent, str, "a Blob", path)
        try:
            value = base64.b64decode(sent, validate=True)
        except binascii.Error as exc:
            raise _unexpected(sent, "a Blob", path) from exc
        self._check_length(shape, value, path)
        return value

    def _check_length(self, shape: Shape, value: Any, path: str) -> None:
        if shape.min is not None and len(value) < shape.min:
            constraint = f"Member must have length greater than or equal to {shape.min:g}"
            self._violated(shape, value, path, constraint)
        if shape.max is not None and len(value) > shape.max:
            constraint = f"Member must have length less than or equal to {shape.max:.0f}"
            self._violated(shape, value, path, constraint)

    def _check_range(self, shape: Shape, value: float, path: str) -> None:
        if shape.min is not None and value < shape.min:
            constraint = f"Member must have value greater than or equal to {shape.min:.0f}"
            self._violated(shape, value, path, constraint)
        if shape.max is not None and value > shape.max:
            constraint = f"Member must have value less than or equal to {shape.max:.0f}"
            self._violated(shape, value, path, constraint)

    def _violated(self, shape: Shape, value: Any, path: str, constraint: str) -> None:
        if len(self.violations) < _MOST_VIOLATIONS:
            shown = "" if shape.sensitive and value is not None else f" {_shown(value)}"
            self.violations.append(f"Value{shown} at '{path}' failed to satisfy constraint: {constraint}")


_READERS: dict[str, Callable[[_Walk, Shape, Any, str], Any]] = {
    "structure": _Walk.structure,
    "list": _Walk.list,
    "map": _Walk.map,
    "string": _Walk.string,
    "integer": _Walk.integer,
    "long": _Walk.integer,
    "float": _Walk.floating,
    "double": _Walk.floating,
    "boolean": _Walk.boolean,
    "timestamp": _Walk.timestamp,
    "blob": _Walk.blob,
}


def read_timestamp(sent: Any) -> datetime:
    """The instant in seconds since the epoch, ISO 8601 or RFC 7231 text; UTC where no zone is named.

    Raises ValueError or OverflowError for anything else.
    """
    if isinstance(sent, bool) or not isinstance(sent, int | float | str):
        raise ValueError("not an instant")
    if isinstance(sent, str):
        try:
            sent = float(sent)
        except ValueError:
            return _from_text(sent)
    return from_micros(round(sent * 1_000_000))


def latest(sent: datetime | None) -> datetime | None:
    """The last instant that a response, which has milliseconds only, shows as `sent`."""
    return sent + timedelta(microseconds=999 - sent.microsecond % 1000) if sent else None


def _from_text(text: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        instant = parsedate_to_datetime(text)
    return instant.astimezone(UTC) if instant.tzinfo else instant.replace(tzinfo=UTC)


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> Any:
    return regex.compile(pattern)


def _matches(pattern: str, text: str) -> bool:
    """Whether the whole text matches; a match that takes too long is none."""
    try:
        return _compiled(pattern).fullmatch(text, timeout=_PATTERN_SECONDS) is not None
    except TimeoutError:
        return False


def _expect(sent: Any, kind: type, wanted: str, path: str) -> None:
    if not isinstance(sent, kind):
        raise _unexpected(sent, wanted, path)


def _unexpected(sent: Any, wanted: str, path: str) -> Malformed:
    kinds = {bool: "BOOLEAN", int: "NUMBER", float: "NUMBER", str: "STRING", list: "LIST", dict: "STRUCTURE"}
    kind = kinds.get(type(sent), "NULL")
    return Malformed(f"{kind}_VALUE at '{path or 'the request'}' can not be converted to {wanted}")


def _below(path: str, name: str) -> str:
    lower_camel = name[0].lower() + name[1:]
    return f"{path}.{lower_camel}" if path else lower_camel


def _shown(value: Any) -> str:
    if value is None:
        return "null"
    text = value if isinstance(value, str) else msgspec.json.encode(value).decode()
    return f"'{text[:_MOST_SHOWN]}{'...' if len(text) > _MOST_SHOWN else ''}'"
