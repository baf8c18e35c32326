"""`python -m benchmarks.choices`: the HTTP server and the JSON library, chosen by measuring them here."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from typing import Any

import msgspec
import orjson

from benchmarks.empty_app import EmptyApp
from benchmarks.load import Plan, generate
from benchmarks.project import ANSWER, augmented_line
from benchmarks.tables import Rows, table

_SECONDS = 4.0
_CLIENTS = (1, 16, 64)
_TIMES = 200_000
_BODY = json.dumps({"token": "0" * 32, "answer": ANSWER, "next": True}).encode()


class Body(msgspec.Struct):
    token: str
    answer: dict[str, Any]
    next: bool = False


class GranianApp:
    """The same application under granian, one worker process."""

    def __enter__(self) -> GranianApp:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self._process = subprocess.Popen(
            [
                *(sys.executable, "-m", "granian", "--interface", "asginl", "--host", "127.0.0.1"),
                *("--port", str(self.port), "--loop", "uvloop", "--no-ws", "benchmarks.empty_app:app"),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/", timeout=1):
                    return self
            except OSError:
                time.sleep(0.05)
        raise RuntimeError("granian did not start")

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait()


def main() -> None:
    rows: Rows = []
    for name, make in (("uvicorn, httptools, uvloop", EmptyApp), ("granian, uvloop", GranianApp)):
        with make() as app:
            for n in _CLIENTS:
                plan = Plan(ports=[app.port], seconds=_SECONDS, n_clients=n)
                got = generate(plan)
                rows.append((f"{name}, {n} clients", f"{got.per_second:,.0f}", f"{got.p99_ms:.2f}"))
    print(table("An empty Starlette app", ("server", "requests/s", "p99 ms"), rows))
    line = augmented_line(7)
    parsed = json.loads(line)
    typed = msgspec.json.Decoder(Body)
    rows = [
        ("an answer's body, msgspec, checked against its type", _a_second(lambda: typed.decode(_BODY))),
        ("an answer's body, msgspec", _a_second(lambda: msgspec.json.decode(_BODY))),
        ("an answer's body, orjson", _a_second(lambda: orjson.loads(_BODY))),
        ("an answer's body, json", _a_second(lambda: json.loads(_BODY))),
        ("a labeled line read, msgspec", _a_second(lambda: msgspec.json.decode(line))),
        ("a labeled line read, orjson", _a_second(lambda: orjson.loads(line))),
        ("a labeled line read, json", _a_second(lambda: json.loads(line))),
        ("a labeled line written, msgspec", _a_second(lambda: msgspec.json.encode(parsed))),
        ("a labeled line written, orjson", _a_second(lambda: orjson.dumps(parsed))),
        ("a labeled line written, json", _a_second(lambda: json.dumps(parsed).encode())),
    ]
    print(table("JSON libraries", ("what", "a second"), rows))


def _a_second(work: Callable[[], Any]) -> str:
    best = float("inf")
    for _ in range(5):
        began = time.perf_counter()
        for _ in range(_TIMES // 5):
            work()
        best = min(best, time.perf_counter() - began)
    return f"{_TIMES / 5 / best:,.0f}"


if __name__ == "__main__":
    main()
