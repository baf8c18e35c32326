"""Colours of keypoints and marks of workers, told apart without colour too."""

from __future__ import annotations

from typing import Final, NamedTuple

COLOURS: Final = (
    "#0072b2",
    "#e69f00",
    "#882255",
    "#56b4e9",
    "#d55e00",
    "#f0e442",
    "#009e73",
    "#ee8866",
    "#661100",
    "#77aadd",
    "#aa4499",
    "#cc79a7",
    "#332288",
    "#6699cc",
    "#117733",
    "#999933",
    "#ddcc77",
    "#cc6677",
    "#88ccee",
    "#44aa99",
)
"""From Okabe and Ito's and Tol's sets for the colour-blind; each differs in lightness from its neighbours."""
MARKERS: Final = ("o", "s", "^", "D", "v", "P", "X", "<", ">", "h", "p", "d")
"""Of workers; so different that they are told apart in grey."""
RIMS: Final = ("#ffffff", "#000000")
"""Around a mark; the second round of colours has the second rim."""


class Paint(NamedTuple):
    """How a keypoint is painted."""

    colour: str
    rim: str


def paint_of(keypoint: int) -> Paint:
    return Paint(COLOURS[keypoint % len(COLOURS)], RIMS[keypoint // len(COLOURS) % len(RIMS)])


def marker_of(worker: int) -> str:
    return MARKERS[worker % len(MARKERS)]


def text_on(colour: str) -> str:
    """Black or white, whichever is read better on a colour."""
    red, green, blue = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return "#000000" if 0.2126 * red**2.2 + 0.7152 * green**2.2 + 0.0722 * blue**2.2 > 0.18 else "#ffffff"
