"""Human PCK: how many clicks are within a radius of what the other workers' come to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from trigpoint.formats.pose.annotations import Floats
from trigpoint.formats.pose.poses import Poses
from trigpoint.pose.agreement import Curve, Unit
from trigpoint.pose.mars_pck import PASSED, band_distances, share_within
from trigpoint.pose.plot.canvas import (
    LIGHT,
    PERCENT,
    PLAIN,
    Plot,
    Row,
    Theme,
    grid_of,
    look,
    short,
)
from trigpoint.pose.quality_tables import Quality

_N_RADII: Final = 160
_USUAL: Final = {"px": 5.0, "cm": 0.5, "body": 0.05}
"""Radius that a share is written for."""
_NAMES: Final = {"px": "pixels", "cm": "cm", "body": "body lengths"}
_SHORT: Final = {"px": " px", "cm": " cm", "body": ""}
_ALL: Final = "all keypoints"


@dataclass(frozen=True)
class _Panel:
    title: str
    curve: Curve
    strict: Floats
    band: dict[str, Floats]
    model: Floats | None = None
    rows: list[Row] = field(default_factory=list)


def pck(
    quality: Quality, *, unit: Unit | None = None, model: Poses | None = None, theme: Theme = LIGHT
) -> Plot:
    """A panel for each keypoint and one for all, by radius.

    The line is the share of all clicks within the radius, in the band of 95 % of resampled frames; below it,
    where points were left out, the share when those count as wrong. The grey band reaches from each frame's
    worst worker to its best, dashed its median: MARS's figure, to the number where its method was chosen.
    In the panel of all keypoints the band is of each animal's mean over its keypoints, again as MARS has it.
    `model` is measured from what the workers come to. In centimetres where they are known, unless `unit`
    says.
    """
    measured = quality.agreement
    unit = unit or ("cm" if measured.pixels_per_cm else "body")
    names = [*measured.annotations.skeleton.keypoints, _ALL]
    distances = {
        name: _in_unit(quality, each, unit)
        for name, each in band_distances(quality.consolidation, measured).items()
    }
    lengths = measured.lengths(unit)
    off = None if model is None else _in_unit(quality, _model_distances(quality, model), unit)
    radii = np.linspace(0, _greatest_radius(distances["median"], lengths), _N_RADII)
    panels = [
        _panel(quality, names[place], place if place < len(names) - 1 else None, radii, unit, distances, off)
        for place in range(len(names))
    ]
    n_rows, n_columns = grid_of(len(panels))
    with look(theme):
        figure = Plot(2.15 * n_columns + 0.6, 1.75 * n_rows + 1.1, theme=theme)
        grid = figure.subplots(n_rows, n_columns, sharex=True, sharey=True, squeeze=False).ravel()
        for axes, panel in zip(grid, panels, strict=False):
            _draw(axes, panel, radii, unit, theme)
        for axes in grid[len(panels) :]:
            axes.remove()
        for place, axes in enumerate(grid[: len(panels)]):
            # A panel above a place that is empty has the numbers that stand below its column.
            axes.tick_params(labelbottom=place + n_columns >= len(panels))
        figure.supxlabel(f"distance to what the other workers' clicks come to, {_NAMES[unit]}", fontsize=9.5)
        figure.supylabel("share of clicks within", fontsize=9.5)
        _legend(figure, panels, theme)
    figure.numbers(
        ("panel", f"radius_{unit}", "share", "low", "high", "missing_is_wrong", "best", "median", "worst")
        + (("model",) if model is not None else ()),
        [row for panel in panels for row in _rows(panel, radii)],
    )
    return figure


def _panel(
    quality: Quality,
    title: str,
    keypoint: int | None,
    radii: Floats,
    unit: Unit,
    distances: dict[str, Floats],
    off: Floats | None,
) -> _Panel:
    measured = quality.agreement
    curve = measured.curve(radii, unit=unit, keypoint=keypoint)
    strict = curve.shares
    missing = measured.missing if keypoint is None else measured.missing[:, :, keypoint]
    if missing.any():
        strict = measured.curve(radii, unit=unit, keypoint=keypoint, missing_is_wrong=True).shares
    return _Panel(
        title,
        curve,
        strict,
        {name: share_within(_of(each, keypoint), radii) for name, each in distances.items()},
        None if off is None else share_within(off if keypoint is None else off[:, :, keypoint], radii),
    )


def _of(distances: Floats, keypoint: int | None) -> Floats:
    """Those of a keypoint; of all, the mean over an animal's keypoints, as MARS has it."""
    if keypoint is not None:
        return distances[:, :, keypoint]
    there = ~np.isnan(distances)
    n = there.sum(axis=2)
    total = np.where(there, distances, 0.0).sum(axis=2)
    found: Floats = np.divide(total, n, out=np.full(n.shape, np.nan), where=n > 0)
    return found


def _in_unit(quality: Quality, pixels: Floats, unit: Unit) -> Floats:
    measured = quality.agreement
    if unit == "body":
        return pixels / measured.scales[..., None]
    return pixels / (measured.pixels_per_cm or 1.0) if unit == "cm" else pixels


def _model_distances(quality: Quality, model: Poses) -> Floats:
    """Pixels from a model's points to the workers', frames matched by their pictures' names."""
    poses = quality.agreement.poses
    places = {frame.image: place for place, frame in enumerate(model.frames)}
    found = np.full(poses.xy.shape[:3], np.nan)
    for row, frame in enumerate(poses.frames):
        if frame.image in places and model.xy.shape[1:] == poses.xy.shape[1:]:
            found[row] = np.linalg.norm(model.xy[places[frame.image]] - poses.xy[row], axis=-1)
    return found


def _greatest_radius(medians: Floats, lengths: Floats) -> float:
    """Where every keypoint's median worker has passed 85 %, as MARS has it."""
    own = [medians[:, :, keypoint] for keypoint in range(medians.shape[2])]
    passed = [np.quantile(each[~np.isnan(each)], PASSED) for each in own if (~np.isnan(each)).any()]
    if passed and max(passed) > 0:
        return float(max(passed)) * 1.15
    there = lengths[~np.isnan(lengths)]
    return float(there.max()) if len(there) and there.max() > 0 else 1.0


def _draw(axes: Axes, panel: _Panel, radii: Floats, unit: Unit, theme: Theme) -> None:
    axes.set_title(short(panel.title), fontweight="bold" if panel.title is _ALL else "medium")
    axes.set_xlim(0, radii[-1])
    axes.set_ylim(0, 1.02)
    axes.yaxis.set_major_formatter(PERCENT)
    axes.xaxis.set_major_formatter(PLAIN)
    axes.locator_params(axis="x", nbins=4)
    axes.set_yticks([0, 0.25, 0.5, 0.75, 1], minor=False)
    axes.grid(visible=True)
    if np.isnan(panel.curve.shares).all():
        axes.text(
            0.5,
            0.5,
            "nobody to compare with",
            transform=axes.transAxes,
            ha="center",
            va="center",
            color=theme.faint,
        )
        return
    axes.fill_between(
        radii, panel.band["worst"], panel.band["best"], color=theme.band, linewidth=0, alpha=0.75
    )
    axes.plot(radii, panel.band["median"], color=theme.ink, linestyle=(0, (4, 2)), linewidth=1.1)
    axes.fill_between(radii, panel.curve.low, panel.curve.high, color=theme.strong, linewidth=0, alpha=0.3)
    axes.plot(radii, panel.curve.shares, color=theme.strong, linewidth=1.8)
    if panel.strict is not panel.curve.shares:
        axes.plot(radii, panel.strict, color=theme.warm, linestyle=(0, (1, 1.2)), linewidth=1.5)
    if panel.model is not None:
        axes.plot(radii, panel.model, color=theme.model, linestyle=(0, (6, 1.5, 1, 1.5)), linewidth=1.6)
    usual = _USUAL[unit]
    if usual < radii[-1]:
        share = float(np.interp(usual, radii, panel.curve.shares))
        axes.plot([usual], [share], "o", color=theme.strong, markeredgecolor=theme.paper, markersize=5)
    else:
        usual, share = float(radii[-1]), float(panel.curve.shares[-1])
    axes.text(
        0.97,
        0.06,
        f"{share * 100:.0f} % at {usual:.3g}{_SHORT[unit]}",
        transform=axes.transAxes,
        ha="right",
        color=theme.ink,
        fontsize=8.5,
        bbox={"facecolor": theme.paper, "edgecolor": "none", "alpha": 0.8, "pad": 1.5},
    )


def _legend(figure: Plot, panels: list[_Panel], theme: Theme) -> None:
    handles = [
        Line2D([], [], color=theme.strong, linewidth=1.8, label="all clicks, and the band of 95 %"),
        Patch(facecolor=theme.band, label="each frame's worst to best worker"),
        Line2D([], [], color=theme.ink, linestyle=(0, (4, 2)), linewidth=1.1, label="median worker"),
    ]
    if any(panel.strict is not panel.curve.shares for panel in panels):
        handles.append(
            Line2D(
                [],
                [],
                color=theme.warm,
                linestyle=(0, (1, 1.2)),
                linewidth=1.5,
                label="points left out count as wrong",
            )
        )
    if any(panel.model is not None for panel in panels):
        handles.append(
            Line2D([], [], color=theme.model, linestyle=(0, (6, 1.5, 1, 1.5)), linewidth=1.6, label="model")
        )
    figure.legend(handles=handles, loc="outside upper left", ncols=3)


def _rows(panel: _Panel, radii: Floats) -> list[Row]:
    columns = [
        radii,
        panel.curve.shares,
        panel.curve.low,
        panel.curve.high,
        panel.strict,
        *(panel.band[name] for name in ("best", "median", "worst")),
        *(() if panel.model is None else (panel.model,)),
    ]
    return [(panel.title, *(round(float(value), 6) for value in each)) for each in zip(*columns, strict=True)]
