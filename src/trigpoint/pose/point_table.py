"""Poses in a plain table, one row a point: `image,animal,keypoint,x,y,score`."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import numpy as np

from trigpoint.formats.pose.frame import Frame
from trigpoint.formats.pose.poses import Poses
from trigpoint.formats.pose.skeleton import Skeleton
from trigpoint.model.errors import InvalidInput
from trigpoint.pose.predictions import Predictions

_COLUMNS: Final = ("image", "video", "frame_index", "animal", "instance", "keypoint", "x", "y", "score")


def read_point_table(path: Path, skeleton: Skeleton) -> Predictions:
    """The points of a table with a line of names.

    A frame is named by `image`, or by `video` and `frame_index`. `animal` may be missing where there is one,
    `instance` counts animals alike from 1, `score` may be missing. Raises InvalidInput with the line.
    """
    tracks = {(track.animal, track.instance): place for place, track in enumerate(skeleton.tracks)}
    points: dict[tuple[str, str, int | None], dict[tuple[int, int], tuple[float, float, float]]] = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        missing = {"keypoint", "x", "y"} - set(reader.fieldnames or ())
        if missing:
            raise InvalidInput(
                f"{path.name} has no column {', '.join(sorted(missing))}; {', '.join(_COLUMNS)} are known."
            )
        try:
            for number, row in enumerate(reader, start=2):
                where = f"{path.name}, line {number}"
                animal = row.get("animal") or (skeleton.animals[0] if len(skeleton.animals) == 1 else "")
                track = tracks.get((animal, int(row.get("instance") or 1) - 1))
                if track is None:
                    raise InvalidInput(f"{where}: the project has no animal {animal!r} of that number.")
                keypoint = skeleton.index_of(row["keypoint"])
                x, y, score = (_number(row, key, where) for key in ("x", "y", "score"))
                index = int(row["frame_index"]) if row.get("frame_index") else None
                frame = row.get("image") or "", row.get("video") or "", index
                points.setdefault(frame, {})[track, keypoint] = x, y, score
        except (ValueError, TypeError, csv.Error, UnicodeDecodeError) as exc:
            raise InvalidInput(f"{path.name}: {exc}") from exc
    frames = tuple(Frame(image, 0, 0, video, index) for image, video, index in points)
    each = (len(frames), len(skeleton.tracks), skeleton.n_keypoints)
    xy, scores = np.full((*each, 2), np.nan), np.full(each, np.nan)
    for place, given in enumerate(points.values()):
        for (track, keypoint), (x, y, score) in given.items():
            xy[place, track, keypoint], scores[place, track, keypoint] = (x, y), score
    return Predictions(skeleton, frames, xy, scores)


def _number(row: Mapping[str, str | None], key: str, where: str) -> float:
    text = row.get(key)
    if text is None or not text.strip():
        return math.nan
    value = float(text)
    if math.isinf(value):
        raise InvalidInput(f"{where}: {key} is {text}, which is no place.")
    return value


def point_table(poses: Poses, more: Mapping[str, Mapping[str, str]] | None = None) -> str:
    """The points as such a table; `more` are further columns: their names, and values by image."""
    more = more or {}
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["image", "animal", "instance", "keypoint", "x", "y", "score", *more])
    for place, frame in enumerate(poses.frames):
        columns = [values.get(frame.image, "") for values in more.values()]
        for track, keypoint in np.argwhere(~np.isnan(poses.xy[place]).any(axis=-1)):
            animal, instance = poses.skeleton.tracks[track]
            x, y = (round(float(value), 3) for value in poses.xy[place, track, keypoint])
            score = poses.confidences[place, track, keypoint]
            name = poses.skeleton.keypoints[keypoint]
            said = "" if np.isnan(score) else round(float(score), 4)
            writer.writerow([frame.image, animal, instance + 1, name, x, y, said, *columns])
    return text.getvalue()
