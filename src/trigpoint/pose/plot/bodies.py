"""Skeletons as drawings: edges, numbered keypoints, and the key that tells which number is which."""

from __future__ import annotations

import math

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from trigpoint.formats.pose.annotations import Floats
from trigpoint.formats.pose.skeleton import Skeleton
from trigpoint.pose.plot.canvas import Plot, Theme, short
from trigpoint.pose.plot.marks import paint_of

_NAMES_IN_A_COLUMN = 14


def draw_edges(axes: Axes, xy: Floats, skeleton: Skeleton, theme: Theme, *, colour: str = "") -> None:
    """Lines between the keypoints that belong together; `xy` has shape (K, 2)."""
    for a, b in skeleton.edges:
        axes.plot(*xy[[a, b]].T, color=colour or theme.faint, linewidth=1.2, zorder=1, solid_capstyle="round")


def fit_limits(axes: Axes, corners: Floats, *, margin: float = 0.08) -> None:
    """Limits around all corners; an axis that is turned stays so."""
    low, high = corners.min(axis=0), corners.max(axis=0)
    reach = max(float((high - low).max()), 1e-6) * margin
    flat = np.maximum(high - low, (high - low).max() * 0.3) - (high - low)
    low, high = low - reach - flat / 2, high + reach + flat / 2
    axes.set_xlim(low[0], high[0])
    axes.set_ylim(*((high[1], low[1]) if axes.yaxis_inverted() else (low[1], high[1])))


def name_keypoints(figure: Plot, skeleton: Skeleton, theme: Theme) -> None:
    """The key beside the figure: number, colour and name of every keypoint."""
    handles = []
    for place, keypoint in enumerate(skeleton.keypoints):
        paint = paint_of(place)
        rim = theme.ink if paint.rim == "#000000" else theme.faint
        handles.append(
            Line2D(
                [],
                [],
                linestyle="none",
                marker="o",
                markersize=7,
                markerfacecolor=paint.colour,
                markeredgecolor=rim,
                markeredgewidth=1.6 if paint.rim == "#000000" else 0.5,
                label=f"{place + 1}  {short(keypoint)}",
            )
        )
    columns = math.ceil(len(handles) / _NAMES_IN_A_COLUMN)
    figure.legend(handles=handles, loc="outside right upper", ncols=columns)
