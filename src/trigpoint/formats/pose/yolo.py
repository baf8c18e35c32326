"""YOLO pose: a text file for each picture, a line for each animal, everything as a share of the picture."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from trigpoint.formats.pose.annotations import NOT_GIVEN, OCCLUDED, VISIBLE, Annotations
from trigpoint.formats.pose.boxes import boxes
from trigpoint.formats.pose.dataset import SPLITS, Dataset, animal_names
from trigpoint.formats.pose.frame import Frame
from trigpoint.formats.pose.pictures import bring_picture
from trigpoint.formats.pose.skeleton import Skeleton
from trigpoint.model.errors import InvalidInput

_DIGITS = 6


def write_yolo(dataset: Dataset, folder: Path) -> list[Path]:
    """`data.yaml`, `images/SPLIT/`, `labels/SPLIT/`; a class for each animal, or for all (`one_class`)."""
    skeleton = dataset.skeleton
    names = animal_names(skeleton)
    classes = [skeleton.species or "animal"] if dataset.one_class else names
    found = boxes(dataset.poses.xy, dataset.poses.sizes, dataset.box)
    for split in SPLITS:
        for kind in ("images", "labels"):
            (folder / kind / split).mkdir(parents=True, exist_ok=True)
        for place, frame in dataset.frames_of(split):
            bring_picture(frame, folder / "images" / split / frame.image, link=dataset.link)
            lines = [
                _line(0 if dataset.one_class else track, found[place, track], dataset, place, track)
                for track in range(len(names))
                if not np.isnan(found[place, track]).any()
            ]
            label = folder / "labels" / split / f"{Path(frame.image).stem}.txt"
            label.write_text("".join(line + "\n" for line in lines), "utf-8")
    flipped = list(range(skeleton.n_keypoints))
    for a, b in skeleton.pairs:
        flipped[a], flipped[b] = b, a
    path = folder / "data.yaml"
    content = {
        "path": ".",
        **{split: f"images/{split}" for split in SPLITS},
        "names": dict(enumerate(classes)),
        "kpt_shape": [skeleton.n_keypoints, 3],
        "flip_idx": flipped,
        "kpt_names": {class_: list(skeleton.keypoints) for class_ in range(len(classes))},
        "skeleton": [list(edge) for edge in skeleton.edges],
    }
    path.write_text(yaml.safe_dump(content, sort_keys=False, allow_unicode=True), "utf-8")
    return [path]


def _line(class_: int, box: Any, dataset: Dataset, place: int, track: int) -> str:
    frame, poses = dataset.frames[place], dataset.poses
    left, top, right, bottom = box / [frame.width, frame.height, frame.width, frame.height]
    numbers = [(left + right) / 2, (top + bottom) / 2, right - left, bottom - top]
    words = [str(class_), *(f"{each:.{_DIGITS}f}" for each in numbers)]
    for (x, y), v in zip(
        poses.xy[place, track].tolist(), poses.visibility[place, track].tolist(), strict=True
    ):
        if v > NOT_GIVEN and math.isfinite(x):
            words += [f"{x / frame.width:.{_DIGITS}f}", f"{y / frame.height:.{_DIGITS}f}", str(v)]
        else:
            words += ["0", "0", "0"]
    return " ".join(words)


def read_yolo(path: Path) -> Annotations:
    """The animals of a data set in YOLO's layout, from its `data.yaml` or its folder.

    Each class is an animal; of several in a picture, those of a class are alike. Raises InvalidInput.
    """
    from PIL import Image, UnidentifiedImageError

    root = path if path.is_dir() else path.parent
    settings = _settings(root / "data.yaml" if path.is_dir() else path)
    names = settings["names"]
    classes = [str(each) for each in (names.values() if isinstance(names, dict) else names)]
    n_keypoints, n_numbers = (int(each) for each in settings["kpt_shape"])
    frames, rows = [], []
    for label in sorted((root / "labels").rglob("*.txt")):
        split = label.parent.name if label.parent.name in SPLITS else ""
        folder = root / "images" / label.parent.relative_to(root / "labels")
        picture = next((each for each in sorted(folder.glob(_escaped(label.stem) + ".*"))), None)
        if picture is None:
            continue
        try:
            with Image.open(picture) as image:
                width, height = image.size
        except (UnidentifiedImageError, OSError) as exc:
            raise InvalidInput(f"{picture} is no picture that can be read: {exc}") from exc
        frames.append(Frame(picture.name, width, height, split=split, path=picture))
        rows.append(_rows(label, 5 + n_keypoints * n_numbers, len(classes)))
    most = max((max(np.bincount(each[:, 0].astype(int))) for each in rows if len(each)), default=1)
    skeleton = _skeleton(settings, classes, n_keypoints, int(most))
    found = Annotations.empty(skeleton, tuple(frames), (root.name or "yolo",), ("import",))
    for place, each in enumerate(rows):
        seen = [0] * len(classes)
        for row in each:
            class_ = int(row[0])
            _take(
                found, place, class_ * skeleton.n_instances + seen[class_], row[5:].reshape(n_keypoints, -1)
            )
            seen[class_] += 1
        found.answered[place] = True
    return found


def _settings(path: Path) -> dict[str, Any]:
    try:
        found = yaml.safe_load(path.read_text("utf-8"))
        int(found["kpt_shape"][0]), int(found["kpt_shape"][1]), found["names"][0]
    except (OSError, UnicodeDecodeError, yaml.YAMLError, KeyError, TypeError, ValueError, IndexError) as exc:
        raise InvalidInput(f"{path} is no data.yaml of a pose data set (names, kpt_shape): {exc}") from exc
    return dict(found)


def _skeleton(settings: dict[str, Any], classes: list[str], n_keypoints: int, n_instances: int) -> Skeleton:
    told = settings.get("kpt_names")
    first = next(iter(told.values()), None) if isinstance(told, dict) else told
    keypoints = tuple(str(each) for each in first or ()) or tuple(
        f"point {at + 1}" for at in range(n_keypoints)
    )
    flipped = settings.get("flip_idx") or ()
    pairs = tuple((at, int(other)) for at, other in enumerate(flipped) if at < int(other) < n_keypoints)
    edges = tuple((int(a), int(b)) for a, b in settings.get("skeleton") or ())
    species, animals = (classes[0], ()) if len(classes) == 1 else ("", tuple(classes))
    return Skeleton(species, animals, keypoints, pairs=pairs, edges=edges, n_instances=n_instances)


def _rows(path: Path, width: int, n_classes: int) -> Any:
    rows = []
    for number, line in enumerate(path.read_text("utf-8", errors="replace").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            row = np.array([float(word) for word in line.split()])
        except ValueError as exc:
            raise InvalidInput(f"{path}, line {number}: {exc}") from exc
        if len(row) != width or not 0 <= row[0] < n_classes or not np.isfinite(row).all():
            raise InvalidInput(
                f"{path}, line {number}: {width} numbers are expected, the first a known class."
            )
        rows.append(row)
    return np.array(rows).reshape(-1, width)


def _take(found: Annotations, place: int, track: int, shares: Any) -> None:
    frame = found.frames[place]
    v = shares[:, 2] if shares.shape[1] > 2 else np.where(shares.any(axis=1), VISIBLE, NOT_GIVEN)
    there = v > 0
    points = shares[:, :2] * [frame.width, frame.height]
    found.points[place, track, :, 0] = np.where(there[:, None], points, np.nan)
    found.visibility[place, track, :, 0] = np.where(
        there, np.where(v == OCCLUDED, OCCLUDED, VISIBLE), NOT_GIVEN
    )


def _escaped(stem: str) -> str:
    """So that a bracket or a star in a name stands for itself."""
    return "".join(f"[{each}]" if each in "*?[" else each for each in stem)
