"""Memory does not grow with the number of objects: peaks of a small and of a big job side by side."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.scale.conftest import BigJob, StillClock

from trigpoint.blobs.folder import FolderStore
from trigpoint.engine.export import Export
from trigpoint.engine.finish import Finish
from trigpoint.engine.ingest import Ingest
from trigpoint.functions.provider import FunctionProvider
from trigpoint.functions.worker_processes import WorkerProcesses
from trigpoint.model.s3_uri import S3Uri
from trigpoint.store.labeling_jobs import job_by_id
from trigpoint.tasktypes.registry import task_type_of
from trigpoint.templates.renderer import Renderer

TINY = 600
SLACK = 256 * 1024
"""Bytes: a cache that fills."""
MakeJob = Callable[..., BigJob]


def peak(work: Callable[[], object]) -> int:
    """Most bytes that Python holds at once for the call."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def assert_flat(small: int, large: int) -> None:
    assert large <= small * 1.25 + SLACK, f"{small:,} bytes became {large:,}"


@pytest.fixture
def blobs(tmp_path: Path) -> FolderStore:
    store = FolderStore(tmp_path / "buckets", fsync=False)
    store.create_bucket("lab")
    return store


@pytest.fixture
def functions() -> Iterator[FunctionProvider]:
    with WorkerProcesses() as processes:
        yield FunctionProvider(processes, task_type_of)


# Sizes are such that the smaller job fills every page and every buffer of a mebibyte already.


def test_the_final_pass_as_the_engine_sees_it(
    big_job: MakeJob, blobs: FolderStore, functions: FunctionProvider
) -> None:
    def used(n: int) -> int:
        job = big_job(n, n_workers=3, window=100)
        export = Export(job.database, blobs)
        finish = Finish(job.database, functions, export, StillClock(), job_days=30)
        return peak(lambda: finish._final_pass(job.job))

    used(TINY)  # what is loaded and cached once
    assert_flat(used(6_000), used(15_000))


def test_writing_the_manifest_and_the_annotations(big_job: MakeJob, blobs: FolderStore) -> None:
    def used(n: int) -> int:
        job = big_job(n, window=100)
        export = Export(job.database, blobs)

        def work() -> None:
            export.output_manifest(job.job)
            export.iteration(job.job, 1, with_manifest=True)

        return peak(work)

    used(TINY)
    assert_flat(used(20_000), used(40_000))


def test_reading_a_manifest(big_job: MakeJob, blobs: FolderStore) -> None:
    blobs.put(S3Uri("lab", "t"), b"<crowd-form><p>{{ task.input.taskObject }}</p></crowd-form>")
    blobs.put(S3Uri("lab", "l"), b'{"labels": [{"label": "Western"}, {"label": "Chinese"}]}')
    renderer = Renderer(time_limit_seconds=60, memory_limit_bytes=512 * 2**20)

    def used(n: int) -> int:
        blobs.put(S3Uri("lab", "in"), b"".join(b'{"source":"dish number %d"}\n' % k for k in range(n)))
        job = big_job(TINY, window=100)
        ingest = Ingest(job.database, blobs, renderer, StillClock())
        used = peak(lambda: ingest.run(job.job))
        found = job.database.read_now(lambda tx: job_by_id(tx, job.job_id))
        assert found is not None
        assert found.counters.total == n
        return used

    used(TINY)
    assert_flat(used(200_000), used(500_000))
    renderer.close()


def test_a_bucket_is_listed_a_page_at_a_time(blobs: FolderStore, tmp_path: Path) -> None:
    """As a job's worker responses lie there: a folder for each object."""

    def used(n: int) -> int:
        folder = tmp_path / "buckets" / "lab" / f"of-{n}"
        for index in range(n):
            (folder / str(index // 100)).mkdir(parents=True, exist_ok=True)
            (folder / str(index // 100) / f"{index}.json").write_bytes(b"{}")

        def pages() -> None:
            after, found = "", 0
            while True:
                page = blobs.list("lab", f"of-{n}/", start_after=after, limit=500)
                found += len(page.blobs)
                if not page.truncated:
                    break
                after = page.next_after
            assert found == n

        return peak(pages)

    used(1000)
    assert_flat(used(2_000), used(10_000))
