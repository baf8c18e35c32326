"""From workers' entities to the entities of a text."""

from __future__ import annotations

import random
from typing import Any

from trigpoint.consolidate.rounding import two_decimals
from trigpoint.consolidate.spans import FusedSpan, Span, fuse_spans
from trigpoint.model.errors import InvalidInput
from trigpoint.model.functions import AnsweredObject, ConsolidatedObject, JobFacts
from trigpoint.tasktypes.answer_values import ClassIds, has_list, integer, marks_of, value_of
from trigpoint.tasktypes.drawing import Drawing
from trigpoint.tasktypes.labeled_content import built_in_content
from trigpoint.tasktypes.object_consolidator import Finished, ObjectConsolidator


def span_consolidator(task_type: Drawing, job: JobFacts) -> ObjectConsolidator:
    """The Consolidator of a job of entities."""
    class_ids = ClassIds(job)

    def consolidate(answered: AnsweredObject) -> Finished:
        text = answered.data_object.get("content")
        by_worker = []
        for answer in answered.answers:
            value = value_of(answer, has_list("entities"), '{"entities": [...]}')
            marks = marks_of(value, "entities")
            by_worker.append(
                [_span(mark, class_ids, text if isinstance(text, str) else "") for mark in marks]
            )
        fused = fuse_spans(by_worker, random.Random(f"{job.job_arn}/{answered.object_index}"))
        label = {"annotations": {"entities": [_entity(each, job) for each in fused], "labels": _labels(job)}}
        confidences = [0.0 if job.n_workers == 1 else two_decimals(each.confidence) for each in fused]
        facts = {"entities": [{"confidence": confidence} for confidence in confidences]}

        def finished(creation_date: str) -> ConsolidatedObject:
            content = built_in_content(job, label, facts, task_type.metadata_type, creation_date)
            return ConsolidatedObject(answered.object_index, content)

        return finished

    return ObjectConsolidator(consolidate)


def _span(mark: dict[str, Any], class_ids: ClassIds, text: str) -> Span:
    """The span in characters of the text, which Python counts as the answer does."""
    start, end = integer(mark, "startOffset"), integer(mark, "endOffset")
    if not 0 <= start < end <= len(text):
        raise InvalidInput(
            f"an answer has an entity from {start} to {end}; the text has {len(text)} characters"
        )
    return Span(start, end, class_ids.of(mark.get("label")))


def _entity(fused: FusedSpan, job: JobFacts) -> dict[str, Any]:
    start, end, class_ = fused.span
    return {"endOffset": end, "startOffset": start, "label": job.labels[class_]}


def _labels(job: JobFacts) -> list[dict[str, str]]:
    """All label categories, with their short names where they have one."""
    details = {each["label"]: each for each in job.label_details}
    return [
        {"label": label}
        | {name: value for name, value in details.get(label, {}).items() if name == "shortDisplayName"}
        for label in job.labels
    ]
