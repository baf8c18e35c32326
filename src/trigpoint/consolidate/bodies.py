"""Which points belong to the same body, within one worker's answer and across workers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from trigpoint.consolidate.assignment import cheapest_assignment
from trigpoint.consolidate.losses import huber
from trigpoint.consolidate.votes import Floats


class Click(NamedTuple):
    """A point that a worker set. `body` is the instance that the worker gave it to; None: not said."""

    keypoint: int
    x: float
    y: float
    body: int | None = None
    occluded: bool = False


Bodies = list[dict[int, Click]]
"""Clicks by keypoint, a dict for each body."""


def bodies_of(answers: Sequence[Sequence[Click]], scale_px: float) -> list[Bodies]:
    """The bodies of each answer, in the same order for all: place i is the same body everywhere.

    A worker's points are grouped by the instance they were given to, else each label's points go to the
    nearest bodies, one each. Bodies are matched to those of the worker who is nearest to all others, by the
    least sum of Huber distances over their common points, in `scale_px`.
    """
    grouped = [_grouped(clicks, scale_px) for clicks in answers]
    n_bodies = max((len(each) for each in grouped), default=0)
    padded = [[*each, *({} for _ in range(n_bodies - len(each)))] for each in grouped]
    if n_bodies <= 1 or len(padded) == 1:
        return padded
    costs = [[_costs(one, other, scale_px) for other in padded] for one in padded]
    totals = [sum(_least(each) for each in row) for row in costs]
    full = [sum(map(len, each)) for each in padded]
    reference = min(
        range(len(padded)), key=lambda worker: (-len(grouped[worker]), totals[worker], -full[worker])
    )
    return [
        [bodies[place] for place in cheapest_assignment(costs[reference][worker]).tolist()]
        for worker, bodies in enumerate(padded)
    ]


def _grouped(clicks: Sequence[Click], scale_px: float) -> Bodies:
    named = [click for click in clicks if click.body is not None]
    if named:
        numbers = sorted({click.body for click in named if click.body is not None})
        bodies: Bodies = [{} for _ in numbers]
        for click in named:
            assert click.body is not None
            bodies[numbers.index(click.body)].setdefault(click.keypoint, click)
        return bodies
    by_keypoint: dict[int, list[Click]] = {}
    for click in sorted(clicks, key=lambda each: (each.keypoint, each.x, each.y)):
        by_keypoint.setdefault(click.keypoint, []).append(click)
    n_bodies = max((len(each) for each in by_keypoint.values()), default=0)
    bodies = [{} for _ in range(n_bodies)]
    # Labels with the most points begin: they say where the bodies are.
    for keypoint, points in sorted(by_keypoint.items(), key=lambda each: (-len(each[1]), each[0])):
        costs = np.array([[_distance_to(body, point) for body in bodies] for point in points])
        for point, place in zip(points, cheapest_assignment(costs).tolist(), strict=True):
            bodies[place][keypoint] = point
    return bodies


def _distance_to(body: dict[int, Click], point: Click) -> float:
    """From the point to the middle of what the body has so far."""
    if not body:
        return 0.0
    x = sum(click.x for click in body.values()) / len(body)
    y = sum(click.y for click in body.values()) / len(body)
    return float(np.hypot(point.x - x, point.y - y))


def _costs(bodies: Bodies, others: Bodies, scale_px: float) -> Floats:
    return np.array([[_cost(one, other, scale_px) for other in others] for one in bodies])


def _cost(one: dict[int, Click], other: dict[int, Click], scale_px: float) -> float:
    """Mean Huber loss over the keypoints that both have; a body without common points fits badly."""
    common = one.keys() & other.keys()
    if not common:
        return 0.0 if not one and not other else 100.0
    away = [(one[each].x - other[each].x, one[each].y - other[each].y) for each in sorted(common)]
    return float(huber(np.linalg.norm(away, axis=1) / scale_px).mean())


def _least(costs: Floats) -> float:
    return float(costs[np.arange(len(costs)), cheapest_assignment(costs)].sum())
