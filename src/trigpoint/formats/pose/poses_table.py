"""Poses on disk: a tidy table, a row for each keypoint of each animal of each frame."""

from __future__ import annotations

import csv
import io
import math
import os
from collections.abc import Iterable, Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import numpy as np

from trigpoint.formats.pose.annotations import NOT_GIVEN, OCCLUDED, VISIBLE
from trigpoint.formats.pose.frame import Frame
from trigpoint.formats.pose.poses import FLAGS, Poses
from trigpoint.formats.pose.skeleton import Skeleton
from trigpoint.model.errors import InvalidInput

COLUMNS: Final = (
    "frame",
    "image",
    "video",
    "frame_index",
    "animal",
    "instance",
    "keypoint",
    "x",
    "y",
    "v",
    "sd",
    "confidence",
    "n",
    "flags",
    "var_x",
    "cov_xy",
    "var_y",
    "method",
)
_NUMBERS: Final = ("x", "y", "confidence", "var_x", "cov_xy", "var_y")


def write_poses(path: Path, poses: Poses) -> Path:
    """Writes the table whole or not at all: Parquet where pyarrow is installed, else CSV; where it is.

    `instance` counts animals alike from 1.
    The suffix is set accordingly, and a table of the other kind beside it is taken away.
    """
    parquet, plain = path.with_suffix(".parquet"), path.with_suffix(".csv")
    rows = list(pose_rows(poses))
    target, other = (parquet, plain) if find_spec("pyarrow") else (plain, parquet)
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(target.name + ".part")
    if target is parquet:
        _write_parquet(partial, rows)
    else:
        partial.write_text(poses_csv(rows), encoding="utf-8")
    os.replace(partial, target)
    other.unlink(missing_ok=True)
    return target


def pose_rows(poses: Poses) -> Iterator[tuple[Any, ...]]:
    """The table's rows, in the order of COLUMNS; None where there is nothing."""
    deviations = poses.deviations
    for number, frame in enumerate(poses.frames):
        for place, (animal, instance) in enumerate(poses.skeleton.tracks):
            for index, keypoint in enumerate(poses.skeleton.keypoints):
                at = number, place, index
                x, y = (_number(value) for value in poses.xy[at])
                bits = int(poses.flags[at])
                covariance = poses.covariances[at]
                yield (
                    number,
                    frame.image,
                    frame.video,
                    frame.frame_index,
                    animal,
                    instance + 1,
                    keypoint,
                    x,
                    y,
                    int(poses.visibility[at]),
                    _number(deviations[at]),
                    _number(poses.confidences[at]),
                    int(poses.n_used[at]),
                    " ".join(name for bit, name in enumerate(FLAGS) if bits >> bit & 1),
                    _number(covariance[0, 0]),
                    _number(covariance[0, 1]),
                    _number(covariance[1, 1]),
                    poses.method,
                )


def poses_csv(rows: Iterable[Sequence[Any]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(rows)
    return text.getvalue()


def _write_parquet(path: Path, rows: Sequence[Sequence[Any]]) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    kinds = {
        "frame": pa.int64(),
        "frame_index": pa.int64(),
        "instance": pa.int64(),
        "v": pa.int8(),
        "n": pa.int64(),
    }
    kinds |= dict.fromkeys(("sd", *_NUMBERS), pa.float64())
    columns = list(zip(*rows, strict=True)) or [()] * len(COLUMNS)
    arrays = [
        pa.array(values, kinds.get(name, pa.string())) for name, values in zip(COLUMNS, columns, strict=True)
    ]
    pq.write_table(pa.table(dict(zip(COLUMNS, arrays, strict=True))), path)


def read_poses(path: Path, skeleton: Skeleton, frames: Sequence[Frame]) -> Poses:
    """The poses of these frames, which are matched by their pictures' names; of others, nothing is known.

    Rows of other frames, animals or keypoints are passed over. Raises InvalidInput for a file that is no such
    table, and FileNotFoundError where there is none, as CSV or Parquet.
    """
    found = next(
        (each for each in (path.with_suffix(".parquet"), path.with_suffix(".csv")) if each.exists()), path
    )
    try:
        rows = _read_parquet(found) if found.suffix == ".parquet" else _read_csv(found)
        return _poses(rows, skeleton, tuple(frames))
    except FileNotFoundError:
        raise
    except (OSError, ValueError, KeyError, TypeError, csv.Error) as exc:
        raise InvalidInput(f"{found} is no table of poses: {exc}") from exc


def _read_parquet(path: Path) -> list[dict[str, Any]]:
    if not find_spec("pyarrow"):
        raise InvalidInput(f"{path} needs pyarrow to be read: pip install pyarrow")
    import pyarrow.parquet as pq

    rows: list[dict[str, Any]] = pq.read_table(path).to_pylist()
    return rows


def _read_csv(path: Path) -> list[dict[str, Any]]:
    with path.open(newline="", encoding="utf-8") as file:
        rows: list[dict[str, Any]] = list(csv.DictReader(file))
    return rows


def _poses(rows: Iterable[dict[str, Any]], skeleton: Skeleton, frames: tuple[Frame, ...]) -> Poses:
    images = {frame.image: place for place, frame in enumerate(frames)}
    tracks = {(track.animal, track.instance): place for place, track in enumerate(skeleton.tracks)}
    keypoints = {name: place for place, name in enumerate(skeleton.keypoints)}
    each = (len(frames), len(tracks), len(keypoints))
    xy, covariances = np.full((*each, 2), np.nan), np.full((*each, 2, 2), np.nan)
    confidences, n_used = np.full(each, np.nan), np.zeros(each, dtype=np.int64)
    visibility, flags = np.zeros(each, dtype=np.int8), np.zeros(each, dtype=np.uint16)
    method = ""
    for row in rows:
        track = (str(row["animal"] or ""), int(row["instance"]) - 1)
        if row["image"] not in images or track not in tracks or row["keypoint"] not in keypoints:
            continue
        at = images[row["image"]], tracks[track], keypoints[row["keypoint"]]
        x, y, confidence, var_x, cov_xy, var_y = (_given(row[name]) for name in _NUMBERS)
        known = not math.isnan(x) and not math.isnan(y)
        xy[at] = (x, y) if known else np.nan
        covariances[at] = [[var_x, cov_xy], [cov_xy, var_y]]
        confidences[at], n_used[at] = confidence, int(row["n"])
        visibility[at] = int(row["v"]) if known and int(row["v"]) in (OCCLUDED, VISIBLE) else NOT_GIVEN
        for name in str(row["flags"] or "").split():
            if name in FLAGS:
                flags[at] |= 1 << FLAGS.index(name)
        method = str(row["method"] or method)
    return Poses(skeleton, frames, xy, covariances, confidences, n_used, visibility, flags, method)


def _given(value: Any) -> float:
    number = float(value) if value not in (None, "") else math.nan
    return number if math.isfinite(number) else math.nan


def _number(value: Any) -> float | None:
    return float(value) if math.isfinite(value) else None
