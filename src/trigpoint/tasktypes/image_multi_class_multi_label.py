"""Images, any number of labels each."""

from __future__ import annotations

from typing import Final

from trigpoint.tasktypes.classification import Classification

IMAGE_MULTI_CLASS_MULTI_LABEL: Final = Classification(
    name="ImageMultiClassMultiLabel",
    metadata_type="groundtruth/image-classification-multilabel",
    template="image-multi-class-multi-label.liquid.html",
    many=True,
    max_labels=50,
)
