"""A Starlette application that does nothing, under the server that Trigpoint runs under: the ceiling."""

from __future__ import annotations

import socket
import subprocess
import sys

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route


async def _nothing(request: Request) -> Response:
    return Response(b"{}", media_type="application/json")


app = Starlette(routes=[Route("/", _nothing)])


class EmptyApp:
    """The application in a process of its own, on a free port of loopback."""

    def __enter__(self) -> EmptyApp:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.empty_app"], stdout=subprocess.PIPE, text=True
        )
        assert self._process.stdout is not None
        self.port = int(self._process.stdout.readline())
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait()


if __name__ == "__main__":
    listener = socket.create_server(("127.0.0.1", 0), backlog=100)
    print(listener.getsockname()[1], flush=True)
    config = uvicorn.Config(app, access_log=False, log_config=None, lifespan="off", server_header=False)
    uvicorn.Server(config).run(sockets=[listener])
