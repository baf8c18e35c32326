"""From workers' boxes to the boxes of an image."""

from __future__ import annotations

from typing import Any

import numpy as np

from trigpoint.consolidate.boxes import BOX_METHODS, FusedBoxes, WorkerBoxes
from trigpoint.consolidate.rounding import to_pixels, two_decimals
from trigpoint.consolidate.votes import Floats
from trigpoint.model.errors import InvalidInput
from trigpoint.model.functions import AnsweredObject, ConsolidatedObject, ImageSize, JobFacts
from trigpoint.tasktypes.answer_values import (
    ClassIds,
    has_list,
    image_size_of,
    is_modified,
    marks_of,
    number,
    size_entry,
    value_of,
)
from trigpoint.tasktypes.drawing import Drawing
from trigpoint.tasktypes.labeled_content import adjustment_status, built_in_content
from trigpoint.tasktypes.object_consolidator import Finished, ObjectConsolidator


def box_consolidator(task_type: Drawing, job: JobFacts) -> ObjectConsolidator:
    """The Consolidator of a job of boxes."""
    class_ids, fuse = ClassIds(job), BOX_METHODS[task_type.method(job)]

    def consolidate(answered: AnsweredObject) -> Finished:
        values = [
            value_of(answer, has_list("boundingBoxes"), '{"boundingBoxes": [...]}')
            for answer in answered.answers
        ]
        drawn = [
            (worker, class_ids.of(mark.get("label")), _edges(mark))
            for worker, value in enumerate(values)
            for mark in marks_of(value, "boundingBoxes")
        ]
        edges, classes = [each[2] for each in drawn], [each[1] for each in drawn]
        boxes = WorkerBoxes.of(edges, classes, [each[0] for each in drawn], len(values))
        size = image_size_of(answered, values)
        label, facts = _label(fuse(boxes), size, job)
        if task_type.adjusts:
            facts |= adjustment_status(is_modified(values))

        def finished(creation_date: str) -> ConsolidatedObject:
            content = built_in_content(job, label, facts, task_type.metadata_type, creation_date)
            return ConsolidatedObject(answered.object_index, content)

        return finished

    return ObjectConsolidator(consolidate)


def _edges(mark: dict[str, Any]) -> tuple[float, float, float, float]:
    left, top = number(mark, "left"), number(mark, "top")
    width, height = number(mark, "width"), number(mark, "height")
    if width <= 0 or height <= 0:
        raise InvalidInput(f"an answer has a box of {width:g} x {height:g} pixels")
    return left, top, left + width, top + height


def _label(fused: FusedBoxes, size: ImageSize, job: JobFacts) -> tuple[dict[str, Any], dict[str, Any]]:
    """The label, and what its metadata say of it."""
    edges = clipped(to_pixels(fused.edges), size)
    order = np.lexsort((*edges.T[::-1], fused.classes))
    annotations, objects = [], []
    for place in order.tolist():
        left, top, right, bottom = (int(edge) for edge in edges[place])
        annotations.append(
            {
                "class_id": int(fused.classes[place]),
                "left": left,
                "top": top,
                "width": right - left,
                "height": bottom - top,
            }
        )
        confidence = 0.0 if job.n_workers == 1 else two_decimals(float(fused.confidences[place]))
        objects.append({"confidence": confidence})
    found = sorted({each["class_id"] for each in annotations})
    facts = {"objects": objects, "class-map": {str(class_id): job.labels[class_id] for class_id in found}}
    return {"image_size": size_entry(size), "annotations": annotations}, facts


def clipped(edges: Floats, size: ImageSize) -> Floats:
    """The boxes within the image; each keeps a pixel in each direction at least."""
    lowest = np.clip(edges[:, :2], 0, [size.width - 1, size.height - 1])
    highest = np.clip(edges[:, 2:], lowest + 1, [size.width, size.height])
    return np.hstack((lowest, highest))
