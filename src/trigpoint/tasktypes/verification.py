"""Workers' verdicts on boxes and masks of an earlier job."""

from __future__ import annotations

from typing import Final

from trigpoint.tasktypes.classification import Classification

VERIFICATION_BOUNDING_BOX: Final = Classification(
    name="VerificationBoundingBox",
    metadata_type="groundtruth/label-verification",
    template="verification-bounding-box.liquid.html",
    many=False,
    verifies="boxes",
)
VERIFICATION_SEMANTIC_SEGMENTATION: Final = Classification(
    name="VerificationSemanticSegmentation",
    metadata_type="groundtruth/label-verification",
    template="verification-semantic-segmentation.liquid.html",
    many=False,
    verifies="masks",
)
