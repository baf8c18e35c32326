"""Lightning Pose: one `CollectedData.csv`, pictures below `labeled-data/`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np

from trigpoint.formats.pose.annotations import Annotations
from trigpoint.formats.pose.dataset import Dataset, animal_names
from trigpoint.formats.pose.deeplabcut import SCORER, annotations_of
from trigpoint.formats.pose.labeled_data import places_of
from trigpoint.formats.pose.pictures import bring_picture
from trigpoint.formats.pose.point_columns import read_point_columns

_FILE: Final = "CollectedData.csv"


def write_lightning_pose(dataset: Dataset, folder: Path) -> list[Path]:
    """The animals of a frame are told apart by the names of their points, such as `black_nose`."""
    import csv

    skeleton = dataset.skeleton
    names = list(_names(dataset)) if len(skeleton.tracks) > 1 else list(skeleton.keypoints)
    values = dataset.poses.xy.reshape(len(dataset.frames), -1).tolist()
    path = folder / _FILE
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["scorer", *[SCORER] * (2 * len(names))])
        writer.writerow(["bodyparts", *[name for name in names for _ in "xy"]])
        writer.writerow(["coords", *["x", "y"] * len(names)])
        for frame, place, row in zip(dataset.frames, places_of(dataset), values, strict=True):
            bring_picture(frame, folder / place.path, link=dataset.link)
            writer.writerow([place.path, *["" if np.isnan(each) else repr(each) for each in row]])
    (folder / "videos").mkdir(exist_ok=True)
    return [path]


def _names(dataset: Dataset) -> Iterator[str]:
    for animal in animal_names(dataset.skeleton):
        for keypoint in dataset.skeleton.keypoints:
            yield f"{animal}_{keypoint}".replace(" ", "_")


def read_lightning_pose(path: Path) -> Annotations:
    """From the CSV or its folder; every column is a keypoint, whatever animal its name may tell."""
    file = path / _FILE if path.is_dir() else path
    return annotations_of([read_point_columns(file)], file.parent)
