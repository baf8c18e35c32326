"""Where DeepLabCut and Lightning Pose look for a picture: `labeled-data/VIDEO/imgNNNN.png`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from trigpoint.formats.pose.dataset import Dataset

FOLDER = "labeled-data"
_NAMED = re.compile(r"(.+)_(\d+)")
_NUMBER = re.compile(r"(\d+)\D*$")


class Place(NamedTuple):
    """The folder below `labeled-data` and the picture in it."""

    video: str
    image: str

    @property
    def path(self) -> str:
        return f"{FOLDER}/{self.video}/{self.image}"


def places_of(dataset: Dataset) -> Iterator[Place]:
    """One for each frame, no two alike: by its video and the place in it, as far as these are known.

    The stem is `img` and digits alone: Lightning Pose replaces the first number in a name, others read the
    last.
    """
    taken: set[Place] = set()
    for number, frame in enumerate(dataset.frames):
        named = _NAMED.fullmatch(Path(frame.image).stem)
        index = frame.frame_index
        if index is None:
            index = int(named[2]) if named else number
        video = Path(frame.video).stem or (named[1] if named else "pictures")
        place, again = Place(video, f"img{index:08d}.png"), 1
        while place in taken:
            again += 1
            place = Place(f"{video}-{again}", place.image)
        taken.add(place)
        yield place


def index_of(image: str) -> int | None:
    """The last number in a picture's name."""
    found = _NUMBER.search(Path(image).stem)
    return int(found[1]) if found and len(found[1]) < 16 else None
