"""A frame: one picture, and where in which video it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Frame:
    """One picture of a project; `image` is its file's name, which no other frame has.

    Parameters
    ----------
    image
        Name of the file, without folders.
    width, height
        Of the stored picture, in pixels.
    video
        The video's file name; empty for a picture that comes from none.
    frame_index
        Place in the order of decoding, from 0.
    pts_seconds
        Presentation time in the video.
    split
        "train", "val" or "test"; empty where none is given.
    path
        Where the file is on this machine, if it is.
    """

    image: str
    width: int
    height: int
    video: str = ""
    frame_index: int | None = None
    pts_seconds: float | None = None
    split: str = ""
    path: Path | None = None

    @property
    def area(self) -> int:
        """In square pixels."""
        return self.width * self.height
