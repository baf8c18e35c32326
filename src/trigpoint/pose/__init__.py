"""Animal pose: from videos to a training set, as a client of the public API.

What computes or draws is imported when it is first asked for.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from trigpoint.formats.pose.annotations import Annotations
from trigpoint.formats.pose.frame import Frame
from trigpoint.formats.pose.poses import Poses
from trigpoint.formats.pose.skeleton import Skeleton
from trigpoint.pose.project import Project

if TYPE_CHECKING:
    from trigpoint.pose import plot
    from trigpoint.pose.consolidation import Consolidation, consolidate
    from trigpoint.pose.exports import export, load
    from trigpoint.pose.quality_tables import Quality, quality
    from trigpoint.pose.simulated import simulated_answers

_LATER: Final = {
    "Consolidation": "trigpoint.pose.consolidation",
    "consolidate": "trigpoint.pose.consolidation",
    "Quality": "trigpoint.pose.quality_tables",
    "quality": "trigpoint.pose.quality_tables",
    "export": "trigpoint.pose.exports",
    "load": "trigpoint.pose.exports",
    "simulated_answers": "trigpoint.pose.simulated",
}

__all__ = [
    "Annotations",
    "Consolidation",
    "Frame",
    "Poses",
    "Project",
    "Quality",
    "Skeleton",
    "consolidate",
    "export",
    "load",
    "plot",
    "quality",
    "simulated_answers",
]


def __getattr__(name: str) -> Any:
    if name == "plot":
        return import_module("trigpoint.pose.plot")
    if name in _LATER:
        return getattr(import_module(_LATER[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
