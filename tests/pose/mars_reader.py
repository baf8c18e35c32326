"""MARS's reader of `output.manifest`, restated from what it does: evaluates answers, looks for substrings."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from PIL import Image


def read(
    manifest: Path, images: Path, species: str, animals: list[str], keypoints: list[str]
) -> list[dict[str, Any]]:
    """For each line, each animal's X and Y: a list for each worker, normalised, 0 where it found nothing."""
    lines = [json.loads(line) for line in manifest.open(encoding="utf-8")]
    folder = lines[0]["source-ref"].rpartition("/")[0]
    counts = [
        len(line["annotatedResult"]["annotationsFromAllWorkers"])
        for line in lines
        if "annotatedResult" in line
    ]
    found = []
    for number, line in enumerate(lines):
        if "annotatedResult" not in line:
            continue
        path = images / line["source-ref"].removeprefix(folder + "/")
        with Image.open(path) as image:
            width, height = image.size
        frame: dict[str, Any] = {
            name: {"X": [[0.0] * len(keypoints) for _ in range(counts[number])], "Y": []} for name in animals
        }
        for name in animals:
            frame[name]["Y"] = [[0.0] * len(keypoints) for _ in range(counts[number])]
        for worker in range(counts[number]):
            answer = line["annotatedResult"]["annotationsFromAllWorkers"][worker]
            content = eval(answer["annotationData"]["content"])
            for point in content["annotatedResult"]["keypoints"]:
                animal = next((name for name in animals if name in point["label"]), species)
                part = point["label"].replace(animal, "").replace(species, "").strip()
                if part in keypoints:
                    frame[animal]["X"][worker][keypoints.index(part)] = point["x"] / width
                    frame[animal]["Y"][worker][keypoints.index(part)] = point["y"] / height
        frame["image"] = path.name
        found.append(frame)
    return found
