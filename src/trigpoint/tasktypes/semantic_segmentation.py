"""A class for each pixel of an image, painted anew or adjusted."""

from __future__ import annotations

from typing import Final

from trigpoint.model.functions import Consolidator, JobFacts
from trigpoint.tasktypes.drawing import Drawing

MASK_METHODS: Final = ("vote-smooth", "mask-em")
MOST_LABELS: Final = 255
"""Masks have a byte for each pixel, and 0 is the background."""


class SemanticSegmentation(Drawing):
    """`SemanticSegmentation` and `AdjustmentSemanticSegmentation`."""

    def consolidator(self, job: JobFacts, state: bytes = b"") -> Consolidator:
        # Imported here because it brings NumPy, which only worker processes may load.
        from trigpoint.tasktypes.mask_consolidator import mask_consolidator

        return mask_consolidator(self, job)


SEMANTIC_SEGMENTATION: Final = SemanticSegmentation(
    name="SemanticSegmentation",
    metadata_type="groundtruth/semantic-segmentation",
    template="semantic-segmentation.liquid.html",
    methods=MASK_METHODS,
    max_labels=MOST_LABELS,
    has_big_answers=True,
)
ADJUSTMENT_SEMANTIC_SEGMENTATION: Final = SemanticSegmentation(
    name="AdjustmentSemanticSegmentation",
    metadata_type="groundtruth/semantic-segmentation",
    template="adjustment-semantic-segmentation.liquid.html",
    methods=MASK_METHODS,
    max_labels=MOST_LABELS,
    has_big_answers=True,
    adjusts="masks",
)
