"""Poses as `sleap_io.Labels`, which SLEAP's files are written from and read into."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from trigpoint.formats.pose.annotations import VISIBLE, Annotations
from trigpoint.formats.pose.dataset import Dataset, animal_names
from trigpoint.formats.pose.frame import Frame
from trigpoint.formats.pose.labeled_data import index_of
from trigpoint.formats.pose.pictures import bring_picture
from trigpoint.formats.pose.skeleton import Pair, Skeleton
from trigpoint.model.errors import InvalidInput

_MOST_POINTS: Final = 1 << 27


def sleap_io() -> Any:
    """The library. Raises InvalidInput that says what to install."""
    try:
        import sleap_io
    except ImportError as exc:  # pragma: no cover
        raise InvalidInput("This format needs the extra `pose`: pip install 'trigpoint[pose]'") from exc
    return sleap_io


def labels_of(dataset: Dataset, folder: Path) -> Any:
    """The poses as labels of people, with a track for each animal.

    Frames are pictures that are brought to `folder/images/`, one list for each video and size.
    """
    sio = sleap_io()
    own, poses = dataset.skeleton, dataset.poses
    skeleton = sio.Skeleton(
        nodes=list(own.keypoints),
        edges=list(own.edges),
        symmetries=list(own.pairs),
        name=own.species or "animal",
    )
    tracks = [sio.Track(name) for name in animal_names(own)]
    groups: dict[tuple[Any, ...], list[int]] = {}
    for at, frame in enumerate(dataset.frames):
        groups.setdefault((frame.video, frame.width, frame.height), []).append(at)
    videos, frames = [], []
    for rows in groups.values():
        files = [folder / "images" / dataset.frames[at].image for at in rows]
        for at, file in zip(rows, files, strict=True):
            bring_picture(dataset.frames[at], file, link=dataset.link)
        video = sio.Video.from_filename([str(file.absolute()) for file in files])
        videos.append(video)
        for number, at in enumerate(rows):
            instances = [
                sio.Instance.from_numpy(poses.xy[at, track], skeleton=skeleton, track=tracks[track])
                for track in range(len(tracks))
                if not np.isnan(poses.xy[at, track]).all()
            ]
            frames.append(sio.LabeledFrame(video=video, frame_idx=number, instances=instances))
    return sio.Labels(frames, videos=videos, skeletons=[skeleton], tracks=tracks)


def annotations_of_labels(labels: Any, path: Path) -> Annotations:
    """The first skeleton's instances. Those that have tracks keep them; others are alike, in their order.

    Where a person has corrected a frame, what was predicted there is left out. Raises InvalidInput.
    """
    if not labels.skeletons:
        raise InvalidInput(f"{path.name} has no skeleton.")
    theirs = labels.skeletons[0]
    rows = [(each, _instances(each, theirs)) for each in labels.labeled_frames]
    names = list(dict.fromkeys(each.track.name for _, row in rows for each in row if each.track is not None))
    most = max((sum(each.track is None for each in row) for _, row in rows), default=0)
    skeleton = skeleton_of(theirs, names, most)
    if len(rows) * len(skeleton.tracks) * skeleton.n_keypoints > _MOST_POINTS:
        raise InvalidInput(f"{path.name} has more than {_MOST_POINTS:,} points: split it.")
    frames = tuple(_frame(each) for each, _ in rows)
    predicted = bool(rows) and all(hasattr(each, "score") for _, row in rows for each in row)
    found = Annotations.empty(skeleton, frames, (path.stem,), ("model" if predicted else "import",))
    for place, (_, row) in enumerate(rows):
        places = _places(row, names, len(skeleton.tracks))
        for instance, track in zip(row, places, strict=True):
            if track is None:
                continue
            xy = np.asarray(instance.numpy(), dtype=float)
            there = np.isfinite(xy).all(axis=1)
            found.points[place, track, :, 0] = np.where(there[:, None], xy, np.nan)
            found.visibility[place, track, there, 0] = VISIBLE
            if hasattr(instance, "score"):
                scores = np.asarray(instance.points["score"], dtype=float)
                found.scores[place, track, :, 0] = np.where(there, np.clip(scores, 0, 1), np.nan)
        found.answered[place] = True
    return found


def _instances(frame: Any, skeleton: Any) -> list[Any]:
    people = [each for each in frame.instances if not hasattr(each, "score")]
    return [each for each in people or frame.instances if len(each.skeleton.nodes) == len(skeleton.nodes)]


def _places(row: Sequence[Any], names: Sequence[str], n_tracks: int) -> list[int | None]:
    """By the track's name; those without one take what is left, in their order."""
    places: list[int | None] = [None if each.track is None else names.index(each.track.name) for each in row]
    free = iter([at for at in range(n_tracks) if at not in places])
    return [next(free, None) if each.track is None else at for each, at in zip(row, places, strict=True)]


def skeleton_of(theirs: Any, names: Sequence[str], n_without: int) -> Skeleton:
    """A skeleton of SLEAP's, for tracks of these names, or for so many animals alike."""
    nodes = [str(node.name) for node in theirs.nodes]
    pairs: list[Pair] = [_couple(sorted(each)) for each in theirs.symmetry_inds]
    return Skeleton(
        "",
        tuple(names) if len(names) > 1 else (),
        tuple(nodes),
        pairs=tuple(sorted(set(pairs))),
        edges=tuple(_couple(each) for each in theirs.edge_inds),
        n_instances=1 if len(names) > 1 else max(n_without, 1),
    )


def _couple(indices: Sequence[Any]) -> Pair:
    a, b = (int(each) for each in indices)
    return a, b


def _frame(labeled: Any) -> Frame:
    """A picture of a list, by its name, or a place in a video."""
    named = labeled.video.filename
    index = int(labeled.frame_idx)
    if isinstance(named, list):
        path = Path(str(named[index]).replace("\\", "/"))
        there = path if path.is_file() else None
        width, height = _size(labeled.video)
        return Frame(path.name, width, height, path.parent.name, index_of(path.name), path=there)
    width, height = _size(labeled.video)
    return Frame("", width, height, str(named).replace("\\", "/").rpartition("/")[2], index)


def _size(video: Any) -> tuple[int, int]:
    shape = video.backend_metadata.get("shape") or (0, 0, 0, 0)
    return int(shape[2]), int(shape[1])
