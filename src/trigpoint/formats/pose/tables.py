"""Tidy tables: a row for each consolidated point, and a row for each point of each worker."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np

from trigpoint.formats.pose.annotations import Annotations
from trigpoint.formats.pose.dataset import Dataset
from trigpoint.formats.pose.poses_table import COLUMNS, pose_rows, poses_csv

ANSWER_COLUMNS: Final = (
    "frame",
    "image",
    "video",
    "frame_index",
    "animal",
    "instance",
    "keypoint",
    "worker",
    "x",
    "y",
    "v",
    "marked_absent",
    "score",
    "seconds",
    "submitted_at",
    "source",
)


def write_csv(dataset: Dataset, folder: Path) -> list[Path]:
    """`poses.csv`, and with answers `answers.csv`."""
    written = [folder / "poses.csv"]
    written[0].write_text(poses_csv(pose_rows(dataset.poses)), "utf-8")
    if dataset.answers is not None:
        text = io.StringIO()
        table = csv.writer(text, lineterminator="\n")
        table.writerow(ANSWER_COLUMNS)
        table.writerows(answer_rows(dataset.answers))
        written.append(folder / "answers.csv")
        written[1].write_text(text.getvalue(), "utf-8")
    return written


def write_json(dataset: Dataset, folder: Path) -> list[Path]:
    """`poses.json`: {"poses": [...], "answers": [...]}, an object for each row of the tables."""
    content: dict[str, Any] = {
        "poses": [dict(zip(COLUMNS, row, strict=True)) for row in pose_rows(dataset.poses)]
    }
    if dataset.answers is not None:
        rows = answer_rows(dataset.answers)
        content["answers"] = [dict(zip(ANSWER_COLUMNS, row, strict=True)) for row in rows]
    path = folder / "poses.json"
    path.write_text(json.dumps(content, ensure_ascii=False, allow_nan=False, indent=1), "utf-8")
    return [path]


def answer_rows(answers: Annotations) -> Iterator[tuple[Any, ...]]:
    """A row for each point, and each mark of an absent one, in the order of ANSWER_COLUMNS."""
    there = ~np.isnan(answers.points[..., 0]) | answers.marked_absent
    for at in zip(*np.nonzero(there), strict=True):
        place, track, keypoint, worker = (int(each) for each in at)
        frame, (animal, instance) = answers.frames[place], answers.skeleton.tracks[track]
        x, y = answers.points[at]
        yield (
            place,
            frame.image,
            frame.video,
            frame.frame_index,
            animal,
            instance + 1,
            answers.skeleton.keypoints[keypoint],
            answers.workers[worker],
            _number(x),
            _number(y),
            int(answers.visibility[at]),
            bool(answers.marked_absent[at]),
            _number(answers.scores[at]),
            _number(answers.seconds[place, worker]),
            _number(answers.submitted_at[place, worker]),
            answers.sources[worker],
        )


def _number(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None
