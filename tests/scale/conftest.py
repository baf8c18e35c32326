"""A job of any size put straight into SQLite, and a database that counts what each call costs.

Time says little on a shared machine. SQLite's own virtual machine says exactly how many steps a statement
took: a scan over n rows shows as n steps, on any machine, every time.
"""

from __future__ import annotations

import asyncio
import random
import shutil
import uuid
from collections.abc import Callable, Coroutine, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest
from sqlalchemy import insert

from trigpoint.model.arn import Home
from trigpoint.model.clock import to_micros
from trigpoint.model.ids import Ids
from trigpoint.model.labeling_job import JobConfig, LabelingJob
from trigpoint.model.worker import Worker
from trigpoint.model.workteam import GroupRef, Workteam
from trigpoint.store import tables
from trigpoint.store.data_objects import ObjectPage, insert_pages
from trigpoint.store.group_commit import DIALECT, connect
from trigpoint.store.labeling_jobs import (
    advance_staging,
    insert_job,
    job_by_id,
    set_ingested,
    set_setup,
    set_status,
)
from trigpoint.store.opening import open_database
from trigpoint.store.tasks import insert_tasks
from trigpoint.store.transaction import Row, Statement, Transaction
from trigpoint.store.upsert import Upsert
from trigpoint.store.workers import insert_worker
from trigpoint.store.workteams import insert_team

T = TypeVar("T")
NOW = datetime(2031, 4, 2, 9, 15, 2, tzinfo=UTC)
HOME = Home("us-east-1", "111122223333")
FUNCTIONS = "arn:aws:lambda:us-east-1:432418664414:function:"
LABELS = ("Western", "Indonesian", "Chinese")
WORKERS = tuple(f"private.us-east-1.w{n}" for n in range(10))
PER_PAGE = 200
_JOIN = Upsert(tables.group_members)
_INSERT = {
    name: Statement(insert(getattr(tables, name)))
    for name in ("tasks", "answers", "assignments", "labels", "groups")
}


class StillClock:
    def now(self) -> datetime:
        return NOW


class CountingTransaction(Transaction):
    """Notes the most rows that a statement has returned."""

    most_rows = 0

    def all(self, statement: Statement, **given: Any) -> list[Row]:
        rows = super().all(statement, **given)
        CountingTransaction.most_rows = max(CountingTransaction.most_rows, len(rows))
        return rows


class CountingDatabase:
    """The store's SQLite over one connection, each call a transaction, with its steps counted."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._connection = connect(path)
        self.steps = 0

    def _count(self) -> int:
        self.steps += 1
        return 0

    def read_now(self, work: Callable[[Transaction], T]) -> T:
        self._connection.execute("BEGIN")
        self._connection.set_progress_handler(self._count, 1)
        try:
            result = work(CountingTransaction(self._connection, DIALECT))
        except BaseException:
            self._connection.set_progress_handler(None, 1)
            self._connection.execute("ROLLBACK")
            raise
        self._connection.set_progress_handler(None, 1)
        self._connection.execute("COMMIT")
        return result

    write_now = read_now

    async def read(self, work: Callable[[Transaction], T]) -> T:
        return self.read_now(work)

    async def write(self, work: Callable[[Transaction], T], *, brief: bool = False) -> T:
        return self.read_now(work)

    def cost(self, work: Callable[[], Any]) -> int:
        """Steps that the call takes; once before, so that its statements are prepared."""
        before = self.steps
        work()
        return self.steps - before

    def close(self) -> None:
        self._connection.close()


class BigJob:
    """A job of `n` objects: all but the last `window` are labeled, those are open to workers."""

    def __init__(self, folder: Path, n: int, n_workers: int = 1, window: int = 1000) -> None:
        self.n, self.n_workers, self.window = n, n_workers, window
        self.ids = Ids(StillClock(), random.Random(7))
        self.job_id = 1
        made = folder / f"{n}-{n_workers}-{window}.db"
        if not made.exists():
            self._make(made)
        path = folder / f"copy-{uuid.uuid4().hex}.db"
        shutil.copyfile(made, path)
        self.database = CountingDatabase(path)
        self.job: LabelingJob = self._write(lambda tx: job_by_id(tx, self.job_id))

    def _make(self, path: Path) -> None:
        """Fills a file that other tests will copy."""
        passing = path.with_suffix(".new")
        open_database(f"sqlite:///{passing}").close()  # makes the tables
        self.database = CountingDatabase(passing)
        self.database._connection.execute("PRAGMA synchronous = OFF")
        for part in (self._job, self._people, self._objects, self._labeled, self._open):
            self._write(part)
        self.database.close()
        passing.rename(path)

    def _write(self, work: Callable[[Transaction], Any]) -> Any:
        self.database._connection.execute("BEGIN IMMEDIATE")
        result = work(Transaction(self.database._connection, DIALECT))
        self.database._connection.execute("COMMIT")
        return result

    def _job(self, tx: Transaction) -> int | None:
        config = JobConfig(
            label_attribute_name="kind",
            manifest_uri="s3://lab/in",
            output_path="s3://lab/out/",
            role_arn="arn:aws:iam::111122223333:role/gt",
            workteam_arn=HOME.arn("workteam/private-crowd/team"),
            task_title="t",
            task_description="d",
            template_uri="s3://lab/t",
            label_category_uri="s3://lab/l",
            pre_function_arn=f"{FUNCTIONS}PRE-TextMultiClass",
            post_function_arn=f"{FUNCTIONS}ACS-TextMultiClass",
            n_workers=self.n_workers,
            window=self.window,
        )
        return insert_job(
            tx,
            name="Big",
            arn=HOME.arn("labeling-job/big"),
            reference_code="big",
            config=config,
            request={"LabelingJobName": "Big"},
            workteam_name="team",
            now=NOW,
        )

    def _people(self, tx: Transaction) -> None:
        for number, worker_id in enumerate(WORKERS):
            worker = Worker(
                worker_id=worker_id,
                pool_id="us-east-1_lab",
                username=f"w{number}",
                sub=f"sub-{number}",
                status="CONFIRMED",
                enabled=True,
                created_at=NOW,
                modified_at=NOW,
            )
            insert_worker(tx, worker)
            _JOIN.run(tx, pool_id="us-east-1_lab", group_name="team", worker_id=worker_id)
        team = Workteam(
            name="team",
            arn=HOME.arn("workteam/private-crowd/team"),
            workforce_arn=HOME.arn("workforce/private-crowd/default"),
            created_at=NOW,
            modified_at=NOW,
            groups=(GroupRef("us-east-1_lab", "team"),),
            request={"WorkteamName": "team"},
        )
        insert_team(tx, team)

    def _objects(self, tx: Transaction) -> None:
        insert_pages(
            tx,
            self.job_id,
            (
                ObjectPage(start, len(part), b"\n".join(b'{"source":"dish %d"}' % n for n in part))
                for start in range(0, self.n, PER_PAGE)
                for part in [range(start, min(start + PER_PAGE, self.n))]
            ),
        )
        set_setup(tx, self.job_id, labels=LABELS, options={}, template="<p>{{ task.input.taskObject }}</p>")
        set_ingested(tx, self.job_id, total=self.n, human=0, machine=0)
        set_status(tx, self.job_id, "InProgress", NOW)

    @property
    def n_done(self) -> int:
        return self.n - self.window

    def _labeled(self, tx: Transaction) -> None:
        """Everything that the first objects leave behind in the tables."""
        done, job = range(1, self.n_done + 1), self.job_id
        micros = to_micros(NOW)
        until = to_micros(NOW + timedelta(days=30))
        tx.run_many(_INSERT["tasks"], ({
            "job_id": job, "task_no": n, "object_index": n - 1, "state": "done", "wanted": self.n_workers,
            "n_leases": 0, "n_answers": self.n_workers, "n_declines": 0, "available_until": until,
            "offer": None, "closed_at": micros, "group_no": (n - 1) // 100 + 1,
        } for n in done))  # fmt: skip
        tx.run_many(_INSERT["answers"], ({
            "job_id": job, "task_no": n, "assignment_id": f"a{n:08d}{w}", "object_index": n - 1,
            "worker_id": WORKERS[w], "content": '{"kind":{"label":"Chinese"}}', "accepted_at": micros,
            "submitted_at": micros + w, "active_micros": 1_500_000, "counted": 1,
        } for n in done for w in range(self.n_workers)))  # fmt: skip
        tx.run_many(_INSERT["assignments"], ({
            "assignment_id": f"a{n:08d}{w}", "token": "t", "job_id": job, "task_no": n,
            "object_index": n - 1, "worker_id": WORKERS[w], "state": "submitted", "accepted_at": micros,
            "expires_at": micros, "ended_at": micros, "paused": 0, "active_from": None,
            "active_micros": 0, "page_code": None, "reason": None,
        } for n in done for w in range(self.n_workers)))  # fmt: skip
        content = (
            '{"kind":2,"kind-metadata":{"confidence":0.0,"class-name":"Chinese","job-name":"labeling-job/big",'
            '"human-annotated":"yes","creation-date":"2031-04-02T09:18:44.120553","type":"groundtruth/text"}}'
        )
        tx.run_many(_INSERT["labels"], ({
            "job_id": job, "object_index": n - 1, "iteration": (n - 1) // self.window + 1,
            "content": content, "failure_reason": None,
        } for n in done))  # fmt: skip
        tx.run_many(_INSERT["groups"], ({
            "job_id": job, "group_no": n + 1, "iteration": n * 100 // self.window + 1,
            "stamp": micros + n * 1_000_000, "done": 1,
        } for n in range(-(-self.n_done // 100))))  # fmt: skip
        tx._connection.execute(
            "UPDATE labeling_jobs SET human_labeled = ?, n_groups = ?", (self.n_done, self.n_done)
        )

    def _open(self, tx: Transaction) -> None:
        first = self.n_done + 1
        insert_tasks(
            tx,
            self.job_id,
            [(n, n - 1, {"taskObject": f"dish {n - 1}"}) for n in range(first, self.n + 1)],
            wanted=self.n_workers,
            available_until=NOW + timedelta(days=30),
            first_offer=first,
        )
        advance_staging(tx, self.job_id, next_object=self.n, n_staged=self.n, n_offers=self.n, n_failed=0)


def run(work: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(work)


def assert_flat(small: int, large: int) -> None:
    """The requirement: within 20 %."""
    assert small > 0
    assert large <= small * 1.2, f"{small} steps became {large}"


@pytest.fixture
def big_job(big_jobs: Path) -> Iterator[Callable[..., BigJob]]:
    """Makes big jobs; what a test does to one, no other sees."""
    made: list[BigJob] = []

    def make(n: int, **options: Any) -> BigJob:
        made.append(BigJob(big_jobs, n, **options))
        return made[-1]

    yield make
    for each in made:
        each.database.close()
        each.database.path.unlink()


@pytest.fixture(scope="session")
def big_jobs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("big-jobs")
