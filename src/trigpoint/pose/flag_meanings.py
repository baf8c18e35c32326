"""What each flag of a point means, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

MEANINGS: Final[Mapping[str, str]] = {
    "no_majority": "no two workers agree; the point is the middle of their clicks",
    "minority": "fewer than half of the workers who set the point agree on it",
    "uncertain": "its standard error is more than the project's flag_sd of the body",
    "ambiguous_swap": "left and right are doubtful",
    "polarity_fixed": "left and right were set against most workers, by the side of the body",
    "disagree": "two workers alone set it, farther apart than chance makes likely",
    "few": "fewer workers than min_answers set it",
    "outside": "it lies outside of the picture",
    "ambiguous_animal": "as many workers call the animals one way as the other",
}
"""By the names of FLAGS."""
