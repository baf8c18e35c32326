"""What the labelled frames cover: of the videos, of the picture, and of poses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from trigpoint.formats.pose.annotations import Annotations, Floats
from trigpoint.formats.pose.poses import Poses
from trigpoint.pose.clicks import scales_of
from trigpoint.pose.ellipses import headings, turned
from trigpoint.pose.plot.canvas import LIGHT, PERCENT, PLAIN, Plot, Row, Theme, look, say_instead, short

_MOST_VIDEOS: Final = 24
_FEWEST_POSES: Final = 3
_NO_VIDEO: Final = "(no video)"


class _Video(NamedTuple):
    name: str
    n_frames: int
    n_answered: int
    n_flagged: int


def coverage(annotations: Annotations, poses: Poses, *, theme: Theme = LIGHT) -> Plot:
    """Frames by video, animals' places in the picture, and poses by their two main ways to differ.

    Poses are turned, scaled and centred first; a pose with missing points is not among them. Flagged ones are
    marked.
    """
    videos = _videos(annotations, poses)
    centres, shapes, places, flagged = _bodies(annotations, poses)
    with look(theme):
        figure = Plot(12.6, max(3.9, 1.6 + 0.24 * min(len(videos), _MOST_VIDEOS + 1)), theme=theme)
        panels = figure.subplots(1, 3, width_ratios=(1.25, 1, 1))
        _draw_videos(panels[0], videos, theme)
        _draw_centres(panels[1], centres, flagged, theme)
        scores = _draw_shapes(panels[2], shapes, flagged, theme)
    rows: list[Row] = [
        ("video", each.name, each.n_frames, each.n_answered, each.n_flagged) for each in videos
    ]
    for number, (frame, track) in enumerate(places):
        animal = poses.skeleton.tracks[track]
        name = f"{poses.frames[frame].image} {animal.animal} {animal.instance + 1}"
        x, y = (round(float(value), 5) for value in centres[number])
        first, second = (round(float(value), 5) for value in scores[number])
        rows.append(("pose", name, x, y, first, second, int(flagged[number])))
    figure.numbers(
        (
            "kind",
            "name",
            "n_frames_or_x",
            "n_answered_or_y",
            "n_flagged_or_component_1",
            "component_2",
            "flagged",
        ),
        rows,
    )
    return figure


def _videos(annotations: Annotations, poses: Poses) -> list[_Video]:
    names = [frame.video or _NO_VIDEO for frame in poses.frames]
    answered = annotations.answered.any(axis=1)
    flagged = (poses.flags > 0).any(axis=(1, 2))
    found = []
    for name in sorted(set(names)):
        own = np.array([each == name for each in names])
        found.append(_Video(name, int(own.sum()), int((own & answered).sum()), int((own & flagged).sum())))
    return found


def _bodies(
    annotations: Annotations, poses: Poses
) -> tuple[Floats, Floats, list[tuple[int, int]], NDArray[np.bool_]]:
    """Of every animal that was placed: its middle (share of the picture), shape, place and if flagged."""
    there = ~np.isnan(poses.xy[..., 0])
    seen: NDArray[np.bool_] = np.asarray(there.any(axis=2))
    with np.errstate(invalid="ignore", divide="ignore"):
        middle = np.where(there[..., None], poses.xy, 0.0).sum(axis=2) / there.sum(axis=2)[..., None]
        scales = scales_of(poses.xy, annotations)[..., None, None]
        shapes = turned((poses.xy - middle[:, :, None]) / scales, headings(poses)[:, :, None])
    places = [(int(frame), int(track)) for frame, track in zip(*np.nonzero(seen), strict=True)]
    centres = (middle / annotations.sizes[:, None])[seen] if len(poses.frames) else np.empty((0, 2))
    return (
        centres,
        shapes[seen].reshape(len(places), -1),
        places,
        np.asarray((poses.flags > 0).any(axis=2))[seen],
    )


def _draw_videos(axes: Axes, videos: Sequence[_Video], theme: Theme) -> None:
    if not videos:
        say_instead(axes, "There are no frames.", theme)
        return
    shown = list(videos[:_MOST_VIDEOS])
    rest = videos[_MOST_VIDEOS:]
    if rest:
        sums = (sum(getattr(each, name) for each in rest) for name in _Video._fields[1:])
        shown.append(_Video(f"{len(rest)} more videos", *sums))
    places = np.arange(len(shown))
    total, answered, flagged = (
        np.array([getattr(each, name) for each in shown]) for name in _Video._fields[1:]
    )
    axes.barh(places, total, color=theme.paper, edgecolor=theme.faint, linewidth=1, label="no answer yet")
    axes.barh(places, answered, color=theme.strong, label="answered")
    axes.barh(
        places,
        flagged,
        color=theme.warm,
        height=0.4,
        label="of these with a flag",
        hatch="///",
        edgecolor=theme.paper,
        linewidth=0,
    )
    axes.set_yticks(places, [short(each.name, 28) for each in shown])
    axes.set_ylim(max(len(shown) - 0.4, 2.6), -0.6)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=6, integer=True))
    axes.set_title("frames by video")
    axes.legend(loc="upper left", bbox_to_anchor=(0, -0.12), ncols=3, handlelength=1.4, columnspacing=1)


def _draw_centres(axes: Axes, centres: Floats, flagged: NDArray[np.bool_], theme: Theme) -> None:
    if not len(centres):
        say_instead(axes, "No animal was placed.", theme)
        return
    _scatter(axes, centres, flagged, theme)
    axes.set_xlim(0, 1)
    axes.set_ylim(1, 0)
    for spine in axes.spines.values():
        spine.set_visible(True)
    axes.xaxis.set_major_formatter(PERCENT)
    axes.yaxis.set_major_formatter(PERCENT)
    axes.set_title("where animals are in the picture")


def _draw_shapes(axes: Axes, shapes: Floats, flagged: NDArray[np.bool_], theme: Theme) -> Floats:
    """Draws the poses by their first two principal components, and gives these, (N, 2); NaN where unknown."""
    scores = np.full((len(shapes), 2), np.nan)
    whole = ~np.isnan(shapes).any(axis=1) if len(shapes) else np.zeros(0, dtype=bool)
    if whole.sum() < _FEWEST_POSES or shapes.shape[1] < 2 * 2:
        why = "one keypoint has no shape" if shapes.shape[1] == 2 else "too few whole poses to compare"
        say_instead(axes, f"poses: {why}", theme)
        return scores
    centred = shapes[whole] - shapes[whole].mean(axis=0)
    _, strengths, ways = np.linalg.svd(centred, full_matrices=False)
    # A way has no sign: its greatest part is made positive, so that the same poses give the same picture.
    greatest = np.abs(ways[:2]).argmax(axis=1)
    ways = ways[:2] * np.sign(ways[np.arange(2), greatest])[:, None]
    scores[whole] = centred @ ways.T
    share = strengths**2 / max(float((strengths**2).sum()), 1e-300)
    _scatter(axes, scores[whole], flagged[whole], theme)
    axes.set_xlabel(f"first component, {share[0] * 100:.0f} % of what differs")
    axes.set_ylabel(f"second, {share[1] * 100:.0f} %")
    axes.xaxis.set_major_formatter(PLAIN)
    axes.yaxis.set_major_formatter(PLAIN)
    axes.locator_params(nbins=5)
    axes.set_title("shapes of poses")
    return scores


def _scatter(axes: Axes, points: Floats, flagged: NDArray[np.bool_], theme: Theme) -> None:
    size = float(np.clip(4000 / max(len(points), 1), 4, 26))
    axes.scatter(
        points[~flagged, 0],
        points[~flagged, 1],
        s=size,
        color=theme.strong,
        alpha=0.7,
        linewidth=0,
        label="no flag",
    )
    axes.scatter(
        points[flagged, 0],
        points[flagged, 1],
        s=size * 1.3,
        marker="^",
        facecolor="none",
        edgecolor=theme.warm,
        linewidth=1.2,
        label="flagged",
    )
    axes.grid(visible=True)
    axes.legend(loc="upper left", bbox_to_anchor=(0, -0.16), ncols=2, handletextpad=0.2)
