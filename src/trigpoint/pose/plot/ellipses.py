"""In which direction clicks scatter, on the mean animal."""

from __future__ import annotations

from typing import Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon

from trigpoint.formats.pose.annotations import Floats
from trigpoint.pose.ellipses import RADII, Spread, headings, outline, turned
from trigpoint.pose.plot.bodies import draw_edges, fit_limits, name_keypoints
from trigpoint.pose.plot.canvas import LIGHT, PLAIN, Plot, Theme, look, say_instead, short
from trigpoint.pose.plot.marks import paint_of
from trigpoint.pose.quality_tables import Quality

_LEAST_WORKERS: Final = 3
_DOTTED: Final = (0, (1, 1))


def ellipses(quality: Quality, frame: int | None = None, *, theme: Theme = LIGHT) -> Plot:
    """The ellipses that hold half and 95 % of clicks (and of one deviation), by keypoint, head to the right.

    With `frame`, beside them those of that frame's own clicks, where three workers or more set them.
    """
    own = [] if frame is None else frame_spreads(quality, frame)
    skeleton = quality.agreement.annotations.skeleton
    with look(theme):
        n_panels = 1 + len(own)
        height = max(
            1.6 + 5.0 * min(_tallness(quality.spreads), 1.0), 0.9 + 0.21 * min(skeleton.n_keypoints, 14)
        )
        figure = Plot(2.4 + 5.4 * n_panels, height, theme=theme)
        panels = figure.subplots(1, n_panels, squeeze=False)[0]
        _draw(panels[0], quality.spreads, quality, theme)
        title = "all frames" if skeleton.axis is not None else "all frames, as they lie (no axis is given)"
        panels[0].set_title(title)
        for axes, (track, found) in zip(panels[1:], own, strict=True):
            _draw(axes, found, quality, theme)
            image = quality.agreement.annotations.frames[frame or 0].image
            few = all(np.isnan(each.covariance).any() for each in found)
            axes.set_title(
                short(f"{image} {track}".strip(), 60) + (" (fewer than three clicks each)" if few else "")
            )
        name_keypoints(figure, skeleton, theme)
        figure.legend(
            handles=[
                Line2D([], [], color=theme.ink, linewidth=0.8, label="half of the clicks, and 95 % of them"),
                Line2D([], [], color=theme.ink, linewidth=0.8, linestyle=_DOTTED, label="one deviation"),
            ],
            loc="outside lower left",
            ncols=2,
        )
    figure.numbers(
        (
            "of",
            "keypoint",
            "x",
            "y",
            "sd_along",
            "sd_across",
            "angle_degrees",
            "var_x",
            "cov_xy",
            "var_y",
            "n_points",
            "n_far",
        ),
        [(of, *_row(each)) for of, found in [("all frames", quality.spreads), *own] for each in found],
    )
    return figure


def frame_spreads(quality: Quality, frame: int) -> list[tuple[str, list[Spread]]]:
    """Each animal of one frame: its own clicks' scatter, turned and scaled as the mean animal is."""
    measured = quality.agreement
    answers, poses = measured.annotations, measured.poses
    found = []
    for track, (animal, instance) in enumerate(answers.skeleton.tracks):
        xy = poses.xy[frame, track]
        turn, scale = headings(poses)[frame, track], measured.scales[frame, track]
        with np.errstate(invalid="ignore"):
            middle = turned((xy - np.nanmean(xy, axis=0)) / scale, np.asarray(turn)) if _any(xy) else xy
        spreads = []
        for place, keypoint in enumerate(answers.skeleton.keypoints):
            clicks = turned((answers.points[frame, track, place] - xy[place]) / scale, np.asarray(turn))
            clicks = clicks[~np.isnan(clicks).any(axis=1)]
            enough = len(clicks) >= _LEAST_WORKERS
            covariance = np.cov(clicks.T) if enough else np.full((2, 2), np.nan)
            spreads.append(Spread(keypoint, middle[place], covariance, len(clicks), 0))
        number = f" {instance + 1}" if answers.skeleton.n_instances > 1 else ""
        found.append((f"{animal}{number}".strip(), spreads))
    return found


def _tallness(found: list[Spread]) -> float:
    """Height over width of the mean animal with its ellipses."""
    middles = np.array([each.middle for each in found])
    reach = np.array([RADII["95 %"] * np.sqrt(np.diag(each.covariance).clip(0)) for each in found])
    corners = np.concatenate([middles - np.nan_to_num(reach), middles + np.nan_to_num(reach)])
    corners = corners[~np.isnan(corners).any(axis=1)]
    if not len(corners):
        return 0.5
    extent = np.ptp(corners, axis=0)
    return float(np.clip(extent[1] / max(extent[0], 1e-9), 0.3, 2.0))


def _any(xy: Floats) -> bool:
    return bool((~np.isnan(xy)).any())


def _draw(axes: Axes, found: list[Spread], quality: Quality, theme: Theme) -> None:
    middles = np.array([each.middle for each in found])
    known = ~np.isnan(middles).any(axis=1)
    if not known.any():
        say_instead(axes, "No keypoint was placed.", theme)
        return
    axes.set_aspect("equal")
    # Screen coordinates: y down, so that left and right are as in the picture.
    axes.invert_yaxis()
    axes.xaxis.set_major_formatter(PLAIN)
    axes.yaxis.set_major_formatter(PLAIN)
    axes.set_xlabel("body lengths, towards the head →")
    axes.grid(visible=True)
    draw_edges(axes, middles, quality.agreement.annotations.skeleton, theme)
    corners = [middles[known]]
    for place, each in enumerate(found):
        if not known[place]:
            continue
        paint = paint_of(place)
        if not np.isnan(each.covariance).any():
            for name, radius in RADII.items():
                ring = outline(each.middle, each.covariance, radius)
                corners.append(ring)
                axes.add_patch(
                    Polygon(
                        ring,
                        closed=True,
                        facecolor=paint.colour if name == "95 %" else "none",
                        alpha=0.3 if name == "95 %" else 1.0,
                        edgecolor="none",
                        zorder=2,
                    )
                )
                axes.add_patch(
                    Polygon(
                        ring,
                        closed=True,
                        fill=False,
                        edgecolor=theme.ink,
                        linewidth=0.9 if name == "95 %" else 0.7,
                        linestyle=_DOTTED if name == "1 sd" else "solid",
                        zorder=3,
                    )
                )
        axes.annotate(
            str(place + 1),
            (each.middle[0], each.middle[1]),
            color=theme.ink,
            fontsize=8,
            fontweight="bold",
            ha="center",
            va="center",
            zorder=5,
            bbox={"boxstyle": "circle,pad=0.12", "facecolor": theme.paper, "edgecolor": "none", "alpha": 0.8},
        )
    fit_limits(axes, np.concatenate(corners))


def _row(each: Spread) -> tuple[str | float, ...]:
    covariance = each.covariance
    if np.isnan(covariance).any():
        values, angle = np.full(2, np.nan), float("nan")
    else:
        values, vectors = np.linalg.eigh(covariance)
        # An axis has no sign: the angle is between -90 and 90 degrees.
        angle = float((np.degrees(np.arctan2(vectors[1, 1], vectors[0, 1])) + 90) % 180 - 90)
    along, across = (float(np.sqrt(max(value, 0.0))) for value in values[::-1])
    numbers = (*each.middle, along, across, angle, covariance[0, 0], covariance[0, 1], covariance[1, 1])
    return (each.keypoint, *(round(float(value), 6) for value in numbers), each.n_points, each.n_far)
