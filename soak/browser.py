"""A worker's browser: one kept connection, the session's cookie, and patience with servers that die."""

from __future__ import annotations

import asyncio
import contextlib
import random
import time
from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec

from soak.ledger import Ledger

_PATIENCE_SECONDS = 60.0
_ANSWER_SECONDS = 30.0
_MOST_PAUSE_SECONDS = 0.5


class Reply(NamedTuple):
    status: int
    headers: dict[str, str]
    content: bytes

    def json(self) -> Any:
        return msgspec.json.decode(self.content)


class NobodyServes(Exception):
    """No server has given an answer for so long that a worker would have gone home."""


class Browser:
    """Asks one server until it fails, then the next: sessions are in the database, so any will do."""

    def __init__(self, urls: Sequence[str], rng: random.Random, ledger: Ledger) -> None:
        self._ports = [int(url.rsplit(":", 1)[1]) for url in urls]
        self._at = rng.randrange(len(urls))
        self._rng = rng
        self._ledger = ledger
        self._head = ""
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self.worker_id = ""

    async def sign_in(self, username: str, password: str) -> None:
        reply = await self.ask("POST", "/session", {"username": username, "password": password})
        if reply.status != 200:
            raise RuntimeError(f"{username} could not sign in: {reply}")
        said, cookie = reply.json(), reply.headers["set-cookie"].split(";")[0]
        self.go_on(said["worker"]["id"], cookie, said["csrf"])

    def go_on(self, worker_id: str, cookie: str, csrf: str) -> None:
        """Uses a session that there is."""
        self.worker_id = worker_id
        self._head = f"Cookie: {cookie}\r\nX-CSRF-Token: {csrf}\r\n"

    async def ask(self, method: str, path: str, body: Any = None) -> Reply:
        """A call's definite answer: asked again, of every server in turn, until there is one."""
        since = time.monotonic()
        pause = 0.01
        while True:
            reply = await self._try(method, path, body)
            if reply is not None and reply.status not in (429, 503):
                self._ledger.served(since)
                return reply
            if time.monotonic() - since > _PATIENCE_SECONDS:
                raise NobodyServes(f"{method} {path}: the last answer of {self._ports} was {reply}")
            if reply is not None:
                await self._as_asked(reply)
            else:
                self._ledger.did["connections lost"] += 1
                await asyncio.sleep(pause * self._rng.uniform(0.5, 1.5))
                pause = min(pause * 2, _MOST_PAUSE_SECONDS)

    async def hang_up(self, method: str, path: str, body: Any) -> None:
        """Sends a request and closes the connection without waiting: the worker's laptop is shut."""
        with contextlib.suppress(OSError):
            _, writer = await self._connected()
            writer.write(self._wire(method, path, body))
            await asyncio.sleep(self._rng.uniform(0, 0.01))
        self._drop()

    async def _as_asked(self, reply: Reply) -> None:
        """Waits as long as the server asks to; an operator's promise that it says so is checked."""
        self._ledger.did[f"asked to wait ({reply.status})"] += 1
        wait = reply.headers.get("retry-after")
        if reply.status == 503 and wait is None:
            self._ledger.note(f"503 without Retry-After: {reply.content[:300]!r}")
        await asyncio.sleep(float(wait or 1))

    async def _try(self, method: str, path: str, body: Any) -> Reply | None:
        """One attempt; None when the connection broke, and the next attempt goes elsewhere."""
        try:
            async with asyncio.timeout(_ANSWER_SECONDS):
                reader, writer = await self._connected()
                writer.write(self._wire(method, path, body))
                return await self._read(reader)
        except (OSError, EOFError, TimeoutError):
            self._drop()
            self._at = (self._at + 1) % len(self._ports)
            return None

    async def _connected(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self._ports[self._at])
        return self._streams

    def _wire(self, method: str, path: str, body: Any) -> bytes:
        path = path if path.startswith("/t/") else f"/portal/api{path}"
        content = b"" if body is None else msgspec.json.encode(body)
        head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{self._head}"
        if method != "GET":
            head += f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\n"
        return head.encode() + b"\r\n" + content

    async def _read(self, reader: asyncio.StreamReader) -> Reply:
        first, *rest = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        pairs = (line.partition(":") for line in rest if line)
        headers = {name.lower(): value.strip() for name, _, value in pairs}
        content = await reader.readexactly(int(headers.get("content-length", 0)))
        if headers.get("connection", "").lower() == "close":
            self._drop()
        return Reply(int(first.split()[1]), headers, content)

    def _drop(self) -> None:
        if self._streams is not None:
            self._streams[1].transport.abort()
            self._streams = None
