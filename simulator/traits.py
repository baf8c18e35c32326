"""What kind of world a seed makes: how many, how busy, and which troubles it knows.

Each seed knows only some of the troubles, so that rare ones are not always drowned by frequent ones.
"""

from __future__ import annotations

import random
from dataclasses import dataclass


@dataclass(frozen=True)
class Traits:
    n_machines: int
    n_workers: int
    n_events: int
    share_held_up: float
    """How often something under way is held up between two transactions."""
    group_size: int
    most_objects: int
    weights: dict[str, float]
    """How often each kind of event comes, against the others."""

    @property
    def is_calm(self) -> bool:
        """Whether nothing goes wrong but what people do."""
        return self.n_machines == 1 and not self.share_held_up and not any(map(self.weights.get, _TROUBLES))


_ORDINARY = {
    "take": 14.0,
    "answer": 22.0,
    "engine": 16.0,
    "time passes": 5.0,
    "create": 3.0,
}
_PEOPLE = {
    "answer again": 2.0,
    "answer otherwise": 1.5,
    "stale token": 1.5,
    "decline": 2.0,
    "release": 2.0,
    "pause": 2.0,
    "draft": 2.0,
    "look": 2.0,
    "somebody else's": 1.0,
    "send again": 3.0,
    "leave": 0.7,
    "join": 1.5,
    "long time passes": 0.8,
    "stop": 1.0,
    "chain": 1.5,
    "clone": 0.7,
}
_TROUBLES = {
    "crash at a point": 2.0,
    "crash": 0.7,
    "restart": 0.7,
    "database trouble": 2.0,
    "storage trouble": 1.2,
    "function trouble": 0.8,
    "clock jumps": 1.0,
    "machine stalls": 1.5,
    "rush": 3.0,
    "sleepwalker": 4.0,
}


def draw_traits(rng: random.Random, *, calm: bool) -> Traits:
    weights = dict(_ORDINARY)
    for kind, usual in (_PEOPLE if calm else _PEOPLE | _TROUBLES).items():
        weights[kind] = usual * rng.choice((0, 0.5, 1, 1, 2))
    return Traits(
        n_machines=1 if calm else rng.choice((1, 1, 1, 2, 2, 3)),
        n_workers=rng.randint(1, 6),
        n_events=rng.choice((60, 120, 120, 240)),
        share_held_up=0.0 if calm else rng.choice((0.0, 0.0, 0.1, 0.3)),
        group_size=rng.choice((1, 2, 3, 100)),
        most_objects=rng.choice((2, 6, 12)),
        weights=weights,
    )
