"""COCO keypoints: one JSON file with the pictures, the species as category, an annotation for each animal."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np

from trigpoint.formats.pose.annotations import NOT_GIVEN, OCCLUDED, VISIBLE, Annotations
from trigpoint.formats.pose.boxes import boxes
from trigpoint.formats.pose.dataset import Dataset, animal_names
from trigpoint.formats.pose.frame import Frame
from trigpoint.formats.pose.pictures import bring_picture
from trigpoint.formats.pose.poses import FLAGS
from trigpoint.formats.pose.skeleton import Skeleton
from trigpoint.model.errors import InvalidInput

_MOST_BYTES: Final = 2 << 30


def write_coco(dataset: Dataset, folder: Path) -> list[Path]:
    """`coco.json` and `images/`; a split that frames belong to is told by each image."""
    for frame in dataset.frames:
        bring_picture(frame, folder / "images" / frame.image, link=dataset.link)
    path = folder / "coco.json"
    path.write_text(json.dumps(coco_of(dataset), ensure_ascii=False, allow_nan=False, indent=1), "utf-8")
    return [path]


def coco_of(dataset: Dataset) -> dict[str, Any]:
    """The file's content. Coordinates are pixels of the stored picture, with no half-pixel shift."""
    skeleton, poses = dataset.skeleton, dataset.poses
    found = boxes(poses.xy, poses.sizes, dataset.box)
    names = animal_names(skeleton)
    annotations: list[dict[str, Any]] = []
    for place, _ in enumerate(dataset.frames):
        for track, name in enumerate(names):
            if np.isnan(found[place, track]).any():
                continue
            left, top, right, bottom = (float(each) for each in found[place, track])
            visibility = poses.visibility[place, track]
            annotations.append(
                {
                    "id": len(annotations) + 1,
                    "image_id": place + 1,
                    "category_id": 1,
                    "keypoints": _triples(poses.xy[place, track], visibility),
                    "num_keypoints": int((visibility > NOT_GIVEN).sum()),
                    "bbox": [left, top, right - left, bottom - top],
                    "area": (right - left) * (bottom - top),
                    "iscrowd": 0,
                    "attributes": {
                        "animal": name,
                        "sd": [_number(each) for each in poses.deviations[place, track]],
                        "confidence": [_number(each) for each in poses.confidences[place, track]],
                        "flags": [_flags(int(bits)) for bits in poses.flags[place, track]],
                    },
                }
            )
    return {
        "info": {"description": dataset.name, "contributor": "Trigpoint", "version": "1.0"},
        "licenses": [],
        "images": [_image(place, frame) for place, frame in enumerate(dataset.frames)],
        "categories": [
            {
                "id": 1,
                "name": skeleton.species or "animal",
                "supercategory": "animal",
                "keypoints": list(skeleton.keypoints),
                "skeleton": [[a + 1, b + 1] for a, b in skeleton.edges],
                "animals": names,
                "pairs": [[a + 1, b + 1] for a, b in skeleton.pairs],
                **({} if skeleton.sigmas is None else {"sigmas": list(skeleton.sigmas)}),
            }
        ],
        "annotations": annotations,
    }


def _image(place: int, frame: Frame) -> dict[str, Any]:
    return {
        "id": place + 1,
        "file_name": frame.image,
        "width": frame.width,
        "height": frame.height,
        "video": frame.video,
        "frame_index": frame.frame_index,
        "split": frame.split,
    }


def _triples(points: Any, visibility: Any) -> list[float]:
    """x, y and v of every keypoint; zeros for one that is not there, as COCO has it."""
    found: list[float] = []
    for (x, y), v in zip(points.tolist(), visibility.tolist(), strict=True):
        found += [x, y, v] if v > NOT_GIVEN and math.isfinite(x) else [0.0, 0.0, 0]
    return found


def _flags(bits: int) -> list[str]:
    return [name for place, name in enumerate(FLAGS) if bits >> place & 1]


def _number(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


def read_coco(path: Path) -> Annotations:
    """Annotations of a COCO keypoint file, of one category; results with scores are a model's.

    An animal's track is what `attributes.animal` says where it is one of the category's `animals`; else the
    annotations of an image are animals alike, in their order. Raises InvalidInput for what is no such file.
    """
    content = _content(path)
    try:
        category = next(each for each in content["categories"] if each.get("keypoints"))
        keypoints = tuple(str(each) for each in category["keypoints"])
        images = {each["id"]: each for each in content["images"]}
        by_image: dict[Any, list[Mapping[str, Any]]] = {identity: [] for identity in images}
        for each in content["annotations"]:
            if each["category_id"] == category["id"] and each["image_id"] in by_image:
                by_image[each["image_id"]].append(each)
        names = [str(each) for each in category.get("animals", ())]
        skeleton = _skeleton(category, keypoints, names, max(map(len, by_image.values()), default=1))
        frames = tuple(_frame(images[identity], path.parent) for identity in by_image)
        found = Annotations.empty(skeleton, frames, (path.stem,), ("import",))
        for place, annotations in enumerate(by_image.values()):
            for order, each in enumerate(annotations):
                name = (each.get("attributes") or {}).get("animal")
                track = names.index(name) if name in names else order
                if track < len(skeleton.tracks):
                    _take(found, place, track, each)
            found.answered[place] = True
    except (KeyError, TypeError, ValueError, StopIteration, AttributeError) as exc:
        raise InvalidInput(
            f"{path} is no file of COCO keypoints: {exc or 'no category has keypoints'}"
        ) from exc
    return found


def _content(path: Path) -> Mapping[str, Any]:
    if path.stat().st_size > _MOST_BYTES:
        raise InvalidInput(f"{path} is larger than {_MOST_BYTES >> 30} GB.")
    try:
        content = json.loads(path.read_bytes())
    except (ValueError, RecursionError) as exc:
        raise InvalidInput(f"{path} is no JSON: {exc}") from exc
    if not isinstance(content, dict):
        raise InvalidInput(f"{path} is no file of COCO keypoints: it holds no object.")
    return content


def _skeleton(
    category: Mapping[str, Any], keypoints: tuple[str, ...], names: list[str], most: int
) -> Skeleton:
    n_keypoints = len(keypoints)
    couples = {
        kind: tuple((int(a) - 1, int(b) - 1) for a, b in category.get(kind) or ())
        for kind in ("skeleton", "pairs")
    }
    inside = {
        kind: tuple(each for each in found if all(0 <= at < n_keypoints for at in each))
        for kind, found in couples.items()
    }
    sigmas = category.get("sigmas")
    return Skeleton(
        str(category.get("name", "")),
        tuple(names) if len(names) > 1 else (),
        keypoints,
        pairs=inside["pairs"],
        edges=inside["skeleton"],
        sigmas=tuple(float(each) for each in sigmas) if sigmas else None,
        n_instances=1 if len(names) > 1 else max(most, 1),
    )


def _frame(image: Mapping[str, Any], folder: Path) -> Frame:
    name = str(image["file_name"]).replace("\\", "/").rpartition("/")[2]
    path = next((each for each in (folder / name, folder / "images" / name) if each.is_file()), None)
    index = image.get("frame_index")
    return Frame(
        name,
        int(image["width"]),
        int(image["height"]),
        str(image.get("video") or ""),
        None if index is None else int(index),
        split=str(image.get("split") or ""),
        path=path,
    )


def _take(found: Annotations, place: int, track: int, annotation: Mapping[str, Any]) -> None:
    triples = np.asarray(annotation["keypoints"], dtype=float).reshape(-1, 3)
    if len(triples) != found.skeleton.n_keypoints:
        raise ValueError(f"annotation {annotation.get('id')} has {len(triples)} keypoints")
    there = (triples[:, 2] > 0) & np.isfinite(triples[:, :2]).all(axis=1)
    found.points[place, track, :, 0] = np.where(there[:, None], triples[:, :2], np.nan)
    visibility = np.where(triples[:, 2] == OCCLUDED, OCCLUDED, VISIBLE)
    found.visibility[place, track, :, 0] = np.where(there, visibility, NOT_GIVEN)
