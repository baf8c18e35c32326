"""From workers' polygons to the polygons of an image."""

from __future__ import annotations

from typing import Any

import numpy as np

from trigpoint.consolidate.polygons import FusedPolygons, WorkerPolygons, fuse_polygons
from trigpoint.consolidate.rounding import to_pixels, two_decimals
from trigpoint.consolidate.votes import Floats
from trigpoint.model.errors import InvalidInput
from trigpoint.model.functions import AnsweredObject, ConsolidatedObject, ImageSize, JobFacts
from trigpoint.tasktypes.answer_values import (
    ClassIds,
    has_list,
    image_size_of,
    marks_of,
    number,
    size_entry,
    value_of,
)
from trigpoint.tasktypes.labeled_content import custom_content
from trigpoint.tasktypes.object_consolidator import Finished, ObjectConsolidator

MOST_VERTICES = 10_000
"""Of all polygons in one answer."""


def polygon_consolidator(job: JobFacts) -> ObjectConsolidator:
    """The Consolidator of a job of polygons."""
    class_ids = ClassIds(job)

    def consolidate(answered: AnsweredObject) -> Finished:
        values = [
            value_of(answer, has_list("polygons"), '{"polygons": [...]}') for answer in answered.answers
        ]
        size = image_size_of(answered, values)
        drawn = [
            (worker, class_ids.of(mark.get("label")), vertices)
            for worker, value in enumerate(values)
            for mark, vertices in _polygons(value, size)
        ]
        polygons = WorkerPolygons(
            [each[2] for each in drawn],
            np.array([each[1] for each in drawn], dtype=np.int32),
            np.array([each[0] for each in drawn], dtype=np.int32),
            len(values),
        )
        label, facts = _label(fuse_polygons(polygons), size, job)

        def finished(creation_date: str) -> ConsolidatedObject:
            content = custom_content(job, label, facts, creation_date)
            return ConsolidatedObject(answered.object_index, content)

        return finished

    return ObjectConsolidator(consolidate)


def _polygons(value: dict[str, Any], size: ImageSize) -> list[tuple[dict[str, Any], Floats]]:
    """The polygons of an answer with their vertices, which lie in the image."""
    found, n_vertices = [], 0
    for mark in marks_of(value, "polygons"):
        points = mark.get("vertices")
        if not isinstance(points, list) or not all(isinstance(point, dict) for point in points):
            raise InvalidInput("an answer has a polygon without vertices")
        n_vertices += len(points)
        if len(points) < 3 or n_vertices > MOST_VERTICES:
            raise InvalidInput(
                f"an answer has a polygon of {len(points)} vertices; 3 at least are needed, "
                f"and {MOST_VERTICES} allowed in all"
            )
        vertices = np.array([(number(point, "x"), number(point, "y")) for point in points])
        found.append((mark, np.clip(vertices, 0, [size.width, size.height])))
    return found


def _label(fused: FusedPolygons, size: ImageSize, job: JobFacts) -> tuple[dict[str, Any], dict[str, Any]]:
    annotations = [
        {"class_id": class_id, "vertices": [{"x": int(x), "y": int(y)} for x, y in to_pixels(vertices)]}
        for class_id, vertices in zip(fused.classes, fused.vertices, strict=True)
    ]
    confidences = [0.0 if job.n_workers == 1 else two_decimals(each) for each in fused.confidences]
    facts = {
        "objects": [{"confidence": confidence} for confidence in confidences],
        "class-map": {str(class_id): job.labels[class_id] for class_id in sorted(set(fused.classes))},
    }
    return {"image_size": size_entry(size), "annotations": annotations}, facts
