"""What managers ask of a whole job: its labels by class, its workers, what happened, where it comes from.

Large jobs are sampled, evenly over their input, so that each question costs the same whatever their size.
"""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median
from typing import Any, Final, Literal

import msgspec

from trigpoint.engine.job_review import ObjectItem, classes_and_confidence, named_job, object_item
from trigpoint.engine.samples import evenly_spread
from trigpoint.model.clock import iso_millis
from trigpoint.model.labeling_job import LabelingJob
from trigpoint.store.data_objects import lines_at
from trigpoint.store.database import Database
from trigpoint.store.job_review import AnswerGiven, answers_of_tasks, work_of_job
from trigpoint.store.labels import OutcomeRow, outcomes_at, outcomes_between
from trigpoint.store.lineage import edges_at, nodes_of
from trigpoint.store.problem_reports import reports_of_job
from trigpoint.store.transaction import Transaction

_BLOCK: Final = 100
_BLOCKS: Final = 20
_MOST_CLASSES: Final = 100
_EXAMPLES: Final = 6
_WITH_EXAMPLES: Final = 30
_SAMPLED_TASKS: Final = 400
_MOST_WORKERS: Final = 500
_REPORTS: Final = 100
_MOST_JOBS: Final = 100


class ClassCount(msgspec.Struct, frozen=True, kw_only=True):
    """Objects that have a class in their label, and some of them."""

    name: str
    count: int
    examples: list[ObjectItem]


class ClassCounts(msgspec.Struct, frozen=True, kw_only=True):
    """The most frequent first. Where `looked_at` is less than `labeled`, counts are of a sample."""

    items: list[ClassCount]
    looked_at: int
    labeled: int


class WorkerFigures(msgspec.Struct, frozen=True, kw_only=True):
    """A worker's part in a job."""

    worker: str
    worker_id: str
    n_answers: int
    seconds_median: float | None
    """Of the answers in the sample."""
    agreement: float | None
    """Share of answers that named the class that the label has; null where answers are not single classes."""


class WorkerList(msgspec.Struct, frozen=True, kw_only=True):
    """Those with the most answers first; times and agreement are of a sample of `looked_at` tasks."""

    items: list[WorkerFigures]
    looked_at: int


class JobEvent(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happened to a job."""

    at: str
    kind: Literal["created", "stopping", "completed", "stopped", "failed", "problem"]
    message: str
    object: int | None = None


class EventList(msgspec.Struct, frozen=True, kw_only=True):
    """The newest first: the job's own, and the latest hundred reports of problems."""

    items: list[JobEvent]


class LineageNode(msgspec.Struct, frozen=True, kw_only=True):
    """A job."""

    name: str
    status: str
    labeled: int
    total: int


class LineageEdge(msgspec.Struct, frozen=True, kw_only=True, rename={"start": "from", "end": "to"}):
    """The second has the first's output as its input."""

    start: str
    end: str


class Lineage(msgspec.Struct, frozen=True, kw_only=True):
    """The jobs that a job came from, and those that came from it, the oldest first; at most a hundred."""

    nodes: list[LineageNode]
    edges: list[LineageEdge]


class JobInsight:
    """Reads jobs as a whole."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def classes(self, name: str) -> ClassCounts:
        """Raises NotFound."""
        return await self._database.read(lambda tx: _classes(tx, named_job(tx, name)))

    async def workers(self, name: str) -> WorkerList:
        """Raises NotFound."""
        return await self._database.read(lambda tx: _workers(tx, named_job(tx, name)))

    async def events(self, name: str) -> EventList:
        """Raises NotFound."""
        return await self._database.read(lambda tx: _events(tx, named_job(tx, name)))

    async def lineage(self, name: str) -> Lineage:
        """Raises NotFound."""
        return await self._database.read(lambda tx: _lineage(tx, named_job(tx, name).job_id))


def _classes(tx: Transaction, job: LabelingJob) -> ClassCounts:
    found: dict[str, list[int]] = {}
    looked_at = 0
    rows: dict[int, OutcomeRow] = {}
    for first, last in _blocks(_reached(job)):
        for index, attributes, row in _labeled(tx, job, first, last):
            looked_at += 1
            if row is not None:
                rows[index] = row
            metadata = attributes.get(f"{job.config.label_attribute_name}-metadata")
            for each in classes_and_confidence(metadata if isinstance(metadata, dict) else {})[0]:
                found.setdefault(each, []).append(index)
    ranked = sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))[:_MOST_CLASSES]
    wanted = {index for _, at in ranked[:_WITH_EXAMPLES] for index in at[:_EXAMPLES]}
    lines = lines_at(tx, job.job_id, wanted)
    items = {index: object_item(job, index, line, rows.get(index)) for index, line in lines.items()}
    return ClassCounts(
        items=[
            ClassCount(name=name, count=len(at), examples=[items[i] for i in at[:_EXAMPLES] if i in items])
            for name, at in ranked
        ],
        looked_at=looked_at,
        labeled=job.counters.labeled,
    )


def _reached(job: LabelingJob) -> int:
    """How far in the input there may be labels: objects are staged in their order."""
    return job.counters.total if job.counters.prelabeled else job.counters.staged


def _blocks(total: int) -> Iterator[tuple[int, int]]:
    """First and last objects of stretches of the input: all of it where that is short enough."""
    n_blocks = -(-total // _BLOCK)
    for number in evenly_spread(n_blocks, _BLOCKS):
        yield (number - 1) * _BLOCK, min(number * _BLOCK, total) - 1


def _labeled(
    tx: Transaction, job: LabelingJob, first: int, last: int
) -> Iterator[tuple[int, dict[str, Any], OutcomeRow | None]]:
    """Objects with the attributes that they have: those that came labeled have them in their line."""
    outcomes = {row[0]: row for row in outcomes_between(tx, job.job_id, first, last)}
    for index, row in outcomes.items():
        if row[1] is not None:
            yield index, msgspec.json.decode(row[1]), row
    if job.counters.prelabeled:
        name = job.config.label_attribute_name
        rest = [index for index in range(first, last + 1) if index not in outcomes]
        for index, line in lines_at(tx, job.job_id, rest).items():
            parsed = msgspec.json.decode(line)
            if name in parsed:
                yield index, parsed, None


def _workers(tx: Transaction, job: LabelingJob) -> WorkerList:
    numbers = evenly_spread(job.counters.staged, _SAMPLED_TASKS)
    answers = answers_of_tasks(tx, job.job_id, numbers)
    indexes = {each.object_index for each in answers}
    labels = _class_of_each(tx, job, indexes)
    seconds: dict[str, list[float]] = {}
    hits: dict[str, list[bool]] = {}
    for each in answers:
        if not each.counted:
            continue
        seconds.setdefault(each.worker_id, []).append(each.active_micros / 1e6)
        said, label = _class_said(each), labels.get(each.object_index)
        if said is not None and label is not None and job.config.n_workers > 1:
            hits.setdefault(each.worker_id, []).append(said == label)
    figures = [
        WorkerFigures(
            worker=work.username,
            worker_id=work.worker_id,
            n_answers=work.n_done,
            seconds_median=round(median(seconds[work.worker_id]), 1) if work.worker_id in seconds else None,
            agreement=_share(hits.get(work.worker_id, [])),
        )
        for work in work_of_job(tx, job.job_id, _MOST_WORKERS)
    ]
    return WorkerList(items=figures, looked_at=len(numbers))


def _class_of_each(tx: Transaction, job: LabelingJob, indexes: set[int]) -> dict[int, frozenset[str]]:
    """The classes of labels that are classes and nothing else."""
    found: dict[int, frozenset[str]] = {}
    key = f"{job.config.label_attribute_name}-metadata"
    for index, content, _reason in outcomes_at(tx, job.job_id, indexes):
        metadata = msgspec.json.decode(content).get(key) if content is not None else None
        if isinstance(metadata, dict) and "objects" not in metadata:
            classes = classes_and_confidence(metadata)[0]
            if classes:
                found[index] = frozenset(classes)
    return found


def _class_said(answer: AnswerGiven) -> frozenset[str] | None:
    """The class or classes of an answer of a classifier; None for what else workers do."""
    content = msgspec.json.decode(answer.content)
    values = (
        [each for each in content.values() if isinstance(each, dict)] if isinstance(content, dict) else []
    )
    if len(values) != 1:
        return None
    label, labels = values[0].get("label"), values[0].get("labels")
    if isinstance(label, str):
        return frozenset({label})
    if isinstance(labels, list) and all(isinstance(each, str) for each in labels):
        return frozenset(labels)
    return None


def _share(hits: list[bool]) -> float | None:
    return round(sum(hits) / len(hits), 3) if hits else None


_ENDS: Final[dict[str, tuple[Literal["completed", "stopped", "failed"], str]]] = {
    "Completed": ("completed", "The job was completed."),
    "Stopped": ("stopped", "The job has stopped."),
    "Failed": ("failed", "The job failed."),
}


def _events(tx: Transaction, job: LabelingJob) -> EventList:
    created = JobEvent(at=iso_millis(job.created_at), kind="created", message="The job was created.")
    events = [created]
    if job.status in _ENDS:
        kind, message = _ENDS[job.status]
        reason = job.failure_reason or job.stop_reason
        message = f"{message} {reason}" if reason and reason != "asked for" else message
        events.append(JobEvent(at=iso_millis(job.modified_at), kind=kind, message=message))
    elif job.status == "Stopping":
        at = iso_millis(job.modified_at)
        events.append(JobEvent(at=at, kind="stopping", message="The job was told to stop."))
    for report in reports_of_job(tx, job.job_id, after=None, limit=_REPORTS).items:
        who = report.username or "The page"
        events.append(
            JobEvent(
                at=iso_millis(report.reported_at),
                kind="problem",
                message=f"{who}: {report.message}",
                object=report.object_index,
            )
        )
    return EventList(items=sorted(events, key=lambda each: each.at, reverse=True))


def _lineage(tx: Transaction, job_id: int) -> Lineage:
    """Goes up to what the job came from and down to what came of it, and no way back."""
    known, edges = {job_id}, set[tuple[int, int]]()
    for up in (True, False):
        front = {job_id}
        while front and len(known) < _MOST_JOBS:
            found = [(a, b) for a, b in edges_at(tx, front) if (b if up else a) in front]
            edges.update(found)
            front = {a if up else b for a, b in found} - known
            known |= front
    nodes = nodes_of(tx, known)
    names = {node.job_id: node.name for node in nodes}
    return Lineage(
        nodes=[
            LineageNode(name=each.name, status=each.status, labeled=each.labeled, total=each.total)
            for each in nodes
        ],
        edges=[
            LineageEdge(start=names[a], end=names[b]) for a, b in sorted(edges) if a in names and b in names
        ],
    )
