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
from sqlalchemy import bindparam, delete

from trigpoint.blobs.folder import FolderStore
from trigpoint.blobs.signing import UrlSigner
from trigpoint.engine.consolidate import Consolidate
from trigpoint.engine.export import Export
from trigpoint.engine.finish import Finish
from trigpoint.engine.ingest import Ingest
from trigpoint.engine.job_board import JobBoard
from trigpoint.engine.labeling_jobs import LabelingJobs
from trigpoint.engine.lease import Leases
from trigpoint.engine.stage import Stage
from trigpoint.engine.stages import Stages
from trigpoint.engine.workteams import Workteams
from trigpoint.functions.provider import FunctionProvider
from trigpoint.model.arn import Home
from trigpoint.model.ids import Ids
from trigpoint.model.labeling_job import JobConfig, LabelingJob
from trigpoint.model.s3_uri import S3Uri
from trigpoint.model.task import Assignment
from trigpoint.model.worker import Worker
from trigpoint.model.workteam import GroupRef, Workteam
from trigpoint.store.database import Database
from trigpoint.store.labeling_jobs import job_named
from trigpoint.store.tables import group_members
from trigpoint.store.transaction import Statement
from trigpoint.store.upsert import Upsert
from trigpoint.store.workers import insert_worker
from trigpoint.store.workteams import insert_team
from trigpoint.tasktypes.registry import task_type_of
from trigpoint.templates.renderer import Renderer

T = TypeVar("T")
HOME = Home("us-east-1", "111122223333")
LABELS = ("Western", "Indonesian", "Chinese", "Mains", "Dessert", "Snack")
TEMPLATE = """<script src="https://assets.crowd.aws/crowd-html-elements.js"></script>
<crowd-form><crowd-classifier name="kind" categories="{{ task.input.labels | to_json | escape }}" header="?">
<classification-target>{{ task.input.taskObject }}</classification-target></crowd-classifier></crowd-form>"""
FUNCTIONS = "arn:aws:lambda:us-east-1:432418664414:function:"
JOIN_GROUP = Upsert(group_members)
LEAVE_GROUP = Statement(delete(group_members).where(group_members.c.worker_id == bindparam("who")))


class TurnedClock:
    """A clock that stands still until a test turns it."""

    def __init__(self) -> None:
        self.time = datetime(2031, 4, 2, 9, 15, 2, 117_000, tzinfo=UTC)

    def now(self) -> datetime:
        return self.time

    def turn(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)


class Lab:
    """The engine with nothing left out; `step` does what the loop would do."""

    def __init__(
        self, database: Database, folder: Path, renderer: Renderer, threads: ThreadPoolExecutor
    ) -> None:
        self.database = database
        self.clock = TurnedClock()
        self.ids = Ids(self.clock, random.Random(7))
        self.blobs = FolderStore(folder, fsync=False)
        self.blobs.create_bucket("lab")
        self.n_closed = 0
        functions = FunctionProvider(threads, task_type_of)
        self.leases = Leases(database, self.clock, self.ids, self._closed)
        self.board = JobBoard(database, self.clock)
        self.export = Export(database, self.blobs)
        self.finish = Finish(database, functions, self.export, self.clock, job_days=30)
        self.consolidate = Consolidate(
            database,
            self.blobs,
            functions,
            threads,
            self.clock,
            group_size=100,
            pause=lambda seconds: None,
        )
        grant = UrlSigner(
            "http://lab", "KEY", "secret", "us-east-1", self.clock.now(), 600, None, frozenset()
        )
        self.stage = Stage(database, self.blobs, functions, renderer, lambda job: grant, threads, self.clock)
        self.stages = Stages(
            database,
            Ingest(database, self.blobs, renderer, self.clock),
            self.stage,
            self.consolidate,
            self.export,
            self.finish,
            self.leases,
            seconds=lambda: self.clock.now().timestamp(),
        )
        workteams = Workteams(database, self.clock, HOME)
        self.jobs = LabelingJobs(database, self.clock, self.ids, HOME, workteams, lambda: None)
        self.workers = [self._worker(name) for name in ("ann", "bob", "cem", "dee")]
        self._team()

    def _closed(self) -> None:
        self.n_closed += 1

    def _worker(self, name: str) -> str:
        now = self.clock.now()
        worker = Worker(
            worker_id=f"private.us-east-1.{name}",
            pool_id="us-east-1_lab",
            username=name,
            sub=self.ids.uuid(),
            status="CONFIRMED",
            enabled=True,
            created_at=now,
            modified_at=now,
        )
        self.database.write_now(lambda tx: insert_worker(tx, worker))
        self.join(worker.worker_id)
        return worker.worker_id

    def join(self, worker_id: str) -> None:
        self.database.write_now(
            lambda tx: JOIN_GROUP.run(tx, pool_id="us-east-1_lab", group_name="team", worker_id=worker_id)
        )

    def leave(self, worker_id: str) -> None:
        self.database.write_now(lambda tx: tx.run(LEAVE_GROUP, who=worker_id))

    def _team(self) -> None:
        now = self.clock.now()
        team = Workteam(
            name="team",
            arn=HOME.arn("workteam/private-crowd/team"),
            workforce_arn=HOME.arn("workforce/private-crowd/default"),
            created_at=now,
            modified_at=now,
            groups=(GroupRef("us-east-1_lab", "team"),),
            request={"WorkteamName": "team"},
        )
        self.database.write_now(lambda tx: insert_team(tx, team))

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
            "workteam_arn": HOME.arn("workteam/private-crowd/team"),
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
