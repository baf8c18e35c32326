"""Any number of classes for each object: every label that a worker chose, with its probability."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from trigpoint.consolidate.classes import MAX_ROUNDS, converged
from trigpoint.consolidate.skills import Skills, safe_log, shrunken
from trigpoint.consolidate.votes import Floats, Ints, Votes, summed


@dataclass(frozen=True, eq=False)
class Choices:
    """Answers that choose any number of labels, kept as one list of votes.

    A vote for label 0 to `n_labels - 1` is a choice; one for `n_labels` says that the worker answered, so
    that an answer which chooses nothing counts as well. Nobody votes for the same thing twice.
    """

    votes: Votes

    @classmethod
    def of(
        cls,
        objects: ArrayLike,
        workers: ArrayLike,
        labels: ArrayLike,
        *,
        n_objects: int,
        n_workers: int,
        n_labels: int,
    ) -> Choices:
        """Choices from arrays as above, the label `n_labels` among them once for each answer."""
        sizes = {"n_objects": n_objects, "n_workers": n_workers, "n_classes": n_labels + 1}
        return cls(Votes.of(objects, workers, labels, **sizes))

    @property
    def n_labels(self) -> int:
        return self.votes.n_classes - 1


@dataclass(frozen=True, eq=False)
class ChoiceFit:
    """Each label chosen for each object, sorted by object, then label, and its probability.

    The three arrays are parallel, shape (n_pairs,).
    """

    objects: Ints
    labels: Ints
    confidences: Floats
    skills: Skills


def binary_dawid_skene(choices: Choices, past: Skills | None = None) -> ChoiceFit:
    """Labels by the modified Dawid-Skene model of `classes`, in its binary form.

    Each pair of object and label is a question with the answers 0 (not chosen) and 1 (chosen), with one 2
    by 2 matrix for each worker, pooled over labels, and a prior for each label. `past` is as in
    `modified_dawid_skene`, its mass of shape (n_labels, 2).
    """
    past = past or unknown_skills(choices)
    ballots = _Ballots.of(choices)
    mass = past.mass + ballots.n_objects / 2
    skills, confusions = past, shrunken(past.counts, past.accuracy)
    previous = -np.inf
    for _ in range(MAX_ROUNDS):
        model = _ChoiceModel(mass / np.maximum(mass.sum(axis=1, keepdims=True), 1), confusions)
        mass, counts, likelihood = ballots.expected(model)
        mass, counts = past.mass + mass, past.counts + counts
        confusions = shrunken(counts, skills.accuracy)
        skills = skills.learned(counts, mass)
        if converged(likelihood, previous):
            break
        previous = likelihood
    objects, labels, confidences = ballots.chosen(model)
    return _sorted_fit(objects, labels, confidences, skills)


def share_vote(choices: Choices, past: Skills | None = None) -> ChoiceFit:
    """The confidence of a label is the share of the object's answers that chose it. Learns nothing."""
    votes = choices.votes
    is_choice = votes.labels < choices.n_labels
    answered = np.bincount(votes.objects[~is_choice], minlength=votes.n_objects)
    pairs = votes.objects[is_choice].astype(np.int64) * choices.n_labels + votes.labels[is_choice]
    found, counts = np.unique(pairs, return_counts=True)
    objects, labels = np.divmod(found, max(1, choices.n_labels))
    return _sorted_fit(objects, labels, counts / answered[objects], past or unknown_skills(choices))


CHOICE_METHODS: Final[Mapping[str, Callable[[Choices, Skills | None], ChoiceFit]]] = {
    "mds": binary_dawid_skene,
    "mv": share_vote,
}


def unknown_skills(choices: Choices) -> Skills:
    """Nothing known of these workers."""
    return Skills.unknown(choices.votes.n_workers, (choices.n_labels, 2))


def _sorted_fit(objects: ArrayLike, labels: ArrayLike, confidences: Floats, skills: Skills) -> ChoiceFit:
    objects, labels = np.asarray(objects, dtype=np.int32), np.asarray(labels, dtype=np.int32)
    by = np.lexsort((labels, objects))
    return ChoiceFit(objects[by], labels[by], confidences[by], skills)


@dataclass(frozen=True, eq=False)
class _ChoiceModel:
    """How choices come about: `prior` (n_labels, 2) and `confusions` (n_workers, 2, 2)."""

    prior: Floats
    confusions: Floats


@dataclass(frozen=True, eq=False)
class _Ballots:
    """Choices arranged for expectation maximisation: who answered, and for each label who chose it.

    Nothing is held for the pairs that nobody chose: what they say follows from who answered.
    """

    order: NDArray[np.int64]
    answered: Ints
    """Object of each answer."""
    answerers: Ints
    """Worker of each answer."""
    by_label: list[tuple[Ints, Ints]]
    """Objects and workers of the votes for each label."""
    n_workers: int

    @classmethod
    def of(cls, choices: Choices) -> _Ballots:
        votes, order = choices.votes.ordered()
        by = np.argsort(votes.labels, kind="stable")
        edges = np.searchsorted(votes.labels[by], np.arange(choices.n_labels + 2))
        parts = [
            (votes.objects[by[first:last]], votes.workers[by[first:last]]) for first, last in pairwise(edges)
        ]
        *by_label, (answered, answerers) = parts
        return cls(order, answered, answerers, by_label, votes.n_workers)

    @property
    def n_objects(self) -> int:
        return len(self.order)

    def joints(self, model: _ChoiceModel) -> Iterator[tuple[int, Floats, Floats]]:
        """For each label: log P(not chosen, votes) and log P(chosen, votes) of each object."""
        logs = safe_log(model.confusions)
        silent = [self._summed(self.answered, logs[self.answerers, k, 0]) for k in (0, 1)]
        gains = logs[:, :, 1] - logs[:, :, 0]
        for label, log_prior in enumerate(safe_log(model.prior)):
            objects, workers = self.by_label[label]
            no, yes = (log_prior[k] + silent[k] + self._summed(objects, gains[workers, k]) for k in (0, 1))
            yield label, no, yes

    def expected(self, model: _ChoiceModel) -> tuple[Floats, Floats, float]:
        """Expected objects by label and truth, expected votes by worker, truth and answer, log-likelihood."""
        mass = np.zeros_like(model.prior)
        counts = np.zeros((self.n_workers, 2, 2))
        true_labels = np.zeros(self.n_objects)
        likelihood = 0.0
        for label, no, yes in self.joints(model):
            chosen = _share_of_second(no, yes)
            likelihood += float(np.logaddexp(no, yes).sum())
            mass[label] = self.n_objects - chosen.sum(), chosen.sum()
            true_labels += chosen
            objects, workers = self.by_label[label]
            counts[:, 1, 1] += self._by_worker(workers, chosen[objects])
            counts[:, 0, 1] += self._by_worker(workers, 1 - chosen[objects])
        for k, questions in ((0, len(self.by_label) - true_labels), (1, true_labels)):
            asked = self._by_worker(self.answerers, questions[self.answered])
            counts[:, k, 0] = np.maximum(asked - counts[:, k, 1], 0)
        return mass, counts, likelihood

    def chosen(self, model: _ChoiceModel) -> tuple[Ints, Ints, Floats]:
        """Object, label and probability of each pair that somebody chose."""
        pairs = []
        for label, no, yes in self.joints(model):
            objects = np.unique(self.by_label[label][0])
            confidences = _share_of_second(no[objects], yes[objects])
            pairs.append((self.order[objects], np.full(len(objects), label), confidences))
        if not pairs:
            return np.empty(0, np.int32), np.empty(0, np.int32), np.empty(0)
        objects, labels, confidences = (np.concatenate(arrays) for arrays in zip(*pairs, strict=True))
        return objects, labels, confidences

    def _summed(self, objects: Ints, weights: Floats) -> Floats:
        return summed(objects, weights, self.n_objects)

    def _by_worker(self, workers: Ints, weights: Floats) -> Floats:
        return summed(workers, weights, self.n_workers)


def _share_of_second(first: Floats, second: Floats) -> Floats:
    """exp(second) / (exp(first) + exp(second)), without overflow."""
    share: Floats = 0.5 * (1 + np.tanh((second - first) / 2))
    return share
