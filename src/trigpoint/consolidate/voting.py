"""Classes by votes: each worker's counts the same, or by how often that worker is with the others."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trigpoint.consolidate.class_fit import ClassFit, fit_of
from trigpoint.consolidate.skills import Skills
from trigpoint.consolidate.votes import Floats, Votes, VoteSlice, summed


@dataclass(frozen=True, eq=False)
class VoteShares:
    """The ClassModel in which a class is as probable as its share of the votes' weights.

    `weights` has shape (n_workers,), each >= 0. Without any weight all classes are equal.
    """

    n_classes: int
    weights: Floats

    def posterior(self, part: VoteSlice) -> tuple[Floats, float]:
        workers, labels = np.divmod(part.cells, self.n_classes)
        cells = labels * part.n_objects + part.objects
        size = self.n_classes * part.n_objects
        sums = summed(cells, self.weights[workers], size).reshape(self.n_classes, -1)
        total = sums.sum(axis=0)
        even = np.full_like(sums, 1 / self.n_classes)
        return np.divide(sums, total, out=even, where=total > 0), 0.0


def majority_vote(votes: Votes, past: Skills | None = None) -> ClassFit:
    """The class with most votes; the confidence is its share of them. Learns nothing: `past` is returned."""
    ordered, order = votes.ordered()
    skills = past or Skills.unknown(votes.n_workers, (votes.n_classes,))
    return fit_of(ordered, order, VoteShares(votes.n_classes, np.ones(votes.n_workers)), skills)


def weighted_by_agreement(votes: Votes, past: Skills | None = None) -> ClassFit:
    """Wawa, worker agreement with aggregate: votes weigh as much as their worker's agree with the majority.

    Source: Crowd-Kit (Ustalov, Pavlichenko and Tseitlin, JOSS 9(96), 2024). Learns nothing.
    """
    ordered, order = votes.ordered()
    majority = majority_vote(votes).labels
    agrees = (votes.labels == majority[votes.objects]).astype(np.float64)
    n_votes = summed(votes.workers, np.ones(len(votes.workers)), votes.n_workers)
    agreed = summed(votes.workers, agrees, votes.n_workers)
    weights = np.divide(agreed, n_votes, out=np.zeros(votes.n_workers), where=n_votes > 0)
    skills = past or Skills.unknown(votes.n_workers, (votes.n_classes,))
    return fit_of(ordered, order, VoteShares(votes.n_classes, weights), skills)
