"""What a pilot says of the rest: how well people agree, and how long the others will take."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from trigpoint.formats.pose.annotations import Annotations, Floats
from trigpoint.pose.agreement import agreement
from trigpoint.pose.answers import read_annotations
from trigpoint.pose.jobs import sent_jobs

if TYPE_CHECKING:
    from trigpoint.pose.project import Project

_SHARE_LEFT_OUT: Final = 0.05
"""Of answers at either end, whose times are slips or breaks."""


@dataclass(frozen=True)
class PilotReport:
    """How a pilot went, and what the rest would come to.

    Distances are in body scales; agreement is NaN where only one worker looked at a frame, times are where
    none were noted. `cost` is None unless the project says what an hour is paid.
    """

    n_frames: int
    n_answers: int
    median_distance: float
    within_010: float
    oks: float
    seconds: float
    n_rest: int
    n_workers: int
    hours: float
    cost: float | None


def pilot_report(project: Project, *, n_rest: int, n_workers: int) -> PilotReport | None:
    """Of all pilots whose answers are here; None where there are none."""
    pilots = [job.name for job in sent_jobs(project) if job.kind == "pilot"]
    if not pilots:
        return None
    annotations = read_annotations(project, jobs=pilots)[0]
    if not annotations.answered.any():
        return None
    pay = project.file.labeling.pay_per_hour
    return report_of(annotations, n_rest=n_rest, n_workers=n_workers, pay_per_hour=pay)


def report_of(
    annotations: Annotations, *, n_rest: int, n_workers: int, pay_per_hour: float | None = None
) -> PilotReport:
    """What these answers say of `n_rest` more frames with so many workers each."""
    found = agreement(annotations)
    lengths = found.lengths("body")
    lengths, oks = lengths[~np.isnan(lengths)], found.oks[~np.isnan(found.oks)]
    seconds = _usual_seconds(annotations.seconds[annotations.answered])
    hours = n_rest * n_workers * seconds / 3600
    return PilotReport(
        int(annotations.answered.any(axis=1).sum()),
        int(annotations.answered.sum()),
        float(np.median(lengths)) if len(lengths) else float("nan"),
        float((lengths <= 0.1).mean()) if len(lengths) else float("nan"),
        float(oks.mean()) if len(oks) else float("nan"),
        seconds,
        n_rest,
        n_workers,
        hours,
        None if pay_per_hour is None else hours * pay_per_hour,
    )


def _usual_seconds(seconds: Floats) -> float:
    """The mean without the longest and the shortest."""
    there = np.sort(seconds[~np.isnan(seconds)])
    n_out = int(_SHARE_LEFT_OUT * len(there))
    return float(there[n_out : len(there) - n_out].mean()) if len(there) else float("nan")
