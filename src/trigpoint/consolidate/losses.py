"""What distances cost that may be mistakes."""

from __future__ import annotations

from typing import Final

import numpy as np

from trigpoint.consolidate.votes import Floats

_KNEE: Final = 2.5


def huber(ratios: Floats) -> Floats:
    """Huber's loss of distances in usual ones: half the square up to 2.5, a straight line beyond."""
    found: Floats = np.where(ratios <= _KNEE, ratios**2 / 2, _KNEE * (ratios - _KNEE / 2))
    return found
