"""A server in a process of its own, for commands that need one for a while."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from trigpoint.cli.connection import running_server
from trigpoint.model.errors import Unavailable

START_SECONDS = 60
STOP_SECONDS = 30


class ServerProcess:
    """`trigpoint up` on loopback, which writes to DATA/server.log; port 0 takes any that is free."""

    def __init__(self, data: Path, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.log = data / "server.log"
        self._data = data
        self._takes_any_port = port == 0
        self._command = [sys.executable, "-m", "trigpoint.cli.main", "up"]
        self._command += ["--data", str(data), "--host", "127.0.0.1", "--port", str(port)]
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Returns when it answers that it is up."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            # A session of its own: Ctrl-C reaches us alone, and we end it in order.
            self._process = subprocess.Popen(
                self._command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )
        deadline = time.monotonic() + START_SECONDS
        while not self._is_up(self._process.pid):
            if self._process.poll() is not None:
                raise Unavailable(f"the server has ended; the end of {self.log}:\n{self._last_words()}")
            if time.monotonic() > deadline:
                raise Unavailable(f"the server did not answer within {START_SECONDS} s; see {self.log}")
            time.sleep(0.1)

    def _is_up(self, pid: int) -> bool:
        if self._takes_any_port:
            running = running_server(self._data)
            if running is None or running.pid != pid:
                return False
            self.url = running.url
        return is_healthy(self.url)

    def wait(self) -> int:
        """Its exit code, once it has ended."""
        return 0 if self._process is None else self._process.wait()

    def stop(self) -> None:
        """Ends it in order, or by force when it takes too long."""
        if self._process is None:
            return
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _last_words(self) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-15:])


def is_healthy(url: str) -> bool:
    """Whether a server answers at `url` that it is up."""
    try:
        with urllib.request.urlopen(f"{url}/healthz", timeout=2) as answer:  # noqa: S310 - our own address
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def choose_port(wanted: int) -> int:
    """`wanted` when it is free on loopback, else a free one."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise Unavailable("no port is free on 127.0.0.1")
