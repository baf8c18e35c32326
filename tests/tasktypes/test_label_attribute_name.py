"""Which names a label may have."""

from __future__ import annotations

import pytest

from trigpoint.model.errors import InvalidInput
from trigpoint.tasktypes.label_attribute_name import check_label_attribute_name, wants_ref

WITH_REF = [
    *("SemanticSegmentation", "VideoObjectDetection", "VideoObjectTracking"),
    *("3DPointCloudSemanticSegmentation", "3DPointCloudObjectTracking"),
]
WITHOUT_REF = [
    *(
        "ImageMultiClass",
        "ImageMultiClassMultiLabel",
        "TextMultiClass",
        "TextMultiClassMultiLabel",
        "BoundingBox",
    ),
    *("AdjustmentBoundingBox", "VerificationBoundingBox", "VerificationSemanticSegmentation"),
    *("NamedEntityRecognition", "VideoMultiClass", "VideoClassification"),
    *("3DPointCloudObjectDetection", "Adjustment3DPointCloudObjectDetection"),
]
FREE = ["PassThrough", "Keypoint"]


def post(name: str) -> str:
    return f"arn:aws:lambda:us-east-1:432418664414:function:ACS-{name}"


@pytest.mark.parametrize("name", [*WITH_REF, *(f"Adjustment{name}" for name in WITH_REF)])
def test_labels_that_are_files_must_be_named_so(name: str) -> None:
    check_label_attribute_name("cover-ref", post(name))
    with pytest.raises(InvalidInput, match="must end in '-ref'"):
        check_label_attribute_name("cover", post(name))


@pytest.mark.parametrize("name", WITHOUT_REF)
def test_other_labels_must_not(name: str) -> None:
    check_label_attribute_name("cover", post(name))
    with pytest.raises(InvalidInput, match="must not end in '-ref'"):
        check_label_attribute_name("cover-ref", post(name))


@pytest.mark.parametrize(
    "arn",
    [
        None,
        "arn:aws:lambda:us-east-1:111122223333:function:mine",
        "arn:aws:lambda:us-east-1:111122223333:function:x-GtRecipeAnnotationConsol-1",
        *map(post, FREE),
    ],
)
def test_custom_jobs_are_free(arn: str | None) -> None:
    assert wants_ref(arn) is None
    check_label_attribute_name("cover", arn)
    check_label_attribute_name("cover-ref", arn)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("source", "is reserved"),
        ("source-ref", "is reserved"),
        ("birds-metadata", "must not end in '-metadata'"),
        ("$birds", "must not contain"),
    ],
)
def test_reserved_names_are_refused_for_every_job(name: str, message: str) -> None:
    for arn in (None, post("ImageMultiClass"), post("SemanticSegmentation")):
        with pytest.raises(InvalidInput, match=message):
            check_label_attribute_name(name, arn)
