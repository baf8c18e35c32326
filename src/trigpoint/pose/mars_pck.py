"""MARS's own measure of agreement: the band between the best and the worst worker of each frame."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from trigpoint.consolidate.poses import median_of
from trigpoint.formats.pose.annotations import Annotations, Floats
from trigpoint.pose.agreement import Agreement
from trigpoint.pose.consolidation import Consolidation

PASSED: Final = 0.85
"""MARS shows radii up to where every median curve has passed this share."""


def band_distances(found: Consolidation, measured: Agreement) -> dict[str, Floats]:
    """Pixels of each frame's "best", "median" and "worst" worker, shape (F, A, K).

    With MARS's method by MARS's rule, to the number; with others from the distances of all other figures.
    """
    if found.poses.method == "mars":
        return mars_distances(replace(found.answers, points=found.repaired))
    return _over_workers(np.moveaxis(measured.distances, 3, 0))


def mars_distances(annotations: Annotations) -> dict[str, Floats]:
    """MARS's own curves' distances in pixels: "best", "median" and "worst" worker, shape (F, A, K).

    Each worker is measured from the coordinates' median over the others. Left and right are as they are
    given: MARS repairs them before.
    """
    points = np.moveaxis(annotations.points, 3, 0)
    n_workers = len(points)
    found = np.full(points.shape[:-1], np.nan)
    for worker in range(n_workers):
        rest = np.moveaxis(np.delete(points, worker, axis=0), 0, 1)
        if not rest.shape[1]:
            continue
        found[worker] = np.linalg.norm(points[worker] - median_of(rest), axis=-1)
    return _over_workers(found)


def _over_workers(found: Floats) -> dict[str, Floats]:
    there = ~np.isnan(found)
    none = ~there.any(axis=0)
    best = np.where(none, np.nan, np.where(there, found, np.inf).min(axis=0, initial=np.inf))
    worst = np.where(none, np.nan, np.where(there, found, -np.inf).max(axis=0, initial=-np.inf))
    return {"best": best, "median": median_of(np.moveaxis(found, 0, 1)), "worst": worst}


def share_within(distances: Floats, radii: Floats) -> Floats:
    """Share of the distances within each radius, exactly.

    MARS reads the same off the cumulated histogram of 10 000 bins, at their upper edges.
    """
    own = np.sort(distances[~np.isnan(distances)])
    if not len(own):
        return np.full(radii.shape, np.nan)
    found: Floats = np.searchsorted(own, radii, side="right") / len(own)
    return found
