"""Worker interfaces that AWS owns and jobs name by ARN instead of bringing a template."""

from __future__ import annotations

import re
from typing import Final

from trigpoint.model.errors import InvalidInput
from trigpoint.tasktypes.named_entity_recognition import NAMED_ENTITY_RECOGNITION

_NAMES: Final = (
    "NamedEntityRecognition",
    *("VideoObjectDetection", "VideoObjectTracking"),
    *("PointCloudObjectDetection", "PointCloudObjectTracking", "PointCloudSemanticSegmentation"),
)
_ARN: Final = re.compile(rf"arn:[^:]+:sagemaker:[^:]*:[^:]*:human-task-ui/({'|'.join(_NAMES)})")
"""Of any partition, region and account. Users' own names have no capitals."""


def built_in_ui(arn: str) -> str | None:
    """The worker template of a UI of AWS's; None for any other ARN.

    Raises InvalidInput for one that is not served.
    """
    match = _ARN.fullmatch(arn)
    if match is None:
        return None
    if match[1] != "NamedEntityRecognition":
        raise InvalidInput(f"the task UI {match[1]!r} is not served yet; served is NamedEntityRecognition")
    return NAMED_ENTITY_RECOGNITION.default_template
