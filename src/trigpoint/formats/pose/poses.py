"""What all workers' answers come to: one pose for each animal of each frame."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from trigpoint.formats.pose.annotations import VISIBLE, Floats
from trigpoint.formats.pose.frame import Frame
from trigpoint.formats.pose.shapes import check_shapes
from trigpoint.formats.pose.skeleton import Skeleton

FLAGS: Final = (
    "no_majority",
    "minority",
    "uncertain",
    "ambiguous_swap",
    "polarity_fixed",
    "disagree",
    "few",
    "outside",
    "ambiguous_animal",
)
"""What may be doubtful about a point; in `Poses.flags`, flag i is the bit 1 << i."""


@dataclass(frozen=True, eq=False)
class Poses:
    """Consolidated keypoints; F frames, A tracks, K keypoints.

    Parameters
    ----------
    xy
        In pixels of the stored picture, shape (F, A, K, 2); NaN where there is no point.
    covariances
        In square pixels, shape (F, A, K, 2, 2); NaN where unknown.
    confidences
        Chance, 0 to 1, that the truth lies within one OKS length, shape (F, A, K); NaN where unknown.
    n_used
        Workers whose point was used, shape (F, A, K).
    visibility
        NOT_GIVEN, OCCLUDED or VISIBLE, shape (F, A, K), int8.
    flags
        Bits of FLAGS, shape (F, A, K), uint16.
    method
        That they were consolidated by; empty for poses read from a file.

    Raises InvalidInput when the shapes do not belong together.
    """

    skeleton: Skeleton
    frames: tuple[Frame, ...]
    xy: Floats
    covariances: Floats
    confidences: Floats
    n_used: NDArray[np.int64]
    visibility: NDArray[np.int8]
    flags: NDArray[np.uint16]
    method: str = ""

    def __post_init__(self) -> None:
        each = (len(self.frames), len(self.skeleton.tracks), self.skeleton.n_keypoints)
        check_shapes(
            self,
            xy=(*each, 2),
            covariances=(*each, 2, 2),
            confidences=each,
            n_used=each,
            visibility=each,
            flags=each,
        )

    @classmethod
    def of_points(
        cls,
        skeleton: Skeleton,
        frames: tuple[Frame, ...],
        xy: Floats,
        *,
        visibility: NDArray[np.int8] | None = None,
        confidences: Floats | None = None,
    ) -> Poses:
        """Poses of which nothing but the points is known, such as those of a file."""
        each = xy.shape[:3]
        there = ~np.isnan(xy).any(axis=-1)
        return cls(
            skeleton,
            frames,
            xy,
            covariances=np.full((*each, 2, 2), np.nan),
            confidences=np.full(each, np.nan) if confidences is None else confidences,
            n_used=np.asarray(there, dtype=np.int64),
            visibility=np.where(there, VISIBLE, 0).astype(np.int8) if visibility is None else visibility,
            flags=np.zeros(each, dtype=np.uint16),
        )

    def of_frames(self, places: NDArray[np.int64]) -> Poses:
        """The poses of some of the frames, by their places."""
        return replace(
            self,
            frames=tuple(self.frames[place] for place in places),
            xy=self.xy[places],
            covariances=self.covariances[places],
            confidences=self.confidences[places],
            n_used=self.n_used[places],
            visibility=self.visibility[places],
            flags=self.flags[places],
        )

    @property
    def sizes(self) -> NDArray[np.int64]:
        """Width and height of each frame in pixels, shape (F, 2)."""
        return np.array([(frame.width, frame.height) for frame in self.frames], dtype=np.int64).reshape(-1, 2)

    @property
    def deviations(self) -> Floats:
        """Standard error of each coordinate in pixels: the root of the mean variance, shape (F, A, K)."""
        found: Floats = np.sqrt(np.trace(self.covariances, axis1=-2, axis2=-1) / 2)
        return found

    def flagged(self, name: str) -> NDArray[np.bool_]:
        """Where a flag of FLAGS is set, shape (F, A, K)."""
        found: NDArray[np.bool_] = (self.flags & (1 << FLAGS.index(name))) > 0
        return found
