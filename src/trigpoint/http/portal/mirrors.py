"""/mirror/<name>/<rest>: copies of other sites' scripts, styles and pictures, from a prefix in storage.

They are for everybody who may open the portal: task documents ask for them without a signature, and what
such a file names beside it is found, too.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from trigpoint.blobs.blob_store import BlobStore
from trigpoint.http.active_types import is_active
from trigpoint.model.errors import NotFound
from trigpoint.model.s3_uri import S3Uri

_MAX_BYTES = 64 * 2**20


class MirrorFiles:
    """Serves the copies that the setting names."""

    def __init__(self, blobs: BlobStore, copies: Mapping[str, S3Uri]) -> None:
        self._blobs = blobs
        self._copies = copies

    def routes(self) -> list[Route]:
        return [Route("/mirror/{name}{rest:path}", self.show, methods=["GET"])] if self._copies else []

    async def show(self, request: Request) -> Response:
        prefix = self._copies.get(request.path_params["name"])
        rest = request.path_params["rest"].removeprefix("/")
        if prefix is None or bool(rest) != (prefix.key.endswith("/") or not prefix.key):
            raise NotFound("copy", request.url.path)
        uri = S3Uri(prefix.bucket, prefix.key + rest)
        info = await asyncio.to_thread(self._blobs.head, uri)
        headers = {
            "ETag": f'"{info.etag}"',
            "Cache-Control": "public, max-age=300",
            "Access-Control-Allow-Origin": "*",
            "Cross-Origin-Resource-Policy": "cross-origin",
            "X-Content-Type-Options": "nosniff",
        }
        if is_active(info.content_type):
            headers["Content-Security-Policy"] = "sandbox"
        if request.headers.get("if-none-match") == headers["ETag"]:
            return Response(status_code=304, headers=headers)
        content = await asyncio.to_thread(self._blobs.read, uri, max_bytes=_MAX_BYTES)
        return Response(content, headers=headers, media_type=info.content_type)
