"""The report's sentences and its numbers, as people read them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from trigpoint.pose.quality_tables import KeypointRow, Quality, WorkerRow
from trigpoint.pose.results import Results

_WIDE = 1.5
_SLIPS = 0.1
_FEW = 30


def summary(quality: Quality, results: Results) -> list[str]:
    """What a reader should know first, the most important first."""
    return [
        *_what_there_is(quality, results),
        *_how_near(quality),
        *_keypoints(quality.keypoints),
        *_workers(quality.workers),
        *_doubts(quality, results),
    ]


def _what_there_is(quality: Quality, results: Results) -> Iterator[str]:
    answers = results.consolidation.answers
    n_workers = int(answers.answered.any(axis=0).sum())
    there = np.flatnonzero(answers.answered.any(axis=1))
    videos = {answers.frames[place].video for place in there} - {""}
    source = f" of {count(len(videos), 'video')}" if videos else ""
    each = np.median(answers.answered[there].sum(axis=1))
    n_open = len(answers.frames) - len(there)
    yield (
        f"{count(n_workers, 'worker')} gave {count(int(answers.answered.sum()), 'answer')} to "
        f"{count(len(there), 'frame')}{source}, usually {each:.0f} to a frame. They come to "
        f"{count(results.n_placed, 'point')}, by the method {results.poses.method}."
    )
    if n_open:
        yield f"{count(n_open, 'frame')} of the project {'has' if n_open == 1 else 'have'} no answer yet."


def _how_near(quality: Quality) -> Iterator[str]:
    by_name = {score.name: score for score in quality.scores}
    first = by_name.get("within 5 mm") or by_name["within 0.05 body lengths"]
    if math.isnan(first.value):
        yield "No frame has answers of two workers, so that nobody can be compared with anybody."
        return
    middle = by_name["median distance"]
    low, high = percent(first.low), percent(first.high)
    sentence = (
        f"{percent(first.value)} of clicks lie {first.name} of what the other workers' come to (95 % "
        f"interval {low} to {high}); the median distance is {middle.value:.1f} px."
    )
    if not math.isnan(first.strict) and first.value - first.strict >= 0.005:
        sentence += f" The share is {percent(first.strict)} when points that were left out count as wrong."
    yield sentence


def _keypoints(rows: Sequence[KeypointRow]) -> Iterator[str]:
    known = [row for row in rows if not math.isnan(row.sigma_coco)]
    if len(known) > 1:
        known.sort(key=lambda row: row.sigma_coco)
        best, worst = known[0], known[-1]
        yield (
            f"Workers agree most on “{best.keypoint}” (median {best.median_px:.1f} px) and least on "
            f"“{worst.keypoint}” ({worst.median_px:.1f} px)."
        )
    often = [row for row in rows if row.missing >= 0.1]
    if often:
        names = ", ".join(f"“{row.keypoint}” ({percent(row.missing)})" for row in often)
        yield f"Often left out by single workers: {names}."


def _workers(rows: Sequence[WorkerRow]) -> Iterator[str]:
    """One sentence a trait, however many workers there are."""
    wide = [row for row in rows if row.spread > _WIDE and row.spread_low > 1]
    if wide:
        names = _ranked(wide, "spread", lambda value: f"{value:.1f} times")
        yield f"Clicks scatter much farther than the usual worker's, and count accordingly less, of {names}."
    confused = [row for row in rows if row.exchanged > _SLIPS]
    if confused:
        names = _ranked(confused, "exchanged", percent)
        yield f"Left and right were often confused by {names}: shares of mirrored pairs."
    wild = [row for row in rows if row.wild > _SLIPS]
    if wild:
        yield f"Wild clicks are frequent of {_ranked(wild, 'wild', percent)}."
    tired = [row for row in rows if row.tiring > _WIDE]
    if tired:
        names = _ranked(tired, "tiring", lambda value: f"{value:.1f} times the distance")
        yield f"Less exact towards the end: {names}."
    few = [row for row in rows if 0 < row.n_answers < _FEW]
    if few and len(few) < len(rows):
        names = listed([row.worker for row in few])
        yield f"Of {names} there are fewer than {_FEW} answers: their figures are rough."


def _ranked(rows: Sequence[WorkerRow], trait: str, show: Callable[[float], str]) -> str:
    """Names with their figures, the greatest first."""
    ranked = sorted(rows, key=lambda row: -getattr(row, trait))
    return listed([f"{row.worker} ({show(getattr(row, trait))})" for row in ranked])


def _doubts(quality: Quality, results: Results) -> Iterator[str]:
    n_frames = sum(row.n_flagged > 0 for row in quality.frames)
    if results.n_flagged:
        share = percent(results.n_flagged / max(results.n_placed, 1))
        yield (
            f"{count(results.n_flagged, 'point')} ({share}) in {count(n_frames, 'frame')} "
            f"{'is' if results.n_flagged == 1 else 'are'} doubtful. “trigpoint pose review” has such "
            "frames looked at again."
        )
    else:
        yield "No point is doubtful."
    n_swaps = sum(results.swaps_by_worker.values())
    if n_swaps:
        was = "was" if n_swaps == 1 else "were"
        yield f"{count(n_swaps, 'mirrored pair')} had left and right confused and {was} exchanged."
    n_bad = len(results.problems)
    if n_bad:
        is_ = "is" if n_bad == 1 else "are"
        yield f"{count(n_bad, 'answer or point', 'answers or points')} made no sense and {is_} listed below."


def count(n: int, one: str, many: str = "") -> str:
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def listed(names: Sequence[str], most: int = 5) -> str:
    """Names in a sentence, the first few of many."""
    shown = list(names[:most]) + ([f"{len(names) - most} more"] if len(names) > most else [])
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"


def percent(share: float, digits: int = 1) -> str:
    return "–" if math.isnan(share) else f"{share * 100:.{digits}f} %"


def number(value: float, digits: int = 2) -> str:
    return "–" if math.isnan(value) else f"{value:.{digits}f}"
