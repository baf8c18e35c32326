"""Installations in folders of their own, on either database, with a clock that tests turn."""

from __future__ import annotations

import asyncio
import io
import json
import random
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from simulator.workplace import FUNCTIONS, TEAM_ARN, Workplace

from trigpoint.backup.manifest import Manifest
from trigpoint.backup.read import Backup
from trigpoint.backup.restore import Restore
from trigpoint.backup.write import write_backup
from trigpoint.blobs.folder import FolderStore
from trigpoint.model.ids import Ids
from trigpoint.model.labeling_job import JobConfig, LabelingJob
from trigpoint.model.progress import Progress, silent
from trigpoint.model.s3_uri import S3Uri
from trigpoint.model.task import Assignment
from trigpoint.store.database import Database
from trigpoint.store.labeling_jobs import job_named
from trigpoint.store.opening import open_database
from trigpoint.store.snapshot import open_snapshot
from trigpoint.templates.renderer import Renderer

LABELS = ("Starter", "Mains", "Dessert")
TEMPLATE = """<script src="https://assets.crowd.aws/crowd-html-elements.js"></script>
<crowd-form><crowd-classifier name="kind" categories="{{ task.input.labels | to_json | escape }}" header="?">
<classification-target>{{ task.input.taskObject }}</classification-target></crowd-classifier></crowd-form>"""
JOB = "Menu"
WORKERS = ("ann", "bob", "cem")
KEYS = b'{"access_key_id": "AKIATEST"}\n'


class TurnedClock:
    """A clock that stands still until a test turns it."""

    def __init__(self, time: datetime) -> None:
        self.time = time

    def now(self) -> datetime:
        return self.time

    def turn(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)


class Installation:
    """A data folder and a database, with the engine over them."""

    def __init__(
        self, url: str, folder: Path, renderer: Renderer, threads: ThreadPoolExecutor, now: datetime
    ) -> None:
        self.url, self.folder = url, folder
        self.database: Database = open_database(url)
        self.blobs = FolderStore(folder / "buckets", fsync=False)
        self.clock = TurnedClock(now)
        self.place = Workplace(
            self.database,
            self.blobs,
            self.clock,
            Ids(self.clock, random.Random(11)),
            renderer,
            threads,
            pause=lambda seconds: None,
        )
        self.workers = [f"private.us-east-1.{name}" for name in WORKERS]

    @property
    def keys(self) -> Path:
        return self.folder / "keys.json"

    def close(self) -> None:
        self.database.close()

    # ---- a job

    def begin(self, n_objects: int = 12) -> None:
        """A team, and a job with its first tasks open."""
        self.keys.write_bytes(KEYS)
        self.blobs.create_bucket("lab")
        self.blobs.create_bucket("empty-bucket")
        self.place.open(WORKERS)
        lines = "".join(json.dumps({"source": f"dish {n}, ünïcode"}) + "\n" for n in range(n_objects))
        labels = {"document-version": "2018-11-28", "labels": [{"label": label} for label in LABELS]}
        config = JobConfig(
            label_attribute_name=JOB,
            manifest_uri=self.put("in/menu.manifest", lines),
            output_path="s3://lab/out/",
            role_arn="arn:aws:iam::111122223333:role/gt",
            workteam_arn=TEAM_ARN,
            task_title="Sort dishes",
            task_description="Say what it is",
            template_uri=self.put("in/menu.liquid", TEMPLATE),
            label_category_uri=self.put("in/menu.json", json.dumps(labels)),
            pre_function_arn=f"{FUNCTIONS}PRE-TextMultiClass",
            post_function_arn=f"{FUNCTIONS}ACS-TextMultiClass",
            n_workers=2,
        )
        asyncio.run(self.place.jobs.create(config, JOB, {"LabelingJobName": JOB}, {}))
        self.step(2)

    def put(self, key: str, data: str) -> str:
        self.blobs.put(S3Uri("lab", key), data.encode())
        return f"s3://lab/{key}"

    def job(self) -> LabelingJob:
        found = self.database.read_now(lambda tx: job_named(tx, JOB))
        assert found is not None
        return found

    def step(self, times: int = 1) -> None:
        for _ in range(times):
            self.place.leases.expire()
            self.place.stages.step(self.job().job_id)
            self.clock.turn(1)

    def take(self, worker: int) -> Assignment | None:
        found = asyncio.run(self.place.leases.next_task(self.workers[worker], JOB))
        return found if isinstance(found, Assignment) else None

    def answer(self, worker: int) -> bool:
        """Takes a task and answers it, always alike; False when there is none for this worker."""
        held = self.take(worker)
        if held is None:
            return False
        self.clock.turn(2.5)
        label = LABELS[(held.object_index + (worker if held.object_index % 4 == 0 else 0)) % len(LABELS)]
        content = {"kind": {"label": label}}
        leases = self.place.leases
        asyncio.run(leases.answer(held.worker_id, held.assignment_id, held.token, content, then_next=False))
        return True

    def finish(self) -> None:
        """Everybody labels until the job is done."""
        while self.job().status == "InProgress":
            busy = [self.answer(worker) for worker in range(len(WORKERS))]
            self.step()
            if not any(busy):
                self.clock.turn(60)
        assert self.job().status == "Completed"

    def files(self) -> dict[str, bytes]:
        """Every file of the job's folder."""
        keys = [blob.key for blob in self.blobs.list("lab", f"out/{JOB}/").blobs]
        return {key: self.blobs.read(S3Uri("lab", key)) for key in keys}

    # ---- copies of it

    def backup(self, *, buckets: bool = True, progress: Progress = silent) -> bytes:
        file = io.BytesIO()
        with open_snapshot(self.url) as snapshot:
            write_backup(
                file,
                snapshot,
                self.keys.read_bytes(),
                self.blobs if buckets else None,
                self.clock.now(),
                progress=progress,
            )
        return file.getvalue()


def restore(raw: bytes, url: str, folder: Path, *, buckets: bool = True) -> Manifest:
    """Restores into a folder and a database."""
    folder.mkdir(parents=True, exist_ok=True)
    backup = Backup(io.BytesIO(raw))
    blobs = FolderStore(folder / "buckets", fsync=False) if buckets else None
    Restore(backup, url, folder / "keys.json", blobs).run()
    return backup.manifest


def rows_in(url: str) -> dict[str, list[tuple[Any, ...]]]:
    """All that lasts in a database, in one order."""
    with open_snapshot(url) as snapshot:
        return {
            info.name: sorted(map(plain, snapshot.rows(info.name)), key=repr) for info in snapshot.tables()
        }


def plain(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(bytes(value) if isinstance(value, memoryview) else value for value in row)


@pytest.fixture(scope="session")
def renderer() -> Iterator[Renderer]:
    made = Renderer(time_limit_seconds=5, memory_limit_bytes=512 * 2**20)
    yield made
    made.close()


@pytest.fixture(scope="session")
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(2) as pool:
        yield pool


@pytest.fixture
def new_url(request: pytest.FixtureRequest, tmp_path: Path, unique: str) -> Iterator[Callable[[str], str]]:
    """Addresses of databases that are not there yet (SQLite) or empty (PostgreSQL)."""
    import psycopg
    from sqlalchemy.engine import make_url

    made: list[str] = []

    def on_server(statement: str) -> None:
        with psycopg.connect(request.getfixturevalue("postgres_url"), autocommit=True) as connection:
            connection.execute(statement)  # type: ignore[arg-type]

    def new(kind: str) -> str:
        made.append(f"copy_{unique}_{len(made)}")
        if kind == "sqlite":
            (tmp_path / made[-1]).mkdir()
            return f"sqlite:///{tmp_path / made[-1] / 'trigpoint.db'}"
        on_server(f"CREATE DATABASE {made[-1]}")
        server = make_url(request.getfixturevalue("postgres_url"))
        return server.set(database=made[-1], drivername="postgresql").render_as_string(hide_password=False)

    yield new
    for name in made:
        if not (tmp_path / name).exists():
            on_server(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def install(
    tmp_path: Path, renderer: Renderer, threads: ThreadPoolExecutor
) -> Iterator[Callable[..., Installation]]:
    """Opens installations, and closes them after the test."""
    opened: list[Installation] = []
    began_at = datetime(2031, 4, 2, 9, 15, 2, 117_000, tzinfo=UTC)

    def open_(url: str, folder: Path | None = None, now: datetime = began_at) -> Installation:
        folder = folder or tmp_path / f"data-{len(opened)}"
        folder.mkdir(exist_ok=True)
        opened.append(Installation(url, folder, renderer, threads, now))
        return opened[-1]

    yield open_
    for each in opened:
        each.close()


@pytest.fixture
def restore_() -> Callable[..., Manifest]:
    return restore


@pytest.fixture
def rows_() -> Callable[[str], dict[str, list[tuple[Any, ...]]]]:
    return rows_in


@pytest.fixture
def half_done(install: Callable[..., Installation], new_url: Callable[[str], str]) -> Installation:
    """A job on SQLite of which half is labeled, with a task in somebody's hands."""
    return half(install(new_url("sqlite")))


def half(made: Installation) -> Installation:
    made.begin()
    for n in range(12):
        made.answer(n % 3)
        if n % 5 == 4:
            made.step()
    assert made.take(0) is not None
    return made


@pytest.fixture
def half_() -> Callable[[Installation], Installation]:
    return half
