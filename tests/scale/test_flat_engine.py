"""What the engine, a manager and an operator ask costs the same however many objects are done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from tests.scale.conftest import NOW, WORKERS, BigJob, CountingTransaction, StillClock, assert_flat, run

from trigpoint.blobs.folder import FolderStore
from trigpoint.engine.consolidate import Consolidate
from trigpoint.engine.export import Export
from trigpoint.engine.finish import Finish
from trigpoint.engine.labeling_jobs import withdraw
from trigpoint.engine.lease import Leases
from trigpoint.functions.provider import FunctionProvider
from trigpoint.model.clock import to_micros
from trigpoint.model.labeling_job import JobFilters
from trigpoint.store import figures
from trigpoint.store.answered import page_of_answered
from trigpoint.store.data_objects import waiting_objects
from trigpoint.store.groups import first_answered, pending_groups
from trigpoint.store.labeling_jobs import job_named, list_jobs, staging_position
from trigpoint.store.tasks import n_open
from trigpoint.tasktypes.registry import task_type_of

SMALL, LARGE = 1_200, 50_000
MakeJob = Callable[..., BigJob]


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    """Not used by the database, whose steps are counted in this thread."""
    with ThreadPoolExecutor(1) as made:
        yield made


def reads(job: BigJob) -> dict[str, Callable[[Any], Any]]:
    """What a describe, a list, a scrape of the metrics and a step of an idle engine ask."""
    return {
        "describe": lambda tx: job_named(tx, "Big"),
        "list": lambda tx: list_jobs(tx, JobFilters()),
        "metrics": lambda tx: (figures.running_jobs(tx), figures.queues(tx)),
        "staging": lambda tx: (
            staging_position(tx, job.job_id),
            n_open(tx, job.job_id),
            waiting_objects(tx, job.job_id, job.n, 200),
        ),
        "grouping": lambda tx: (first_answered(tx, job.job_id), pending_groups(tx, job.job_id)),
    }


@pytest.mark.parametrize("what", ["describe", "list", "metrics", "staging", "grouping"])
def test_what_is_asked_all_the_time_costs_the_same(big_job: MakeJob, what: str) -> None:
    def cost(n: int) -> int:
        job = big_job(n, window=100)
        ask = reads(job)[what]
        job.database.read_now(ask)
        return job.database.cost(lambda: job.database.read_now(ask))

    assert_flat(cost(SMALL), cost(LARGE))


def test_consolidating_a_group_costs_the_same(
    big_job: MakeJob, threads: ThreadPoolExecutor, tmp_path: Path
) -> None:
    blobs = FolderStore(tmp_path / "buckets", fsync=False)
    blobs.create_bucket("lab")

    def cost(n: int) -> int:
        job = big_job(n, window=100)
        leases = Leases(job.database, StillClock(), job.ids, lambda: None)
        held: Any = run(leases.next_task(WORKERS[0], "Big"))
        for _ in range(50):
            content = {"kind": {"label": "Chinese"}}
            answer = leases.answer(held.worker_id, held.assignment_id, held.token, content, then_next=True)
            held = run(answer).next
        consolidate = Consolidate(
            job.database,
            blobs,
            FunctionProvider(threads, task_type_of),
            threads,
            StillClock(),
            group_size=100,
        )
        steps = job.database.cost(lambda: consolidate.run(job.job, all_now=True))
        labeled = job.database.read_now(lambda tx: job_named(tx, "Big"))
        assert labeled is not None
        assert labeled.counters.human_labeled == n - 50
        return steps

    assert_flat(cost(SMALL), cost(LARGE))


def test_stopping_costs_the_same(big_job: MakeJob) -> None:
    def cost(n: int) -> int:
        job = big_job(n, window=100)
        leases = Leases(job.database, StillClock(), job.ids, lambda: None)
        run(leases.next_task(WORKERS[0], "Big"))
        return job.database.cost(
            lambda: job.database.write_now(lambda tx: withdraw(tx, job.job_id, to_micros(NOW)))
        )

    assert_flat(cost(SMALL), cost(LARGE))


def test_no_statement_of_a_finish_returns_more_than_a_page(
    big_job: MakeJob, threads: ThreadPoolExecutor, tmp_path: Path
) -> None:
    """The final pass, the manifest and the balance of 20,000 objects of three answers each."""
    job = big_job(20_000, n_workers=3, window=100)
    blobs = FolderStore(tmp_path / "buckets", fsync=False)
    blobs.create_bucket("lab")
    functions = FunctionProvider(threads, task_type_of)
    finish = Finish(job.database, functions, Export(job.database, blobs), StillClock(), job_days=30)
    CountingTransaction.most_rows = 0
    finish.run(job.job)
    assert 100 < CountingTransaction.most_rows <= 5_000


def test_a_page_of_answers_costs_what_its_objects_cost(big_job: MakeJob) -> None:
    """The final pass reads the first and the last page of a job for the same price."""
    job = big_job(LARGE, window=100)

    def cost(first: int) -> int:
        return job.database.cost(
            lambda: job.database.read_now(lambda tx: page_of_answered(tx, job.job_id, first, 500))
        )

    assert_flat(cost(1), cost(LARGE - 700))
