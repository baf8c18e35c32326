"""A model's poses, and which of the project's frames they belong to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

import numpy as np
from numpy.typing import NDArray

from trigpoint.formats.pose.annotations import Annotations, Floats
from trigpoint.formats.pose.frame import Frame
from trigpoint.formats.pose.poses import Poses
from trigpoint.formats.pose.skeleton import Skeleton
from trigpoint.model.errors import InvalidInput


@dataclass(frozen=True, eq=False)
class Predictions:
    """Poses of pictures, by their names, or of videos, by the places of their frames.

    Parameters
    ----------
    xy
        In pixels, shape (F, A, K, 2); NaN where there is no point.
    scores
        The model's confidence, 0 to 1, shape (F, A, K); NaN where it says none.
    """

    skeleton: Skeleton
    frames: tuple[Frame, ...]
    xy: Floats
    scores: Floats

    @classmethod
    def of(cls, annotations: Annotations) -> Predictions:
        """Those of a file with one model in it. Raises InvalidInput where there are several."""
        if len(annotations.workers) != 1:
            names = ", ".join(annotations.workers[:5])
            raise InvalidInput(f"Predictions of one model are needed, not of {names or 'none'}.")
        return cls(
            annotations.skeleton,
            annotations.frames,
            annotations.points[..., 0, :],
            annotations.scores[..., 0],
        )

    def on(self, frames: Sequence[Frame]) -> Poses:
        """The poses of the project's own frames; NaN where there is no prediction."""
        each = (len(frames), *self.xy.shape[1:3])
        xy, scores = np.full((*each, 2), np.nan), np.full(each, np.nan)
        for place, found in enumerate(self._places(frames)):
            if found is not None:
                xy[place], scores[place] = self.xy[found], self.scores[found]
        return Poses.of_points(self.skeleton, tuple(frames), xy, confidences=scores)

    def _places(self, frames: Sequence[Frame]) -> Iterator[int | None]:
        """By the picture's name, else by the video and the place in it."""
        by_image = {frame.image: place for place, frame in enumerate(self.frames) if frame.image}
        by_video = {
            (_stem(frame.video), frame.frame_index): place
            for place, frame in enumerate(self.frames)
            if frame.frame_index is not None
        }
        videos = _same_videos({_stem(frame.video) for frame in frames}, {video for video, _ in by_video})
        for frame in frames:
            found, video = by_image.get(frame.image), videos.get(_stem(frame.video))
            if found is None and video is not None and frame.frame_index is not None:
                found = by_video.get((video, frame.frame_index))
            yield found

    def of_video(
        self, video: str, n_frames: int, videos: Sequence[str]
    ) -> tuple[Floats, Floats, NDArray[np.bool_]]:
        """Points and scores of the first `n_frames` of one of the project's videos, in their order, and which
        of these frames the model looked at.
        """
        theirs = {_stem(frame.video) for frame in self.frames}
        name = _same_videos({_stem(each) for each in videos}, theirs).get(_stem(video))
        each = (n_frames, *self.xy.shape[1:3])
        xy, scores = np.full((*each, 2), np.nan), np.full(each, np.nan)
        there = np.zeros(n_frames, dtype=bool)
        for place, frame in enumerate(self.frames):
            index = frame.frame_index
            if index is not None and index < n_frames and _stem(frame.video) == name:
                xy[index], scores[index], there[index] = self.xy[place], self.scores[place], True
        return xy, scores, there

    @classmethod
    def joined(cls, parts: Sequence[Predictions]) -> Predictions:
        """Those of several files, as a model that writes one a video leaves them."""
        return cls(
            parts[0].skeleton,
            tuple(frame for part in parts for frame in part.frames),
            np.concatenate([part.xy for part in parts]),
            np.concatenate([part.scores for part in parts]),
        )


def _stem(video: str) -> str:
    return PurePosixPath(video.replace("\\", "/")).stem


def _same_videos(ours: set[str], theirs: set[str]) -> dict[str, str]:
    """From a video of the project to what the predictions call it.

    DeepLabCut writes the model behind the video's name. Where the predictions name no video, and the
    project has one alone, it is that.
    """
    found = {stem: stem for stem in ours & theirs}
    for name in sorted(theirs - ours):
        beginnings = [
            stem for stem in ours if stem and name.startswith(stem) and not name[len(stem)].isalnum()
        ]
        beginnings += [stem for stem in ours if stem and name.startswith(f"{stem}DLC")]
        if beginnings:
            found.setdefault(max(beginnings, key=len), name)
    if "" in theirs and len(ours - {""}) == 1:
        found.setdefault(next(iter(ours - {""})), "")
    return found
