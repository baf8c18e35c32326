"""From videos to frames: one pass looks, another writes what was chosen."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from trigpoint.pose.frame_table import FrameRow, VideoRow, write_whole
from trigpoint.pose.project_file import ExtractSettings
from trigpoint.pose.selection import Look, Selection, budgets, defects, select
from trigpoint.pose.videos import DecodedFrame, frames_of, promised_frames
from trigpoint.setup.transfer import Progress

LOOK_WIDTH_PX: Final = 64
SHARPNESS_WIDTH_PX: Final = 160
MOST_LOOKS: Final = 10_000
JPEG_QUALITY: Final = 95
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
    progress: Progress,
) -> list[Plan]:
    """Which frames would make `settings.n` of the project's; those that are there stay and count."""
    looks = [
        look_at(path, progress, f"Looking at {video.video}")
        for video, path in zip(videos, paths, strict=True)
    ]
    usable = [_usable(look, settings, n_skipped) for look in looks]
    taken = [{row.frame_index for row in rows if row.video_sha256 == video.sha256} for video in videos]
    counts = [
        int(mask.sum()) - len(defects(look).keys() & set(np.flatnonzero(mask).tolist()))
        for mask, look in zip(usable, looks, strict=True)
    ]
    plans = []
    for video, look, mask, old, budget in zip(
        videos, looks, usable, taken, budgets(settings.n, counts), strict=True
    ):
        wanted = max(0, budget - len(old))
        selection = select(
            look,
            wanted,
            method=settings.method,
            seed=settings.seed,
            min_gap_seconds=settings.min_gap_s,
            usable=mask,
            taken=[int(place) for place in np.flatnonzero(np.isin(look.indices, list(old)))],
        )
        plans.append(Plan(video, look, selection, wanted))
    return plans


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
    first_number: int,
    split: str,
    progress: Progress,
) -> list[FrameRow]:
    """Writes the chosen frames of a video; their rows."""
    wanted = {int(plan.look.indices[c.position]): c for c in plan.selection.choices}
    video = plan.video
    rows: list[FrameRow] = []
    for frame in _chosen(path, set(wanted)):
        picture = frame.picture()
        name = f"{video.stem}_{frame.index:06d}.{settings.format}"
        write_whole(folder / name, encoded(picture, settings.format))
        choice = wanted[frame.index]
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


def _chosen(path: Path, wanted: set[int]) -> Iterator[DecodedFrame]:
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
