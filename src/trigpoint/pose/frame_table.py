"""`frames.csv` and `videos.csv`: what a project holds and where it comes from."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import TypeVar

from trigpoint.formats.pose.frame import Frame
from trigpoint.model.errors import InvalidInput


@dataclass(frozen=True)
class FrameRow:
    """One extracted frame; `frame` counts from 0 in the order of extraction."""

    frame: int
    image: str
    video: str
    video_sha256: str
    frame_index: int
    pts_s: float
    width: int
    height: int
    method: str
    score: float
    split: str

    def as_frame(self, folder: Path) -> Frame:
        return Frame(
            self.image,
            self.width,
            self.height,
            self.video,
            self.frame_index,
            self.pts_s,
            self.split,
            folder / self.image,
        )


@dataclass(frozen=True)
class VideoRow:
    """One video of a project; `stem` begins the names of its frames and is no other video's."""

    video: str
    stem: str
    sha256: str
    width: int
    height: int
    rotation: int


_Row = TypeVar("_Row", FrameRow, VideoRow)


def read_rows(path: Path, kind: type[_Row]) -> list[_Row]:
    """The rows of a table; none when there is no file."""
    if not path.exists():
        return []
    found = []
    with path.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), start=2):
            try:
                values = [
                    {"int": int, "float": float, "str": str}[str(each.type)](row[each.name])
                    for each in fields(kind)
                ]
            except (KeyError, ValueError, TypeError) as exc:
                raise InvalidInput(f"{path}, line {number}: {exc} is missing or no number") from exc
            found.append(kind(*values))
    return found


def write_rows(path: Path, kind: type[_Row], rows: Iterable[_Row]) -> None:
    """Writes the whole table; a reader sees the old one or the new one."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([each.name for each in fields(kind)])
    writer.writerows(astuple(row) for row in rows)
    write_whole(path, text.getvalue())


def write_whole(path: Path, content: str | bytes) -> None:
    """Writes a file that is there whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".part")
    partial.write_bytes(content.encode() if isinstance(content, str) else content)
    os.replace(partial, path)
