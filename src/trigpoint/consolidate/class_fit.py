"""What every method for classes gives, and how labels are read off probabilities."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from trigpoint.consolidate.skills import Skills
from trigpoint.consolidate.votes import Floats, Ints, Votes, VoteSlice

_TIE: Final = 1e-9


@dataclass(frozen=True, eq=False)
class ClassFit:
    """The class of each object, its probability, and what was learned of the workers.

    `labels` and `confidences` have shape (n_objects,). Ties go to the lowest class.
    """

    labels: Ints
    confidences: Floats
    skills: Skills


class ClassModel(Protocol):
    """Anything that says how probable each class is, given an object's votes."""

    def posterior(self, part: VoteSlice) -> tuple[Floats, float]:
        """`P(class | votes)`, shape (n_classes, n_objects), and the log-likelihood of the votes."""


def fit_of(votes: Votes, order: NDArray[np.int64], model: ClassModel, skills: Skills) -> ClassFit:
    """Labels by the model for votes that `Votes.ordered` put into that order."""
    labels = np.zeros(votes.n_objects, dtype=np.int32)
    confidences = np.zeros(votes.n_objects)
    for part in votes.slices():
        posterior, _ = model.posterior(part)
        where = order[part.start : part.start + part.n_objects]
        labels[where], confidences[where] = decide(posterior)
    return ClassFit(labels, confidences, skills)


def decide(posterior: Floats) -> tuple[Ints, Floats]:
    """The most probable class of each column of `posterior` (n_classes, n_objects), and its probability.

    What is within 1e-9 of the highest counts as tied with it; the lowest class wins.
    """
    highest = posterior.max(axis=0)
    labels: Ints = (posterior >= highest - _TIE).argmax(axis=0).astype(np.int32)
    return labels, highest
