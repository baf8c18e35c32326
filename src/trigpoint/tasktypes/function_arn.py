"""Which built-in function an ARN names, whatever its partition, region and account."""

from __future__ import annotations

import re
from typing import Final, Literal, NamedTuple

Stage = Literal["PRE", "ACS"]

_BUILT_IN: Final = re.compile(r"arn:[^:]+:lambda:[^:]*:[^:]*:function:(PRE|ACS)-([^:]+)(?::[^:]+)?")
_RECIPES: Final[dict[str, Stage]] = {"GtRecipePreHumanTaskFunc": "PRE", "GtRecipeAnnotationConsol": "ACS"}
_OTHER_NAMES: Final = {"VideoClassification": "VideoMultiClass"}


class BuiltInFunction(NamedTuple):
    """A built-in function: before the task (`PRE`) or after its answers (`ACS`), and of which task type."""

    stage: Stage
    task_type: str


def built_in_function(function_arn: str) -> BuiltInFunction | None:
    """The built-in function of that ARN; None when the ARN names a function of the user's.

    The recipe functions get an id appended when they are deployed, so their names are looked for anywhere.
    """
    for name, stage in _RECIPES.items():
        if name in function_arn:
            return BuiltInFunction(stage, "Recipe")
    match = _BUILT_IN.fullmatch(function_arn)
    if match is None:
        return None
    stage = "PRE" if match[1] == "PRE" else "ACS"
    return BuiltInFunction(stage, _OTHER_NAMES.get(match[2], match[2]))
