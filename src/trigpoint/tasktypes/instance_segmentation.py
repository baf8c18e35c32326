"""Every thing of a kind painted apart: a task type of ours, which on AWS is a custom task."""

from __future__ import annotations

from typing import Final

from trigpoint.model.functions import Consolidator, JobFacts
from trigpoint.tasktypes.drawing import Drawing


class InstanceSegmentation(Drawing):
    def consolidator(self, job: JobFacts, state: bytes = b"") -> Consolidator:
        # Imported here because it brings NumPy, which only worker processes may load.
        from trigpoint.tasktypes.instance_consolidator import instance_consolidator

        return instance_consolidator(job)


INSTANCE_SEGMENTATION: Final = InstanceSegmentation(
    name="InstanceSegmentation",
    metadata_type="groundtruth/custom",
    template="instance-segmentation.liquid.html",
    methods=("instance-vote",),
    has_big_answers=True,
)
