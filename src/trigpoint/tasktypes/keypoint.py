"""Keypoints: a task type of ours, which on AWS is a custom task."""

from __future__ import annotations

from typing import Any, Final

from trigpoint.model.functions import Consolidator, JobFacts
from trigpoint.tasktypes.drawing import Drawing
from trigpoint.tasktypes.initial_points import INITIAL_VALUE, initial_points

KEYPOINT_METHODS: Final = ("em", "mars", "median", "geomedian", "mean")
_ACROSS_OBJECTS: Final = frozenset({"em"})


class Keypoint(Drawing):
    """Labels may stand in the template alone, so that a label category file is not needed."""

    def task_input(self, line: dict[str, Any], job: JobFacts) -> dict[str, Any]:
        """With `initialValue`, the points that workers begin with; an empty list where there are none."""
        return super().task_input(line, job) | {INITIAL_VALUE: initial_points(line, job)}

    def consolidator(self, job: JobFacts, state: bytes = b"") -> Consolidator:
        # Imported here because it brings NumPy, which only worker processes may load.
        from trigpoint.tasktypes.keypoint_consolidator import KeypointConsolidator

        return KeypointConsolidator(self, job)

    def learns(self, job: JobFacts) -> bool:
        return job.n_workers > 1 and self.method(job) in _ACROSS_OBJECTS


KEYPOINT: Final = Keypoint(
    name="Keypoint",
    metadata_type="groundtruth/custom",
    template="keypoint.liquid.html",
    methods=KEYPOINT_METHODS,
    min_labels=0,
)
