"""TFRecords with the 24 features that MARS and others who read Multibox and Hourglass data expect."""

from __future__ import annotations

import math
import random
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from trigpoint.formats.pose.annotations import NOT_GIVEN
from trigpoint.formats.pose.boxes import boxes
from trigpoint.formats.pose.dataset import SPLITS, BoxRule, Dataset
from trigpoint.formats.pose.pictures import jpeg_of

_A_SHARD: Final = 1000
_SHARD: Final = re.compile(r"(train|val|test)_dataset-\d{5}-of-\d{5}")
Feature = tuple[Any, str]


def write_tf_records(dataset: Dataset, folder: Path) -> list[Path]:
    """Pose records of all animals."""
    everyone = range(len(dataset.skeleton.tracks))
    return write_records(dataset, folder, everyone, parts=True, box=dataset.box)


def write_records(
    dataset: Dataset, folder: Path, tracks: Sequence[int], *, parts: bool, box: BoxRule
) -> list[Path]:
    """Shards of up to a thousand shuffled examples for each split, of these tracks.

    `parts` are the keypoints. Shards of an earlier export are taken away: a reader that takes all files would
    learn from them too.
    """
    from tfrecord.writer import TFRecordWriter

    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        if _SHARD.fullmatch(old.name):
            old.unlink()
    found = boxes(dataset.poses.xy, dataset.poses.sizes, box)
    found[:, [track for track in range(found.shape[1]) if track not in tracks]] = np.nan
    written, number = [], 0
    for split in SPLITS:
        places = [place for place, _ in dataset.frames_of(split)]
        random.Random(f"{dataset.seed}:{split}").shuffle(places)
        n_shards = math.ceil(len(places) / _A_SHARD)
        for shard in range(n_shards):
            path = folder / f"{split}_dataset-{shard:05d}-of-{n_shards:05d}"
            writer = TFRecordWriter(str(path))
            try:
                for place in places[shard::n_shards]:
                    writer.write(_example(dataset, place, found[place], f"{number:06d}", parts))
                    number += 1
            finally:
                writer.close()
            written.append(path)
    return written


def _example(
    dataset: Dataset, place: int, found: np.ndarray, identity: str, parts: bool
) -> dict[str, Feature]:
    frame = dataset.frames[place]
    tracks = np.flatnonzero(~np.isnan(found).any(axis=1))
    shares = found[tracks] / [frame.width, frame.height, frame.width, frame.height]
    areas = (found[tracks, 2] - found[tracks, 0]) * (found[tracks, 3] - found[tracks, 1])
    n_boxes = len(tracks)
    folder = str(frame.path.parent.absolute()) if frame.path is not None else ""
    example: dict[str, Feature] = {
        "image/height": (frame.height, "int"),
        "image/width": (frame.width, "int"),
        "image/channels": (3, "int"),
        "image/colorspace": (b"RGB", "byte"),
        "image/format": (b"JPEG", "byte"),
        "image/encoded": (jpeg_of(frame), "byte"),
        "image/filename": (frame.image.encode(), "byte"),
        "image/path": (folder.encode(), "byte"),
        "image/id": (identity.encode(), "byte"),
        "image/class/label": (0, "int"),
        "image/class/text": (b"", "byte"),
        "image/object/bbox/xmin": (shares[:, 0].tolist(), "float"),
        "image/object/bbox/ymin": (shares[:, 1].tolist(), "float"),
        "image/object/bbox/xmax": (shares[:, 2].tolist(), "float"),
        "image/object/bbox/ymax": (shares[:, 3].tolist(), "float"),
        "image/object/bbox/label": ([0] * n_boxes, "int"),
        "image/object/bbox/count": (n_boxes, "int"),
        "image/object/bbox/score": ([1.0] * n_boxes if parts else [], "float"),
        "image/object/area": (areas.tolist(), "float"),
        "image/object/id": (list(range(n_boxes)) if parts else [], "int"),
    }
    return example | _parts(dataset, place, tracks, shares, parts)


def _parts(
    dataset: Dataset, place: int, tracks: np.ndarray, shares: np.ndarray, parts: bool
) -> dict[str, Feature]:
    """All keypoints of the first animal, then of the second; a missing one is at the box's centre, v = 0.

    Occluded points have v = 2 like all that are placed: MARS knows no other.
    """
    poses, frame = dataset.poses, dataset.frames[place]
    places = tracks if parts else tracks[:0]
    centres = np.stack([shares[:, 0] + shares[:, 2], shares[:, 1] + shares[:, 3]], axis=1)[:, None] / 2
    points = poses.xy[place, places] / [frame.width, frame.height]
    there = poses.visibility[place, places] > NOT_GIVEN
    points = np.where(there[..., None], points, centres[: len(places)])
    scores, deviations = poses.confidences[place, places], poses.deviations[place, places]
    return {
        "image/object/parts/x": (points[..., 0].ravel().tolist(), "float"),
        "image/object/parts/y": (points[..., 1].ravel().tolist(), "float"),
        "image/object/parts/v": (np.where(there, 2, 0).ravel().tolist(), "int"),
        "image/object/parts/count": (int(points.shape[0] * points.shape[1]), "int"),
        "image/object/parts/score": (np.nan_to_num(scores).ravel().tolist(), "float"),
        "image/object/parts/sd": (np.nan_to_num(deviations).ravel().tolist(), "float"),
    }
