"""The job's agreement in a few figures, each with the interval of 95 % of resampled frames."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from trigpoint.formats.pose.annotations import Floats
from trigpoint.pose.agreement import Agreement

_BOOTSTRAPS: Final = 200


class Score(NamedTuple):
    """One figure. `strict` counts points that were left out as wrong; NaN where that makes no sense."""

    name: str
    value: float
    low: float
    high: float
    strict: float
    unit: str
    """"share" or "px"."""


def scores(found: Agreement, *, seed: int = 0) -> list[Score]:
    """PCK at the usual radii, the area under the curve to 1 cm, and radii that hold so many clicks.

    Centimetres where `pixels_per_cm` is known; a torso, where the skeleton has an axis, is as long as it.
    """
    rng = np.random.default_rng(seed)
    n_frames = len(found.distances)
    drawn = rng.multinomial(n_frames, np.full(n_frames, 1 / n_frames), _BOOTSTRAPS) if n_frames else None
    return list(_shares(found, drawn)) + list(_radii(found, rng))


def _shares(found: Agreement, drawn: NDArray[np.int64] | None) -> Iterator[Score]:
    body = found.lengths("body")
    if found.pixels_per_cm:
        centimetres = found.lengths("cm")
        yield _share("within 5 mm", _within(0.5), centimetres, found, drawn)
    yield _share("within 0.05 body lengths", _within(0.05), body, found, drawn)
    yield _share("within 0.1 body lengths", _within(0.1), body, found, drawn)
    torso = found.torsos
    if torso is not None:
        with np.errstate(invalid="ignore", divide="ignore"):
            yield _share("within 0.2 torsos", _within(0.2), found.distances / torso, found, drawn)
    if found.pixels_per_cm:
        yield _share("area under the curve to 1 cm", _under_curve, centimetres, found, drawn)


def _share(
    name: str,
    good: Callable[[Floats], Floats],
    lengths: Floats,
    found: Agreement,
    drawn: NDArray[np.int64] | None,
) -> Score:
    n_frames = len(lengths)
    there = ~np.isnan(lengths)
    credit = np.where(there, good(np.where(there, lengths, np.inf)), 0.0).reshape(n_frames, -1).sum(axis=1)
    n_there = there.reshape(n_frames, -1).sum(axis=1)
    n_missing = found.missing.reshape(n_frames, -1).sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        value = credit.sum() / n_there.sum()
        strict = credit.sum() / (n_there.sum() + n_missing.sum())
        again = (drawn @ credit) / (drawn @ n_there) if drawn is not None else np.empty(0)
    low, high = _interval(again)
    return Score(name, float(value), low, high, float(strict), "share")


def _within(radius: float) -> Callable[[Floats], Floats]:
    return lambda lengths: np.asarray(lengths <= radius, dtype=np.float64)


def _under_curve(lengths: Floats) -> Floats:
    """The mean over all radii up to 1 of whether a click is within."""
    return np.maximum(0.0, 1.0 - lengths)


def _radii(found: Agreement, rng: np.random.Generator) -> Iterator[Score]:
    n_frames = len(found.distances)
    by_frame = found.distances.reshape(n_frames, -1)
    for name, share in (("median distance", 0.5), ("90 % of clicks are within", 0.9)):
        again = []
        for _ in range(_BOOTSTRAPS // 4 if n_frames else 0):
            drawn = by_frame[rng.integers(0, n_frames, n_frames)]
            drawn = drawn[~np.isnan(drawn)]
            again.append(np.quantile(drawn, share) if len(drawn) else np.nan)
        low, high = _interval(np.array(again))
        own = by_frame[~np.isnan(by_frame)]
        value = float(np.quantile(own, share)) if len(own) else float("nan")
        yield Score(name, value, low, high, float("nan"), "px")


def _interval(values: Floats) -> tuple[float, float]:
    values = values[~np.isnan(values)]
    if not len(values):
        return float("nan"), float("nan")
    low, high = np.quantile(values, [0.025, 0.975])
    return float(low), float(high)
