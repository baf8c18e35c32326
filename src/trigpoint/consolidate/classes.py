"""One class for each object, from several workers' answers, by expectation maximisation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from trigpoint.consolidate.class_fit import ClassFit, ClassModel, fit_of
from trigpoint.consolidate.skills import Skills, Smoothing, coin_smoothed, map_smoothed, safe_log, shrunken
from trigpoint.consolidate.votes import Floats, Votes, VoteSlice, summed
from trigpoint.consolidate.voting import VoteShares, majority_vote, weighted_by_agreement

MAX_ROUNDS: Final = 20
TOLERANCE: Final = 1e-8


def modified_dawid_skene(votes: Votes, past: Skills | None = None) -> ClassFit:
    """Classes by expectation maximisation over classes and workers' confusion matrices.

    Dawid and Skene's model (Appl. Stat. 28(1), 1979) with each matrix shrunk to a one-coin form and to the
    crowd's mean, which keeps workers with few answers from being believed or disbelieved too much. At most
    20 rounds; stops when the log-likelihood changes by less than 1e-8 of itself.

    With `past`, the counts of objects consolidated before stand beside those of these votes: the workers
    are known from the first round on, and a group of few objects cannot shift them.
    """
    return _maximise(votes, past, shrunken)


def dawid_skene(votes: Votes, past: Skills | None = None) -> ClassFit:
    """Dawid and Skene's model with a prior of two right votes and one of each wrong kind for each class.

    Starts at the shares of votes (or at `past`, see `modified_dawid_skene`). Without the prior it believes
    workers with few answers blindly.
    """
    return _maximise(votes, past, map_smoothed, start_at_shares=True)


def one_coin(votes: Votes, past: Skills | None = None) -> ClassFit:
    """Each worker right with one probability, of prior mean 0.7, else wrong in every way alike.

    The best choice for few answers per worker or many classes. Source: Zhang, Chen, Zhou and Jordan 2016.
    """
    return _maximise(votes, past, coin_smoothed)


CLASS_METHODS: Final[Mapping[str, Callable[[Votes, Skills | None], ClassFit]]] = {
    "mds": modified_dawid_skene,
    "mv": majority_vote,
    "ds": dawid_skene,
    "one-coin": one_coin,
    "wawa": weighted_by_agreement,
}


@dataclass(frozen=True, eq=False)
class ConfusionModel:
    """The ClassModel of classes drawn by `prior` (n_classes,) and answers by `confusions` (see Skills)."""

    prior: Floats
    confusions: Floats

    def posterior(self, part: VoteSlice) -> tuple[Floats, float]:
        n_classes = len(self.prior)
        table = np.ascontiguousarray(safe_log(self.confusions).transpose(1, 0, 2)).reshape(n_classes, -1)
        joint = np.empty((n_classes, part.n_objects))
        for k, log_prior in enumerate(safe_log(self.prior)):
            joint[k] = log_prior + summed(part.objects, table[k][part.cells], part.n_objects)
        highest = joint.max(axis=0)
        np.exp(joint - highest, out=joint)
        total = joint.sum(axis=0)
        joint /= total
        return joint, float((highest + np.log(total)).sum())


def _maximise(
    votes: Votes, past: Skills | None, smoothing: Smoothing, *, start_at_shares: bool = False
) -> ClassFit:
    past = past or Skills.unknown(votes.n_workers, (votes.n_classes,))
    ordered, order = votes.ordered()
    if not votes.n_objects:
        return fit_of(ordered, order, VoteShares(votes.n_classes, np.ones(votes.n_workers)), past)
    mass, counts = past.mass + votes.n_objects / votes.n_classes, past.counts
    if start_at_shares and not past.counts.any():
        mass, counts, _ = _expected(ordered, VoteShares(votes.n_classes, np.ones(votes.n_workers)))
    skills, confusions = past, smoothing(counts, past.accuracy)
    previous = -np.inf
    for _ in range(MAX_ROUNDS):
        model = ConfusionModel(mass / mass.sum(), confusions)
        mass, counts, likelihood = _expected(ordered, model)
        mass, counts = past.mass + mass, past.counts + counts
        confusions = smoothing(counts, skills.accuracy)
        skills = skills.learned(counts, mass)
        if converged(likelihood, previous):
            break
        previous = likelihood
    return fit_of(ordered, order, model, skills)


def _expected(votes: Votes, model: ClassModel) -> tuple[Floats, Floats, float]:
    """Expected objects by class, expected votes by worker, class and answer, and the log-likelihood."""
    n_cells = votes.n_workers * votes.n_classes
    mass = np.zeros(votes.n_classes)
    counts = np.zeros((votes.n_classes, n_cells))
    likelihood = 0.0
    for part in votes.slices():
        posterior, log_likelihood = model.posterior(part)
        mass += posterior.sum(axis=1)
        likelihood += log_likelihood
        for k in range(votes.n_classes):
            counts[k] += summed(part.cells, posterior[k][part.objects], n_cells)
    by_worker = counts.reshape(votes.n_classes, votes.n_workers, votes.n_classes).transpose(1, 0, 2)
    return mass, by_worker, likelihood


def converged(likelihood: float, previous: float) -> bool:
    """Whether the log-likelihood has stopped changing."""
    return likelihood == previous or abs(likelihood - previous) < TOLERANCE * abs(previous)
