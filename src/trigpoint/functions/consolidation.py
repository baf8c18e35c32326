"""Consolidation as it runs in a worker process: functions of a module, so that they can be sent there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO, Final, TypeVar

import msgspec

from trigpoint.functions.built_in import BuiltIn
from trigpoint.functions.events import answered_objects
from trigpoint.model.errors import FunctionFailed
from trigpoint.model.functions import AnsweredObject, ConsolidatedText, ImageSize, JobFacts, LabelFile

_WRITE_BYTES: Final = 1 << 20
_encoder = msgspec.json.Encoder()

T = TypeVar("T", bound=msgspec.Struct)


class _Sent(msgspec.Struct):
    """A ConsolidatedText on its way: its content is a text in JSON."""

    object_index: int
    content: bytes | None
    failure_reason: str | None
    files: tuple[LabelFile, ...]


class _Reply(msgspec.Struct):
    """What comes back of a group: plain values, whoever computes them."""

    objects: list[_Sent]
    state: bytes


_reply = msgspec.msgpack.Decoder(_Reply)


def consolidate_payload(
    built_in: BuiltIn,
    job: JobFacts,
    payload: bytes,
    images: Mapping[int, ImageSize],
    state: bytes,
    creation_date: str,
) -> bytes:
    """What becomes of each object of a request file, and what is now known of the workers."""
    consolidator = built_in.consolidator(job, state)
    for answered in answered_objects(payload, images):
        consolidator.add(answered)
    objects = [
        _Sent(
            each.object_index,
            None if each.content is None else _encoder.encode(each.content),
            each.failure_reason,
            each.files,
        )
        for each in consolidator.finish(creation_date)
    ]
    return msgspec.msgpack.encode(_Reply(objects, consolidator.state))


def read_reply(reply: bytes) -> tuple[list[ConsolidatedText], bytes]:
    """The objects and the state that `consolidate_payload` has sent.

    Raises FunctionFailed when it is something else.
    """
    try:
        found = _reply.decode(reply)
    except (msgspec.DecodeError, UnicodeDecodeError) as exc:
        raise FunctionFailed(f"consolidation returned what is no reply: {exc}") from exc
    objects = [
        ConsolidatedText(each.object_index, None, each.failure_reason)
        if each.content is None
        else ConsolidatedText(each.object_index, msgspec.Raw(each.content), None, each.files)
        for each in found.objects
    ]
    return objects, found.state


def consolidate_file(
    answered: Path, consolidated: Path, built_in: BuiltIn, job: JobFacts, creation_date: str
) -> None:
    """Consolidate the objects in one file of values into another, starting from nothing known."""
    consolidator = built_in.consolidator(job)
    for each in read_values(answered, AnsweredObject):
        consolidator.add(each)
    write_values(consolidated, consolidator.finish(creation_date))


def write_values(path: Path, values: Iterable[msgspec.Struct]) -> None:
    """Write the values as lines of JSON, holding about a megabyte of them."""
    buffer = bytearray()
    with path.open("wb") as file:
        for value in values:
            buffer += _encoder.encode(value)
            buffer += b"\n"
            if len(buffer) >= _WRITE_BYTES:
                _flush(buffer, file)
        _flush(buffer, file)


def _flush(buffer: bytearray, file: IO[bytes]) -> None:
    file.write(buffer)
    buffer.clear()


def read_values(path: Path, kind: type[T]) -> Iterator[T]:
    """The values that `write_values` wrote, one at a time."""
    decoder = msgspec.json.Decoder(kind)
    with path.open("rb") as file:
        for line in file:
            yield decoder.decode(line)
