"""DeepLabCut: `config.yaml`, `labeled-data/VIDEO/` with pictures and CollectedData_SCORER as CSV and HDF5."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import yaml

from trigpoint.formats.pose.annotations import VISIBLE, Annotations
from trigpoint.formats.pose.dataset import Dataset, animal_names
from trigpoint.formats.pose.frame import Frame
from trigpoint.formats.pose.labeled_data import FOLDER, index_of, places_of
from trigpoint.formats.pose.pictures import bring_picture
from trigpoint.formats.pose.point_columns import PointColumns, read_point_columns
from trigpoint.formats.pose.skeleton import Skeleton
from trigpoint.model.errors import InvalidInput

SCORER: Final = "Trigpoint"
_DATE: Final = "2026-01-01"
_MOST_POINTS: Final = 1 << 27


def write_deeplabcut(dataset: Dataset, folder: Path) -> list[Path]:
    """A project that DeepLabCut opens. Occluded points are written like the others: it knows no such mark."""
    import warnings

    skeleton = dataset.skeleton
    places = list(places_of(dataset))
    several = len(skeleton.tracks) > 1
    for frame, place in zip(dataset.frames, places, strict=True):
        bring_picture(frame, folder / place.path, link=dataset.link)
    for video in dict.fromkeys(place.video for place in places):
        rows = [at for at, place in enumerate(places) if place.video == video]
        table = _frame_of(dataset, rows, [(FOLDER, *places[at]) for at in rows], several)
        path = folder / FOLDER / video / f"CollectedData_{SCORER}.csv"
        table.to_csv(path)
        with warnings.catch_warnings():  # about names that are no attributes of Python's
            warnings.simplefilter("ignore")
            table.to_hdf(path.with_suffix(".h5"), key="df_with_missing", mode="w")
    path = folder / "config.yaml"
    path.write_text(
        yaml.safe_dump(_config(dataset, folder, several), sort_keys=False, allow_unicode=True), "utf-8"
    )
    return [path]


def _frame_of(dataset: Dataset, rows: Sequence[int], index: Sequence[tuple[str, ...]], several: bool) -> Any:
    pd = _pandas()
    keypoints = dataset.skeleton.keypoints
    lists: list[list[str]] = [[SCORER], list(keypoints), ["x", "y"]]
    names = ["scorer", "bodyparts", "coords"]
    if several:
        lists.insert(1, animal_names(dataset.skeleton))
        names.insert(1, "individuals")
    values = dataset.poses.xy[list(rows)].reshape(len(rows), -1)
    return pd.DataFrame(
        values,
        columns=pd.MultiIndex.from_product(lists, names=names),
        index=pd.MultiIndex.from_tuples(index),
    )


def _pandas() -> Any:
    try:
        import pandas as pd

        import tables  # noqa: F401
    except ImportError as exc:  # pragma: no cover
        raise InvalidInput(
            "DeepLabCut's tables need the extra `pose`: pip install 'trigpoint[pose]'"
        ) from exc
    return pd


def _config(dataset: Dataset, folder: Path, several: bool) -> dict[str, Any]:
    skeleton = dataset.skeleton
    sizes = {frame.video or "pictures": (frame.width, frame.height) for frame in dataset.frames}
    keypoints = list(skeleton.keypoints)
    bodyparts: dict[str, Any] = {"bodyparts": keypoints}
    if several:
        bodyparts = {
            "individuals": animal_names(skeleton),
            "uniquebodyparts": [],
            "multianimalbodyparts": keypoints,
            "bodyparts": "MULTI!",
        }
    return {
        "Task": dataset.name,
        "scorer": SCORER,
        "date": _DATE,
        "multianimalproject": several,
        "identity": several and skeleton.n_instances == 1,
        "project_path": str(folder.resolve()),
        "video_sets": {
            str(folder.resolve() / "videos" / video): {"crop": f"0, {width}, 0, {height}"}
            for video, (width, height) in sizes.items()
        },
        **bodyparts,
        "start": 0,
        "stop": 1,
        "numframes2pick": 20,
        "skeleton": [[keypoints[a], keypoints[b]] for a, b in skeleton.edges],
        "skeleton_color": "black",
        "pcutoff": 0.6,
        "dotsize": 6,
        "alphavalue": 0.7,
        "colormap": "rainbow",
        "TrainingFraction": [0.95],
        "iteration": 0,
        "default_net_type": "resnet_50",
        "default_augmenter": "default",
        "snapshotindex": -1,
        "batch_size": 8,
        "cropping": False,
        "x1": 0,
        "x2": 640,
        "y1": 277,
        "y2": 624,
        "corner2move2": [50, 50],
        "move2corner": True,
    }


def read_deeplabcut(path: Path) -> Annotations:
    """Labels of a project (its folder or `config.yaml`), or one table of labels or predictions.

    Several scorers are several annotators. Predictions, which have likelihoods, are a model's. Rows that name
    no picture are places in the video that the file is named after. Raises InvalidInput.
    """
    root = path if path.is_dir() else path.parent
    if path.is_dir() or path.suffix.lower() in (".yaml", ".yml"):
        files = sorted((root / FOLDER).glob("*/CollectedData_*.csv")) or sorted(
            (root / FOLDER).glob("*/CollectedData_*.h5")
        )
        if not files:
            raise InvalidInput(f"{root} has no {FOLDER}/VIDEO/CollectedData_SCORER.csv.")
    else:
        files, root = [path], path.parent.parent.parent if path.parent.parent.name == FOLDER else path.parent
    return annotations_of([read_point_columns(each) for each in files], root)


def annotations_of(tables: Sequence[PointColumns], root: Path) -> Annotations:
    """Several tables as one: scorers, animals, body parts and frames, each in the order of first sight."""
    columns = [column for table in tables for column in table.columns]
    scorers, individuals, parts = (list(dict.fromkeys(each[at] for each in columns)) for at in range(3))
    skeleton = Skeleton("", tuple(individuals) if len(individuals) > 1 else (), tuple(parts))
    frames: dict[tuple[str, str], Frame] = {}
    for table in tables:
        for row in table.rows:
            if (_source(table, row), row) not in frames:
                frames[_source(table, row), row] = _frame(table, row, root)
    if len(frames) * len(individuals) * len(parts) * len(scorers) > _MOST_POINTS:
        raise InvalidInput(f"{tables[0].path.name} and the like have more than {_MOST_POINTS:,} points.")
    places = {each: at for at, each in enumerate(frames)}
    models = {column[0] for column in columns if column[3] == "likelihood"}
    sources: Any = tuple("model" if scorer in models else "import" for scorer in scorers)
    found = Annotations.empty(skeleton, tuple(frames.values()), tuple(scorers), sources)
    for table in tables:
        rows = np.array([places[_source(table, row), row] for row in table.rows], dtype=np.int64)
        for column, (scorer, individual, part, coord) in enumerate(table.columns):
            at = rows, individuals.index(individual), parts.index(part), scorers.index(scorer)
            if coord == "likelihood":
                found.scores[at] = table.values[:, column]
            else:
                found.points[(*at, "xy".index(coord))] = table.values[:, column]
        for scorer in {column[0] for column in table.columns}:
            found.answered[rows, scorers.index(scorer)] = True
    half = np.isnan(found.points).any(axis=-1)
    found.points[half] = np.nan
    found.visibility[~half] = VISIBLE
    return found


def _source(table: PointColumns, row: str) -> str:
    """Frames that are places in a video belong to their file."""
    return table.path.name if row.isdecimal() else ""


def _frame(table: PointColumns, row: str, root: Path) -> Frame:
    if row.isdecimal() and len(row) < 16:
        return Frame("", 0, 0, table.path.stem, int(row))
    *_, video, image = ["", *row.replace("\\", "/").split("/")]
    path = next(
        (each for each in (root / FOLDER / video / image, table.path.parent / image) if each.is_file()), None
    )
    width, height = (0, 0) if path is None else _size(path)
    return Frame(f"{video}_{image}", width, height, video, index_of(image), path=path)


def _size(path: Path) -> tuple[int, int]:
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(path) as image:
            return image.size
    except (UnidentifiedImageError, OSError) as exc:
        raise InvalidInput(f"{path} is no picture that can be read: {exc}") from exc
