"""Export: the output manifest and the other files that show how far a job is."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from trigpoint.blobs.blob_store import BlobStore
from trigpoint.engine.job_folder import JobFolder
from trigpoint.formats.manifest import parse_line, splice
from trigpoint.functions.label_content import failed_content, line_attributes
from trigpoint.model.labeling_job import LabelingJob
from trigpoint.store.data_objects import PAGE, OutcomeRow, object_line, outcomes_from
from trigpoint.store.database import Database
from trigpoint.store.labeling_jobs import job_by_id, set_exported
from trigpoint.store.labels import failure_reasons, labeled_in_iteration

_CHUNK = 1 << 20


class Export:
    """Writes what is labeled so far. Everything streams; a repeat writes the same bytes."""

    def __init__(self, database: Database, blobs: BlobStore) -> None:
        self._database = database
        self._blobs = blobs

    def output_manifest(self, job: LabelingJob) -> None:
        """Writes `manifests/output/output.manifest`, and notes how many outcomes it holds."""
        counters = job.counters
        uri = JobFolder(job).output_manifest
        self._blobs.put(uri, self._manifest(job), content_type="application/octet-stream")
        n_outcomes = counters.labeled + counters.failed - counters.prelabeled
        self._database.write_now(lambda tx: set_exported(tx, job.job_id, str(uri), n_outcomes))

    def iteration(self, job: LabelingJob, iteration: int, *, with_manifest: bool) -> None:
        """Writes the intermediate files of a finished iteration."""
        folder = JobFolder(job)
        uri = folder.intermediate_annotations(iteration)
        self._blobs.put(
            uri, chunked(self._annotations(job, iteration)), content_type="application/octet-stream"
        )
        if with_manifest:
            manifest = folder.intermediate_manifest(iteration)
            self._blobs.put(manifest, self._manifest(job), content_type="application/octet-stream")

    def closing_balance(self, job: LabelingJob) -> None:
        """Writes the counts by outcome and reason; their sum is the input's count."""
        current = self._database.read_now(lambda tx: job_by_id(tx, job.job_id))
        assert current is not None
        counters = current.counters
        failures = self._database.read_now(lambda tx: failure_reasons(tx, job.job_id))
        unlabeled = {_why_unlabeled(current): counters.unlabeled} if counters.unlabeled else {}
        balance = {
            "input-objects": counters.total,
            "labeled": counters.labeled,
            "labeled-on-input": counters.prelabeled,
            "human-labeled": counters.human_labeled,
            "machine-labeled": counters.machine_labeled,
            "failed": counters.failed,
            "failed-by-reason": failures,
            "unlabeled": counters.unlabeled,
            "unlabeled-by-reason": unlabeled,
        }
        self._blobs.put(
            JobFolder(job).closing_balance, msgspec.json.encode(balance), content_type="application/json"
        )

    def _manifest(self, job: LabelingJob) -> Iterator[bytes]:
        return chunked(output_line(job, row) for row in self._outcomes(job))

    def _outcomes(self, job: LabelingJob) -> Iterator[OutcomeRow]:
        page = self._page(job, 0)
        while page:
            yield from page
            page = self._page(job, page[-1].object_index + 1) if len(page) == PAGE else []

    def _page(self, job: LabelingJob, start: int) -> list[OutcomeRow]:
        return self._database.read_now(lambda tx: list(outcomes_from(tx, job.job_id, start)))

    def _annotations(self, job: LabelingJob, iteration: int) -> Iterator[bytes]:
        start = 0
        while True:
            page = self._database.read_now(
                lambda tx, at=start: [  # type: ignore[misc]
                    (index, content, object_line(tx, job.job_id, index))
                    for index, content in labeled_in_iteration(tx, job.job_id, iteration, at)
                ]
            )
            if not page:
                return
            for index, content, line in page:
                parsed = parse_line(line, index + 1)
                entry = {
                    "datasetObjectId": str(index),
                    "inputAttribute": parsed.get("source-ref", parsed.get("source", "")),
                    **content,
                    "manifestLine": output_line(job, OutcomeRow(index, line, content, None)).decode(),
                }
                yield msgspec.json.encode(entry)
            start = page[-1][0] + 1


def output_line(job: LabelingJob, row: OutcomeRow) -> bytes:
    """The object's line of the output manifest, without its newline (outputs.md 1.4, 1.8)."""
    label = job.config.label_attribute_name
    if row.content is not None:
        content = row.content
        if len(content) > 2:  # a function's own keys must not collide with the input's
            content = line_attributes(content, label, parse_line(row.line, row.object_index + 1))
        # Metadata of an earlier failure is taken out, so that both keys stand at the end.
        return splice(row.line, content, remove=(f"{label}-metadata",))
    if row.failure_reason is not None:
        return splice(row.line, failed_content(label, row.failure_reason))
    return row.line


def chunked(lines: Iterator[bytes]) -> Iterator[bytes]:
    """The lines with a newline each, gathered into chunks of about a mebibyte."""
    gathered: list[bytes] = []
    size = 0
    for line in lines:
        gathered.append(line)
        size += len(line) + 1
        if size >= _CHUNK:
            gathered.append(b"")
            yield b"\n".join(gathered)
            gathered, size = [], 0
    if gathered:
        gathered.append(b"")
        yield b"\n".join(gathered)


def _why_unlabeled(job: LabelingJob) -> str:
    if job.stop_reason:  # also of a job that is failing of it: the balance is written before it has failed
        return f"the job was stopped: {job.stop_reason}"
    return job.failure_reason or "the job is still running"
