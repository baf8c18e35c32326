"""What a response is made of is sent together; large bodies and streams are not held back."""

from __future__ import annotations

import asyncio
import socket
from typing import Any

import uvicorn
from starlette.types import Receive, Scope, Send

from trigpoint.app.joined_writes import JoinedWrites, JoiningProtocol

LARGE = bytes(range(256)) * 2000


class _Transport:
    """Keeps what it is given; the event loop's own would need a connection."""

    def __init__(self) -> None:
        self.written: list[bytes] = []
        self.closed = False

    def write(self, data: bytes) -> None:
        self.written.append(data)

    def close(self) -> None:
        self.closed = True


def test_small_writes_of_one_turn_of_the_loop_are_one() -> None:
    async def main() -> list[bytes]:
        transport = _Transport()
        joined = JoinedWrites(transport, asyncio.get_running_loop())  # type: ignore[arg-type]
        joined.write(b"head ")
        joined.write(b"body")
        assert transport.written == []
        await asyncio.sleep(0)
        joined.write(b"next")
        joined.close()
        assert transport.closed
        return transport.written

    assert asyncio.run(main()) == [b"head body", b"next"]


def test_a_large_write_is_not_held_back() -> None:
    async def main() -> list[bytes]:
        transport = _Transport()
        joined = JoinedWrites(transport, asyncio.get_running_loop())  # type: ignore[arg-type]
        joined.write(b"head ")
        joined.write(LARGE)
        return transport.written

    assert asyncio.run(main()) == [b"head " + LARGE]


async def _app(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers with a stream of parts, small and large."""
    await send({"type": "http.response.start", "status": 200, "headers": [(b"x-test", b"1")]})
    for part in (b"a", LARGE, b"b"):
        await send({"type": "http.response.body", "body": part, "more_body": True})
        await asyncio.sleep(0)
    await send({"type": "http.response.body", "body": b"end"})


def test_responses_arrive_whole_one_after_another_on_one_connection() -> None:
    async def main() -> tuple[bytes, bytes]:
        listening = socket.create_server(("127.0.0.1", 0))
        config = uvicorn.Config(_app, http=JoiningProtocol, log_config=None, lifespan="off")
        server = uvicorn.Server(config)
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        reader, writer = await asyncio.open_connection(*listening.getsockname())
        bodies = []
        for _ in range(2):
            writer.write(b"GET / HTTP/1.1\r\nHost: test\r\n\r\n")
            await reader.readuntil(b"\r\n\r\n")
            bodies.append(await _chunks(reader))
        writer.close()
        server.should_exit = True
        await serving
        return bodies[0], bodies[1]

    expected = b"a" + LARGE + b"bend"
    assert asyncio.run(main()) == (expected, expected)


async def _chunks(reader: Any) -> bytes:
    body = b""
    while size := int(await reader.readline(), 16):
        body += await reader.readexactly(size)
        await reader.readline()
    await reader.readline()
    return body
