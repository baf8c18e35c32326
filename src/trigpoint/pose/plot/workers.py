"""Workers beside each other: how they scatter, how fast they are, what they confuse."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final, NamedTuple

import numpy as np
from matplotlib.axes import Axes

from trigpoint.formats.pose.annotations import Floats
from trigpoint.pose.plot.canvas import LIGHT, PERCENT, PLAIN, Plot, Theme, look, short
from trigpoint.pose.quality_tables import Quality, WorkerRow

_NAME_LENGTH: Final = 22
_TOP: Final = 1.15
"""Least width of an axis of shares that begins at 0, beside its greatest value."""


class _Panel(NamedTuple):
    title: str
    value: Callable[[WorkerRow], float]
    is_share: bool
    reference: float | None
    """Where a line says "as the others", or None."""


_PANELS: Final = (
    _Panel("distance to the others,\nbody lengths (median)", lambda row: row.median_distance, False, None),
    _Panel("bias, body lengths", lambda row: row.bias, False, None),
    _Panel("pairs exchanged", lambda row: row.exchanged, True, None),
    _Panel("wild clicks", lambda row: row.wild, True, None),
    _Panel("points left out", lambda row: row.missing, True, None),
    _Panel("seconds a frame\n(median, middle half)", lambda row: row.median_seconds, False, None),
)


def workers(quality: Quality, *, theme: Theme = LIGHT) -> Plot:
    """A row for each worker, steadiest first: spread with its interval (1 is the usual worker's), and more.

    What no method or no answer tells is left out.
    """
    rows = sorted(quality.workers, key=_steadiness)
    panels = [each for each in _PANELS if any(not math.isnan(each.value(row)) for row in rows)]
    with_spread = any(not math.isnan(row.spread) for row in rows)
    n_panels = max(len(panels) + with_spread, 1)
    with look(theme):
        figure = Plot(
            2.2 + 1.75 * n_panels + (1.0 if with_spread else 0), 1.5 + 0.34 * len(rows), theme=theme
        )
        figure.set_layout_engine("constrained", w_pad=0.09)
        ratios = ([1.7] if with_spread else []) + [1.0] * (n_panels - with_spread)
        grid = figure.subplots(1, n_panels, sharey=True, squeeze=False, width_ratios=ratios)[0]
        if with_spread:
            _spreads(grid[0], rows, theme)
        for axes, panel in zip(grid[int(with_spread) :], panels, strict=False):
            _values(axes, panel, rows, theme)
            if panel.title.startswith("seconds"):
                _middle_halves(axes, quality, rows, theme)
        for axes in grid:
            axes.tick_params(axis="y", length=0)
            axes.spines["left"].set_visible(False)
            for line in range(len(rows)):
                axes.axhline(line, color=theme.grid, linewidth=0.7, zorder=0)
        grid[0].set_yticks(range(len(rows)), [_name(row) for row in rows])
        grid[0].set_ylim(len(rows) - 0.5, -0.5)
        if not panels and not with_spread:
            grid[0].set_title("nobody to compare with")
            grid[0].set_xticks([])
    figure.numbers(WorkerRow.__match_args__, [_numbers(row) for row in rows])
    return figure


def _steadiness(row: WorkerRow) -> tuple[float, str]:
    known = row.median_distance if math.isnan(row.spread) else row.spread
    return (math.inf if math.isnan(known) else known, row.worker)


def _name(row: WorkerRow) -> str:
    kind = "" if row.source == "human" else f" ({row.source})"
    return f"{short(row.worker, _NAME_LENGTH)}{kind}\n{row.n_answers:,} frames"


def _spreads(axes: Axes, rows: list[WorkerRow], theme: Theme) -> None:
    places = np.arange(len(rows))
    values, low, high = (
        np.array([getattr(row, name) for row in rows]) for name in ("spread", "spread_low", "spread_high")
    )
    axes.axvline(1, color=theme.faint, linewidth=1, linestyle=(0, (4, 2)), zorder=1)
    axes.hlines(places, low, high, color=theme.strong, linewidth=2)
    axes.scatter(values, places, s=34, color=theme.strong, edgecolor=theme.paper, linewidth=0.8, zorder=3)
    axes.set_xscale("log", base=2)
    known = np.concatenate([low[~np.isnan(low)], high[~np.isnan(high)], [0.8, 1.25]])
    axes.set_xlim(known.min() / 1.12, known.max() * 1.12)
    ticks = [
        tick
        for tick in (0.25, 0.5, 0.7, 1, 1.4, 2, 3, 4, 6, 8)
        if known.min() / 1.12 <= tick <= known.max() * 1.12
    ]
    axes.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
    axes.minorticks_off()
    axes.set_title("spread beside the usual worker's,\nwith its 95 % interval", fontsize=8.5)


def _values(axes: Axes, panel: _Panel, rows: list[WorkerRow], theme: Theme) -> None:
    places = range(len(rows))
    values = np.array([panel.value(row) for row in rows])
    axes.hlines(places, 0, values, color=theme.band, linewidth=3, zorder=1)
    axes.scatter(values, places, s=28, color=theme.ink, zorder=3)
    top = float(np.nanmax(values))
    right = max(top * _TOP, 0.02 if panel.is_share else 0.0) or 1.0
    axes.set_xlim(-0.03 * right, right)
    axes.xaxis.set_major_formatter(PERCENT if panel.is_share else PLAIN)
    axes.locator_params(axis="x", nbins=3)
    axes.set_title(panel.title, fontsize=8.5)
    for place, value in zip(places, values, strict=True):
        if math.isnan(value):
            axes.text(
                0.02,
                place,
                "unknown",
                color=theme.faint,
                fontsize=7.5,
                va="center",
                transform=axes.get_yaxis_transform(),
            )


def _middle_halves(axes: Axes, quality: Quality, rows: list[WorkerRow], theme: Theme) -> None:
    answers = quality.agreement.annotations
    top = axes.get_xlim()[1]
    for place, row in enumerate(rows):
        seconds: Floats = answers.seconds[:, answers.workers.index(row.worker)]
        seconds = seconds[~np.isnan(seconds)]
        if len(seconds) > 1:
            low, high = np.quantile(seconds, [0.25, 0.75])
            axes.hlines(place, low, high, color=theme.strong, linewidth=2, zorder=2)
            top = max(top, float(high) * _TOP)
    axes.set_xlim(-0.03 * top, top)


def _numbers(row: WorkerRow) -> list[str | int | float]:
    values = (getattr(row, name) for name in WorkerRow.__match_args__)
    return [round(value, 6) if isinstance(value, float) else value for value in values]
