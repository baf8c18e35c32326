"""What the machine itself can do, without Trigpoint: what every other figure is to be read against."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import msgspec

from benchmarks.empty_app import EmptyApp
from benchmarks.load import Figures, Plan, generate
from benchmarks.postgres import PostgresServer
from benchmarks.project import augmented_line, manifest_line, write_manifest
from trigpoint.store.group_commit import connect

GROUP = 16
CLIENTS = (1, 4, 16, 64)


class Machine(NamedTuple):
    """Limits, each in things a second."""

    empty_app: dict[int, Figures]
    """By number of clients."""
    commits: float
    """SQLite transactions of one row, each with its fsync."""
    grouped_rows: float
    """Rows in SQLite transactions of sixteen, one fsync each."""
    fsyncs: float
    """Files of 400 bytes written, synced and renamed."""
    postgres_commits: dict[int, float]
    """PostgreSQL transactions of one row, by number of connections."""
    lines: float
    """Manifest lines read, parsed by msgspec, and written again."""
    augmented_lines: float
    """The same with lines that carry a label, 330 bytes."""


def measure_machine(folder: Path, postgres: PostgresServer, *, seconds: float, n_lines: int) -> Machine:
    with EmptyApp() as app:
        empty = {
            n: generate(Plan(ports=[app.port], seconds=seconds, warm_up_seconds=0.5, n_clients=n))
            for n in CLIENTS
        }
    return Machine(
        empty,
        _commits(folder, 1, seconds),
        _commits(folder, GROUP, seconds),
        _synced_files(folder, seconds),
        {n: postgres.commits_per_second(n, seconds) for n in (1, GROUP)},
        _lines(folder, n_lines, manifest_line),
        _lines(folder, n_lines, augmented_line),
    )


def _commits(folder: Path, rows: int, seconds: float) -> float:
    path = folder / f"commits-{rows}.db"
    connection = connect(path)
    connection.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, content TEXT)")
    began, n = time.perf_counter(), 0
    while time.perf_counter() - began < seconds:
        connection.execute("BEGIN IMMEDIATE")
        for _ in range(rows):
            connection.execute("INSERT INTO t (content) VALUES (?)", ("x" * 200,))
        connection.execute("COMMIT")
        n += rows
    took = time.perf_counter() - began
    connection.close()
    return n / took


def _synced_files(folder: Path, seconds: float) -> float:
    began, n = time.perf_counter(), 0
    while time.perf_counter() - began < seconds:
        passing = folder / "passing"
        with passing.open("wb") as file:
            file.write(b"x" * 400)
            file.flush()
            os.fsync(file.fileno())
        passing.replace(folder / f"file-{n % 100}")
        n += 1
    return n / (time.perf_counter() - began)


def _lines(folder: Path, n_lines: int, line: Callable[[int], bytes]) -> float:
    source, target = folder / "lines.in", folder / "lines.out"
    write_manifest(source, n_lines, line)
    decode, encode = msgspec.json.Decoder().decode, msgspec.json.Encoder().encode
    began = time.perf_counter()
    with source.open("rb") as reading, target.open("wb") as writing:
        lines: Iterable[bytes] = iter(reading)
        while batch := list(islice(lines, 2000)):
            writing.write(b"\n".join(encode(decode(line)) for line in batch) + b"\n")
    return n_lines / (time.perf_counter() - began)
