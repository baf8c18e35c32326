"""Polygons around things in images: a task type of ours, which on AWS is a custom task."""

from __future__ import annotations

from typing import Final

from trigpoint.model.functions import Consolidator, JobFacts
from trigpoint.tasktypes.drawing import Drawing


class Polygon(Drawing):
    def consolidator(self, job: JobFacts, state: bytes = b"") -> Consolidator:
        # Imported here because it brings NumPy, which only worker processes may load.
        from trigpoint.tasktypes.polygon_consolidator import polygon_consolidator

        return polygon_consolidator(job)


POLYGON: Final = Polygon(
    name="Polygon",
    metadata_type="groundtruth/custom",
    template="polygon.liquid.html",
    methods=("outline",),
)
