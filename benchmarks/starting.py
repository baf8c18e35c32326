"""Cold start, and what a server that does nothing holds."""

from __future__ import annotations

import json
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from benchmarks.project import ANSWER, Project, SignedIn, call
from benchmarks.server import Memory, Server

_JOB = "bench-start"
_N_OBJECTS = 2000
_SETTLE_SECONDS = 3


class Starting(NamedTuple):
    """Seconds from the start of the process; memory some seconds later."""

    cpu_seconds: float
    """Processor time of a start on a prepared folder, until it is healthy."""

    empty_folder_seconds: float
    empty_folder_memory: Memory
    prepared_folder_seconds: float
    first_answer_seconds: float
    prepared_folder_memory: Memory
    memory_after_answer: Memory
    """Soon after an answer: the process that consolidated it is kept for a minute."""


def measure_starting(folder: Path, *, times: int) -> Starting:
    """The best of `times` starts each: what disturbs a start only makes it longer."""
    empty = [_on_empty_folder(folder) for _ in range(times)]
    with TemporaryDirectory(dir=folder) as data:
        worker = _prepare(Path(data))
        with Server(Path(data)) as server:
            time.sleep(_SETTLE_SECONDS)
            idle = server.memory()
        prepared = [_until_first_answer(Path(data), worker) for _ in range(times)]
    return Starting(
        min(cpu for cpu, _, _, _ in prepared),
        min(seconds for seconds, _ in empty),
        min((memory for _, memory in empty), key=lambda memory: memory.sum_mb),
        min(healthy for _, healthy, _, _ in prepared),
        min(answered for _, _, answered, _ in prepared),
        idle,
        min((memory for _, _, _, memory in prepared), key=lambda memory: memory.sum_mb),
    )


def _on_empty_folder(folder: Path) -> tuple[float, Memory]:
    with TemporaryDirectory(dir=folder) as data, Server(Path(data)) as server:
        time.sleep(_SETTLE_SECONDS)
        return server.seconds_to_start, server.memory()


def _prepare(data: Path) -> SignedIn:
    with Server(data) as server:
        project = Project(server)
        worker = project.prepare(1)[0]
        project.drop_manifest(_JOB, _N_OBJECTS)
        project.create_job(_JOB)
        project.wait_until_read(_JOB)
        project.wait_until_staged(_JOB, worker, _N_OBJECTS)
        call(server.url, "POST", f"/portal/api/jobs/{_JOB}/assignments", worker)
        return worker


def _until_first_answer(data: Path, worker: SignedIn) -> tuple[float, float, float, Memory]:
    """(processor time until healthy, seconds until then, until the first answer is kept, memory later)."""
    with Server(data) as server:
        cpu = server.cpu_seconds()
        held = json.loads(call(server.url, "GET", "/portal/api/assignments", worker))[0]
        body = {"token": held["token"], "answer": ANSWER, "next": True}
        said = json.loads(
            call(server.url, "POST", f"/portal/api/assignments/{held['id']}/answer", worker, body)
        )
        assert said["receipt"]
        answered = time.perf_counter() - server.started_at
        time.sleep(_SETTLE_SECONDS)
        return cpu, server.seconds_to_start, answered, server.memory()
