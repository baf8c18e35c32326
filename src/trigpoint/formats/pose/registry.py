"""The formats that poses are written in and read from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from trigpoint.formats.pose.annotations import Annotations
from trigpoint.formats.pose.dataset import Dataset
from trigpoint.model.errors import InvalidInput


@dataclass(frozen=True)
class Format:
    """One format; its module is imported when it is used: some bring large libraries along.

    Parameters
    ----------
    about
        What is written, in a line.
    writer, reader
        "module:function" below this package; a reader is empty where there is none.
    """

    name: str
    about: str
    writer: str
    reader: str = ""

    def write(self, dataset: Dataset, folder: Path) -> list[Path]:
        """Writes into the folder, which is made; the files that a user begins with."""
        folder.mkdir(parents=True, exist_ok=True)
        written: list[Path] = _function(self.writer)(dataset, folder)
        return written

    def read(self, path: Path) -> Annotations:
        """What is in a file or folder. Raises InvalidInput where it is not of this format."""
        if not self.reader:
            raise InvalidInput(f"{self.name} is written, not read.")
        if not path.exists():
            raise InvalidInput(f"There is no {path}.")
        found: Annotations = _function(self.reader)(path)
        return found


def _function(name: str) -> Callable[..., Any]:
    module, _, function = name.partition(":")
    found: Callable[..., Any] = getattr(import_module(f"trigpoint.formats.pose.{module}"), function)
    return found


_ALL = (
    Format("csv", "Tidy tables: a row for each point, and for each point of each worker", "tables:write_csv"),
    Format("json", "The same tables as objects", "tables:write_json"),
    Format("coco", "COCO keypoints, with pictures", "coco:write_coco", "coco:read_coco"),
    Format(
        "cvat", "The COCO file, which CVAT imports as COCO Keypoints 1.0", "coco:write_coco", "coco:read_coco"
    ),
    Format("yolo", "YOLO pose: data.yaml, images and labels by split", "yolo:write_yolo", "yolo:read_yolo"),
    Format(
        "mars",
        "MARS_Developer: processed_keypoints.json, records, settings of the pose models",
        "mars:write_mars",
        "mars:read_mars",
    ),
    Format(
        "deeplabcut",
        "DeepLabCut: config.yaml, labeled-data with pictures, CSV and HDF5",
        "deeplabcut:write_deeplabcut",
        "deeplabcut:read_deeplabcut",
    ),
    Format("slp", "SLEAP: labels.slp with tracks, and pictures", "sleap:write_slp", "sleap:read_slp"),
    Format(
        "lightning-pose",
        "Lightning Pose: CollectedData.csv and labeled-data",
        "lightning_pose:write_lightning_pose",
        "lightning_pose:read_lightning_pose",
    ),
    Format(
        "tfrecord", "TFRecords of all animals, as MARS's pose models read them", "tf_records:write_tf_records"
    ),
)
FORMATS: Final[Mapping[str, Format]] = {each.name: each for each in _ALL}


def format_of(name: str) -> Format:
    """Raises InvalidInput that says which formats there are."""
    if name not in FORMATS:
        raise InvalidInput(f"There is no format {name!r}; there are {', '.join(FORMATS)}.")
    return FORMATS[name]
