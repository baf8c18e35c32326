"""One mask from several workers' masks of an image, a strip of rows at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from trigpoint.consolidate.label_maps import BACKGROUND, LabelMap, LabelRows, stacked, strips

_RADIUS: Final = 2
_SIGMA: Final = 1.0
_TIE: Final = 1e-5
_Plane = NDArray[np.float32]


class MaskFusion(Protocol):
    """Fuses label maps of one shape. `rows` is read once, to its end; then the confidence is known."""

    def rows(self) -> Iterator[LabelRows]:
        """The fused label map, strip after strip from the top."""

    @property
    def confidence(self) -> float:
        """Of the whole image, 0 to 1."""


class VoteSmooth:
    """Every pixel is a vote over classes, smoothed over its neighbours ("vote-smooth").

    Of each class's share of votes a 5 x 5 Gaussian (sigma 1, edges repeated) is taken; the highest wins, ties
    go to the background, then to the lowest class. With one map there is nothing to smooth. Confidence is the
    mean, over the pixels that anybody gave a class, of the highest share before smoothing; 1 where nobody
    did. After the documented idea of Ground Truth, a vote at each pixel and a smoothing filter.
    """

    def __init__(self, maps: Sequence[LabelMap]) -> None:
        self._maps = maps
        self._n_marked = 0
        self._sum_of_shares = 0.0

    def rows(self) -> Iterator[LabelRows]:
        shape = self._maps[0].shape
        for first, last in strips(shape, len(self._maps)):
            above, below = max(0, first - _RADIUS), min(shape[0], last + _RADIUS)
            votes = stacked(self._maps, above, below)
            inner = slice(first - above, last - above)
            fused = np.zeros((last - first, shape[1]), dtype=np.uint8)
            columns = _marked_columns(votes)
            if columns is not None:
                self._count(votes[:, inner, columns])
                fused[:, columns] = self._fused(votes[:, :, columns])[inner]
            yield fused

    @property
    def confidence(self) -> float:
        return self._sum_of_shares / self._n_marked if self._n_marked else 1.0

    def _fused(self, votes: LabelRows) -> LabelRows:
        if len(votes) == 1:
            alone: LabelRows = votes[0]
            return alone
        best = self._smoothed(votes, BACKGROUND)
        fused = np.zeros(votes.shape[1:], dtype=np.uint8)
        for class_ in _classes(votes):
            share = self._smoothed(votes, class_)
            higher = share > best + _TIE
            fused[higher] = class_
            np.copyto(best, share, where=higher)
        return fused

    def _smoothed(self, votes: LabelRows, class_: int) -> _Plane:
        counts = (votes == class_).sum(axis=0, dtype=np.uint8).astype(np.float32)
        return smoothed(counts) / np.float32(len(votes))

    def _count(self, votes: LabelRows) -> None:
        marked = (votes != BACKGROUND).any(axis=0)
        n_marked = int(marked.sum())
        if not n_marked:
            return
        at = votes[:, marked]
        highest = (at == BACKGROUND).sum(axis=0, dtype=np.uint8)
        for class_ in _classes(votes):
            np.maximum(highest, (at == class_).sum(axis=0, dtype=np.uint8), out=highest)
        self._n_marked += n_marked
        self._sum_of_shares += float(highest.sum(dtype=np.int64)) / len(votes)


class MaskEm:
    """Expectation maximisation over pixels and workers' confusion matrices ("mask-em").

    Multi-class STAPLE of one image: the pixels that anybody gave a class are drawn with a prior for each
    class, each worker confuses classes in ways of their own (pseudo-count 1, on the diagonal 10), and all
    others are background. Then one pass of a Potts prior: each of the eight neighbours that has a class adds
    0.5 to its log-probability. Confidence is the mean probability of the classes chosen, over those pixels.

    Pixels with the same votes are alike, so only the kinds of votes are iterated over, however big the image.
    Source: Warfield, Zou and Wells, IEEE Transactions on Medical Imaging 23(7), 2004.
    """

    ROUNDS: Final = 50
    _COUPLING: Final = 0.5

    def __init__(self, maps: Sequence[LabelMap]) -> None:
        self._maps = maps
        self._sum, self._n = 0.0, 0

    @property
    def confidence(self) -> float:
        return self._sum / self._n if self._n else 1.0

    def rows(self) -> Iterator[LabelRows]:
        kinds = _VoteKinds(len(self._maps))
        shape = self._maps[0].shape
        for first, last in strips(shape, len(self._maps)):
            kinds.add(stacked(self._maps, first, last))
        classes, posterior = self._posterior(kinds)
        chosen = classes[_first_highest(posterior)]
        if len(self._maps) == 1:
            posterior = np.where(posterior == posterior.max(axis=1, keepdims=True), 1.0, 0.0)
        logs = np.log(np.maximum(posterior, 1e-12))
        for first, last in strips(shape, len(self._maps)):
            above, below = max(0, first - 1), min(shape[0], last + 1)
            at = kinds.numbers(stacked(self._maps, above, below))
            inner = slice(first - above, last - above)
            fused = self._with_neighbours(at, chosen[at], classes, logs)[inner]
            if kinds.n > 1:
                marked = at[inner] > 0
                places = np.searchsorted(classes, fused[marked])
                self._sum += float(posterior[at[inner][marked], places].sum())
                self._n += int(marked.sum())
            yield fused

    def _posterior(self, kinds: _VoteKinds) -> tuple[NDArray[np.uint8], NDArray[np.float64]]:
        """The classes there are, and their probabilities for each kind of votes; the first is background."""
        classes = np.union1d(kinds.votes, [BACKGROUND]).astype(np.uint8)
        n_classes, n_workers = len(classes), len(self._maps)
        votes = np.searchsorted(classes, kinds.votes)
        weights = kinds.counts.astype(np.float64)
        weights[0] = 0  # where nobody marked anything is background for certain
        shares = np.stack([(votes == k).mean(axis=1) for k in range(n_classes)], axis=1)
        posterior = shares
        for _ in range(self.ROUNDS):
            mass = posterior * weights[:, None]
            prior = (mass.sum(axis=0) + 1e-9) / (mass.sum() + n_classes * 1e-9)
            log_joint = np.tile(np.log(prior), (len(votes), 1))
            for worker in range(n_workers):
                counts = np.ones((n_classes, n_classes)) + 9 * np.eye(n_classes)
                np.add.at(counts.T, votes[:, worker], mass)
                log_joint += np.log(counts / counts.sum(axis=1, keepdims=True))[:, votes[:, worker]].T
            new = np.exp(log_joint - log_joint.max(axis=1, keepdims=True))
            new /= new.sum(axis=1, keepdims=True)
            change = float(np.abs(new - posterior).max(initial=0))
            posterior = new
            if change < 1e-6:
                break
        posterior[0] = np.eye(n_classes)[0]
        return classes, posterior

    def _with_neighbours(
        self, at: NDArray[np.int64], chosen: LabelRows, classes: NDArray[np.uint8], logs: NDArray[np.float64]
    ) -> LabelRows:
        if len(self._maps) == 1 or len(classes) == 1:
            return chosen
        best = np.full(at.shape, -np.inf, dtype=np.float32)
        fused = np.zeros(at.shape, dtype=np.uint8)
        for place, class_ in enumerate(classes):
            value = logs[:, place].astype(np.float32)[at] + np.float32(self._COUPLING) * _neighbours(
                chosen == class_
            )
            higher = value > best + _TIE
            fused[higher] = class_
            np.copyto(best, value, where=higher)
        fused[at == 0] = BACKGROUND
        return fused


MASK_METHODS: Final[Mapping[str, Callable[[Sequence[LabelMap]], MaskFusion]]] = {
    "vote-smooth": VoteSmooth,
    "mask-em": MaskEm,
}


class _VoteKinds:
    """The different votes that pixels have, and how many pixels have each. Kind 0 is all background."""

    def __init__(self, n_workers: int) -> None:
        self._numbers = {bytes(n_workers): 0}
        self._counts = [0]

    @property
    def n(self) -> int:
        return len(self._counts)

    @property
    def votes(self) -> LabelRows:
        """Shape (n, n_workers)."""
        joined = np.frombuffer(b"".join(self._numbers), dtype=np.uint8)
        return joined.reshape(self.n, -1)

    @property
    def counts(self) -> NDArray[np.int64]:
        return np.array(self._counts, dtype=np.int64)

    def add(self, votes: LabelRows) -> None:
        """Counts the votes (n_workers, rows, columns)."""
        kinds, inverse = _distinct(votes)
        counts = np.bincount(inverse.ravel(), minlength=len(kinds))
        for kind, count in zip(kinds, counts.tolist(), strict=True):
            number = self._numbers.setdefault(kind, len(self._counts))
            if number == len(self._counts):
                self._counts.append(0)
            self._counts[number] += count

    def numbers(self, votes: LabelRows) -> NDArray[np.int64]:
        """The kind of each pixel, shape (rows, columns)."""
        kinds, inverse = _distinct(votes)
        table = np.array([self._numbers[kind] for kind in kinds], dtype=np.int64)
        return table[inverse]


def _distinct(votes: LabelRows) -> tuple[list[bytes], NDArray[np.int64]]:
    """Distinct columns of votes as bytes, and which of them each pixel has."""
    n_workers, rows, columns = votes.shape
    numbers = np.zeros(rows * columns, dtype=np.int64)
    kinds: list[bytes] = [b""]
    for worker in range(n_workers):
        codes = numbers * 256 + votes[worker].ravel()
        seen = np.flatnonzero(np.bincount(codes, minlength=1))
        table = np.zeros(int(seen[-1]) + 1 if len(seen) else 1, dtype=np.int64)
        table[seen] = np.arange(len(seen))
        numbers = table[codes]
        kinds = [kinds[code // 256] + bytes([code % 256]) for code in seen.tolist()]
    return kinds, numbers.reshape(rows, columns)


def smoothed(plane: _Plane) -> _Plane:
    """The plane after a 5 x 5 Gaussian of sigma 1, its edges repeated outwards."""
    offsets = np.arange(-_RADIUS, _RADIUS + 1)
    kernel = np.exp(-(offsets**2) / (2 * _SIGMA**2))
    kernel = (kernel / kernel.sum()).astype(np.float32)
    for axis in (0, 1):
        width = [(0, 0), (0, 0)]
        width[axis] = (_RADIUS, _RADIUS)
        padded = np.pad(plane, width, mode="edge")
        size = plane.shape[axis]
        parts = [
            np.take(padded, range(start, start + size), axis=axis) if axis else padded[start : start + size]
            for start in range(len(kernel))
        ]
        plane = kernel[0] * (parts[0] + parts[4]) + kernel[1] * (parts[1] + parts[3]) + kernel[2] * parts[2]
    return plane


def _neighbours(has: NDArray[np.bool_]) -> _Plane:
    """How many of a pixel's eight neighbours have it."""
    padded = np.pad(has.astype(np.float32), 1)
    rows = padded[:-2] + padded[1:-1] + padded[2:]
    total: _Plane = rows[:, :-2] + rows[:, 1:-1] + rows[:, 2:] - padded[1:-1, 1:-1]
    return total


def _classes(votes: LabelRows) -> list[int]:
    """The classes that occur, background left out, ascending."""
    found = np.flatnonzero(np.bincount(votes.ravel(), minlength=256))
    return [class_ for class_ in found.tolist() if class_ != BACKGROUND]


def _marked_columns(votes: LabelRows) -> slice | None:
    """The columns around all that anybody marked, smoothing included; None where nobody did."""
    columns = np.flatnonzero(votes.any(axis=(0, 1)))
    if not len(columns):
        return None
    return slice(max(0, int(columns[0]) - _RADIUS), min(votes.shape[2], int(columns[-1]) + _RADIUS + 1))


def _first_highest(posterior: NDArray[np.float64]) -> NDArray[np.int64]:
    """The place of the highest of each row; what is within 1e-9 of it counts as tied, the first wins."""
    highest = posterior.max(axis=1, keepdims=True)
    places: NDArray[np.int64] = (posterior >= highest - 1e-9).argmax(axis=1)
    return places
