"""A small laboratory: a database of each kind, a folder of buckets, a team, and a clock that tests turn."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Coroutine, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest
from simulator.workplace import FUNCTIONS, TEAM_ARN, Workplace

from trigpoint.blobs.folder import FolderStore
from trigpoint.model.ids import Ids
from trigpoint.model.labeling_job import JobConfig, LabelingJob
from trigpoint.model.s3_uri import S3Uri
from trigpoint.model.task import Assignment
from trigpoint.store.database import Database
from trigpoint.store.labeling_jobs import job_named
from trigpoint.templates.renderer import Renderer

T = TypeVar("T")
LABELS = ("Western", "Indonesian", "Chinese", "Mains", "Dessert", "Snack")
TEMPLATE = """<script src="https://assets.crowd.aws/crowd-html-elements.js"></script>
<crowd-form><crowd-classifier name="kind" categories="{{ task.input.labels | to_json | escape }}" header="?">
<classification-target>{{ task.input.taskObject }}</classification-target></crowd-classifier></crowd-form>"""


class TurnedClock:
    """A clock that stands still until a test turns it."""

    def __init__(self) -> None:
        self.time = datetime(2031, 4, 2, 9, 15, 2, 117_000, tzinfo=UTC)

    def now(self) -> datetime:
        return self.time

    def turn(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)


class Lab(Workplace):
    """The engine with nothing left out; `step` does what the loop would do."""

    clock: TurnedClock

    def __init__(
        self, database: Database, folder: Path, renderer: Renderer, threads: ThreadPoolExecutor
    ) -> None:
        clock = TurnedClock()
        blobs = FolderStore(folder, fsync=False)
        blobs.create_bucket("lab")
        self.n_closed = 0
        super().__init__(
            database,
            blobs,
            clock,
            Ids(clock, random.Random(7)),
            renderer,
            threads,
            on_closed=self._closed,
            pause=lambda seconds: None,
        )
        self.workers = self.open(("ann", "bob", "cem", "dee"))

    def _closed(self) -> None:
        self.n_closed += 1

    def put(self, key: str, data: bytes | str) -> str:
        raw = data.encode() if isinstance(data, str) else data
        self.blobs.put(S3Uri("lab", key), raw)
        return f"s3://lab/{key}"

    def read(self, uri: str) -> bytes:
        return self.blobs.read(S3Uri.parse(uri))

    def keys(self, prefix: str) -> list[str]:
        return [blob.key for blob in self.blobs.list("lab", prefix).blobs]

    def begin(
        self, name: str = "Menu", lines: Sequence[bytes | str] | bytes | int = 3, **config: Any
    ) -> LabelingJob:
        """A job in its first state; `lines` are the manifest's, or how many texts to make up."""
        if isinstance(lines, int):
            lines = [json.dumps({"source": f"dish {n}"}) for n in range(lines)]
        if not isinstance(lines, bytes):
            lines = b"".join((each.encode() if isinstance(each, str) else each) + b"\n" for each in lines)
        given: dict[str, Any] = {
            "label_attribute_name": name,
            "manifest_uri": self.put(f"in/{name}.manifest", lines),
            "output_path": "s3://lab/out/",
            "role_arn": "arn:aws:iam::111122223333:role/gt",
            "workteam_arn": TEAM_ARN,
            "task_title": "Sort dishes",
            "task_description": "Say what it is",
            "template_uri": self.put(f"in/{name}.liquid", config.pop("template", TEMPLATE)),
            "label_category_uri": self.put(
                f"in/{name}.labels.json", config.pop("categories", categories(LABELS))
            ),
            "pre_function_arn": f"{FUNCTIONS}PRE-TextMultiClass",
            "post_function_arn": f"{FUNCTIONS}ACS-TextMultiClass",
        }
        return run(self.jobs.create(JobConfig(**{**given, **config}), name, {"LabelingJobName": name}, {}))

    def job(self, name: str = "Menu") -> LabelingJob:
        found = self.database.read_now(lambda tx: job_named(tx, name))
        assert found is not None
        return found

    def step(self, name: str = "Menu", times: int = 1) -> LabelingJob:
        """What the loop does for the job, with a second between."""
        for _ in range(times):
            self.leases.expire()
            self.stages.step(self.job(name).job_id)
            self.clock.turn(1)
        return self.job(name)

    def started(self, name: str = "Menu", lines: Any = 3, **config: Any) -> LabelingJob:
        """A job with its first tasks open."""
        self.begin(name, lines, **config)
        return self.step(name, times=2)

    def take(self, worker: int, name: str = "Menu") -> Assignment:
        found = run(self.leases.next_task(self.workers[worker], name))
        assert isinstance(found, Assignment), found
        return found

    def submit(self, held: Assignment, label: str = "Mains", *, then_next: bool = False) -> Any:
        content = {"kind": {"label": label}}
        return run(
            self.leases.answer(held.worker_id, held.assignment_id, held.token, content, then_next=then_next)
        )

    def answer_next(self, worker: int, label: str = "Mains", name: str = "Menu") -> int:
        """The object that the worker took and answered."""
        held = self.take(worker, name)
        self.clock.turn(2.5)
        self.submit(held, label)
        return held.object_index

    def output(self, name: str = "Menu") -> list[dict[str, Any]]:
        uri = self.job(name).output_uri
        assert uri is not None
        return [json.loads(line) for line in self.read(uri).splitlines()]


def run(work: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(work)


def categories(labels: Sequence[str]) -> str:
    return json.dumps({"document-version": "2018-11-28", "labels": [{"label": label} for label in labels]})


@pytest.fixture(scope="session")
def renderer() -> Iterator[Renderer]:
    made = Renderer(time_limit_seconds=5, memory_limit_bytes=512 * 2**20)
    yield made
    made.close()


@pytest.fixture
def lab(database: Database, tmp_path: Path, renderer: Renderer) -> Iterator[Lab]:
    with ThreadPoolExecutor(2) as threads:
        yield Lab(database, tmp_path / "buckets", renderer, threads)


@pytest.fixture
def await_() -> Any:
    """Runs a coroutine to its end."""
    return run


@pytest.fixture
def make_lab() -> type[Lab]:
    """For tests that make many laboratories."""
    return Lab
