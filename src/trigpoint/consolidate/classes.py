"""One class for each object, from several workers' answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from trigpoint.consolidate.skills import Skills, safe_log
from trigpoint.consolidate.votes import Floats, Ints, Votes, VoteSlice, summed

MAX_ROUNDS: Final = 20
TOLERANCE: Final = 1e-8
_TIE: Final = 1e-9


@dataclass(frozen=True, eq=False)
class ClassFit:
    """The class of each object, its probability, and what was learned of the workers.

    `labels` and `confidences` have shape (n_objects,). An object without votes has the class that is most
    frequent. Ties go to the lowest class.
    """

    labels: Ints
    confidences: Floats
    skills: Skills


def modified_dawid_skene(votes: Votes, past: Skills | None = None) -> ClassFit:
    """Classes by expectation maximisation over classes and workers' confusion matrices.

    Dawid and Skene's model (Appl. Stat. 28(1), 1979) with each matrix shrunk to a one-coin form and to the
    crowd's mean, which keeps workers with few answers from being believed or disbelieved too much. At most
    20 rounds; stops when the log-likelihood changes by less than 1e-8 of itself.

    With `past`, the counts of objects consolidated before stand beside those of these votes: the workers
    are known from the first round on, and a group of few objects cannot shift them.
    """
    past = past or Skills.unknown(votes.n_workers, (votes.n_classes,))
    ordered, order = votes.ordered()
    model, skills = _expectation_maximisation(ordered, past)
    labels = np.zeros(votes.n_objects, dtype=np.int32)
    confidences = np.zeros(votes.n_objects)
    for part in ordered.slices():
        posterior, _ = model.posterior(part)
        where = order[part.start : part.start + part.n_objects]
        labels[where], confidences[where] = decide(posterior)
    return ClassFit(labels, confidences, skills)


def majority_vote(votes: Votes, past: Skills | None = None) -> ClassFit:
    """The class with most votes; the confidence is its share of them. Learns nothing: `past` is returned."""
    ordered, order = votes.ordered()
    labels = np.zeros(votes.n_objects, dtype=np.int32)
    confidences = np.zeros(votes.n_objects)
    for part in ordered.slices():
        counts = np.zeros((votes.n_classes, part.n_objects))
        np.add.at(counts, (part.cells % votes.n_classes, part.objects), 1.0)
        where = order[part.start : part.start + part.n_objects]
        labels[where], confidences[where] = decide(counts / np.maximum(counts.sum(axis=0), 1))
    return ClassFit(labels, confidences, past or Skills.unknown(votes.n_workers, (votes.n_classes,)))


CLASS_METHODS: Final[Mapping[str, Callable[[Votes, Skills | None], ClassFit]]] = {
    "mds": modified_dawid_skene,
    "mv": majority_vote,
}


def decide(posterior: Floats) -> tuple[Ints, Floats]:
    """The most probable class of each column of `posterior` (n_classes, n_objects), and its probability.

    What is within 1e-9 of the highest counts as tied with it; the lowest class wins.
    """
    highest = posterior.max(axis=0)
    labels: Ints = (posterior >= highest - _TIE).argmax(axis=0).astype(np.int32)
    return labels, highest


@dataclass(frozen=True, eq=False)
class ClassModel:
    """How answers come about: classes by `prior` (n_classes,), answers by `confusions` (see Skills)."""

    prior: Floats
    confusions: Floats

    def posterior(self, part: VoteSlice) -> tuple[Floats, float]:
        """`P(class | votes)`, shape (n_classes, n_objects), and the log-likelihood of the votes."""
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


def _expectation_maximisation(votes: Votes, past: Skills) -> tuple[ClassModel, Skills]:
    """The model of the last E-step, and the skills that follow from it; votes must be ordered."""
    if not votes.n_objects:
        return ClassModel(np.full(votes.n_classes, 1 / votes.n_classes), past.confusions()), past
    mass = past.mass + votes.n_objects / votes.n_classes
    skills, confusions = past, past.confusions()
    previous = -np.inf
    for _ in range(MAX_ROUNDS):
        model = ClassModel(mass / mass.sum(), confusions)
        mass, counts, likelihood = _expected(votes, model)
        mass, counts = past.mass + mass, past.counts + counts
        confusions = skills.confusions(counts)
        skills = skills.learned(counts, mass)
        if converged(likelihood, previous):
            break
        previous = likelihood
    return model, skills


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
