"""How well each worker answers: confusion matrices, and their memory between groups of objects."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import msgspec
import numpy as np

from trigpoint.consolidate.votes import Floats

START_ACCURACY = 0.7
_FORGET_BELOW = 1e-6
_TINY = np.finfo(np.float64).tiny


@dataclass(frozen=True, eq=False)
class Skills:
    """What the objects consolidated so far tell of the workers.

    Parameters
    ----------
    counts
        Expected number of votes by worker, true class and answer, shape (n_workers, n_classes, n_classes).
    mass
        Expected number of objects by true class, last axis of length n_classes.
    accuracy
        Mean over workers of the share of right answers, 0 to 1.
    """

    counts: Floats
    mass: Floats
    accuracy: float = START_ACCURACY

    @classmethod
    def unknown(cls, n_workers: int, mass_shape: tuple[int, ...]) -> Skills:
        """Nothing known yet."""
        n_classes = mass_shape[-1]
        return cls(np.zeros((n_workers, n_classes, n_classes)), np.zeros(mass_shape))

    def learned(self, counts: Floats, mass: Floats) -> Skills:
        """These skills with all counts so far replaced; the mean accuracy follows from them."""
        accuracies = worker_accuracies(counts)
        known = accuracies[~np.isnan(accuracies)]
        return Skills(counts, mass, float(known.mean()) if len(known) else self.accuracy)


Smoothing = Callable[[Floats, float], Floats]
"""From counts (see Skills) and the crowd's accuracy to `P(answer | true class)`, rows summing to 1."""


def shrunken(counts: Floats, accuracy: float) -> Floats:
    """`N + n*P(acc) + (n/2)*P(a)`, rows normalised; the Smoothing of the modified Dawid-Skene model.

    The worker's counts, shrunk to a one-coin matrix of the worker's own accuracy and to one of the crowd's.
    Who has no votes has the crowd's matrix.
    """
    n_votes = counts.sum(axis=(1, 2))[:, None, None]
    crowd = one_coin_matrices(np.array([accuracy]), counts.shape[-1])
    own = one_coin_matrices(np.nan_to_num(worker_accuracies(counts)), counts.shape[-1])
    return _rows_normalised(counts + n_votes * own + np.where(n_votes > 0, n_votes / 2, 1.0) * crowd)


def map_smoothed(counts: Floats, accuracy: float) -> Floats:
    """Two votes added for each right answer and one for each wrong one; the crowd has no say."""
    return _rows_normalised(counts + 1 + np.eye(counts.shape[-1]))


def coin_smoothed(counts: Floats, accuracy: float) -> Floats:
    """One probability of being right for each worker, two votes of mean 0.7 added; the crowd has no say."""
    right = np.trace(counts, axis1=1, axis2=2)
    shares = (right + 2 * START_ACCURACY) / (counts.sum(axis=(1, 2)) + 2)
    return one_coin_matrices(shares, counts.shape[-1])


def _rows_normalised(matrices: Floats) -> Floats:
    normalised: Floats = matrices / matrices.sum(axis=2, keepdims=True)
    return normalised


def worker_accuracies(counts: Floats) -> Floats:
    """Expected share of right answers of each worker, shape (n_workers,); NaN for who has no votes."""
    right = np.trace(counts, axis1=1, axis2=2)
    total = counts.sum(axis=(1, 2))
    shares: Floats = np.divide(right, total, out=np.full(len(total), np.nan), where=total > 0)
    return shares


def one_coin_matrices(accuracies: Floats, n_classes: int) -> Floats:
    """Matrices with the accuracy on the diagonal and its rest spread evenly; of one class, certainty."""
    if n_classes == 1:
        return np.ones((len(accuracies), 1, 1))
    off = (1 - accuracies) / (n_classes - 1)
    matrices = np.repeat(off, n_classes * n_classes).reshape(-1, n_classes, n_classes)
    diagonal = np.arange(n_classes)
    matrices[:, diagonal, diagonal] = accuracies[:, None]
    return matrices


def safe_log(probabilities: Floats) -> Floats:
    """The logarithm, that of zero being a large negative number: nothing becomes NaN."""
    logs: Floats = np.log(np.maximum(probabilities, _TINY))
    return logs


class _StoredWorker(msgspec.Struct):
    """Counts of one worker: `counts[i]` in cell `cells[i]` of the flattened matrix."""

    cells: list[int]
    counts: list[float]


class _Stored(msgspec.Struct):
    accuracy: float
    mass: list[float]
    workers: dict[str, _StoredWorker]


def dump_skills(skills: Skills, worker_ids: Sequence[str]) -> bytes:
    """The skills as JSON; `worker_ids[j]` names worker j. Next to nothing (1e-6 of a vote) is left out."""
    workers = {}
    for worker_id, counts in zip(worker_ids, skills.counts, strict=True):
        flat = counts.ravel()
        cells = np.flatnonzero(flat > _FORGET_BELOW)
        workers[worker_id] = _StoredWorker(cells.tolist(), flat[cells].tolist())
    return msgspec.json.encode(_Stored(skills.accuracy, skills.mass.ravel().tolist(), workers))


def load_skills(
    state: bytes, worker_ids: Sequence[str], mass_shape: tuple[int, ...]
) -> tuple[Skills, list[str]]:
    """The stored skills for `worker_ids` and all workers known before, and their names in order.

    An empty state is nothing known. Names are sorted, so that the order of answers does not matter.
    """
    stored = msgspec.json.decode(state, type=_Stored) if state else None
    names = sorted({*worker_ids, *(stored.workers if stored else ())})
    skills = Skills.unknown(len(names), mass_shape)
    if stored is None:
        return skills, names
    for row, name in enumerate(names):
        known = stored.workers.get(name)
        if known:
            skills.counts[row].reshape(-1)[known.cells] = known.counts
    return Skills(skills.counts, np.array(stored.mass).reshape(mass_shape), stored.accuracy), names
