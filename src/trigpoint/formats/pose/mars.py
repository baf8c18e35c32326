"""MARS_Developer's training data: `processed_keypoints.json`, records, settings of its pose models.

MARS trains on these by `prepare_detector_training_data`, `prepare_pose_training_data` and
`make_project_priors`, which use a `processed_keypoints.json` that is there already.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from trigpoint.formats.pose.annotations import NOT_GIVEN, VISIBLE, Annotations, Floats, Source
from trigpoint.formats.pose.boxes import boxes
from trigpoint.formats.pose.dataset import Dataset
from trigpoint.formats.pose.frame import Frame
from trigpoint.formats.pose.pictures import bring_picture
from trigpoint.formats.pose.skeleton import Skeleton
from trigpoint.formats.pose.tf_records import write_records
from trigpoint.model.errors import InvalidInput

_COLORS: Final = ("red", "orange", "gold", "lime", "deepskyblue", "blue", "magenta", "brown")
_SYMBOLS: Final = "ovs^Dp*h"
_HEAT_MAP_PX: Final = 1.0
"""PARTS.SIGMAS where a file has none: pixels of the heat map, which the skeleton's own sigmas are not."""


def write_mars(dataset: Dataset, folder: Path) -> list[Path]:
    """A MARS project's `annotation_data/`, `pose/` and `detection/`.

    Frames in which an animal has no point at all are left out, which `left_out.txt` says: MARS would learn
    its absence as a place. Of animals alike the first is written. A single point that is missing stands at
    the centre of its animal's box; the records say of it v = 0.
    """
    whole = mars_places(dataset)
    left_out = [frame.image for at, frame in enumerate(dataset.frames) if at not in set(whole.tolist())]
    data, kept = folder / "annotation_data", dataset.at(whole)
    data.mkdir(parents=True, exist_ok=True)
    pictures = {frame.image: data / "raw_images" / frame.image for frame in kept.frames}
    for frame in kept.frames:
        bring_picture(frame, pictures[frame.image], link=dataset.link)
    path = data / "processed_keypoints.json"
    content = [_entry(kept, at, pictures[frame.image]) for at, frame in enumerate(kept.frames)]
    path.write_text(json.dumps(content, ensure_ascii=False, allow_nan=False), "utf-8")
    told = "\n".join(f"{image}: an animal has no point" for image in left_out) or "Nothing was left out."
    (data / "left_out.txt").write_text(told + "\n", "utf-8")
    written = [path]
    for name, tracks in _models(dataset.models, kept.skeleton).items():
        target = folder / "pose" / f"{name}_tfrecords_pose"
        written += write_records(kept, target, tracks, parts=True, box="mars")
    for name, tracks in _models(dataset.detectors, kept.skeleton).items():
        target = folder / "detection" / f"{name}_tfrecords_detection"
        written += write_records(kept, target, tracks, parts=False, box="mars")
    return [*written, *_write_settings(kept, folder / "pose")]


def mars_places(dataset: Dataset) -> NDArray[np.int64]:
    """Frames in which every animal (of those alike the first) has a point."""
    first = _first_tracks(dataset.skeleton)
    there = np.asarray((~np.isnan(dataset.poses.xy[..., 0][:, first])).any(axis=2))
    return np.flatnonzero(there.all(axis=1))


def _first_tracks(skeleton: Skeleton) -> list[int]:
    return [at for at, track in enumerate(skeleton.tracks) if track.instance == 0]


def _models(named: Mapping[str, Sequence[str]], skeleton: Skeleton) -> Mapping[str, list[int]]:
    """Each model's tracks; a single model of all where none is named."""
    first = _first_tracks(skeleton)
    found = {
        name: [track for track in first if skeleton.tracks[track].animal in animals]
        for name, animals in named.items()
    }
    return {name: tracks for name, tracks in found.items() if tracks} or {"top": first}


def _entry(dataset: Dataset, place: int, picture: Path) -> dict[str, Any]:
    frame, skeleton = dataset.frames[place], dataset.skeleton
    entry: dict[str, Any] = {
        "image": str(picture.absolute()),
        "frame_id": str(picture.absolute()),
        "height": frame.height,
        "width": frame.width,
        "ann_label": list(skeleton.keypoints),
        "ann": [],
    }
    box = boxes(dataset.poses.xy[place : place + 1], dataset.poses.sizes[place : place + 1], "mars")[0]
    for track in _first_tracks(skeleton):
        name = skeleton.tracks[track].animal or skeleton.species
        entry[f"ann_{name}"] = _animal(dataset, place, track, box[track])
    return entry


def _animal(dataset: Dataset, place: int, track: int, box: Floats) -> dict[str, Any]:
    """Everything is a share of the picture; `med`, `mu` and `std` have y before x, `bbox` x before y."""
    frame = dataset.frames[place]
    size = np.array([frame.width, frame.height], dtype=float)
    centre = np.array([box[0] + box[2], box[1] + box[3]]) / 2
    middle = dataset.poses.xy[place, track]
    middle = np.where(np.isnan(middle), centre, middle) / size
    clicks = middle[None]
    if dataset.answers is not None and (who := np.flatnonzero(dataset.answers.answered[place])).size:
        clicks = dataset.answers.points[place, track][:, who].transpose(1, 0, 2) / size
        clicks = np.where(np.isnan(clicks), middle, clicks)
    left, top, right, bottom = box / np.tile(size, 2)
    return {
        "X": clicks[..., 0].tolist(),
        "Y": clicks[..., 1].tolist(),
        "bbox": [left, right, top, bottom],
        "med": middle[:, ::-1].T.tolist(),
        "mu": clicks.mean(axis=0)[:, ::-1].T.tolist(),
        "std": clicks.std(axis=0)[:, ::-1].T.tolist(),
        "area": float((box[2] - box[0]) * (box[3] - box[1])),
    }


def _write_settings(dataset: Dataset, folder: Path) -> list[Path]:
    """`config_{train,val,test}.yaml` with the skeleton in PARTS; other keys of files that are there stay."""
    import yaml

    folder.mkdir(parents=True, exist_ok=True)
    skeleton, written = dataset.skeleton, []
    for split in ("train", "val", "test"):
        path = folder / f"config_{split}.yaml"
        try:
            settings = yaml.safe_load(path.read_text("utf-8")) if path.exists() else None
        except (yaml.YAMLError, UnicodeDecodeError) as exc:
            raise InvalidInput(f"{path} is not YAML: {exc}") from exc
        settings = settings if isinstance(settings, dict) else {}
        parts = settings.get("PARTS")
        n = skeleton.n_keypoints
        settings["PARTS"] = {
            **(parts if isinstance(parts, dict) else {}),
            "NUM_PARTS": n,
            "NAMES": list(skeleton.keypoints),
            "LEFT_RIGHT_PAIRS": [list(pair) for pair in skeleton.pairs],
            "SIGMAS": _heat_map_sigmas(parts.get("SIGMAS") if isinstance(parts, dict) else None, n),
        }
        settings["COLORS"] = [_COLORS[at % len(_COLORS)] for at in range(n)]
        settings["SYMBOLS"] = [_SYMBOLS[at // len(_COLORS) % len(_SYMBOLS)] for at in range(n)]
        path.write_text(yaml.safe_dump(settings, sort_keys=False, allow_unicode=True), "utf-8")
        written.append(path)
    return written


def _heat_map_sigmas(given: object, n: int) -> list[float]:
    """Those that the file has, or their commonest for another number of keypoints."""
    known = (
        [float(each) for each in given if isinstance(each, int | float)] if isinstance(given, list) else []
    )
    if len(known) == n:
        return known
    return [max(set(known), key=known.count) if known else _HEAT_MAP_PX] * n


def read_mars(path: Path) -> Annotations:
    """Each worker's points of a `processed_keypoints.json`, where they have no names. Raises InvalidInput."""
    try:
        content = json.loads(path.read_bytes())
        keypoints = tuple(str(each) for each in content[0]["ann_label"])
        animals = tuple(key.removeprefix("ann_") for key in content[0] if _is_animal(key))
        n_workers = max(len(entry[f"ann_{animal}"]["X"]) for entry in content for animal in animals)
        skeleton = Skeleton("", animals, keypoints)
        workers = tuple(f"worker {number + 1}" for number in range(n_workers))
        imported: tuple[Source, ...] = tuple("import" for _ in workers)
        found = Annotations.empty(skeleton, tuple(_frame(entry) for entry in content), workers, imported)
        for place, entry in enumerate(content):
            size = [int(entry["width"]), int(entry["height"])]
            for track, animal in enumerate(animals):
                x, y = (np.asarray(entry[f"ann_{animal}"][axis], dtype=float) for axis in "XY")
                points = np.stack([x, y], axis=2).transpose(1, 0, 2) * size
                absent = (points == 0).all(axis=2) | np.isnan(points).any(axis=2)  # what MARS writes for none
                n = points.shape[1]
                found.points[place, track, :, :n] = np.where(absent[..., None], np.nan, points)
                found.visibility[place, track, :, :n] = np.where(absent, NOT_GIVEN, VISIBLE)
                found.answered[place, :n] = True
    except (ValueError, KeyError, TypeError, IndexError, RecursionError, AttributeError) as exc:
        raise InvalidInput(f"{path} is no processed_keypoints.json of MARS: {exc}") from exc
    return found


def _is_animal(key: str) -> bool:
    return key.startswith("ann_") and key != "ann_label"


def _frame(entry: Mapping[str, Any]) -> Frame:
    name = str(entry["image"]).replace("\\", "/").rpartition("/")[2]
    picture = Path(str(entry["image"]))
    return Frame(name, int(entry["width"]), int(entry["height"]), path=picture if picture.is_file() else None)
