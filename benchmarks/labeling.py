"""A job of some size on a real server: its manifest read, then labeled by one worker and by many at once."""

from __future__ import annotations

import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from benchmarks.load import Figures, Plan, generate
from benchmarks.project import Project
from benchmarks.server import PeakMemory, Server

N_WORKERS = 64
_KEPT_BACK = 1000
"""Tasks that stay: the board says 'a thousand' for any more, by which staging is seen to be ahead."""
_SMALL = 20_000
"""A job of fewer objects is over too soon to be labeled in several phases: each phase has its own."""


class Setup(NamedTuple):
    """What is measured: how many objects and servers, on which database, by how many clients."""

    n_objects: int
    database: str
    """`SQLite` or `PostgreSQL`."""
    database_url: str = ""
    n_servers: int = 1
    phases: tuple[tuple[int, bool], ...] = ((1, False), (16, False), (16, True))
    """(clients, whether they open each page too)."""


class Import(NamedTuple):
    """From CreateLabelingJob until the job is in progress."""

    database: str
    n_lines: int
    seconds: float
    cpu_seconds: float
    """Processor time that the engine took."""
    server_growth_mb: float
    sum_growth_mb: float


class Cycle(NamedTuple):
    """The worker's cycle: one request that answers and brings the next task."""

    setup: Setup
    n_clients: int
    with_page: bool
    figures: Figures
    server_cpu_us: float
    """Processor time of the servers per cycle."""
    engine_cpu_us: float
    """Processor time of the engine and its processes meanwhile, per cycle: it may lag, and work on after."""


class Labeling(NamedTuple):
    imported: Import
    cycles: list[Cycle]


def measure_labeling(folder: Path, setup: Setup, *, seconds: float) -> Labeling:
    with (
        TemporaryDirectory(dir=folder) as data,
        Server(Path(data), database_url=setup.database_url, n_servers=setup.n_servers) as server,
    ):
        project = Project(server)
        workers = project.prepare(N_WORKERS)
        own_jobs = setup.n_objects <= _SMALL
        share = setup.n_objects if own_jobs else setup.n_objects // len(setup.phases)
        imported, cycles = None, []
        for n, (n_clients, with_page) in enumerate(setup.phases):
            job = f"bench-job-{n if own_jobs else 0}"
            if own_jobs or n == 0:
                read = _import(server, project, job, setup)
                imported = imported or read
            project.wait_until_staged(job, workers[0], setup.n_objects)
            plan = Plan(
                ports=server.ports,
                seconds=seconds,
                n_clients=n_clients,
                job=job,
                workers=workers[:n_clients],
                open_pages=with_page,
                most=share - N_WORKERS - _KEPT_BACK,
            )
            cycles.append(_cycle(server, plan, setup))
        assert imported is not None
        return Labeling(imported, cycles)


def _import(server: Server, project: Project, job: str, setup: Setup) -> Import:
    project.drop_manifest(job, setup.n_objects)
    with PeakMemory(server) as peak:
        began, cpu_before = time.perf_counter(), server.engine_cpu_seconds()
        project.create_job(job)
        project.wait_until_read(job)
        seconds, cpu = time.perf_counter() - began, server.engine_cpu_seconds() - cpu_before
    return Import(setup.database, setup.n_objects, seconds, cpu, peak.server_growth_mb, peak.sum_growth_mb)


def _cycle(server: Server, plan: Plan, setup: Setup) -> Cycle:
    before, engine_before = server.cpu_seconds(), server.engine_cpu_seconds()
    figures = generate(plan)
    taken, by_engine = server.cpu_seconds() - before, server.engine_cpu_seconds() - engine_before
    n = max(1, figures.n_all)
    return Cycle(setup, plan.n_clients, plan.open_pages, figures, taken / n * 1e6, by_engine / n * 1e6)
