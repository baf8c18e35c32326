"""Input manifests made beside the data, for who cannot run a script: of files, and as part of another."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator
from tempfile import SpooledTemporaryFile
from typing import IO, Any

import msgspec

from trigpoint.blobs.blob_store import BlobStore
from trigpoint.formats.data_setup import (
    IN_MEMORY_BYTES,
    JSON_LINES,
    DataSetup,
    DataType,
    make_manifest,
    manifest_target,
    stamp,
)
from trigpoint.formats.manifest import parse_line, read_lines
from trigpoint.model.clock import Clock
from trigpoint.model.errors import NotFound
from trigpoint.model.progress import Progress
from trigpoint.model.s3_uri import S3Uri

_CHUNK_BYTES = 1024 * 1024
_LINES_A_WORD = 20_000

Picks = Callable[[dict[str, Any]], bool]
"""Whether a manifest line is to be in a subset."""


class Subset(msgspec.Struct, frozen=True, kw_only=True):
    """A manifest with some lines of another."""

    manifest_uri: str
    n_objects: int
    """Its lines."""
    n_lines: int
    """Those of the manifest that it was made of."""
    seed: int | None
    """Of a random sample: the same gives the same lines."""


class DataSetups:
    """Makes manifests. Methods block, and may take minutes."""

    def __init__(self, blobs: BlobStore, clock: Clock) -> None:
        self._blobs = blobs
        self._clock = clock

    def manifest(
        self, source: str, output: str | None, data_type: DataType | None, progress: Progress
    ) -> DataSetup:
        """As `make_manifest` does, of a file or prefix in the store."""
        files = _StoredFiles(self._blobs)
        return make_manifest(files, S3Uri.parse(source), output, data_type, self._clock.now(), progress)

    def filtered(self, manifest: str, output: str | None, picks: Picks, progress: Progress) -> Subset:
        """The lines of a manifest that `picks` says yes to, in their order."""
        lines = (line if picks(parse_line(line, n)) else None for n, line in self._lines(manifest))
        return self._subset(manifest, output, lines, None, progress)

    def sampled(
        self, manifest: str, output: str | None, share: float, seed: int | None, progress: Progress
    ) -> Subset:
        """A random sample of exactly that share of the lines, at least one, in their order."""
        n_lines = 0
        for n_lines, _ in enumerate(self._lines(manifest), 1):
            if n_lines % _LINES_A_WORD == 0:
                progress("Counting", n_lines, None)
        seed = random.SystemRandom().randrange(2**31) if seed is None else seed
        draw = random.Random(seed)

        def drawn() -> Iterator[bytes | None]:
            n_wanted = max(1, round(share * n_lines))
            for n_left, (_, line) in zip(range(n_lines, 0, -1), self._lines(manifest), strict=False):
                taken = draw.random() * n_left < n_wanted
                n_wanted -= taken
                yield line if taken else None

        return self._subset(manifest, output, drawn(), seed, progress)

    def _subset(
        self,
        manifest: str,
        output: str | None,
        lines: Iterable[bytes | None],
        seed: int | None,
        progress: Progress,
    ) -> Subset:
        """Writes the lines that are there; None stands for one that is left out."""
        source = S3Uri.parse(manifest)
        name = source.key.rpartition("/")[2].removesuffix(".manifest")
        target = manifest_target(source, output, f"{name}-subset-{stamp(self._clock.now())}.manifest")
        n_lines = n_objects = 0
        with SpooledTemporaryFile(max_size=IN_MEMORY_BYTES) as file:
            for n_lines, line in enumerate(lines, 1):
                if line is not None:
                    file.write(line + b"\n")
                    n_objects += 1
                if n_lines % _LINES_A_WORD == 0:
                    progress("Reading", n_lines, None)
            if not n_objects:
                raise NotFound("line", manifest, f"{manifest} has no line that the subset would hold")
            file.seek(0)
            self._blobs.put(target, _pieces(file), content_type=JSON_LINES)
        return Subset(manifest_uri=str(target), n_objects=n_objects, n_lines=n_lines, seed=seed)

    def _lines(self, manifest: str) -> Iterator[tuple[int, bytes]]:
        return iter(read_lines(self._blobs.open(S3Uri.parse(manifest)).chunks))


class _StoredFiles:
    """Files as the store has them."""

    def __init__(self, blobs: BlobStore) -> None:
        self._blobs = blobs

    def has(self, uri: S3Uri) -> bool:
        try:
            self._blobs.head(uri)
        except NotFound as exc:
            if exc.kind == "bucket":
                raise
            return False
        return True

    def keys(self, prefix: S3Uri) -> Iterator[Iterable[str]]:
        after = ""
        while True:
            page = self._blobs.list(prefix.bucket, prefix.key, start_after=after)
            yield [each.key for each in page.blobs]
            if not page.truncated:
                return
            after = page.next_after

    def read(self, uri: S3Uri) -> Iterable[bytes]:
        return self._blobs.open(uri).chunks

    def write(self, uri: S3Uri, lines: IO[bytes]) -> None:
        self._blobs.put(uri, _pieces(lines), content_type=JSON_LINES)


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    while piece := file.read(_CHUNK_BYTES):
        yield piece
