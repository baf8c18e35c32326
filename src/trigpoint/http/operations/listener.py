"""A small HTTP port for processes that serve nothing else: engines."""

from __future__ import annotations

import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from trigpoint.http.operations.operations import Operations

_IDLE_SECONDS = 10


class OperationsListener:
    """Answers /healthz, /readyz and /metrics in threads of its own, until closed."""

    def __init__(self, operations: Operations, host: str, port: int) -> None:
        class Handler(_Handler):
            answers = operations

        server = _Server6 if ":" in host else _Server
        self._server = server((host, port), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, name="operations", daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        """The port it listens on, also where it was given 0."""
        return int(self._server.server_address[1])

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Whoever asked has gone: there is nobody to tell, and nothing to repair."""


class _Server6(_Server):
    address_family = socket.AF_INET6


class _Handler(BaseHTTPRequestHandler):
    answers: Operations
    timeout = _IDLE_SECONDS
    server_version = "trigpoint"
    sys_version = ""

    def do_GET(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        answer = self.answers.answer(self.path.partition("?")[0], self.client_address[0], headers)
        if answer is None:
            self.send_error(404)
            return
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)

    def log_message(self, format: str, *args: Any) -> None:
        """Not logged: a load balancer asks every second."""
