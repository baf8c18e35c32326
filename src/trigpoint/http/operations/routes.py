"""The three addresses on a server's own port."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from trigpoint.http.operations.operations import Answer, Operations


class OperationsRoutes:
    """Threads of their own: a hanging database is not to take those that render pages."""

    def __init__(self, operations: Operations) -> None:
        self._operations = operations
        self._threads = ThreadPoolExecutor(2, thread_name_prefix="operations")

    def routes(self) -> list[Route]:
        return [
            Route("/healthz", self.health, methods=["GET"]),
            Route("/readyz", self.other, methods=["GET"]),
            Route("/metrics", self.other, methods=["GET"]),
        ]

    async def health(self, request: Request) -> Response:
        return _response(self._operations.health())

    async def other(self, request: Request) -> Response:
        peer = request.client.host if request.client else None
        work = partial(self._operations.answer, request.url.path, peer, request.headers)
        answer = await asyncio.get_running_loop().run_in_executor(self._threads, work)
        assert answer is not None
        return _response(answer)

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)


def _response(answer: Answer) -> Response:
    return Response(answer.body, answer.status, answer.headers)
