"""The files of a job's output, read where they lie and not through any server."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

from soak.services import S3Service

_AT_ONCE = 200


class Files(Protocol):
    def read(self, bucket: str, key: str) -> bytes | None:
        """The file's bytes; None when there is none."""

    def below(self, bucket: str, prefix: str) -> Iterator[tuple[str, bytes]]:
        """Key and bytes of each file whose key begins so."""


class FolderFiles:
    """`s3://bucket/key` is the file `bucket/key`."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def read(self, bucket: str, key: str) -> bytes | None:
        path = self._root / bucket / key
        return path.read_bytes() if path.is_file() else None

    def below(self, bucket: str, prefix: str) -> Iterator[tuple[str, bytes]]:
        root = self._root / bucket
        for path in sorted((root / prefix).rglob("*")):
            if path.is_file() and not path.name.startswith("."):
                yield str(path.relative_to(root)), path.read_bytes()


class S3Files:
    def __init__(self, service: S3Service) -> None:
        self._service = service

    def read(self, bucket: str, key: str) -> bytes | None:
        import obstore

        try:
            return bytes(obstore.get(self._bucket(bucket), key).bytes())
        except FileNotFoundError:
            return None

    def below(self, bucket: str, prefix: str) -> Iterator[tuple[str, bytes]]:
        import obstore

        store = self._bucket(bucket)
        keys = [entry["path"] for page in obstore.list(store, prefix) for entry in page]
        for start in range(0, len(keys), _AT_ONCE):
            part = keys[start : start + _AT_ONCE]
            yield from zip(part, asyncio.run(_contents(store, part)), strict=True)

    def _bucket(self, bucket: str) -> Any:
        from obstore.store import S3Store

        return S3Store(
            bucket,
            endpoint=self._service.endpoint,
            access_key_id=self._service.access_key_id,
            secret_access_key=self._service.secret_key,
            region="us-east-1",
            client_options={"allow_http": True},
        )


async def _contents(store: Any, keys: list[str]) -> list[bytes]:
    import obstore

    async def content(key: str) -> bytes:
        return bytes(await (await obstore.get_async(store, key)).bytes_async())

    return list(await asyncio.gather(*(content(key) for key in keys)))
