"""SelectObjectContent over JSON Lines: the records of a manifest that a query picks."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import msgspec

from trigpoint.blobs.blob_store import BlobStore
from trigpoint.http.aws.request import AwsRequest, AwsResponse
from trigpoint.http.aws.s3.errors import S3Error
from trigpoint.http.aws.s3.event_stream import error_message, message
from trigpoint.http.aws.s3.select_expressions import MISSING
from trigpoint.http.aws.s3.select_query import Query, parse_query
from trigpoint.http.aws.s3.transfer import Threads, UploadedBody
from trigpoint.http.aws.s3.xml import Node, document, element, parse
from trigpoint.model.s3_uri import S3Uri

_MAX_REQUEST_BYTES = 512 * 1024
_MAX_RECORD_BYTES = 1024 * 1024
_BATCH_BYTES = 256 * 1024
_QUIET_BYTES = 8 * 1024 * 1024
"""After so much input without a match a `Cont` event keeps the connection busy."""


class _Asked(NamedTuple):
    query: Query
    gzipped: bool
    delimiter: bytes


class _Tally:
    """What the Stats event says."""

    def __init__(self) -> None:
        self.scanned = 0
        self.processed = 0
        self.returned = 0

    def message(self) -> bytes:
        details = (
            element("BytesScanned", self.scanned),
            element("BytesProcessed", self.processed),
            element("BytesReturned", self.returned),
        )
        return message("Stats", document("Stats", *details, namespace=False), "text/xml")


class Select:
    def __init__(self, store: BlobStore, threads: Threads) -> None:
        self._store = store
        self._threads = threads

    async def run(self, request: AwsRequest, uri: S3Uri) -> AwsResponse:
        raw = await self._threads.run_upload(UploadedBody(request).read, _MAX_REQUEST_BYTES)
        asked = _asked(parse(raw, "SelectObjectContentRequest"))
        blob = await self._threads.run(self._store.open, uri)
        events = _events(blob.chunks, asked)
        headers = {"Content-Type": "application/octet-stream"}
        return AwsResponse(200, headers, self._threads.pieces(events))


def _asked(node: Node) -> _Asked:
    if node.value("ExpressionType").upper() != "SQL":
        raise S3Error(
            "InvalidExpressionType", "The ExpressionType is invalid. Only SQL expressions are supported"
        )
    if node.find("InputSerialization/JSON") is None or node.find("OutputSerialization/JSON") is None:
        raise S3Error("NotImplemented", "select reads and writes JSON only here", 501)
    if node.value("InputSerialization/JSON/Type", "LINES").upper() != "LINES":
        raise S3Error("NotImplemented", "select reads JSON of the type LINES only here", 501)
    compression = node.value("InputSerialization/CompressionType", "NONE").upper()
    if compression not in {"NONE", "", "GZIP"}:
        raise S3Error("InvalidCompressionFormat", "The file is not in a supported compression format")
    delimiter = node.value("OutputSerialization/JSON/RecordDelimiter") or "\n"
    return _Asked(parse_query(node.value("Expression")), compression == "GZIP", delimiter.encode())


def _events(chunks: Iterator[bytes], asked: _Asked) -> Iterator[bytes]:
    """The whole response; an error in the data comes as an event, since the status is sent by then."""
    tally = _Tally()
    try:
        yield from _records(_lines(_input(chunks, asked, tally)), asked, tally)
    except S3Error as exc:
        yield error_message(exc.code, str(exc))
        return
    finally:
        close = getattr(chunks, "close", None)
        if close is not None:
            close()
    yield tally.message()
    yield message("End")


def _input(chunks: Iterable[bytes], asked: _Asked, tally: _Tally) -> Iterator[bytes]:
    unzip = zlib.decompressobj(wbits=31) if asked.gzipped else None
    for chunk in chunks:
        tally.scanned += len(chunk)
        pieces = _unzipped(unzip, chunk) if unzip else (chunk,)
        for piece in pieces:
            tally.processed += len(piece)
            yield piece


def _unzipped(unzip: Any, chunk: bytes) -> Iterator[bytes]:
    """Plain bytes in bounded pieces, however much they were compressed."""
    try:
        while chunk:
            yield unzip.decompress(chunk, _MAX_RECORD_BYTES)
            chunk = unzip.unconsumed_tail
    except zlib.error as exc:
        raise S3Error("InvalidCompressionFormat", "GZIP is not applicable to the queried object") from exc


def _lines(pieces: Iterable[bytes]) -> Iterator[bytes]:
    rest = b""
    for piece in pieces:
        *whole, rest = (rest + piece).split(b"\n")
        yield from whole
        if len(rest) > _MAX_RECORD_BYTES:
            message_ = f"The length of a record is greater than the maximum allowed: {_MAX_RECORD_BYTES}"
            raise S3Error("OverMaxRecordSize", message_)
    yield rest


def _records(lines: Iterable[bytes], asked: _Asked, tally: _Tally) -> Iterator[bytes]:
    batch, n_found, quiet_from = bytearray(), 0, 0
    limit = asked.query.limit
    if limit != 0:
        for number, line in enumerate(lines, 1):
            if (record := _selected(line, number, asked.query)) is not None:
                batch += record + asked.delimiter
                n_found += 1
            if len(batch) >= _BATCH_BYTES:
                tally.returned += len(batch)
                quiet_from = tally.processed
                yield message("Records", bytes(batch), "application/octet-stream")
                batch.clear()
            elif tally.processed - quiet_from >= _QUIET_BYTES:
                quiet_from = tally.processed
                yield message("Cont")
            if n_found == limit:
                break
    if batch:
        tally.returned += len(batch)
        yield message("Records", bytes(batch), "application/octet-stream")


def _selected(line: bytes, number: int, query: Query) -> bytes | None:
    """What the query makes of a line; None when it is not selected. `SELECT *` gives it as it stands."""
    line = line.strip().removeprefix(b"\xef\xbb\xbf")
    if not line:
        return None
    try:
        record = msgspec.json.decode(line)
    except msgspec.DecodeError as exc:
        raise S3Error("JSONParsingError", f"Error parsing JSON file, line {number}: {exc}") from exc
    if query.where is not None and query.where.of(record) is not True:
        return None
    if query.columns is None:
        return line
    values = {column.name: column.expression.of(record) for column in query.columns}
    return msgspec.json.encode({name: value for name, value in values.items() if value is not MISSING})
