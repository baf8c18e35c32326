"""Texts, one label each."""

from __future__ import annotations

from typing import Final

from trigpoint.tasktypes.classification import Classification

TEXT_MULTI_CLASS: Final = Classification(
    name="TextMultiClass",
    metadata_type="groundtruth/text-classification",
    template="text-multi-class.liquid.html",
    many=False,
)
