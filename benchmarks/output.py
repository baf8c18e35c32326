"""Writing a job's output manifest, and apart from it the files that each object gets.

A million answers would take long to give, so the database is filled through the store's own functions, and
the engine's `Export` is called on it directly, in a process of its own: `python -m benchmarks.output N`.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
import psutil  # type: ignore[import-untyped]

from benchmarks.project import BUCKET, manifest_line
from benchmarks.server import MEBIBYTE
from trigpoint.blobs.folder import FolderStore
from trigpoint.engine.export import Export
from trigpoint.engine.job_folder import JobFolder
from trigpoint.formats.manifest_pages import read_pages
from trigpoint.model.labeling_job import JobConfig, LabelingJob
from trigpoint.store.data_objects import ObjectPage, insert_pages
from trigpoint.store.database import Database
from trigpoint.store.labeling_jobs import add_outcomes, insert_job, job_by_id, set_ingested
from trigpoint.store.labels import Outcome, insert_outcomes
from trigpoint.store.opening import open_database
from trigpoint.store.transaction import Transaction

_BATCH = 10_000
_FILE = b'{"answers":[{"acceptanceTime":"2031-04-02T09:15:02.117Z","answerContent":' + b"x" * 300 + b"}]}"
_METADATA = {
    "class-name": "Mains",
    "job-name": "labeling-job/bench",
    "confidence": 0.94,
    "type": "groundtruth/text-classification",
    "human-annotated": "yes",
    "creation-date": "2031-04-02T09:18:44.120553",
}


class Output(msgspec.Struct):
    n_lines: int
    seconds: float
    cpu_seconds: float
    growth_mb: float
    size_mb: float
    files_per_second: float
    """Worker-response files of one object each, as consolidation writes them."""


def measure_output(folder: Path, n_lines: int) -> Output:
    """Runs in a process of its own, whose memory is measured."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.output", str(n_lines), str(folder)],
        stdout=subprocess.PIPE,
        check=True,
    )
    return msgspec.json.decode(done.stdout, type=Output)


def _measure(folder: Path, n_lines: int) -> Output:
    blobs = FolderStore(folder / "buckets")
    blobs.create_bucket(BUCKET)
    database = open_database(f"sqlite:///{folder / 'trigpoint.db'}")
    job = _filled(database, n_lines)
    memory = psutil.Process().memory_info
    before = memory().rss
    began, cpu_before = time.perf_counter(), time.process_time()
    Export(database, blobs).output_manifest(job)
    seconds, cpu = time.perf_counter() - began, time.process_time() - cpu_before
    growth = (memory().rss - before) / MEBIBYTE
    size = blobs.head(JobFolder(job).output_manifest).size / MEBIBYTE
    files = _files_per_second(blobs, job, min(n_lines, 5000))
    database.close()
    return Output(n_lines, seconds, cpu, growth, size, files)


def _filled(database: Database, n_lines: int) -> LabelingJob:
    """A job of `n_lines` objects that are all labeled."""
    config = JobConfig(
        label_attribute_name="course",
        manifest_uri=f"s3://{BUCKET}/in.manifest",
        output_path=f"s3://{BUCKET}/output/",
        role_arn="arn:aws:iam::111122223333:role/bench",
        workteam_arn="arn:aws:sagemaker:us-east-1:000000000000:workteam/private-crowd/bench",
        task_title="Menu",
        task_description="Choose the course.",
    )

    def begin(tx: Transaction) -> int:
        inserted = insert_job(
            tx,
            name="bench",
            arn="arn:aws:sagemaker:us-east-1:000000000000:labeling-job/bench",
            reference_code="000000000000bench",
            config=config,
            request={},
            workteam_name="bench",
            now=datetime.now(UTC),
        )
        assert inserted is not None
        return inserted

    job_id = database.write_now(begin)
    n_before = 0
    for page in read_pages(_chunks(n_lines)):
        part = ObjectPage(n_before, len(page.objects), page.text)
        database.write_now(lambda tx, part=part: _fill(tx, job_id, part))  # type: ignore[misc]
        n_before += part.n_objects
    database.write_now(lambda tx: set_ingested(tx, job_id, total=n_lines, human=0, machine=0))
    database.write_now(lambda tx: add_outcomes(tx, job_id, labeled=n_lines, failed=0))
    job = database.read_now(lambda tx: job_by_id(tx, job_id))
    assert job is not None
    return job


def _chunks(n_lines: int) -> Iterator[bytes]:
    for start in range(0, n_lines, _BATCH):
        yield b"".join(manifest_line(n) + b"\n" for n in range(start, min(start + _BATCH, n_lines)))


def _fill(tx: Transaction, job_id: int, page: ObjectPage) -> None:
    content: dict[str, Any] = {"course": 3, "course-metadata": _METADATA}
    insert_pages(tx, job_id, [page])
    indices = range(page.first_index, page.last_index + 1)
    insert_outcomes(tx, job_id, (Outcome(n, n // 5000 + 1, content) for n in indices))


def _files_per_second(blobs: FolderStore, job: LabelingJob, n: int) -> float:
    folder = JobFolder(job)
    stamp = 1_900_000_000_000_000
    began = time.perf_counter()
    for uri in _uris(folder, n, stamp):
        blobs.put(uri, _FILE, content_type="application/json")
    return n / (time.perf_counter() - began)


def _uris(folder: JobFolder, n: int, stamp: int) -> Iterator[Any]:
    yield from map(folder.worker_responses(1, stamp), range(n))


if __name__ == "__main__":
    with TemporaryDirectory(dir=sys.argv[2]) as temporary:
        sys.stdout.buffer.write(msgspec.json.encode(_measure(Path(temporary), int(sys.argv[1]))))
