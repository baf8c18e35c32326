"""The objects of a job as managers look through them, and one of them in full."""

from __future__ import annotations

from typing import Any, Final, Literal

import msgspec

from trigpoint.formats.manifest import parse_line
from trigpoint.model.clock import from_micros, iso_millis
from trigpoint.model.errors import InvalidInput, NotFound
from trigpoint.model.labeling_job import LabelingJob
from trigpoint.store.data_objects import lines_at, object_line
from trigpoint.store.database import Database
from trigpoint.store.job_review import answers_of_task, task_of_object
from trigpoint.store.labeling_jobs import job_named
from trigpoint.store.labels import OutcomeRow, outcomes_between
from trigpoint.store.transaction import Transaction

State = Literal["labeled", "failed", "open"]
_LOOKED_AT: Final = 2000
"""Objects that one request looks at: a rare class may take several requests to be found."""
_AT_ONCE: Final = 200
_LONGEST_SOURCE: Final = 500
_SURE: Final = 0.5
"""Confidence below which a label is disputed."""


class ObjectFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which objects to list."""

    state: State | Literal["disputed", ""] = ""
    class_name: str = ""
    search: str = ""
    min_confidence: float | None = None
    max_confidence: float | None = None


class ObjectItem(msgspec.Struct, frozen=True, kw_only=True):
    """An object in a list."""

    index: int
    state: State
    source: str
    """Its address, or its text; cut off after 500 characters."""
    classes: list[str] = []
    confidence: float | None = None
    failure_reason: str | None = None


class ObjectList(msgspec.Struct, frozen=True, kw_only=True):
    """Some objects; `next` goes on behind them, and is null at the end of the input."""

    items: list[ObjectItem]
    next: str | None


class AnswerItem(msgspec.Struct, frozen=True, kw_only=True):
    """What one worker said."""

    worker: str
    worker_id: str
    submitted_at: str
    seconds: float
    content: Any
    counted: bool
    """False for an answer that came too late."""


class Label(msgspec.Struct, frozen=True, kw_only=True):
    """A label that the object has, from this job or one before it."""

    attribute: str
    job: str | None
    label: Any
    metadata: dict[str, Any] | None


class ObjectDetail(msgspec.Struct, frozen=True, kw_only=True):
    """One object in full. `history` has the labels that came with the input."""

    index: int
    state: State
    source: str
    source_uri: str | None
    line: Any
    label: Any
    metadata: dict[str, Any] | None
    failure_reason: str | None
    n_wanted: int
    labels: list[str]
    """The job's classes, in the order of its label category file."""
    answers: list[AnswerItem]
    history: list[Label]


class JobReview:
    """Reads what managers want to see of a job."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def objects(self, job_name: str, wanted: ObjectFilter, after: str, limit: int) -> ObjectList:
        """A page of the objects that fit, in the order of the input. Raises NotFound, InvalidInput."""
        if after and not after.isdecimal():
            raise InvalidInput("after is what `next` of the page before said")
        start = int(after[:10]) + 1 if after else 0

        def work(tx: Transaction) -> ObjectList:
            return _page_of_objects(tx, named_job(tx, job_name), wanted, start, limit)

        return await self._database.read(work)

    async def object(self, job_name: str, index: int) -> ObjectDetail:
        """One object with all its answers. Raises NotFound."""

        def work(tx: Transaction) -> ObjectDetail:
            job = named_job(tx, job_name)
            if not 0 <= index < job.counters.total:
                raise NotFound("object", f"{job_name}/{index}", f"{job.name} has no object {index}")
            return _detail(tx, job, index)

        return await self._database.read(work)


def named_job(tx: Transaction, name: str) -> LabelingJob:
    """Raises NotFound."""
    job = job_named(tx, name)
    if job is None:
        raise NotFound("labeling job", name)
    return job


def _page_of_objects(
    tx: Transaction, job: LabelingJob, wanted: ObjectFilter, start: int, limit: int
) -> ObjectList:
    """Walks along the input from object `start` on, until the page is full or enough was looked at."""
    items: list[ObjectItem] = []
    at = start
    while at < min(job.counters.total, start + _LOOKED_AT):
        lines = lines_at(tx, job.job_id, range(at, min(at + _AT_ONCE, job.counters.total)))
        last = at + len(lines) - 1
        outcomes = {row[0]: row for row in outcomes_between(tx, job.job_id, at, last)}
        for index, line in lines.items():
            item = object_item(job, index, line, outcomes.get(index))
            if _fits(wanted, item, job):
                items.append(msgspec.structs.replace(item, source=item.source[:_LONGEST_SOURCE]))
            if len(items) == limit:
                return ObjectList(items=items, next=_after(index, job))
        at = last + 1
    return ObjectList(items=items, next=_after(at - 1, job))


def _after(index: int, job: LabelingJob) -> str | None:
    return str(index) if index + 1 < job.counters.total else None


def object_item(job: LabelingJob, index: int, line: bytes, outcome: OutcomeRow | None) -> ObjectItem:
    """An object with what became of it: here, or before it came here."""
    parsed = parse_line(line, 0)
    name = job.config.label_attribute_name
    state: State = "open"
    attributes: dict[str, Any] = {}
    if outcome is not None:
        state = "failed" if outcome[1] is None else "labeled"
        attributes = msgspec.json.decode(outcome[1]) if outcome[1] is not None else {}
    elif name in parsed:
        state, attributes = "labeled", parsed
    classes, confidence = classes_and_confidence(_metadata(attributes.get(f"{name}-metadata")) or {})
    return ObjectItem(
        index=index,
        state=state,
        source=_source(parsed, line),
        classes=classes,
        confidence=confidence,
        failure_reason=outcome[2] if outcome is not None else None,
    )


def _fits(wanted: ObjectFilter, item: ObjectItem, job: LabelingJob) -> bool:
    if wanted.state == "disputed":
        # Of one worker the confidence is always 0 (outputs.md): there is nobody to dispute with.
        if job.config.n_workers < 2 or item.confidence is None or item.confidence >= _SURE:
            return False
    elif wanted.state and item.state != wanted.state:
        return False
    if wanted.class_name and wanted.class_name not in item.classes:
        return False
    if wanted.search.casefold() not in item.source.casefold():
        return False
    low, high = wanted.min_confidence, wanted.max_confidence
    if low is None and high is None:
        return True
    if item.confidence is None:
        return False
    return (low is None or item.confidence >= low) and (high is None or item.confidence <= high)


def _detail(tx: Transaction, job: LabelingJob, index: int) -> ObjectDetail:
    line = object_line(tx, job.job_id, index)
    parsed = parse_line(line, 0)
    outcome = next(iter(outcomes_between(tx, job.job_id, index, index)), None)
    attributes = parsed if outcome is None else msgspec.json.decode(outcome[1] or "{}")
    item = object_item(job, index, line, outcome)
    name = job.config.label_attribute_name
    task = task_of_object(tx, job.job_id, index, job.counters.staged)
    answers = answers_of_task(tx, job.job_id, task.task_no) if task is not None else []
    return ObjectDetail(
        index=index,
        state=item.state,
        source=item.source[:_LONGEST_SOURCE],
        source_uri=parsed["source-ref"] if isinstance(parsed.get("source-ref"), str) else None,
        line=parsed,
        label=attributes.get(name),
        metadata=_metadata(attributes.get(f"{name}-metadata")),
        failure_reason=item.failure_reason,
        n_wanted=task.wanted if task is not None else job.config.n_workers,
        labels=list(job.labels),
        answers=[
            AnswerItem(
                worker=each.username,
                worker_id=each.worker_id,
                submitted_at=iso_millis(from_micros(each.submitted_at)),
                seconds=round(each.active_micros / 1e6, 1),
                content=msgspec.json.decode(each.content),
                counted=each.counted,
            )
            for each in answers
        ],
        history=_history(parsed),
    )


def _history(line: dict[str, Any]) -> list[Label]:
    """Labels that stand in the line, each with its metadata."""
    found = []
    for key, value in line.items():
        metadata = _metadata(line.get(f"{key}-metadata"))
        if metadata is not None:
            job = str(metadata.get("job-name", "")).rpartition("/")[2] or None
            found.append(Label(attribute=key, job=job, label=value, metadata=metadata))
    return found


def _source(parsed: dict[str, Any], line: bytes) -> str:
    """The address of a line's object, or its text."""
    value = parsed.get("source-ref", parsed.get("source"))
    return value if isinstance(value, str) else line.decode("utf-8", "replace")


def _metadata(value: Any) -> dict[str, Any] | None:
    return value if isinstance(value, dict) else None


def classes_and_confidence(metadata: dict[str, Any]) -> tuple[list[str], float | None]:
    """What metadata of any task type says (outputs.md, section 2): class names, and the least confidence."""
    classes: list[str] = []
    name, names = metadata.get("class-name"), metadata.get("class-map")
    if isinstance(name, str):
        classes.append(name)
    if isinstance(names, dict):
        classes += [each for each in names.values() if isinstance(each, str)]
    parts = [metadata, *(each for each in metadata.get("objects") or [] if isinstance(each, dict))]
    by_class = metadata.get("confidence-map")
    numbers = [each.get("confidence") for each in parts]
    numbers += list(by_class.values()) if isinstance(by_class, dict) else []
    given = [float(each) for each in numbers if isinstance(each, int | float) and not isinstance(each, bool)]
    return sorted(set(classes)), min(given) if given else None
