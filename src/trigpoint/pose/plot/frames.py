"""One frame with every worker's clicks, what they come to, and what was removed or exchanged."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon
from matplotlib.patheffects import withStroke
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from trigpoint.formats.pose.annotations import Annotations, Floats
from trigpoint.formats.pose.poses import FLAGS, Poses
from trigpoint.model.errors import InvalidInput
from trigpoint.pose.animals import matched_instances
from trigpoint.pose.consolidation import Consolidation
from trigpoint.pose.ellipses import RADII, outline
from trigpoint.pose.plot.bodies import draw_edges, name_keypoints
from trigpoint.pose.plot.canvas import LIGHT, Plot, Row, Theme, look, short
from trigpoint.pose.plot.marks import marker_of, paint_of

_MARGIN: Final = 0.25
_SMALLEST_PX: Final = 40
_IN: Final = 0.5
"""Chance of being meant for the point below which a click was as good as removed."""
_MOST_NAMED: Final = 12


@dataclass(frozen=True)
class _Clicks:
    """What is drawn of a frame: clicks (A, K, W, 2), where they are used and where exchanged (A, K, W)."""

    points: Floats
    used: NDArray[np.bool_]
    exchanged: NDArray[np.bool_]


def frame(
    annotations: Annotations,
    found: Consolidation | Poses,
    index: int,
    *,
    crop: bool = True,
    theme: Theme = LIGHT,
) -> Plot:
    """The picture in grey; a click's colour is its keypoint and its mark its worker.

    A click that the consolidation takes for a wild one is hollow, one whose pair was exchanged has a ring.
    The numbered dots are what all come to, in the ellipse that holds the truth with 95 %. Of poses alone,
    nothing is known of removed and exchanged clicks: a `Consolidation` knows. Raises InvalidInput for a frame
    that there is not.
    """
    poses = found.poses if isinstance(found, Consolidation) else found
    if not 0 <= index < len(poses.frames):
        raise InvalidInput(f"There is no frame {index}; there are {len(poses.frames):,}, from 0.")
    clicks = _clicks(annotations, found, index)
    low, high = _window(poses, clicks, index, crop)
    aspect = (high[1] - low[1]) / (high[0] - low[0])
    with look(theme):
        width = 6.4
        figure = Plot(width + 2.6, min(max(width * aspect, 3.2), 8.5) + 0.9, theme=theme)
        axes = figure.subplots()
        draw_frame(axes, poses, clicks, index, (low, high), theme)
        axes.set_title(_title(poses, index))
        _key(figure, annotations, clicks, poses, theme)
    figure.numbers(
        ("image", "animal", "instance", "keypoint", "of", "x", "y", "sd", "used", "exchanged", "flags"),
        _rows(annotations, poses, clicks, index),
    )
    return figure


def thumbnail(annotations: Annotations, found: Consolidation, index: int, *, theme: Theme = LIGHT) -> Plot:
    """The same small and without a key, for a sheet of many frames."""
    clicks = _clicks(annotations, found, index)
    window = _window(found.poses, clicks, index, True)
    aspect = (window[1][1] - window[0][1]) / (window[1][0] - window[0][0])
    with look(theme):
        figure = Plot(2.3, 2.3 * min(max(aspect, 0.3), 3.0), theme=theme)
        figure.set_layout_engine("none")
        axes = figure.add_axes((0, 0, 1, 1))
        draw_frame(axes, found.poses, clicks, index, window, theme, small=True)
    return figure


def draw_frame(
    axes: Axes,
    poses: Poses,
    clicks: _Clicks,
    index: int,
    window: tuple[Floats, Floats],
    theme: Theme,
    *,
    small: bool = False,
) -> None:
    """The picture, the clicks and the pose in a window, on axes of pixels."""
    frame_, (low, high) = poses.frames[index], window
    picture = _grey(frame_.path)
    if picture is None:
        axes.set_facecolor("#b9bec4")
        axes.text(
            0.02, 0.02, "the picture is not here", transform=axes.transAxes, color="#1a1d21", fontsize=8
        )
    else:
        axes.imshow(
            picture, cmap="gray", vmin=-40, vmax=255, extent=(0, frame_.width, frame_.height, 0), zorder=0
        )
    axes.set_xlim(low[0], high[0])
    axes.set_ylim(high[1], low[1])
    axes.set_aspect("equal")
    axes.set_xticks([])
    axes.set_yticks([])
    for spine in axes.spines.values():
        spine.set_visible(True)
    size = 13 if small else 34
    for track in range(poses.xy.shape[1]):
        draw_edges(axes, poses.xy[index, track], poses.skeleton, theme, colour="#ffffff")
    for track, keypoint, worker in zip(*np.nonzero(~np.isnan(clicks.points[..., 0])), strict=True):
        x, y = clicks.points[track, keypoint, worker]
        paint = paint_of(keypoint)
        used = clicks.used[track, keypoint, worker]
        if clicks.exchanged[track, keypoint, worker]:
            for width, colour in ((2.6, "#000000"), (1.2, "#ffffff")):
                axes.scatter(
                    [x],
                    [y],
                    s=size * 3.4,
                    marker="o",
                    facecolor="none",
                    edgecolor=colour,
                    linewidth=width,
                    zorder=3,
                )
        if not used:  # a dark line under the hollow mark, so that it is seen on any picture
            axes.scatter(
                [x],
                [y],
                s=size,
                marker=marker_of(worker),
                facecolor="none",
                edgecolor="#000000",
                linewidth=2.8,
                zorder=3,
            )
        axes.scatter(
            [x],
            [y],
            s=size,
            marker=marker_of(worker),
            facecolor=paint.colour if used else "none",
            edgecolor=paint.rim if used else paint.colour,
            linewidth=(0.5 if small else 0.7) if used else 1.3,
            zorder=4,
        )
    for track in range(poses.xy.shape[1]):
        _draw_pose(axes, poses, index, track, small)


def _draw_pose(axes: Axes, poses: Poses, index: int, track: int, small: bool) -> None:
    for keypoint, (x, y) in enumerate(poses.xy[index, track]):
        if np.isnan(x):
            continue
        covariance = poses.covariances[index, track, keypoint]
        if not np.isnan(covariance).any():
            ring = outline(np.array([x, y]), covariance, RADII["95 %"])
            for width, colour in (
                ((1.6, "#ffffff"), (0.6, "#000000")) if small else ((2.2, "#ffffff"), (0.9, "#000000"))
            ):
                axes.add_patch(
                    Polygon(ring, closed=True, fill=False, edgecolor=colour, linewidth=width, zorder=5)
                )
        axes.scatter(
            [x],
            [y],
            s=7 if small else 14,
            marker="o",
            facecolor="#000000",
            edgecolor="#ffffff",
            linewidth=0.6 if small else 0.9,
            zorder=6,
        )
        if small:
            continue
        axes.annotate(
            str(keypoint + 1),
            (x, y),
            xytext=(5, 4),
            textcoords="offset points",
            color="#ffffff",
            fontsize=8,
            fontweight="bold",
            zorder=8,
            annotation_clip=True,
            path_effects=[withStroke(linewidth=2.2, foreground="#000000")],
        )


def _clicks(annotations: Annotations, found: Consolidation | Poses, index: int) -> _Clicks:
    """Of models that were not counted, the points are hollow."""
    points = matched_instances(annotations).points[index]
    there = ~np.isnan(points[..., 0])
    exchanged = np.zeros(there.shape, dtype=bool)
    if not isinstance(found, Consolidation):
        return _Clicks(points, there, exchanged)
    for place, pair in enumerate(found.answers.skeleton.pairs[: found.swapped.shape[-1]]):
        for keypoint in pair:
            exchanged[:, keypoint] |= found.swapped[index, ..., place]
    used = found.inliers[index] >= _IN
    # What is drawn is where the worker clicked; the chance is that of the point it was exchanged with.
    for place, (a, b) in enumerate(found.answers.skeleton.pairs[: found.swapped.shape[-1]]):
        at = found.swapped[index, ..., place]
        used[:, a][at], used[:, b][at] = used[:, b][at], used[:, a][at]
    return _Clicks(points, used & there, exchanged & there)


def _window(poses: Poses, clicks: _Clicks, index: int, crop: bool) -> tuple[Floats, Floats]:
    """The part of the picture that is shown: around the pose and the clicks in use, else all of it."""
    frame_ = poses.frames[index]
    whole = np.zeros(2), np.array([frame_.width, frame_.height], dtype=float)
    if not crop:
        return whole
    shown = np.concatenate([poses.xy[index].reshape(-1, 2), clicks.points[clicks.used]])
    shown = shown[~np.isnan(shown).any(axis=1)]
    if not len(shown):
        return whole
    low, high = shown.min(axis=0), shown.max(axis=0)
    reach = max(float((high - low).max()) * _MARGIN, _SMALLEST_PX / 2)
    low, high = low - reach, high + reach
    # Not narrower than two thirds of its other side: a thin strip shows nothing of the animal's surroundings.
    lacking = np.maximum((high - low).max() / 1.5 - (high - low), 0) / 2
    low, high = np.maximum(low - lacking, whole[0]), np.minimum(high + lacking, whole[1])
    return (low, high) if (high - low > 1).all() else whole


def _grey(path: Path | None) -> NDArray[np.uint8] | None:
    """The picture's brightness, or None where it is not there or cannot be read."""
    if path is None:
        return None
    try:
        with Image.open(path) as picture:
            return np.asarray(picture.convert("L"))
    except (OSError, UnidentifiedImageError, Image.DecompressionBombError, ValueError):
        return None


def _title(poses: Poses, index: int) -> str:
    flags = _flag_names(int(np.bitwise_or.reduce(poses.flags[index], axis=None)))
    title = short(poses.frames[index].image, 60)
    return f"{title}\nflags: {flags}" if flags else title


def _flag_names(bits: int) -> str:
    return ", ".join(name for place, name in enumerate(FLAGS) if bits >> place & 1)


def _key(figure: Plot, annotations: Annotations, clicks: _Clicks, poses: Poses, theme: Theme) -> None:
    name_keypoints(figure, poses.skeleton, theme)
    seen = [
        worker
        for worker in range(len(annotations.workers))
        if not np.isnan(clicks.points[:, :, worker]).all()
    ]
    handles = [_mark(marker_of(worker), annotations.workers[worker], theme) for worker in seen[:_MOST_NAMED]]
    if len(seen) > _MOST_NAMED:
        handles.append(Line2D([], [], linestyle="none", label=f"and {len(seen) - _MOST_NAMED} more"))
    there = ~np.isnan(clicks.points[..., 0])
    if (there & ~clicks.used).any():
        handles.append(_mark("o", "hollow: removed", theme, hollow=True))
    if clicks.exchanged.any():
        handles.append(_mark("o", "ring: exchanged", theme, hollow=True, size=11))
    figure.legend(handles=handles, loc="outside lower left", ncols=4)


def _mark(marker: str, label: str, theme: Theme, *, hollow: bool = False, size: float = 6.5) -> Line2D:
    return Line2D(
        [],
        [],
        linestyle="none",
        marker=marker,
        markersize=size,
        markerfacecolor="none" if hollow else theme.faint,
        markeredgecolor=theme.ink,
        label=short(label),
    )


def _rows(annotations: Annotations, poses: Poses, clicks: _Clicks, index: int) -> list[Row]:
    image, rows = poses.frames[index].image, list[Row]()
    deviations = poses.deviations
    for track, (animal, instance) in enumerate(poses.skeleton.tracks):
        for place, keypoint in enumerate(poses.skeleton.keypoints):
            head = (image, animal, instance + 1, keypoint)
            x, y = (round(float(value), 3) for value in poses.xy[index, track, place])
            if not math.isnan(x):
                deviation = round(float(deviations[index, track, place]), 3)
                flags = _flag_names(int(poses.flags[index, track, place]))
                rows.append((*head, "consensus", x, y, deviation, "", "", flags))
            for worker, name in enumerate(annotations.workers):
                x, y = (round(float(value), 3) for value in clicks.points[track, place, worker])
                if not math.isnan(x):
                    used, exchanged = (
                        int(each[track, place, worker]) for each in (clicks.used, clicks.exchanged)
                    )
                    rows.append((*head, name, x, y, "", used, exchanged, ""))
    return rows
