"""Any number of labels for each object: against a slow reference written from the equations."""

from __future__ import annotations

import math
import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trigpoint.consolidate.choices import CHOICE_METHODS, ChoiceFit, Choices, binary_dawid_skene, share_vote

Answer = tuple[int, int, frozenset[int]]


def choices_of(answers: list[Answer], n_labels: int, n_objects: int | None = None) -> Choices:
    rows = [(i, j, y) for i, j, labels in answers for y in (*sorted(labels), n_labels)]
    objects, workers, labels = zip(*rows, strict=True) if rows else ((), (), ())
    return Choices.of(
        objects,
        workers,
        labels,
        n_objects=max(objects, default=-1) + 1 if n_objects is None else n_objects,
        n_workers=max(workers, default=-1) + 1,
        n_labels=n_labels,
    )


def reference(answers: list[Answer], n_labels: int) -> dict[tuple[int, int], float]:
    """P(chosen) of every pair by the equations of outputs.md 5.2, in plain Python."""
    objects = sorted({i for i, _, _ in answers})
    workers = sorted({j for _, j, _ in answers})
    pairs = [(i, y) for i in objects for y in range(n_labels)]
    says = {(i, y): [(j, int(y in chosen)) for o, j, chosen in answers if o == i] for i, y in pairs}
    a = 0.7
    p = {pair: [0.5, 0.5] for pair in pairs}
    confusion = {j: [[a, 1 - a], [1 - a, a]] for j in workers}
    previous = None
    for _ in range(20):
        prior = [[sum(p[i, y][k] for i in objects) / len(objects) for k in (0, 1)] for y in range(n_labels)]
        q = {
            (i, y): [prior[y][k] * math.prod(confusion[j][k][m] for j, m in says[i, y]) for k in (0, 1)]
            for i, y in pairs
        }
        p = {pair: [value / sum(row) for value in row] for pair, row in q.items()}
        accuracies = []
        for j in workers:
            n = [
                [
                    sum(p[pair][k] for pair in pairs for w, y in says[pair] if w == j and y == m)
                    for m in (0, 1)
                ]
                for k in (0, 1)
            ]
            total = sum(map(sum, n))
            acc = (n[0][0] + n[1][1]) / total
            accuracies.append(acc)
            for k in (0, 1):
                row = [
                    n[k][m] + total * (acc if k == m else 1 - acc) + total / 2 * (a if k == m else 1 - a)
                    for m in (0, 1)
                ]
                confusion[j][k] = [value / sum(row) for value in row]
        a = sum(accuracies) / len(accuracies)
        likelihood = sum(math.log(sum(row)) for row in q.values())
        if previous is not None and abs(likelihood - previous) <= 1e-8 * abs(previous):
            break
        previous = likelihood
    return {pair: posterior[1] for pair, posterior in p.items()}


def as_dict(fit: ChoiceFit) -> dict[tuple[int, int], float]:
    pairs = zip(fit.objects.tolist(), fit.labels.tolist(), strict=True)
    return dict(zip(pairs, fit.confidences.tolist(), strict=True))


@st.composite
def answered(draw: Any) -> tuple[list[Answer], int]:
    n_labels = draw(st.integers(1, 4))
    n_workers = draw(st.integers(1, 4))
    answers = [
        (i, j, draw(st.frozensets(st.integers(0, n_labels - 1))))
        for i in range(draw(st.integers(1, 8)))
        for j in draw(st.lists(st.integers(0, n_workers - 1), unique=True, min_size=1))
    ]
    return answers, n_labels


@given(answered())
@settings(max_examples=150, deadline=None)
def test_confidences_are_those_of_the_equations(case: tuple[list[Answer], int]) -> None:
    answers, n_labels = case
    found = as_dict(binary_dawid_skene(choices_of(answers, n_labels)))
    expected = reference(answers, n_labels)
    assert found.keys() == {(i, y) for i, _, labels in answers for y in labels}
    assert found == pytest.approx({pair: expected[pair] for pair in found}, abs=1e-6)


@given(answered(), st.randoms(use_true_random=False))
@settings(max_examples=100, deadline=None)
def test_the_order_of_answers_and_objects_changes_nothing(
    case: tuple[list[Answer], int], rng: random.Random
) -> None:
    answers, n_labels = case
    n_objects = max(i for i, _, _ in answers) + 1
    new = list(range(n_objects))
    rng.shuffle(new)
    shuffled = [(new[i], j, labels) for i, j, labels in answers]
    rng.shuffle(shuffled)
    for method in CHOICE_METHODS.values():
        plain = as_dict(method(choices_of(answers, n_labels, n_objects), None))
        other = as_dict(method(choices_of(shuffled, n_labels, n_objects), None))
        assert {(new[i], y): confidence for (i, y), confidence in plain.items()} == other


def test_a_label_that_one_worker_chose_is_kept() -> None:
    answers = [(0, j, frozenset({0, 1} if j == 0 else {0})) for j in range(3)]
    found = as_dict(binary_dawid_skene(choices_of(answers, 3)))
    assert found.keys() == {(0, 0), (0, 1)}
    assert found[0, 0] > 0.9 and found[0, 1] < 0.5


def test_share_vote_gives_the_share_of_answers_empty_ones_included() -> None:
    answers = [
        (0, 0, frozenset({1})),
        (0, 1, frozenset({0, 1})),
        (0, 2, frozenset[int]()),
        (1, 0, frozenset({2})),
    ]
    assert as_dict(share_vote(choices_of(answers, 3))) == pytest.approx(
        {(0, 0): 1 / 3, (0, 1): 2 / 3, (1, 2): 1.0}
    )


@pytest.mark.parametrize("method", CHOICE_METHODS.values())
@pytest.mark.parametrize("answers", [[], [(0, 0, frozenset[int]())]])
def test_nothing_chosen_gives_nothing(method: Any, answers: list[Answer]) -> None:
    assert as_dict(method(choices_of(answers, 2), None)) == {}
