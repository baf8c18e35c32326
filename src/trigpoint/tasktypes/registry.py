"""The task types that are served, by the ARNs of their functions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from trigpoint.model.errors import InvalidInput
from trigpoint.tasktypes.bounding_box import ADJUSTMENT_BOUNDING_BOX, BOUNDING_BOX
from trigpoint.tasktypes.classification import Classification
from trigpoint.tasktypes.function_arn import BuiltInFunction, Stage, built_in_function
from trigpoint.tasktypes.image_multi_class import IMAGE_MULTI_CLASS
from trigpoint.tasktypes.image_multi_class_multi_label import IMAGE_MULTI_CLASS_MULTI_LABEL
from trigpoint.tasktypes.instance_segmentation import INSTANCE_SEGMENTATION
from trigpoint.tasktypes.keypoint import KEYPOINT
from trigpoint.tasktypes.named_entity_recognition import NAMED_ENTITY_RECOGNITION
from trigpoint.tasktypes.pass_through import PASS_THROUGH
from trigpoint.tasktypes.polygon import POLYGON
from trigpoint.tasktypes.recipe import RECIPE
from trigpoint.tasktypes.semantic_segmentation import (
    ADJUSTMENT_SEMANTIC_SEGMENTATION,
    SEMANTIC_SEGMENTATION,
)
from trigpoint.tasktypes.task_type import TaskType
from trigpoint.tasktypes.text_multi_class import TEXT_MULTI_CLASS
from trigpoint.tasktypes.text_multi_class_multi_label import TEXT_MULTI_CLASS_MULTI_LABEL
from trigpoint.tasktypes.verification import VERIFICATION_BOUNDING_BOX, VERIFICATION_SEMANTIC_SEGMENTATION
from trigpoint.tasktypes.video_multi_class import VIDEO_MULTI_CLASS

TASK_TYPES: Final[Mapping[str, TaskType]] = {
    task_type.name: task_type
    for task_type in (
        IMAGE_MULTI_CLASS,
        IMAGE_MULTI_CLASS_MULTI_LABEL,
        TEXT_MULTI_CLASS,
        TEXT_MULTI_CLASS_MULTI_LABEL,
        VIDEO_MULTI_CLASS,
        BOUNDING_BOX,
        SEMANTIC_SEGMENTATION,
        NAMED_ENTITY_RECOGNITION,
        VERIFICATION_BOUNDING_BOX,
        VERIFICATION_SEMANTIC_SEGMENTATION,
        ADJUSTMENT_BOUNDING_BOX,
        ADJUSTMENT_SEMANTIC_SEGMENTATION,
        KEYPOINT,
        POLYGON,
        INSTANCE_SEGMENTATION,
        PASS_THROUGH,
        RECIPE,
    )
}


def task_type_of(function_arn: str) -> TaskType | None:
    """The task type whose function the ARN names; None when it is a function of the user's.

    Raises InvalidInput for a built-in function of a task type that is not served.
    """
    function = built_in_function(function_arn)
    if function is None:
        return None
    task_type = TASK_TYPES.get(function.task_type)
    if task_type is None:
        served = ", ".join(sorted(TASK_TYPES))
        raise InvalidInput(
            f"{function_arn[:300]}: task type {function.task_type!r} is not served yet; served are {served}"
        )
    return task_type


def task_type_of_job(pre_function_arn: str | None, post_function_arn: str | None) -> TaskType | None:
    """The task type that a job with these functions has; None for a custom job.

    Raises InvalidInput when a function stands in the other's place, when the two are of different task
    types, or when a type is not served.
    """
    pre = _in_place(pre_function_arn, "PRE", "PreHumanTaskLambdaArn")
    post = _in_place(post_function_arn, "ACS", "AnnotationConsolidationLambdaArn")
    if pre and post and pre.task_type != post.task_type:
        raise InvalidInput(
            f"PreHumanTaskLambdaArn is of task type {pre.task_type!r} and AnnotationConsolidationLambdaArn "
            f"of {post.task_type!r}; both must be of the same built-in task type"
        )
    deciding = post_function_arn or pre_function_arn
    return task_type_of(deciding) if deciding else None


def proposed_seconds(task_type: TaskType) -> int:
    """The time for a task that AWS's console proposes: five minutes to classify, an hour to draw."""
    return 300 if isinstance(task_type, Classification) or task_type.min_labels == 0 else 3600


def _in_place(function_arn: str | None, stage: Stage, member: str) -> BuiltInFunction | None:
    """The built-in function in this place of a request, having checked that it may stand there."""
    function = built_in_function(function_arn) if function_arn else None
    if function is None or function_arn is None:
        return None
    if function.stage != stage:
        raise InvalidInput(f"{member}: {function_arn[:300]} is not a function for this place")
    task_type_of(function_arn)
    return function
