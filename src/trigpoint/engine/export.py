"""Export: the output manifest and the other files that show how far a job is."""

from __future__ import annotations

import bisect
from collections.abc import Iterator
from operator import itemgetter

import msgspec

from trigpoint.blobs.blob_store import BlobStore
from trigpoint.engine.job_folder import JobFolder
from trigpoint.engine.output_lines import OutputLines
from trigpoint.formats.manifest import parse_line
from trigpoint.model.labeling_job import LabelingJob
from trigpoint.store.data_objects import ObjectPage, lines_at, pages_from
from trigpoint.store.database import Database
from trigpoint.store.labeling_jobs import job_by_id, set_exported
from trigpoint.store.labels import OutcomeRow, failure_reasons, labeled_in_iteration, outcomes_between
from trigpoint.store.transaction import Transaction

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

    def closing_balance(self, job: LabelingJob, *, final_pass_failure: str | None = None) -> None:
        """Writes the counts by outcome and reason; their sum is the input's count.

        `final_pass_failure` says why labels are those that the groups got, where a final pass was due.
        """
        current = self._database.read_now(lambda tx: job_by_id(tx, job.job_id))
        assert current is not None
        counters = current.counters
        failures = self._database.read_now(lambda tx: failure_reasons(tx, job.job_id))
        unlabeled = {_why_unlabeled(current): counters.unlabeled} if counters.unlabeled else {}
        balance: dict[str, object] = {
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
        if final_pass_failure is not None:
            balance["final-pass-failure"] = final_pass_failure
        self._blobs.put(
            JobFolder(job).closing_balance, msgspec.json.encode(balance), content_type="application/json"
        )

    def _manifest(self, job: LabelingJob) -> Iterator[bytes]:
        output = OutputLines(job.config.label_attribute_name)
        gathered: list[bytes] = []
        size = 0
        for page, outcomes in self._outcomes(job):
            text = output.of_page(page, outcomes)
            gathered += (text, b"\n")
            size += len(text)
            if size >= _CHUNK:
                yield b"".join(gathered)
                gathered, size = [], 0
        yield b"".join(gathered)

    def _outcomes(self, job: LabelingJob) -> Iterator[tuple[ObjectPage, list[OutcomeRow]]]:
        """The job's pages in order, each with the outcomes that its objects have so far."""
        start = 0
        while read := self._database.read_now(lambda tx, at=start: _pages(tx, job.job_id, at)):  # type: ignore[misc]
            pages, outcomes = read
            at = 0
            for page in pages:
                end = bisect.bisect(outcomes, page.last_index, at, key=itemgetter(0))
                yield page, outcomes[at:end]
                at = end
            start = pages[-1].last_index + 1

    def _annotations(self, job: LabelingJob, iteration: int) -> Iterator[bytes]:
        output = OutputLines(job.config.label_attribute_name)
        start = 0
        while labeled := self._database.read_now(
            lambda tx, at=start: _labeled(tx, job.job_id, iteration, at)  # type: ignore[misc]
        ):
            for index, content, line in labeled:
                parsed = parse_line(line, index + 1)
                entry = {
                    "datasetObjectId": str(index),
                    "inputAttribute": parsed.get("source-ref", parsed.get("source", "")),
                    **content,
                    "manifestLine": output.of_line(line, content).decode(),
                }
                yield msgspec.json.encode(entry)
            start = labeled[-1][0] + 1


def _pages(tx: Transaction, job_id: int, start: int) -> tuple[list[ObjectPage], list[OutcomeRow]] | None:
    """A few pages from object `start` on, and what became of their objects; None at the end."""
    pages = pages_from(tx, job_id, start)
    return (pages, outcomes_between(tx, job_id, start, pages[-1].last_index)) if pages else None


def _labeled(
    tx: Transaction, job_id: int, iteration: int, start: int
) -> list[tuple[int, dict[str, msgspec.Raw], bytes]]:
    """The next labeled objects of an iteration with their lines."""
    found = labeled_in_iteration(tx, job_id, iteration, start)
    lines = lines_at(tx, job_id, (index for index, _ in found))
    return [(index, content, lines[index]) for index, content in found]


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
