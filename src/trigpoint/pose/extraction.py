"""From videos to frames: one pass looks, another writes what was chosen."""

from __future__ import annotations

import io
from collections import deque
from collections.abc import Iterable, Iterator, Sequence, Set
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from trigpoint.model.progress import Progress
from trigpoint.pose.frame_table import FrameRow, VideoRow, write_whole
from trigpoint.pose.predictions import Predictions
from trigpoint.pose.project_file import ExtractSettings
from trigpoint.pose.selection import Look, Selection, budgets, defects, select
from trigpoint.pose.uncertainty import uncertainties
from trigpoint.pose.videos import DecodedFrame, frames_of, promised_frames

LOOK_WIDTH_PX: Final = 64
SHARPNESS_WIDTH_PX: Final = 160
MOST_LOOKS: Final = 10_000
JPEG_QUALITY: Final = 95
_WRITERS: Final = 4
_MOST_UNDER_WAY: Final = 16
EVERY: Final = 50
"""Frames between two movements of a progress bar."""


@dataclass(frozen=True)
class Plan:
    """What would be extracted of one video."""

    video: VideoRow
    look: Look
    selection: Selection
    n_wanted: int


def look_at(path: Path, progress: Progress, step: str) -> Look:
    """How the frames of a video look; every s-th where there are more than MOST_LOOKS.

    Nobody knows the number of frames before the end, so s doubles as they come.
    """
    total = promised_frames(path)
    stride, rows = 1, []
    before: NDArray[np.uint8] | None = None
    for frame in frames_of(path):
        if frame.index % EVERY == 0:
            progress(step, frame.index, total)
        if stride > 1 and frame.index % stride == stride - 1:
            before = frame.grey(LOOK_WIDTH_PX)
        if frame.index % stride:
            continue
        thumbnail = frame.grey(LOOK_WIDTH_PX)
        rows.append(
            (frame.index, frame.pts_seconds, thumbnail, _change(before, thumbnail), _sharpness(frame))
        )
        before = thumbnail
        if len(rows) >= 2 * MOST_LOOKS:
            rows, stride = rows[::2], stride * 2
    if not rows:
        empty = np.zeros(0)
        return Look(empty.astype(np.int64), empty, np.zeros((0, 1, 1), np.uint8), empty, empty)
    progress(step, rows[-1][0] + 1, rows[-1][0] + 1)
    indices, seconds, thumbnails, motion, sharpness = zip(*rows, strict=True)
    same = [thumbnail.shape == thumbnails[0].shape for thumbnail in thumbnails]
    return Look(
        np.array(indices, dtype=np.int64)[same],
        np.array(seconds)[same],
        np.stack([thumbnail for thumbnail in thumbnails if thumbnail.shape == thumbnails[0].shape]),
        np.array(motion)[same],
        np.array(sharpness)[same],
    )


def _change(before: NDArray[np.uint8] | None, now: NDArray[np.uint8]) -> float:
    if before is None or before.shape != now.shape:
        return 0.0
    return float(np.abs(now.astype(np.int16) - before).mean())


def _sharpness(frame: DecodedFrame) -> float:
    """Variance of the Laplacian."""
    grey = frame.grey(SHARPNESS_WIDTH_PX).astype(np.int16)
    middle = grey[1:-1, 1:-1]
    around = grey[:-2, 1:-1] + grey[2:, 1:-1] + grey[1:-1, :-2] + grey[1:-1, 2:]
    return float((around - 4 * middle).var()) if middle.size else 0.0


def plan(
    videos: Sequence[VideoRow],
    paths: Sequence[Path],
    rows: Sequence[FrameRow],
    settings: ExtractSettings,
    *,
    n_skipped: int = 0,
    predictions: Predictions | None = None,
    progress: Progress,
) -> list[Plan]:
    """Which frames would make `settings.n` of the project's; those that are there stay and count.

    With `per_video` that many of each video. A model's `predictions` are for the method "uncertainty".
    """
    looks = [
        look_at(path, progress, f"Looking at {video.video}")
        for video, path in zip(videos, paths, strict=True)
    ]
    if predictions is not None:
        looks = [
            _with_uncertainty(look, video, videos, predictions)
            for look, video in zip(looks, videos, strict=True)
        ]
    usable = [_usable(look, settings, n_skipped) for look in looks]
    taken = [{row.frame_index for row in rows if row.video_sha256 == video.sha256} for video in videos]
    counts = [
        int(mask.sum()) - len(defects(look).keys() & set(np.flatnonzero(mask).tolist()))
        for mask, look in zip(usable, looks, strict=True)
    ]
    plans = []
    shares = (
        [min(settings.n, count) for count in counts] if settings.per_video else budgets(settings.n, counts)
    )
    for video, look, mask, old, budget in zip(videos, looks, usable, taken, shares, strict=True):
        wanted = max(0, budget - len(old))
        selection = select(
            look,
            wanted,
            method=settings.method,
            seed=settings.seed,
            min_gap_seconds=settings.min_gap_s,
            usable=mask,
            taken=[int(place) for place in np.flatnonzero(np.isin(look.indices, list(old)))],
            random=settings.random,
        )
        plans.append(Plan(video, look, selection, wanted))
    return plans


def _with_uncertainty(
    look: Look, video: VideoRow, videos: Sequence[VideoRow], predictions: Predictions
) -> Look:
    n_frames = int(look.indices[-1]) + 1 if len(look.indices) else 0
    xy, scores, there = predictions.of_video(video.video, n_frames, [each.video for each in videos])
    area = float(video.width * video.height)
    found = uncertainties(xy, scores, there, edges=predictions.skeleton.edges, area=area)
    return replace(look, uncertainty=found[look.indices])


def _usable(look: Look, settings: ExtractSettings, n_skipped: int) -> NDArray[np.bool_]:
    n = len(look.indices)
    share = (np.arange(n) + 0.5) / max(n, 1)
    found: NDArray[np.bool_] = (
        (share >= settings.start) & (share < settings.stop) & (look.indices >= n_skipped)
    )
    return found


def write_frames(
    plan: Plan,
    path: Path,
    folder: Path,
    settings: ExtractSettings,
    *,
    context_folder: Path,
    rows_before: Sequence[FrameRow],
    first_number: int,
    split: str,
    progress: Progress,
) -> list[FrameRow]:
    """Writes the chosen frames of a video; their rows.

    With `settings.context` the frames before and after each, and those of `rows_before`, are put into the
    folder of context.
    """
    wanted = {int(plan.look.indices[c.position]): c for c in plan.selection.choices}
    video = plan.video
    around = _around([*wanted, *(row.frame_index for row in rows_before)], settings.context)
    around = {
        index
        for index in around
        if not (context_folder / picture_name(video, index, settings.format)).exists()
    }
    rows: list[FrameRow] = []
    with _Writers(settings.format) as writers:
        for frame in _chosen(path, wanted.keys() | around):
            picture = frame.picture()
            name = picture_name(video, frame.index, settings.format)
            choice = wanted.get(frame.index)
            folders = [context_folder] if frame.index in around else []
            writers.write(picture, [each / name for each in (*folders, *([folder] if choice else []))])
            if choice is None:
                continue
            rows.append(
                FrameRow(
                    frame=first_number + len(rows),
                    image=name,
                    video=video.video,
                    video_sha256=video.sha256,
                    frame_index=frame.index,
                    pts_s=round(frame.pts_seconds, 6),
                    width=picture.shape[1],
                    height=picture.shape[0],
                    method=choice.method,
                    score=round(choice.score, 4),
                    split=split,
                )
            )
            progress(f"Writing {video.video}", len(rows), len(wanted))
    return rows


class _Writers:
    """Encodes and writes pictures beside the decoding, a few at a time; leaving waits for the last."""

    def __init__(self, format_: str) -> None:
        self._format = format_
        self._threads = ThreadPoolExecutor(_WRITERS, thread_name_prefix="pictures")
        self._under_way: deque[Future[None]] = deque()

    def __enter__(self) -> _Writers:
        return self

    def __exit__(self, *_: object) -> None:
        self._threads.shutdown()
        while self._under_way:
            self._under_way.popleft().result()

    def write(self, picture: NDArray[np.uint8], paths: Sequence[Path]) -> None:
        """Raises what an earlier one could not."""
        if len(self._under_way) >= _MOST_UNDER_WAY:
            self._under_way.popleft().result()
        self._under_way.append(self._threads.submit(self._write, picture, paths))

    def _write(self, picture: NDArray[np.uint8], paths: Sequence[Path]) -> None:
        data = encoded(picture, self._format)
        for path in paths:
            write_whole(path, data)


def picture_name(video: VideoRow, index: int, format_: str) -> str:
    return f"{video.stem}_{index:06d}.{format_}"


def _around(indices: Iterable[int], n: int) -> set[int]:
    """The places of the frames before and after."""
    return {index + away for index in indices for away in range(-n, n + 1) if away != 0 and index + away >= 0}


def _chosen(path: Path, wanted: Set[int]) -> Iterator[DecodedFrame]:
    if not wanted:
        return
    last = max(wanted)
    for frame in frames_of(path):
        if frame.index in wanted:
            yield frame
        if frame.index >= last:
            return


def encoded(picture: NDArray[np.uint8], format_: str) -> bytes:
    """The picture as a JPEG with full colour, or a PNG; without EXIF."""
    file = io.BytesIO()
    if format_ == "png":
        Image.fromarray(picture).save(file, "PNG")
    else:
        Image.fromarray(picture).save(file, "JPEG", quality=JPEG_QUALITY, subsampling=0)
    return file.getvalue()


def with_n(settings: ExtractSettings, **changes: object) -> ExtractSettings:
    """The settings with what the user asked for this time; None leaves a setting as it is."""
    given = {name: value for name, value in changes.items() if value is not None}
    return replace(settings, **given)  # type: ignore[arg-type]
