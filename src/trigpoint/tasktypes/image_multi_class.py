"""Images, one label each."""

from __future__ import annotations

from typing import Final

from trigpoint.tasktypes.classification import Classification

IMAGE_MULTI_CLASS: Final = Classification(
    name="ImageMultiClass",
    metadata_type="groundtruth/image-classification",
    template="image-multi-class.liquid.html",
    many=False,
)
