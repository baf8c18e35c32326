"""A job of some size on a real server: its manifest read, then labeled by one worker and by sixteen."""

from __future__ import annotations

import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from benchmarks.load import Figures, Plan, generate
from benchmarks.project import Project
from benchmarks.server import PeakMemory, Server

N_WORKERS = 16
_JOB = "bench-job"
_PHASES = ((1, False), (16, False), (16, True))
_KEPT_BACK = 1000
"""Tasks that stay: the board says 'a thousand' for any more, by which staging is seen to be ahead."""


class Import(NamedTuple):
    """From CreateLabelingJob until the job is in progress."""

    n_lines: int
    seconds: float
    cpu_seconds: float
    """Processor time that the server took."""
    server_growth_mb: float
    sum_growth_mb: float


class Cycle(NamedTuple):
    """The worker's cycle: one request that answers and brings the next task."""

    n_objects: int
    n_clients: int
    with_page: bool
    figures: Figures
    server_cpu_us: float
    """Processor time of the server process per cycle, its engine's work behind the answers included."""


class Labeling(NamedTuple):
    imported: Import
    cycles: list[Cycle]


def measure_labeling(folder: Path, n_objects: int, *, seconds: float) -> Labeling:
    with TemporaryDirectory(dir=folder) as data, Server(Path(data)) as server:
        project = Project(server)
        workers = project.prepare(N_WORKERS)
        imported = _import(server, project, n_objects)
        cycles = []
        for n_clients, with_page in _PHASES:
            project.wait_until_staged(_JOB, workers[0], n_objects)
            plan = Plan(
                port=server.port,
                seconds=seconds,
                n_clients=n_clients,
                job=_JOB,
                workers=workers,
                open_pages=with_page,
                most=(n_objects - N_WORKERS - _KEPT_BACK) // len(_PHASES),
            )
            cycles.append(_cycle(server, plan, n_objects))
        return Labeling(imported, cycles)


def _import(server: Server, project: Project, n_objects: int) -> Import:
    project.drop_manifest(_JOB, n_objects)
    with PeakMemory(server) as peak:
        began, cpu_before = time.perf_counter(), server.cpu_seconds()
        project.create_job(_JOB)
        project.wait_until_read(_JOB)
        seconds, cpu = time.perf_counter() - began, server.cpu_seconds() - cpu_before
    return Import(n_objects, seconds, cpu, peak.server_growth_mb, peak.sum_growth_mb)


def _cycle(server: Server, plan: Plan, n_objects: int) -> Cycle:
    before = server.cpu_seconds()
    figures = generate(plan)
    taken = server.cpu_seconds() - before
    return Cycle(n_objects, plan.n_clients, plan.open_pages, figures, taken / max(1, figures.n_all) * 1e6)
