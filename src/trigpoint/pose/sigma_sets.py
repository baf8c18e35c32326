"""Published spreads of annotators, and the names under which keypoints find theirs.

Shares of the square root of an animal's area. Sources: Segalin et al., eLife 10:e63720 (2021), Methods, for
mice seen from above and from the front; COCO's keypoint evaluation for people.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from trigpoint.model.errors import InvalidInput

SETS: Final[Mapping[str, Mapping[str, float]]] = {
    "mars_top": {
        "nose tip": 0.039,
        "ear": 0.045,
        "neck": 0.042,
        "side body": 0.067,
        "tail base": 0.044,
        "middle tail": 0.067,
        "end tail": 0.084,
    },
    "mars_front": {
        "nose tip": 0.087,
        "ear": 0.087,
        "neck": 0.093,
        "side body": 0.125,
        "tail base": 0.086,
        "middle tail": 0.108,
        "end tail": 0.145,
        "paw": 0.125,
    },
    "coco": {
        "nose": 0.026,
        "eye": 0.025,
        "ear": 0.035,
        "shoulder": 0.079,
        "elbow": 0.072,
        "wrist": 0.062,
        "hip": 0.107,
        "knee": 0.087,
        "ankle": 0.089,
    },
}
FIXED: Final[Mapping[str, float]] = {"narrow": 0.025, "moderate": 0.05, "wide": 0.1, "ultrawide": 0.15}

_OTHER_WORDS: Final = {
    "nose": "nose tip",
    "snout": "nose tip",
    "top of neck": "neck",
    "rear knee": "side body",
    "knee": "side body",
    "hip": "side body",
    "base of tail": "tail base",
    "tailbase": "tail base",
    "middle of tail": "middle tail",
    "tail middle": "middle tail",
    "end of tail": "end tail",
    "tip of tail": "end tail",
    "tail tip": "end tail",
    "tail end": "end tail",
    "front paw": "paw",
    "rear paw": "paw",
    "hind paw": "paw",
}
"""What MARS's default project and other trackers call the parts of a mouse."""
_SIDES: Final = frozenset({"left", "right", "l", "r"})


def sigmas_of(value: Any, keypoints: Sequence[str]) -> tuple[float, ...] | None:
    """A project's `skeleton.sigmas` as a number for each keypoint; None: estimated from the answers.

    `value` is the name of a set, `fixed`, `fixed:` and a number or a width, `estimated`, or a mapping of
    keypoints to numbers or to parts of a set (`mars_top:nose tip`). Raises InvalidInput.
    """
    if value is None or value == "estimated":
        return None
    if isinstance(value, dict):
        return tuple(_of_keypoint(value, name) for name in keypoints)
    if isinstance(value, str) and value in SETS:
        return tuple(_of_part(value, name, name) for name in keypoints)
    if isinstance(value, str) and value.partition(":")[0] == "fixed":
        width = value.partition(":")[2] or "narrow"
        return (FIXED[width] if width in FIXED else _number(width, "fixed"),) * len(keypoints)
    raise InvalidInput(
        f"skeleton.sigmas: {str(value)[:40]!r} is none of {', '.join(SETS)}, fixed:0.025, estimated, "
        "or a number for each keypoint."
    )


def _of_keypoint(given: Mapping[str, Any], name: str) -> float:
    if name not in given:
        raise InvalidInput(f"skeleton.sigmas: there is none for {name!r}.")
    value = given[name]
    set_, _, part = value.partition(":") if isinstance(value, str) else ("", "", "")
    return _of_part(set_, part, name) if set_ in SETS else _number(value, name)


def _of_part(set_: str, part: str, keypoint: str) -> float:
    known = SETS[set_]
    for words in (_bare(part), _OTHER_WORDS.get(_bare(part), "")):
        if words in known:
            return known[words]
    raise InvalidInput(
        f"skeleton.sigmas: {set_} has none for {keypoint!r}; it has {', '.join(known)}. Write a number for "
        f"each keypoint, or which part it is: {{{keypoint}: {set_}:{next(iter(known))}, ...}}"
    )


def _bare(name: str) -> str:
    """Without case, sides and underscores."""
    words = re.split(r"[\s_-]+", name.casefold().strip())
    return " ".join(word for word in words if word not in _SIDES)


def _number(value: Any, name: str) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = 0.0
    if not 0 < number < 10:
        raise InvalidInput(f"skeleton.sigmas: {name}: {str(value)[:40]!r} is not a number above 0.")
    return number
