"""Pictures of a pose job: each function gives a matplotlib figure that also knows its numbers."""

from trigpoint.pose.plot.canvas import DARK, LIGHT, Plot, Theme
from trigpoint.pose.plot.coverage import coverage
from trigpoint.pose.plot.ellipses import ellipses
from trigpoint.pose.plot.frames import frame, thumbnail
from trigpoint.pose.plot.pck import pck
from trigpoint.pose.plot.skeletons import skeleton
from trigpoint.pose.plot.workers import workers

__all__ = [
    "DARK",
    "LIGHT",
    "Plot",
    "Theme",
    "coverage",
    "ellipses",
    "frame",
    "pck",
    "skeleton",
    "thumbnail",
    "workers",
]
