"""Reads videos frame by frame, in the order of decoding; headers are not believed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trigpoint.model.errors import InvalidInput

try:
    import av
except ImportError as exc:  # pragma: no cover
    raise InvalidInput("Videos need the extra `pose`: pip install 'trigpoint[pose]'") from exc


@dataclass(frozen=True)
class DecodedFrame:
    """One frame of a video; `index` counts what was decoded, from 0."""

    index: int
    pts_seconds: float
    _frame: Any
    rotation: int

    def grey(self, width: int) -> NDArray[np.uint8]:
        """A small grey copy, not rotated, of that width."""
        height = max(2, round(self._frame.height * width / self._frame.width))
        return np.asarray(self._frame.reformat(width=width, height=height, format="gray").to_ndarray())

    def picture(self) -> NDArray[np.uint8]:
        """RGB with the rotation of the container applied, shape (height, width, 3)."""
        upright = np.rot90(self._frame.to_ndarray(format="rgb24"), k=self.rotation // 90)
        return np.ascontiguousarray(upright)


def frames_of(path: Path) -> Iterator[DecodedFrame]:
    """Every frame that decodes, in order; parts that do not are passed over.

    Raises InvalidInput when the file is no video.
    """
    try:
        container = av.open(str(path))
    except (av.error.FFmpegError, OSError) as exc:
        raise InvalidInput(f"{path.name} cannot be opened as a video: {exc}") from exc
    try:
        yield from _frames(container, path)
    finally:
        container.close()


def _frames(container: Any, path: Path) -> Iterator[DecodedFrame]:
    if not container.streams.video:
        raise InvalidInput(f"{path.name} has no pictures in it.")
    stream = container.streams.video[0]
    stream.thread_type = "AUTO"
    rate = float(stream.average_rate or 25)
    for index, frame in enumerate(_decoded(container, stream)):
        rotation = round(getattr(frame, "rotation", 0) or 0)
        seconds = index / rate if frame.time is None else float(frame.time)
        yield DecodedFrame(index, seconds, frame, rotation % 360)


def _decoded(container: Any, stream: Any) -> Iterator[Any]:
    """A torn packet costs its frames, not the rest of the video."""
    packets = container.demux(stream)
    while (packet := _next_packet(packets)) is not None:
        try:
            frames = packet.decode()
        except av.error.FFmpegError:
            continue
        yield from frames


def _next_packet(packets: Iterator[Any]) -> Any:
    """None at the end of the file, and where it was cut off."""
    try:
        return next(packets, None)
    except av.error.FFmpegError:
        return None


def promised_frames(path: Path) -> int | None:
    """What the header says of the number of frames: good for a progress bar alone."""
    container = av.open(str(path))
    try:
        return int(container.streams.video[0].frames) or None
    finally:
        container.close()


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
