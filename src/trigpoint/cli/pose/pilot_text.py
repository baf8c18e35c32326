"""What a pilot says, in words."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from trigpoint.pose.pilot import PilotReport


def pilot_text(report: PilotReport) -> str:
    """Agreement, and what the rest will take; what nobody knows is left out."""
    said = [f"Pilot: {report.n_answers:,} answers to {report.n_frames:,} frames."]
    if not math.isnan(report.oks):
        said.append(
            f"Workers agree to {report.median_distance:.3f} of the body's size (median), "
            f"{report.within_010:.0%} of points within a tenth of it, similarity (OKS) {report.oks:.2f}."
        )
    if report.n_rest and not math.isnan(report.seconds):
        said.append(
            f"An answer takes {report.seconds:.0f} s: {report.n_rest:,} more frames for {report.n_workers} "
            f"workers each are about {report.hours:.1f} hours of work."
        )
        if report.cost is not None:
            said.append(f"At labeling.pay_per_hour that is {report.cost:,.2f}.")
    return " ".join(said)
