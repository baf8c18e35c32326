"""`python -m benchmarks [--quick | --full]`: measures, and prints Markdown tables."""

from __future__ import annotations

import argparse
import os
import platform
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from benchmarks.console import measure_console
from benchmarks.labeling import Labeling, Setup, measure_labeling
from benchmarks.machine import measure_machine
from benchmarks.output import measure_output
from benchmarks.pages import measure_pages
from benchmarks.postgres import PostgresServer
from benchmarks.starting import measure_starting
from benchmarks.tables import (
    aims_table,
    console_table,
    cycle_table,
    import_table,
    machine_table,
    output_table,
    pages_table,
    starting_table,
)

_BUSY = ((1, False), (16, False), (16, True))
_EVERY = ((1, False), (4, False), (16, False), (64, False), (16, True))
_MANY = ((16, False), (64, False))


class Extent(NamedTuple):
    """How much is measured."""

    sizes: tuple[int, ...]
    postgres_sizes: tuple[int, ...]
    phases: tuple[tuple[int, bool], ...]
    seconds: float
    machine_seconds: float
    starts: int
    page_changes: int

    def setups(self, postgres: PostgresServer) -> list[Setup]:
        """One server on each database, and four on PostgreSQL."""
        return [
            *(Setup(n, "SQLite", phases=self.phases) for n in self.sizes),
            *(Setup(n, "PostgreSQL", postgres.database(), 1, self.phases) for n in self.postgres_sizes),
            *(Setup(n, "PostgreSQL", postgres.database(), 4, _MANY) for n in self.postgres_sizes[-1:]),
        ]


QUICK = Extent((10_000,), (10_000,), _MANY[:1], 3.0, 1.0, 1, 10)
USUAL = Extent((10_000, 100_000), (10_000,), _BUSY, 8.0, 3.0, 3, 40)
FULL = Extent((10_000, 100_000, 1_000_000), (10_000, 100_000, 1_000_000), _EVERY, 10.0, 4.0, 3, 40)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--quick", action="store_true", help="10,000 objects, about a minute")
    which.add_argument(
        "--full", action="store_true", help="up to 1,000,000 objects, on both databases, a quarter of an hour"
    )
    parser.add_argument("--folder", type=Path, help="where to put temporary data; its disk is measured")
    given = parser.parse_args()
    extent = QUICK if given.quick else FULL if given.full else USUAL
    with TemporaryDirectory(prefix="trigpoint-bench-", dir=given.folder) as folder:
        run(extent, Path(folder))


def run(extent: Extent, folder: Path) -> None:
    began = time.perf_counter()
    say(_preface())
    with PostgresServer(folder) as postgres:
        progress("the machine's own limits")
        n_lines = min(extent.sizes[-1], 200_000)
        machine = measure_machine(folder, postgres, seconds=extent.machine_seconds, n_lines=n_lines)
        say(machine_table(machine))
        labelings: list[Labeling] = []
        for setup in extent.setups(postgres):
            progress(f"import and labeling, {setup.database}, {setup.n_objects:,}, {setup.n_servers} servers")
            labelings.append(measure_labeling(folder, setup, seconds=extent.seconds))
        n_objects = extent.sizes[-1]
        progress(f"the console's calls, {n_objects:,} objects")
        consoles = [
            measure_console(folder, n_objects, "SQLite"),
            measure_console(folder, n_objects, "PostgreSQL", postgres.database()),
        ]
    say(cycle_table([cycle for each in labelings for cycle in each.cycles], machine))
    say(console_table(consoles))
    say(import_table([each.imported for each in labelings], machine))
    outputs = []
    for n_lines in extent.sizes:
        progress(f"output manifest, {n_lines:,} lines")
        outputs.append(measure_output(folder, n_lines))
    say(output_table(outputs, machine))
    progress("cold start")
    starting = measure_starting(folder, times=extent.starts)
    say(starting_table(starting))
    progress("pages in Chromium")
    pages = measure_pages(folder, n_first=extent.starts, n_next=extent.page_changes)
    say(pages_table(pages))
    say(aims_table(labelings, outputs, starting, machine))
    say(f"Measured in {time.perf_counter() - began:.0f} s; load at the end {os.getloadavg()[0]:.1f}.")


def _preface() -> str:
    return (
        f"{os.cpu_count()} processors, Python {platform.python_version()}, {platform.system()};"
        f" load at the start {os.getloadavg()[0]:.1f}. The load generator shares the processors with the"
        " server.\n"
    )


def say(text: str) -> None:
    print(text, flush=True)


def progress(what: str) -> None:
    """Says on standard error what is being measured."""
    print(f"… {what}", file=sys.stderr, flush=True)


main()
