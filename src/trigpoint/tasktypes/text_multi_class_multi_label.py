"""Texts, any number of labels each."""

from __future__ import annotations

from typing import Final

from trigpoint.tasktypes.classification import Classification

TEXT_MULTI_CLASS_MULTI_LABEL: Final = Classification(
    name="TextMultiClassMultiLabel",
    metadata_type="groundtruth/text-classification-multilabel",
    template="text-multi-class-multi-label.liquid.html",
    many=True,
    max_labels=50,
)
