"""Which files of predictions can be read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import numpy as np

from trigpoint.formats.pose.skeleton import Skeleton
from trigpoint.model.errors import InvalidInput
from trigpoint.pose.point_table import read_point_table
from trigpoint.pose.predictions import Predictions

Reader = Callable[[Path, Skeleton], Predictions]

READERS: Final[Mapping[str, Reader]] = {".csv": read_point_table}
"""By the suffix of the file."""


def read_predictions(path: Path, skeleton: Skeleton) -> Predictions:
    """A model's poses from a file, by its suffix, or from all such files of a folder.

    Raises InvalidInput that says what can be read.
    """
    if path.is_dir():
        files = sorted(each for each in path.iterdir() if each.suffix.lower() in READERS)
        if not files:
            raise InvalidInput(f"{path} has no files of predictions: {', '.join(READERS)}.")
        return Predictions.joined([read_predictions(each, skeleton) for each in files])
    if not path.is_file():
        raise InvalidInput(f"There is no file {path}.")
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise InvalidInput(f"{path.name}: predictions are read from {', '.join(READERS)} files.")
    found = reader(path, skeleton)
    if np.isnan(found.xy).all():
        raise InvalidInput(f"{path.name} has no point of this project's animals and keypoints.")
    return found
