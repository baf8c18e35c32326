"""Boxes around things in images, drawn anew or adjusted."""

from __future__ import annotations

from typing import Final

from trigpoint.model.functions import Consolidator, JobFacts
from trigpoint.tasktypes.drawing import Drawing

BOX_METHODS: Final = ("iou-mean", "wbf")


class BoundingBox(Drawing):
    """`BoundingBox` and `AdjustmentBoundingBox`."""

    def consolidator(self, job: JobFacts, state: bytes = b"") -> Consolidator:
        # Imported here because it brings NumPy, which only worker processes may load.
        from trigpoint.tasktypes.box_consolidator import box_consolidator

        return box_consolidator(self, job)


BOUNDING_BOX: Final = BoundingBox(
    name="BoundingBox",
    metadata_type="groundtruth/object-detection",
    template="bounding-box.liquid.html",
    methods=BOX_METHODS,
    max_labels=50,
)
ADJUSTMENT_BOUNDING_BOX: Final = BoundingBox(
    name="AdjustmentBoundingBox",
    metadata_type="groundtruth/object-detection",
    template="adjustment-bounding-box.liquid.html",
    methods=BOX_METHODS,
    max_labels=50,
    adjusts="boxes",
)
