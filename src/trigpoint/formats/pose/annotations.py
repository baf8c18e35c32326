"""What each worker said about each frame: raw answers, as arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from trigpoint.formats.pose.frame import Frame
from trigpoint.formats.pose.shapes import check_shapes
from trigpoint.formats.pose.skeleton import Skeleton

Floats = NDArray[np.float64]
Source = Literal["human", "model", "import", "adjusted"]

NOT_GIVEN = 0
OCCLUDED = 1
VISIBLE = 2
"""COCO's numbers for what is known of a keypoint; occluded ones are placed all the same."""


@dataclass(frozen=True, eq=False)
class Annotations:
    """All raw answers to some frames; F frames, A tracks, K keypoints, W workers.

    Parameters
    ----------
    points
        x and y in pixels of the stored picture, shape (F, A, K, W, 2); NaN where there is none.
    visibility
        NOT_GIVEN, OCCLUDED or VISIBLE, shape (F, A, K, W), int8.
    answered
        Which worker answered which frame, shape (F, W).
    marked_absent
        Keypoints that a worker said are not there, rather than left out, shape (F, A, K, W).
    seconds
        That a worker spent on a frame, shape (F, W); NaN where unknown.
    scores
        A model's own confidence in each point, 0 to 1, shape (F, A, K, W); NaN for people.
    sources
        By worker.
    submitted_at
        Unix time of each answer in seconds, shape (F, W); NaN where unknown.
    moved
        How far in pixels a worker moved a point that was there at the start, shape (F, A, K, W); NaN where
        there was none, or nobody noted it.

    Raises InvalidInput when the shapes do not belong together.
    """

    skeleton: Skeleton
    frames: tuple[Frame, ...]
    workers: tuple[str, ...]
    points: Floats
    visibility: NDArray[np.int8]
    answered: NDArray[np.bool_]
    marked_absent: NDArray[np.bool_]
    seconds: Floats
    scores: Floats
    sources: tuple[Source, ...]
    submitted_at: Floats
    moved: Floats = field(default_factory=lambda: np.full(0, np.nan))

    def __post_init__(self) -> None:
        n_frames, n_workers = len(self.frames), len(self.workers)
        each = (n_frames, len(self.skeleton.tracks), self.skeleton.n_keypoints, n_workers)
        if self.moved.ndim == 1:  # left out
            object.__setattr__(self, "moved", np.full(each, np.nan))
        check_shapes(
            self,
            points=(*each, 2),
            visibility=each,
            marked_absent=each,
            scores=each,
            moved=each,
            answered=(n_frames, n_workers),
            seconds=(n_frames, n_workers),
            submitted_at=(n_frames, n_workers),
            sources=(n_workers,),
        )

    @classmethod
    def empty(
        cls,
        skeleton: Skeleton,
        frames: tuple[Frame, ...],
        workers: tuple[str, ...],
        sources: tuple[Source, ...] | None = None,
    ) -> Annotations:
        """Nobody has answered anything; the arrays are there to be filled."""
        each = (len(frames), len(skeleton.tracks), skeleton.n_keypoints, len(workers))
        by_answer = (len(frames), len(workers))
        people: tuple[Source, ...] = tuple("human" for _ in workers)
        return cls(
            skeleton,
            frames,
            workers,
            points=np.full((*each, 2), np.nan),
            visibility=np.zeros(each, dtype=np.int8),
            answered=np.zeros(by_answer, dtype=bool),
            marked_absent=np.zeros(each, dtype=bool),
            seconds=np.full(by_answer, np.nan),
            scores=np.full(each, np.nan),
            sources=people if sources is None else sources,
            submitted_at=np.full(by_answer, np.nan),
        )

    def part(
        self, frames: Sequence[int] | NDArray[np.int64], workers: Sequence[int] | NDArray[np.int64]
    ) -> Annotations:
        """Some frames and some workers, by their places."""
        by_answer = np.ix_(np.asarray(frames, dtype=np.int64), np.asarray(workers, dtype=np.int64))
        rows, columns = by_answer[0].ravel(), by_answer[1].ravel()
        by_point = {
            name: getattr(self, name)[rows][:, :, :, columns]
            for name in ("points", "visibility", "marked_absent", "scores", "moved")
        }
        return replace(
            self,
            frames=tuple(self.frames[row] for row in rows),
            workers=tuple(self.workers[column] for column in columns),
            sources=tuple(self.sources[column] for column in columns),
            answered=self.answered[by_answer],
            seconds=self.seconds[by_answer],
            submitted_at=self.submitted_at[by_answer],
            **by_point,
        )

    @property
    def sizes(self) -> NDArray[np.int64]:
        """Width and height of each frame in pixels, shape (F, 2)."""
        return np.array([(frame.width, frame.height) for frame in self.frames], dtype=np.int64).reshape(-1, 2)
