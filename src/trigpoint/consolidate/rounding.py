"""How numbers are rounded for output."""

from __future__ import annotations

import math

import numpy as np

from trigpoint.consolidate.votes import Floats


def to_pixels(numbers: Floats) -> Floats:
    """The nearest whole pixels; halves go up, so that moving everything moves the result."""
    # What lies a billionth below a half is one that arithmetic has blurred.
    return np.floor(numbers + 0.5 + 1e-9)


def two_decimals(share: float) -> float:
    """The confidence as it is written; noise of the ninth digit is cut first."""
    return math.floor(round(share, 9) * 100 + 0.5) / 100
