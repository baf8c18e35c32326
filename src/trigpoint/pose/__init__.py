"""Animal pose: from videos to a training set, as a client of the public API."""

from trigpoint.formats.pose.annotations import Annotations
from trigpoint.formats.pose.frame import Frame
from trigpoint.formats.pose.poses import Poses
from trigpoint.formats.pose.skeleton import Skeleton
from trigpoint.pose.project import Project

__all__ = ["Annotations", "Frame", "Poses", "Project", "Skeleton"]
