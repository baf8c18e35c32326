"""Video clips, one label each."""

from __future__ import annotations

from typing import Final

from trigpoint.tasktypes.classification import Classification

VIDEO_MULTI_CLASS: Final = Classification(
    name="VideoMultiClass",
    metadata_type="groundtruth/video-classification",
    template="video-multi-class.liquid.html",
    many=False,
    max_labels=30,
)
