"""Colours of label categories and instances, and how they are written."""

from __future__ import annotations

import colorsys
import re
from typing import Any, Final

from trigpoint.model.errors import InvalidInput

BACKGROUND_NAME: Final = "BACKGROUND"
BACKGROUND_COLOR: Final = "#ffffff"
_FIRST: Final = (
    *("#2ca02c", "#1f77b4", "#ff7f0e", "#d62728"),  # seen in labels of Ground Truth
    *("#9467bd", "#8c564b", "#e377c2", "#bcbd22", "#17becf"),
)
_GOLDEN: Final = 0.618033988749895
_HEX: Final = re.compile(r"#([0-9a-f]{6})")


def color_of(place: int) -> str:
    """The colour of the label at that place of the file: no two have the same, and none is white."""
    if place < len(_FIRST):
        return _FIRST[place]
    number = place - len(_FIRST)
    taken = {*_FIRST, *(_generated(each) for each in range(number))}
    # A place whose colour is taken moves on by a step of brightness too small to be seen.
    return next(each for step in range(256) if (each := _generated(number, step)) not in taken)


def _generated(number: int, step: int = 0) -> str:
    """Hues as far apart as they get, in rings of saturation and brightness."""
    hue = (0.11 + number * _GOLDEN) % 1.0
    saturation, value = (0.85, 0.6, 0.95)[number % 3], (0.75, 0.95, 0.5)[number // 3 % 3]
    red, green, blue = (round(each * 255) for each in colorsys.hsv_to_rgb(hue, saturation, value))
    return f"#{red:02x}{green:02x}{(blue + step) % 256:02x}"


def rgb_number(color: Any, what: str) -> int:
    """`#RRGGBB` in any case as a number, red the highest byte. Raises InvalidInput for anything else."""
    match = _HEX.fullmatch(color.strip().lower()) if isinstance(color, str) else None
    if match is None:
        raise InvalidInput(
            f"an answer has the colour {color!r:.40} for {what}, which is not of the form #rrggbb"
        )
    return int(match[1], 16)
