"""The skeleton itself: names, numbers, edges, mirrored pairs and the body's axis."""

from __future__ import annotations

from typing import Final

import numpy as np
from matplotlib.lines import Line2D

from trigpoint.formats.pose.annotations import Floats
from trigpoint.formats.pose.poses import Poses
from trigpoint.formats.pose.skeleton import Skeleton
from trigpoint.pose.ellipses import headings, turned
from trigpoint.pose.plot.bodies import draw_edges, fit_limits, name_keypoints
from trigpoint.pose.plot.canvas import LIGHT, Plot, Row, Theme, look
from trigpoint.pose.plot.marks import paint_of, text_on

_NEAR: Final = 0.35


def skeleton(skeleton: Skeleton, poses: Poses | None = None, *, theme: Theme = LIGHT) -> Plot:
    """Keypoints where they are on the mean animal, head to the right; without poses, on a ring."""
    xy = mean_body(poses) if poses is not None else None
    measured = xy is not None and not np.isnan(xy).any()
    if xy is None or np.isnan(xy).any():
        xy = _ring(skeleton)
    with look(theme):
        extent = np.ptp(xy, axis=0)
        height = float(np.clip(5.5 * extent[1] / max(extent[0], 1e-9) + 1.2, 2.8, 6.5))
        figure = Plot(7.6, max(height, 0.9 + 0.21 * min(skeleton.n_keypoints, 14)), theme=theme)
        axes = figure.subplots()
        axes.set_axis_off()
        axes.set_aspect("equal")
        axes.invert_yaxis()
        draw_edges(axes, xy, skeleton, theme)
        for a, b in skeleton.pairs:
            axes.plot(*xy[[a, b]].T, color=theme.warm, linewidth=1.2, linestyle=(0, (1, 1.5)), zorder=1)
        if skeleton.axis is not None:
            head, tail = xy[list(skeleton.axis)]
            axes.annotate(
                "",
                head,
                tail,
                arrowprops={
                    "arrowstyle": "-|>",
                    "color": theme.strong,
                    "linewidth": 1.6,
                    "shrinkA": 9,
                    "shrinkB": 9,
                    "connectionstyle": f"arc3,rad={_NEAR * 0.3}",
                },
                zorder=1,
            )
        for place, point in enumerate(xy):
            paint = paint_of(place)
            axes.annotate(
                str(place + 1),
                point,
                color=text_on(paint.colour),
                fontsize=8,
                fontweight="bold",
                ha="center",
                va="center",
                zorder=3,
                bbox={
                    "boxstyle": "circle,pad=0.25",
                    "facecolor": paint.colour,
                    "edgecolor": theme.ink if paint.rim == "#000000" else theme.faint,
                    "linewidth": 1.8 if paint.rim == "#000000" else 0.8,
                },
            )
        fit_limits(axes, xy, margin=0.12)
        axes.set_title("mean pose" if measured else "keypoints in their order")
        name_keypoints(figure, skeleton, theme)
        handles = []
        if skeleton.edges:
            handles.append(Line2D([], [], color=theme.faint, linewidth=1.2, label="edge"))
        if skeleton.pairs:
            handles.append(
                Line2D(
                    [], [], color=theme.warm, linewidth=1.2, linestyle=(0, (1, 1.5)), label="mirrored pair"
                )
            )
        if skeleton.axis is not None:
            handles.append(
                Line2D([], [], color=theme.strong, linewidth=1.6, marker=">", label="axis, tail to head")
            )
        if handles:
            figure.legend(handles=handles, loc="outside lower left", ncols=3)
    figure.numbers(("number", "keypoint", "x", "y", "sigma", "mirror", "edges"), _rows(skeleton, xy))
    return figure


def mean_body(poses: Poses) -> Floats:
    """The mean animal, head to the right, in pixels around its middle, shape (K, 2); NaN where never seen."""
    there = ~np.isnan(poses.xy[..., :1])
    with np.errstate(invalid="ignore", divide="ignore"):
        middle = np.where(there, poses.xy, 0.0).sum(axis=2, keepdims=True) / there.sum(axis=2, keepdims=True)
        bodies = turned(poses.xy - middle, headings(poses)[:, :, None])
        known = ~np.isnan(bodies)
        found: Floats = np.where(known, bodies, 0.0).sum(axis=(0, 1)) / known.sum(axis=(0, 1))
    return found


def _ring(skeleton: Skeleton) -> Floats:
    turn = np.linspace(0, 2 * np.pi, skeleton.n_keypoints, endpoint=False) - np.pi / 2
    return np.stack([np.cos(turn), np.sin(turn)], axis=1)


def _rows(skeleton: Skeleton, xy: Floats) -> list[Row]:
    mirror = {a: b for pair in skeleton.pairs for a, b in (pair, pair[::-1])}
    rows = list[Row]()
    for place, keypoint in enumerate(skeleton.keypoints):
        joined = sorted({b for edge in skeleton.edges for a, b in (edge, edge[::-1]) if a == place})
        rows.append(
            (
                place + 1,
                keypoint,
                round(float(xy[place, 0]), 4),
                round(float(xy[place, 1]), 4),
                "" if skeleton.sigmas is None else skeleton.sigmas[place],
                skeleton.keypoints[mirror[place]] if place in mirror else "",
                "; ".join(skeleton.keypoints[other] for other in joined),
            )
        )
    return rows
