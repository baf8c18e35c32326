"""One class from several answers: against a slow reference written from the equations, and by hand."""

from __future__ import annotations

import math
import random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trigpoint.consolidate.class_fit import ClassFit
from trigpoint.consolidate.classes import (
    CLASS_METHODS,
    ConfusionModel,
    dawid_skene,
    modified_dawid_skene,
    one_coin,
)
from trigpoint.consolidate.skills import dump_skills, load_skills, shrunken
from trigpoint.consolidate.votes import Votes
from trigpoint.consolidate.voting import majority_vote, weighted_by_agreement

Vote = tuple[int, int, int]


def votes_of(rows: list[Vote], n_classes: int, n_objects: int | None = None) -> Votes:
    objects, workers, labels = zip(*rows, strict=True) if rows else ((), (), ())
    return Votes.of(
        objects,
        workers,
        labels,
        n_objects=max(objects, default=-1) + 1 if n_objects is None else n_objects,
        n_workers=max(workers, default=-1) + 1,
        n_classes=n_classes,
    )


Matrix = list[list[float]]


def spread(x: float, n_classes: int) -> Matrix:
    """x on the diagonal, the rest of each row shared evenly."""
    off = (1 - x) / (n_classes - 1)
    return [[x if k == m else off for m in range(n_classes)] for k in range(n_classes)]


def normalised(matrix: Matrix) -> Matrix:
    return [[value / sum(row) for value in row] for row in matrix]


def shrunken_slowly(n: Matrix, a: float) -> Matrix:
    classes, total = range(len(n)), sum(map(sum, n))
    own, crowd = spread(sum(n[k][k] for k in classes) / total, len(n)), spread(a, len(n))
    return normalised(
        [[n[k][m] + total * own[k][m] + total / 2 * crowd[k][m] for m in classes] for k in classes]
    )


def smoothed_slowly(n: Matrix, a: float) -> Matrix:
    classes = range(len(n))
    return normalised([[n[k][m] + (2 if k == m else 1) for m in classes] for k in classes])


def coin_slowly(n: Matrix, a: float) -> Matrix:
    right, total = sum(n[k][k] for k in range(len(n))), sum(map(sum, n))
    return spread((right + 1.4) / (total + 2), len(n))


def reference(rows: list[Vote], n_classes: int, smooth: Any, *, from_shares: bool = False) -> Matrix:
    """Posteriors by the equations of outputs.md 5.2 and 5.3, in plain Python and products."""
    classes = range(n_classes)
    objects, workers = sorted({i for i, _, _ in rows}), sorted({j for _, j, _ in rows})
    a = 0.7
    p = [[1 / n_classes] * n_classes for _ in objects]
    confusion = {j: spread(a, n_classes) for j in workers}
    if from_shares:
        said = [[label for i, _, label in rows if i == o] for o in objects]
        p = [[labels.count(k) / len(labels) for k in classes] for labels in said]
        confusion = {j: smooth(_counts(rows, p, j, n_classes), a) for j in workers}
    previous = None
    for _ in range(20):
        prior = [sum(row[k] for row in p) / len(p) for k in classes]
        q = [list(prior) for _ in objects]
        for i, j, label in rows:
            for k in classes:
                q[i][k] *= confusion[j][k][label]
        p = normalised(q)
        counts = {j: _counts(rows, p, j, n_classes) for j in workers}
        confusion = {j: smooth(counts[j], a) for j in workers}
        a = sum(sum(n[k][k] for k in classes) / sum(map(sum, n)) for n in counts.values()) / len(workers)
        likelihood = sum(math.log(sum(row)) for row in q)
        if previous is not None and abs(likelihood - previous) <= 1e-8 * abs(previous):
            break
        previous = likelihood
    return p


def _counts(rows: list[Vote], p: Matrix, worker: int, n_classes: int) -> Matrix:
    said = [(i, label) for i, j, label in rows if j == worker]
    return [
        [sum(p[i][k] for i, label in said if label == m) for m in range(n_classes)] for k in range(n_classes)
    ]


@st.composite
def answered(draw: Any) -> tuple[list[Vote], int]:
    n_classes = draw(st.integers(2, 5))
    n_workers = draw(st.integers(1, 5))
    rows = [
        (i, j, draw(st.integers(0, n_classes - 1)))
        for i in range(draw(st.integers(1, 12)))
        for j in draw(st.lists(st.integers(0, n_workers - 1), unique=True, min_size=1))
    ]
    return rows, n_classes


@given(answered())
@settings(max_examples=60, deadline=None)
@pytest.mark.parametrize(
    ("method", "smooth"),
    [(modified_dawid_skene, shrunken_slowly), (dawid_skene, smoothed_slowly), (one_coin, coin_slowly)],
)
def test_classes_and_confidences_are_those_of_the_equations(
    method: Any, smooth: Any, case: tuple[list[Vote], int]
) -> None:
    rows, n_classes = case
    fit = method(votes_of(rows, n_classes))
    expected = reference(rows, n_classes, smooth, from_shares=method is dawid_skene)
    # Rounding may let one of the two stop a round earlier; that round changes less than this.
    for label, confidence, posterior in zip(fit.labels, fit.confidences, expected, strict=True):
        assert confidence == pytest.approx(max(posterior), abs=1e-4)
        assert posterior[label] == pytest.approx(max(posterior), abs=1e-4)


def test_the_first_round_by_hand() -> None:
    """Two objects, two workers, two classes, one disagreement: after one round 49/58 and 1/2.

    Round 1: prior 1/2; both say 0 of object 0: 0.7*0.7 / (0.7*0.7 + 0.3*0.3) = 49/58. Object 1 is a tie.
    """
    votes, _ = votes_of([(0, 0, 0), (0, 1, 0), (1, 0, 0), (1, 1, 1)], 2).ordered()
    model = ConfusionModel(np.full(2, 0.5), shrunken(np.zeros((2, 2, 2)), 0.7))
    (part,) = votes.slices()
    posterior, likelihood = model.posterior(part)
    assert sorted(posterior[0]) == pytest.approx([0.5, 49 / 58])
    assert likelihood == pytest.approx(math.log(0.29) + math.log(0.21))


@given(answered(), st.randoms(use_true_random=False))
@settings(max_examples=100, deadline=None)
def test_the_order_of_answers_and_objects_changes_nothing(
    case: tuple[list[Vote], int], rng: random.Random
) -> None:
    rows, n_classes = case
    votes = votes_of(rows, n_classes)
    renumbered = list(range(votes.n_objects))
    rng.shuffle(renumbered)
    shuffled = [(renumbered[i], j, label) for i, j, label in rows]
    rng.shuffle(shuffled)
    for method in CLASS_METHODS.values():
        plain, other = method(votes, None), method(votes_of(shuffled, n_classes, votes.n_objects), None)
        assert plain.labels.tolist() == other.labels[renumbered].tolist()
        assert plain.confidences.tolist() == other.confidences[renumbered].tolist()


def test_renaming_the_classes_renames_the_labels() -> None:
    rows = crowd(60, 5, 3, seed=1)
    plain = modified_dawid_skene(votes_of(rows, 3))
    renamed = modified_dawid_skene(votes_of([(i, j, (label + 1) % 3) for i, j, label in rows], 3))
    assert ((plain.labels + 1) % 3).tolist() == renamed.labels.tolist()
    assert plain.confidences == pytest.approx(renamed.confidences)


def crowd(n_objects: int, n_workers: int, n_classes: int, seed: int, skill: float = 0.8) -> list[Vote]:
    """Answers of workers who are right with the given probability; the truth of object i is i % n_classes."""
    rng = random.Random(seed)
    return [
        (i, j, i % n_classes if rng.random() < skill else rng.randrange(n_classes))
        for i in range(n_objects)
        for j in range(n_workers)
    ]


def test_a_worker_who_is_mostly_wrong_is_outvoted_by_one_who_is_right() -> None:
    rng = random.Random(7)
    good = [(i, j, i % 3) for i in range(90) for j in (0, 1, 2)]
    spam = [(i, j, rng.randrange(3)) for i in range(90) for j in (3, 4)]
    contested = [(90, 0, 1), (90, 3, 2), (90, 4, 2)]
    fit = modified_dawid_skene(votes_of([*good, *spam, *contested], 3))
    assert fit.labels[:90].tolist() == [i % 3 for i in range(90)]
    assert fit.labels[90] == 1
    assert majority_vote(votes_of([*good, *spam, *contested], 3)).labels[90] == 2


@pytest.mark.parametrize("method", CLASS_METHODS.values())
def test_a_tie_goes_to_the_lowest_class(method: Any) -> None:
    fit = method(votes_of([(0, 0, 2), (0, 1, 1)], 3), None)
    assert fit.labels.tolist() == [1]


@pytest.mark.parametrize("method", CLASS_METHODS.values())
def test_one_worker_is_followed(method: Any) -> None:
    assert method(votes_of([(0, 0, 1), (1, 0, 0), (2, 0, 2)], 3), None).labels.tolist() == [1, 0, 2]


@pytest.mark.parametrize("method", CLASS_METHODS.values())
def test_one_class_is_certain(method: Any) -> None:
    fit = method(votes_of([(0, 0, 0), (1, 1, 0)], 1), None)
    assert fit.labels.tolist() == [0, 0] and fit.confidences.tolist() == [1.0, 1.0]


@pytest.mark.parametrize("method", CLASS_METHODS.values())
def test_nothing_to_consolidate_gives_nothing(method: Any) -> None:
    assert len(method(votes_of([], 3), None).labels) == 0


@pytest.mark.parametrize("method", CLASS_METHODS.values())
def test_an_object_without_answers_disturbs_nothing(method: Any) -> None:
    rows = crowd(20, 3, 2, seed=3)
    with_empty = method(votes_of(rows, 2, n_objects=21), None)
    assert with_empty.labels[:20].tolist() == method(votes_of(rows, 2), None).labels.tolist()
    assert np.isfinite(with_empty.confidences).all()


def test_perfect_agreement_over_many_objects_stays_finite() -> None:
    rows = [(i, j, i % 4) for i in range(5000) for j in range(3)]
    fit = modified_dawid_skene(votes_of(rows, 4))
    assert fit.labels.tolist() == [i % 4 for i in range(5000)]
    assert np.isfinite(fit.confidences).all() and fit.confidences.max() <= 1


def test_more_objects_than_fit_in_a_slice_give_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = crowd(50, 4, 3, seed=5)
    whole = modified_dawid_skene(votes_of(rows, 3))
    monkeypatch.setattr("trigpoint.consolidate.votes._CELLS_PER_SLICE", 21)
    sliced = modified_dawid_skene(votes_of(rows, 3))
    assert sliced.labels.tolist() == whole.labels.tolist()
    assert sliced.confidences == pytest.approx(whole.confidences)


def test_majority_confidence_is_the_share_of_votes() -> None:
    fit = majority_vote(votes_of([(0, 0, 1), (0, 1, 1), (0, 2, 0), (1, 0, 2)], 3))
    assert fit.labels.tolist() == [1, 2]
    assert fit.confidences.tolist() == pytest.approx([2 / 3, 1.0])


def test_agreement_weighs_votes_by_how_often_their_worker_is_with_the_majority() -> None:
    """Worker 2 agrees once in three, 0 and 1 always: object 3 goes to 1 by weight 1 against 1/3 and 0."""
    rows = [(i, j, 0) for i in range(3) for j in (0, 1)] + [(0, 2, 0), (1, 2, 1), (2, 2, 1)]
    fit = weighted_by_agreement(votes_of([*rows, (3, 0, 1), (3, 2, 2)], 3))
    weights = 1.0, 1 / 4
    assert fit.labels.tolist() == [0, 0, 0, 1]
    assert fit.confidences[3] == pytest.approx(weights[0] / sum(weights))


def fit_in_groups(rows: list[Vote], n_classes: int, size: int) -> list[int]:
    """Labels of objects consolidated in groups of `size`, the skills carried on as JSON."""
    labels: list[int] = []
    state = b""
    for start in range(0, max(rows)[0] + 1, size):
        group = [(i - start, j, y) for i, j, y in rows if start <= i < start + size]
        ids = sorted({f"w{j}" for _, j, _ in group})
        past, names = load_skills(state, ids, (n_classes,))
        votes = Votes.of(
            [i for i, _, _ in group],
            [names.index(f"w{j}") for _, j, _ in group],
            [y for _, _, y in group],
            n_objects=size,
            n_workers=len(names),
            n_classes=n_classes,
        )
        fit: ClassFit = modified_dawid_skene(votes, past)
        state = dump_skills(fit.skills, names)
        labels += fit.labels.tolist()
    return labels


def test_skills_carried_between_groups_let_a_group_of_one_trust_the_better_worker() -> None:
    rng = random.Random(11)
    rows = [(i, j, i % 3) for i in range(60) for j in (0, 1)] + [(i, 2, rng.randrange(3)) for i in range(60)]
    contested = [(60, 0, 1), (60, 2, 0)]
    assert fit_in_groups([*rows, *contested], 3, size=1)[60] == 1
    assert modified_dawid_skene(votes_of([(0, 0, 1), (0, 1, 0)], 3)).labels[0] == 0


def test_one_group_from_nothing_is_the_same_as_no_memory() -> None:
    rows = crowd(40, 4, 3, seed=9)
    assert fit_in_groups(rows, 3, size=40) == modified_dawid_skene(votes_of(rows, 3)).labels.tolist()


def test_skills_survive_their_json() -> None:
    fit = modified_dawid_skene(votes_of(crowd(40, 4, 3, seed=2), 3))
    names = ["a", "b", "c", "d"]
    again, found = load_skills(dump_skills(fit.skills, names), ["aa", "c"], (3,))
    assert found == ["a", "aa", "b", "c", "d"]
    assert again.counts[[0, 2, 3, 4]] == pytest.approx(fit.skills.counts, abs=1e-5)
    assert not again.counts[1].any()
    assert again.mass == pytest.approx(fit.skills.mass)
    assert again.accuracy == fit.skills.accuracy
