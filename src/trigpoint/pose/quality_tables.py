"""Tables of a job's quality: workers, keypoints and frames, a row each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace

import numpy as np

from trigpoint.formats.pose.annotations import Annotations, Floats
from trigpoint.formats.pose.poses import FLAGS, Poses
from trigpoint.pose.agreement import ERRORS, Agreement, agreement, sigma_coco, sigma_mars
from trigpoint.pose.consolidation import Consolidation, consolidation
from trigpoint.pose.ellipses import Spread, spreads
from trigpoint.pose.scores import Score, scores
from trigpoint.pose.worker_traits import Traits, traits


@dataclass(frozen=True)
class WorkerRow:
    """How one worker did; shares are 0 to 1, distances in body scales; NaN: nothing to measure.

    From `spread` on as in `worker_traits.Traits`.
    """

    worker: str
    source: str
    n_answers: int
    n_points: int
    missing: float
    median_distance: float
    distance_90: float
    within_005: float
    within_010: float
    oks: float
    jitter: float
    inversion: float
    swap: float
    miss: float
    median_seconds: float
    spread: float
    spread_low: float
    spread_high: float
    wild: float
    weight: float
    exchanged: float
    bias: float
    tiring: float


@dataclass(frozen=True)
class KeypointRow:
    """How well one keypoint is placed; sigmas are those to write into a skeleton."""

    keypoint: str
    n_points: int
    missing: float
    median_px: float
    distance_90_px: float
    within_005: float
    within_010: float
    within_5_mm: float
    sigma_mars: float
    sigma_coco: float


@dataclass(frozen=True)
class FrameRow:
    """How doubtful a frame is: its greatest standard error as a share of the body's scale, and its flags."""

    image: str
    index: int
    deviation: float
    n_answers: int
    n_flagged: int
    flags: str


@dataclass(frozen=True, eq=False)
class Quality:
    """All tables; `pandas.DataFrame(quality.workers)` makes a data frame of one.

    `frames` begins with the most doubtful.
    """

    consolidation: Consolidation
    agreement: Agreement
    scores: list[Score]
    workers: list[WorkerRow]
    keypoints: list[KeypointRow]
    frames: list[FrameRow]
    spreads: list[Spread]


def quality(
    annotations: Annotations,
    poses: Poses | None = None,
    *,
    method: str = "",
    pixels_per_cm: float | None = None,
) -> Quality:
    """How well a job was done, by worker, keypoint and frame; each worker is measured by all others.

    By default with the method that made `poses`, else "em".
    """
    method = method or (poses.method if poses is not None else "") or "em"
    found = consolidation(annotations, method=method)
    if poses is not None:
        found = replace(found, poses=poses)
    return quality_of(found, pixels_per_cm=pixels_per_cm)


def quality_of(found: Consolidation, *, pixels_per_cm: float | None = None) -> Quality:
    """The same for answers that were consolidated already."""
    poses = found.poses
    measured = agreement(
        found.given, poses, method=poses.method, use_axis=found.use_axis, pixels_per_cm=pixels_per_cm
    )
    return Quality(
        found,
        measured,
        scores(measured),
        list(_worker_rows(measured, traits(found, measured))),
        list(_keypoint_rows(measured)),
        sorted(_frame_rows(measured), key=lambda row: (-row.deviation, -row.n_flagged, row.index)),
        spreads(measured.annotations, poses),
    )


def _worker_rows(found: Agreement, ways: Traits) -> Iterator[WorkerRow]:
    lengths, oks, kinds = found.lengths("body"), found.oks, found.errors()
    answers = found.annotations
    for place, worker in enumerate(answers.workers):
        own, kind = _there(lengths[..., place]), kinds[..., place]
        judged = max(int((kind >= 0).sum()), 1)
        shares = {name: float((kind == number).sum() / judged) for number, name in enumerate(ERRORS)}
        yield WorkerRow(
            worker,
            answers.sources[place],
            int(answers.answered[:, place].sum()),
            int((~np.isnan(answers.points[..., place, 0])).sum()),
            _share(int(found.missing[..., place].sum()), len(own)),
            _quantile(own, 0.5),
            _quantile(own, 0.9),
            _within(own, 0.05),
            _within(own, 0.1),
            _mean(_there(oks[..., place])),
            shares["jitter"],
            shares["inversion"],
            shares["swap"],
            shares["miss"],
            _quantile(_there(answers.seconds[:, place]), 0.5),
            **{each.name: float(getattr(ways, each.name)[place]) for each in fields(ways)},
        )


def _keypoint_rows(found: Agreement) -> Iterator[KeypointRow]:
    mars = sigma_mars(found.annotations, found.poses)
    coco = sigma_coco(found.annotations, found.poses)
    pixels, shares = found.lengths("px"), found.lengths("body")
    for place, keypoint in enumerate(found.annotations.skeleton.keypoints):
        own, share = _there(pixels[:, :, place]), _there(shares[:, :, place])
        yield KeypointRow(
            keypoint,
            len(own),
            _share(int(found.missing[:, :, place].sum()), len(own)),
            _quantile(own, 0.5),
            _quantile(own, 0.9),
            _within(share, 0.05),
            _within(share, 0.1),
            _within(own, 0.5 * found.pixels_per_cm) if found.pixels_per_cm else float("nan"),
            float(mars[place]),
            float(coco[place]),
        )


def _frame_rows(found: Agreement) -> Iterator[FrameRow]:
    poses = found.poses
    worst = (poses.deviations / found.scales[..., None]).reshape(len(poses.frames), -1)
    for index, frame in enumerate(poses.frames):
        own = _there(worst[index])
        bits = int(np.bitwise_or.reduce(poses.flags[index], axis=None))
        yield FrameRow(
            frame.image,
            index,
            float(own.max()) if len(own) else -1.0,
            int(found.annotations.answered[index].sum()),
            int((poses.flags[index] > 0).sum()),
            " ".join(name for place, name in enumerate(FLAGS) if bits >> place & 1),
        )


def _there(values: Floats) -> Floats:
    return values[~np.isnan(values)]


def _share(part: int, rest: int) -> float:
    return part / (part + rest) if part + rest else float("nan")


def _within(values: Floats, radius: float) -> float:
    return _mean(np.asarray(values <= radius, dtype=np.float64))


def _mean(values: Floats) -> float:
    return float(values.mean()) if len(values) else float("nan")


def _quantile(values: Floats, share: float) -> float:
    return float(np.quantile(values, share)) if len(values) else float("nan")
