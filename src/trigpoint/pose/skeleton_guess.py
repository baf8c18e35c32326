"""What can be guessed about a skeleton from its names; the user may overrule it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from trigpoint.formats.pose.skeleton import Pair

_SIDES: Final = re.compile(r"(?<![a-z])(left|right|l|r)(?![a-z])", re.IGNORECASE)
_OTHER: Final = {"left": "right", "right": "left", "l": "r", "r": "l"}


def guess_pairs(keypoints: Sequence[str]) -> tuple[Pair, ...]:
    """Keypoints whose names differ in left and right alone, such as `left ear` and `right_ear`'s kind."""
    places = {name.lower(): place for place, name in enumerate(keypoints)}
    found = []
    for name, place in places.items():
        partner = places.get(_SIDES.sub(lambda match: _OTHER[match[1].lower()], name))
        if partner is not None and partner > place:
            found.append((place, partner))
    return tuple(found)


def guess_axis(keypoints: Sequence[str], pairs: Sequence[Pair]) -> Pair | None:
    """The first and the last keypoint that are in no pair; None where there are not two."""
    paired = {index for pair in pairs for index in pair}
    alone = [index for index in range(len(keypoints)) if index not in paired]
    return (alone[0], alone[-1]) if len(alone) > 1 else None
