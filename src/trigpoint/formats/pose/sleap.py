"""SLEAP's `.slp`, and the analysis files that it writes as HDF5."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any, Final

import numpy as np

from trigpoint.formats.pose.annotations import VISIBLE, Annotations
from trigpoint.formats.pose.dataset import Dataset
from trigpoint.formats.pose.frame import Frame
from trigpoint.formats.pose.skeleton import Skeleton
from trigpoint.formats.pose.sleap_labels import annotations_of_labels, labels_of, sleap_io
from trigpoint.model.errors import InvalidInput

_MOST_BYTES: Final = 2 << 30
_MOST_VALUES: Final = 1 << 27


def write_slp(dataset: Dataset, folder: Path) -> list[Path]:
    """`labels.slp`, which refers to `images/`. Occluded points are written like the others."""
    path = folder / "labels.slp"
    sleap_io().save_slp(labels_of(dataset, folder), str(path), embed=False, verbose=False)
    return [path]


def read_slp(path: Path) -> Annotations:
    """From the file or the folder that was exported; instances that a model predicted have scores."""
    file = path / "labels.slp" if path.is_dir() else path
    return annotations_of_labels(load_labels(file), file)


def load_labels(path: Path) -> Any:
    """The file as `sleap_io.Labels`; videos are not opened. Raises InvalidInput where it is none."""
    sio = sleap_io()
    if path.stat().st_size > _MOST_BYTES:
        raise InvalidInput(f"{path.name} is larger than {_MOST_BYTES >> 30} GB: split it.")
    try:
        return sio.load_slp(str(path), open_videos=False)
    except Exception as exc:  # whatever a file that is no such file makes the library do
        raise InvalidInput(f"{path.name} is no file of SLEAP's: {exc}") from exc


def read_analysis(path: Path) -> Annotations:
    """Tracks of one video, as SLEAP writes them with "export analysis HDF5". Raises InvalidInput."""
    import h5py

    try:
        with h5py.File(path, "r") as file:
            return _analysis(path, file)
    except (OSError, KeyError, ValueError, TypeError, IndexError, AttributeError) as exc:
        raise InvalidInput(f"{path.name} is no analysis file of SLEAP's: {exc}") from exc


def is_analysis(path: Path) -> bool:
    """Whether it has the tracks and the names that such a file has."""
    import h5py

    try:
        with h5py.File(path, "r") as file:
            return "tracks" in file and "node_names" in file
    except OSError as exc:
        raise InvalidInput(f"{path.name} is no HDF5 file: {exc}") from exc


def _analysis(path: Path, file: Any) -> Annotations:
    tracks = file["tracks"]  # tracks, (x, y), nodes, frames
    if tracks.ndim != 4 or tracks.dtype.kind != "f" or math.prod(tracks.shape) > _MOST_VALUES:
        raise InvalidInput(f"{path.name}: `tracks` is no table of up to {_MOST_VALUES:,} numbers.")
    keypoints = tuple(_text(each) for each in file["node_names"][:].tolist())
    names = tuple(_text(each) for each in file["track_names"][:].tolist()) if "track_names" in file else ()
    n_tracks, n_frames = tracks.shape[0], tracks.shape[3]
    named = len(names) == n_tracks > 1
    edges = file["edge_inds"][:].tolist() if "edge_inds" in file else []
    skeleton = Skeleton(
        "",
        names if named else (),
        keypoints,
        edges=tuple((int(a), int(b)) for a, b in edges),
        n_instances=1 if named else n_tracks,
    )
    video = _text(file["video_path"][()]) if "video_path" in file else path.stem
    frames = tuple(Frame("", 0, 0, Path(video.replace("\\", "/")).name, index) for index in range(n_frames))
    found = Annotations.empty(skeleton, frames, (path.stem,), ("model",))
    found.points[..., 0, :] = np.transpose(tracks[:], (3, 0, 2, 1))
    there = np.asarray(np.isfinite(found.points).all(axis=-1))
    found.points[~there] = np.nan
    found.visibility[there] = VISIBLE
    if "point_scores" in file:
        scores = np.transpose(file["point_scores"][:], (2, 0, 1))
        found.scores[..., 0] = np.where(there[..., 0], np.clip(scores, 0, 1), np.nan)
    found.answered[:] = there.any(axis=(1, 2))
    return found


def _text(value: Any) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
