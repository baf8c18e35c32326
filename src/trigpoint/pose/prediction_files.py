"""Which files of predictions can be read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import numpy as np

from trigpoint.formats.pose.annotations import Annotations
from trigpoint.formats.pose.skeleton import Skeleton
from trigpoint.model.errors import InvalidInput
from trigpoint.pose.point_table import read_point_table
from trigpoint.pose.predictions import Predictions

Reader = Callable[[Path, Skeleton], Predictions]


def read_predictions(path: Path, skeleton: Skeleton) -> Predictions:
    """A model's poses from a file, by its suffix, or from all such files of a folder.

    Raises InvalidInput that says what can be read.
    """
    if path.is_dir():
        files = sorted(each for each in path.iterdir() if each.suffix.lower() in READERS)
        if not files:
            raise InvalidInput(f"{path} has no files of predictions: {', '.join(READERS)}.")
        return Predictions.joined([read_predictions(each, skeleton) for each in files])
    if not path.is_file():
        raise InvalidInput(f"There is no file {path}.")
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise InvalidInput(f"{path.name}: predictions are read from {', '.join(READERS)} files.")
    found = reader(path, skeleton)
    if np.isnan(found.xy).all():
        raise InvalidInput(f"{path.name} has no point of this project's animals and keypoints.")
    return found


def _read_csv(path: Path, skeleton: Skeleton) -> Predictions:
    """A plain table, or DeepLabCut's, whose first line begins with `scorer`."""
    with path.open("rb") as file:
        is_deeplabcut = file.read(16).removeprefix(b"\xef\xbb\xbf").lstrip(b'"').startswith(b"scorer")
    if not is_deeplabcut:
        return read_point_table(path, skeleton)
    return _read_deeplabcut(path, skeleton)


def _read_deeplabcut(path: Path, skeleton: Skeleton) -> Predictions:
    from trigpoint.formats.pose.deeplabcut import read_deeplabcut

    return predictions_of(read_deeplabcut(path), skeleton, path)


def _read_h5(path: Path, skeleton: Skeleton) -> Predictions:
    from trigpoint.formats.pose.sleap import is_analysis, read_analysis

    if is_analysis(path):
        return predictions_of(read_analysis(path), skeleton, path)
    return _read_deeplabcut(path, skeleton)


def _read_slp(path: Path, skeleton: Skeleton) -> Predictions:
    from trigpoint.formats.pose.sleap import read_slp

    return predictions_of(read_slp(path), skeleton, path)


READERS: Final[Mapping[str, Reader]] = {".csv": _read_csv, ".h5": _read_h5, ".slp": _read_slp}
"""By the suffix of the file."""


def predictions_of(found: Annotations, skeleton: Skeleton, path: Path) -> Predictions:
    """What a file says of the project's own keypoints and animals, by their names.

    Animals of other names are taken in their order where there are as many as in the project, or one of each.
    Keypoints that the project does not have are passed over. Raises InvalidInput.
    """
    theirs = Predictions.of(found)
    places = {_plain(name): place for place, name in enumerate(theirs.skeleton.keypoints)}
    keypoints = [places.get(_plain(name)) for name in skeleton.keypoints]
    if not any(place is not None for place in keypoints):
        has = ", ".join(theirs.skeleton.keypoints[:8])
        raise InvalidInput(f"{path.name} has none of the project's keypoints; it has {has}.")
    tracks = _tracks(theirs.skeleton, skeleton, path)
    each = (len(theirs.frames), len(skeleton.tracks), skeleton.n_keypoints)
    xy, scores = np.full((*each, 2), np.nan), np.full(each, np.nan)
    for keypoint, place in enumerate(keypoints):
        if place is not None:
            for track, other in enumerate(tracks):
                xy[:, track, keypoint] = theirs.xy[:, other, place]
                scores[:, track, keypoint] = theirs.scores[:, other, place]
    return Predictions(skeleton, theirs.frames, xy, scores)


def _tracks(theirs: Skeleton, ours: Skeleton, path: Path) -> list[int]:
    """Which of the file's animals each of the project's is."""
    names = [_plain(track.animal) for track in theirs.tracks]
    wanted = [_plain(track.animal) for track in ours.tracks]
    if len(set(wanted)) == len(wanted) and set(wanted) <= set(names):
        return [names.index(name) for name in wanted]
    if len(names) != len(wanted):
        raise InvalidInput(
            f"{path.name} has {len(names)} animals ({', '.join(filter(None, names)) or 'without names'}), "
            f"the project {len(wanted)}."
        )
    return list(range(len(names)))


def _plain(name: str) -> str:
    """Names as they are compared: trackers write `left_ear` for "left ear"."""
    return name.casefold().replace("_", " ").replace("-", " ").strip()
