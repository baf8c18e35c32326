"""Which frames of a video are worth labeling: arrays in, positions out."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from trigpoint.model.errors import InvalidInput

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

SAME_GREY_LEVELS: Final = 2.0
"""Pictures whose thumbnails differ by less, on the mean, show the same."""
BLACK_GREY_LEVEL: Final = 12.0
BLURRED_SHARE: Final = 0.2
"""Of the median sharpness of the video; a frame below it is blurred."""
KMEANS_WIDTH_PX: Final = 30
N_COMPONENTS: Final = 50
_CANDIDATES: Final = 5


@dataclass(frozen=True, eq=False)
class Look:
    """How N sampled frames of one video look.

    Parameters
    ----------
    indices, seconds
        Place in the order of decoding, and time; shape (N,).
    thumbnails
        Small grey pictures, shape (N, height, width), uint8.
    motion
        Mean difference in grey levels from the frame before, shape (N,).
    sharpness
        Variance of the Laplacian, shape (N,).
    uncertainty
        How surprising a model's poses are there, shape (N,); -inf where it has none. None without a model.
    """

    indices: Ints
    seconds: Floats
    thumbnails: NDArray[np.uint8]
    motion: Floats
    sharpness: Floats
    uncertainty: Floats | None = None


@dataclass(frozen=True)
class Choice:
    """A chosen position of a Look, what chose it, and its score there."""

    position: int
    method: str
    score: float


@dataclass(frozen=True)
class Selection:
    """The choices, and the frames that were left out with the reason: index to "black" and so on."""

    choices: list[Choice]
    left_out: dict[int, str]
    gap_seconds: float
    """The gap that was kept; smaller than asked for where frames would not have sufficed."""


def defects(look: Look) -> dict[int, str]:
    """Positions of frames that are no use: `black` or `blurred`."""
    bright = look.thumbnails.reshape(len(look.indices), -1)
    darkest = np.percentile(bright, 99, axis=1) < BLACK_GREY_LEVEL if len(bright) else np.zeros(0, bool)
    seen = look.sharpness[~darkest]
    limit = BLURRED_SHARE * float(np.median(seen)) if len(seen) else 0.0
    found = {int(position): "black" for position in np.flatnonzero(darkest)}
    blurred = ~darkest & (look.sharpness < limit)
    return found | {int(position): "blurred" for position in np.flatnonzero(blurred)}


def select(
    look: Look,
    n: int,
    *,
    method: str,
    seed: int,
    min_gap_seconds: float,
    usable: NDArray[np.bool_],
    taken: Sequence[int] = (),
    random: bool = False,
) -> Selection:
    """`n` positions among the usable ones, or all there are, no two alike.

    With `random`, uniform choices are drawn within their parts rather than at the middle.

    `taken` are positions that an earlier selection chose: they are not chosen again, and keep others away.
    The gap is halved, again and again, while there are fewer frames than wanted.
    """
    left_out = defects(look)
    good = usable.copy()
    good[list(left_out)] = False
    good[list(taken)] = False
    pool = np.flatnonzero(good)
    left_out = {position: reason for position, reason in left_out.items() if usable[position]}
    rng = np.random.default_rng(seed)
    draw = rng if random else None
    proposals = [
        *_proposals(look, pool, n, method, rng, draw),
        *(Choice(p, "fill", 0.0) for p in _spread(pool)),
    ]
    chosen: list[Choice] = []
    gap = min_gap_seconds
    while True:
        _accept(look, proposals, n, gap, list(taken), chosen, left_out)
        if len(chosen) >= n or gap == 0:
            break
        gap = gap / 2 if gap > 1e-3 else 0.0
    chosen.sort(key=lambda choice: choice.position)
    kept = {choice.position for choice in chosen}
    return Selection(chosen, {p: r for p, r in left_out.items() if p not in kept}, gap)


def _accept(
    look: Look,
    proposals: Iterable[Choice],
    n: int,
    gap: float,
    taken: list[int],
    chosen: list[Choice],
    left_out: dict[int, str],
) -> None:
    """Takes proposals in their order, as long as they keep their distance and show something new."""
    held = _Held(look)
    for place in (*taken, *(choice.position for choice in chosen)):
        held.add(place)
    for choice in proposals:
        if len(chosen) >= n:
            return
        place = choice.position
        if place in held or left_out.get(place) == "duplicate" or held.is_near(place, gap):
            continue
        if held.has_like(place):
            left_out[place] = "duplicate"
            continue
        chosen.append(choice)
        held.add(place)


class _Held:
    """The frames that are chosen, by their times and by how bright they are: among ten thousand, each new one
    is compared with few."""

    def __init__(self, look: Look) -> None:
        self._look = look
        self._rows = look.thumbnails.mean(axis=2)
        self._means = self._rows.mean(axis=1)
        self._places: set[int] = set()
        self._seconds: list[float] = []
        self._by_mean: list[tuple[float, int]] = []

    def __contains__(self, place: int) -> bool:
        return place in self._places

    def add(self, place: int) -> None:
        self._places.add(place)
        insort(self._seconds, float(self._look.seconds[place]))
        insort(self._by_mean, (float(self._means[place]), place))

    def is_near(self, place: int, gap: float) -> bool:
        """Whether one is less than `gap` seconds away."""
        at = float(self._look.seconds[place])
        after = bisect_left(self._seconds, at)
        return any(abs(at - other) < gap for other in self._seconds[max(0, after - 1) : after + 1])

    def has_like(self, place: int) -> bool:
        """Whether one shows the same.

        Means of pictures are no farther apart than the pictures, nor are those of their rows: most need no
        closer look.
        """
        mean, reach = float(self._means[place]), SAME_GREY_LEVELS + 1e-6
        start = bisect_left(self._by_mean, (mean - reach, -1))
        stop = bisect_left(self._by_mean, (mean + reach, -1))
        near = np.array([other for _, other in self._by_mean[start:stop]], dtype=np.int64)
        near = near[np.abs(self._rows[near] - self._rows[place]).mean(axis=1) < reach] if len(near) else near
        if not len(near):
            return False
        thumbnails = self._look.thumbnails
        differences = np.abs(thumbnails[near].astype(np.int16) - thumbnails[place])
        return bool(differences.mean(axis=(1, 2)).min() < SAME_GREY_LEVELS)


def _proposals(
    look: Look, pool: Ints, n: int, method: str, rng: np.random.Generator, draw: np.random.Generator | None
) -> list[Choice]:
    if not len(pool):
        return []
    if method == "kmeans":
        return _kmeans(look, pool, n, rng)
    if method == "motion":
        return _motion(look, pool, n, rng)
    if method == "mixed":
        by_look, by_motion = round(n * 0.5), round(n * 0.3)
        return [
            *_kmeans(look, pool, by_look, rng),
            *_motion(look, pool, by_motion, rng),
            *_uniform(pool, n - by_look - by_motion, draw),
        ]
    if method == "uncertainty":
        return _uncertain(look, pool, n)
    return _uniform(pool, n, draw)


def _uniform(pool: Ints, n: int, draw: np.random.Generator | None) -> list[Choice]:
    """The middle of each of n equal parts, or a place drawn in it."""
    within = np.full(n, 0.5) if draw is None else draw.random(n)
    places = ((np.arange(n) + within) * len(pool) / max(n, 1)).astype(int)
    return [Choice(int(pool[place]), "uniform", 0.0) for place in dict.fromkeys(places.tolist())]


def _spread(pool: Ints) -> list[int]:
    """All of the pool, each as far from those before it as halving goes (van der Corput's order)."""
    bits = max(1, (len(pool) - 1).bit_length())
    order = (int(f"{place:0{bits}b}"[::-1], 2) for place in range(1 << bits))
    return [int(pool[place]) for place in order if place < len(pool)]


def _motion(look: Look, pool: Ints, n: int, rng: np.random.Generator) -> list[Choice]:
    """Half from the quarter with most motion, half from the rest, both spread over time."""
    limit = np.percentile(look.motion[pool], 75)
    moving, rest = pool[look.motion[pool] >= limit], pool[look.motion[pool] < limit]
    found = []
    for part, wanted in ((moving, n - n // 2), (rest, n // 2)):
        for bin_ in np.array_split(part, wanted) if wanted else ():
            if len(bin_):
                place = int(rng.choice(bin_))
                found.append(Choice(place, "motion", float(look.motion[place])))
    return found


def _uncertain(look: Look, pool: Ints, n: int) -> list[Choice]:
    """Of the five times n frames that surprise most, n that look different; then the others.

    Greedy k-centre: the most surprising, then each the farthest from those before it. Source: Sener and
    Savarese, ICLR 2018.
    """
    if look.uncertainty is None:
        raise InvalidInput("The method uncertainty needs a model's predictions: --scores FILE.")
    scores = look.uncertainty[pool]
    order = np.argsort(-scores, kind="stable")
    top = order[np.isfinite(scores[order])][: _CANDIDATES * n]
    if not len(top):
        return []
    pictures = _small(look, pool[top])
    places = [0]
    nearest = np.linalg.norm(pictures - pictures[0], axis=1)
    while len(places) < min(n, len(top)) and nearest.max() > 0:
        places.append(int(nearest.argmax()))
        nearest = np.minimum(nearest, np.linalg.norm(pictures - pictures[places[-1]], axis=1))
    there = set(places)
    places += [place for place in range(len(top)) if place not in there]
    return [Choice(int(pool[top[place]]), "uncertainty", float(scores[top[place]])) for place in places]


def _small(look: Look, positions: Ints) -> NDArray[np.float32]:
    """Thumbnails as DeepLabCut clusters them, a row each."""
    step = max(1, look.thumbnails.shape[2] // KMEANS_WIDTH_PX)
    return look.thumbnails[positions][:, ::step, ::step].reshape(len(positions), -1).astype(np.float32)


def _kmeans(look: Look, pool: Ints, n: int, rng: np.random.Generator) -> list[Choice]:
    """The frame nearest the centre of each of n clusters, then the farthest from all of these."""
    if not n:
        return []
    from sklearn.cluster import MiniBatchKMeans
    from sklearn.decomposition import PCA

    small = _small(look, pool)
    seed = int(rng.integers(2**31))
    n_components = min(N_COMPONENTS, *small.shape)
    points = PCA(n_components, svd_solver="randomized", random_state=seed).fit_transform(
        small - small.mean(0)
    )
    n_clusters = min(n, len(np.unique(points, axis=0)))
    fit = MiniBatchKMeans(
        n_clusters, batch_size=max(100, n_clusters), max_iter=50, tol=1e-3, n_init=1, random_state=seed
    ).fit(points)
    distances = np.linalg.norm(points - fit.cluster_centers_[fit.labels_], axis=1)
    order = np.lexsort((distances, fit.labels_))
    _, firsts = np.unique(fit.labels_[order], return_index=True)
    places = [int(place) for place in order[firsts]]
    nearest = np.full(len(points), np.inf)
    for place in places:
        nearest = np.minimum(nearest, np.linalg.norm(points - points[place], axis=1))
    while len(places) < min(n, len(points)) and nearest.max() > 0:
        place = int(nearest.argmax())
        places.append(place)
        nearest = np.minimum(nearest, np.linalg.norm(points - points[place], axis=1))
    return [Choice(int(pool[place]), "kmeans", float(distances[place])) for place in places]


def budgets(n: int, n_usable: Sequence[int]) -> list[int]:
    """Frames for each video: in proportion (largest remainder), one at least where there are enough."""
    total = sum(n_usable)
    if total <= n:
        return list(n_usable)
    least = [1 if count and n >= sum(c > 0 for c in n_usable) else 0 for count in n_usable]
    exact = [n * count / total for count in n_usable]
    given = [max(low, int(share)) for low, share in zip(least, exact, strict=True)]
    order = sorted(range(len(given)), key=lambda video: (given[video] - exact[video], video))
    while sum(given) != n:
        direction = 1 if sum(given) < n else -1
        for video in order if direction > 0 else reversed(order):
            fits = given[video] < n_usable[video] if direction > 0 else given[video] > least[video]
            if fits and sum(given) != n:
                given[video] += direction
    return given
