"""What all pictures share: a figure that knows its numbers, and its look in light and in dark."""

from __future__ import annotations

import csv
import io
import logging
import math
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import fontManager
from matplotlib.ticker import FuncFormatter

from trigpoint.model.errors import InvalidInput
from trigpoint.pose.frame_table import write_whole

FORMATS: Final = ("pdf", "png", "svg")
PIXELS_PER_INCH: Final = 150
_FONTS: Final = (
    "DejaVu Sans",
    "Noto Sans CJK JP",
    "Noto Sans CJK SC",
    "Noto Sans Arabic",
    "Noto Sans Hebrew",
    "Noto Sans Devanagari",
    "Hiragino Sans",
    "Yu Gothic",
    "Microsoft YaHei",
)
Row = Sequence[str | int | float]


@dataclass(frozen=True)
class Theme:
    """Colours by what they are for; both themes keep text at 7 : 1 and lines at 3 : 1 on the paper."""

    paper: str
    ink: str
    faint: str
    grid: str
    band: str
    strong: str
    warm: str
    model: str
    image_rim: str


LIGHT: Final = Theme(
    "#ffffff", "#1a1d21", "#565c63", "#dfe2e6", "#c3ccd6", "#0b5cad", "#b34700", "#7a3e9d", "#000000"
)
DARK: Final = Theme(
    "#16191d", "#eceff2", "#aab1b9", "#31363c", "#46505c", "#6cb4ff", "#ff9b52", "#d7a5f5", "#000000"
)


class Plot(Figure):
    """A matplotlib figure together with the numbers that it shows.

    Names of keypoints, workers and files are text, never formulas, whatever characters are in them.
    """

    def __init__(self, width: float, height: float, *, theme: Theme = LIGHT) -> None:
        self.theme = theme
        self.columns: tuple[str, ...] = ()
        self.rows: list[Row] = []
        super().__init__(
            figsize=(width, height), layout="constrained", facecolor=theme.paper, dpi=PIXELS_PER_INCH
        )
        FigureCanvasAgg(self)

    def numbers(self, columns: Sequence[str], rows: Iterator[Row] | Sequence[Row]) -> None:
        """What `save` writes beside the picture."""
        self.columns, self.rows = tuple(columns), [*rows]

    def draw(self, renderer: Any) -> None:
        with look(self.theme), _quiet():
            super().draw(renderer)

    def save(self, path: str | Path) -> Path:
        """Writes the picture, in the format that its suffix names, and its numbers beside it as CSV."""
        path = Path(path)
        format_ = path.suffix.lstrip(".").lower()
        if format_ not in FORMATS:
            raise InvalidInput(f"A picture is saved as {', '.join(FORMATS)}, not as {path.name!r}.")
        write_whole(path, self.picture(format_))
        write_whole(path.with_suffix(".csv"), self.table())
        return path

    def picture(self, format_: str) -> bytes:
        """The file's content; the same figure gives the same bytes."""
        target = io.BytesIO()
        # Without the time of day, and with a constant seed for names within the file.
        stamp = {"pdf": {"CreationDate": None}, "svg": {"Date": None}}.get(format_)
        with look(self.theme), _quiet():
            self.savefig(target, format=format_, metadata=stamp)
        return target.getvalue()

    def table(self) -> str:
        """The numbers as CSV; empty where there is none."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(self.columns)
        writer.writerows(["" if _is_nan(cell) else cell for cell in row] for row in self.rows)
        return text.getvalue()

    def _repr_png_(self) -> bytes:
        """How a notebook shows it."""
        return self.picture("png")


def _is_nan(cell: str | int | float) -> bool:
    return isinstance(cell, float) and math.isnan(cell)


@contextmanager
def look(theme: Theme) -> Iterator[None]:
    """Everything drawn inside has the house's look."""
    settings: Any = {
        "font.family": _fonts(),
        "font.size": 9,
        "text.parse_math": False,
        "text.color": theme.ink,
        "axes.edgecolor": theme.faint,
        "axes.facecolor": theme.paper,
        "axes.labelcolor": theme.ink,
        "axes.titlesize": 10,
        "axes.titleweight": "medium",
        "axes.titlelocation": "left",
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.grid": False,
        "axes.axisbelow": True,
        "grid.color": theme.grid,
        "grid.linewidth": 0.8,
        "xtick.color": theme.faint,
        "ytick.color": theme.faint,
        "xtick.labelcolor": theme.ink,
        "ytick.labelcolor": theme.ink,
        "legend.frameon": False,
        "legend.fontsize": 8.5,
        "legend.labelcolor": theme.ink,
        "pdf.fonttype": 42,
        "svg.hashsalt": "trigpoint",
        "savefig.facecolor": theme.paper,
        "savefig.dpi": PIXELS_PER_INCH,
    }
    with rc_context(settings):
        yield


@contextmanager
def _quiet() -> Iterator[None]:
    """A letter that no font of this machine has is shown as a box; nobody needs to be told."""
    logger = logging.getLogger("matplotlib.font_manager")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="Glyph", category=UserWarning)
            warnings.filterwarnings(
                "ignore", message="Matplotlib currently does not support", category=UserWarning
            )
            yield
    finally:
        logger.setLevel(level)


@cache
def _fonts() -> list[str]:
    there = {font.name for font in fontManager.ttflist}
    return [name for name in _FONTS if name in there] or ["sans-serif"]


def grid_of(n_panels: int, *, most_columns: int = 7) -> tuple[int, int]:
    """Rows and columns for so many panels: up to four in a row, more where there are many."""
    columns = min(n_panels, max(4, min(most_columns, math.ceil(math.sqrt(n_panels * 1.25)))))
    return math.ceil(n_panels / columns), columns


def say_instead(axes: Axes, message: str, theme: Theme) -> None:
    """Where there is nothing to draw, why."""
    axes.set_axis_off()
    axes.text(
        0.5, 0.5, message, transform=axes.transAxes, ha="center", va="center", color=theme.faint, wrap=True
    )


def short(name: str, most: int = 26) -> str:
    """A name for where there is little room; line breaks and the like become spaces."""
    name = (
        " ".join("".join(letter if letter.isprintable() else " " for letter in name).split()) or "(no name)"
    )
    return name if len(name) <= most else f"{name[: most - 1]}…"


PERCENT: Final = FuncFormatter(lambda value, _: f"{value * 100:.3g} %")
PLAIN: Final = FuncFormatter(lambda value, _: f"{value:g}")
