"""The report of a project: everything that is known of its answers, as one HTML file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from trigpoint.model.progress import Progress, silent
from trigpoint.pose import plot
from trigpoint.pose.frame_table import write_whole
from trigpoint.pose.plot import Plot, Theme
from trigpoint.pose.quality_tables import Quality
from trigpoint.pose.report import sections
from trigpoint.pose.report.markup import Markup, code, element, joined, section
from trigpoint.pose.report.pictures import Picture, photograph, picture
from trigpoint.pose.report.style import STYLE
from trigpoint.pose.report.words import count, percent, summary
from trigpoint.pose.results import Results, quality_of_project, results_of

if TYPE_CHECKING:
    from trigpoint.pose.project import Project

NAME: Final = "report.html"
_DOUBTFUL: Final = 24
_SECTIONS: Final = {
    "summary": "Summary",
    "agreement": "Agreement",
    "keypoints": "Keypoints",
    "workers": "Workers",
    "frames": "Doubtful frames",
    "coverage": "Coverage",
    "flags": "Flags",
    "how": "How it was computed",
}
_POLICY: Final = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"


def write_report(project: Project, *, method: str | None = None, progress: Progress = silent) -> Path:
    """Writes annotation_data/report.html; where it is. Raises InvalidInput where there are no answers."""
    results = results_of(project, method=method)
    quality = quality_of_project(project, results)
    pictures = _pictures(project, results, quality, progress)
    doubtful = _doubtful(results, quality, progress)
    inside = {
        "summary": element(
            "ul", *(element("li", said) for said in summary(quality, results)), class_="summary"
        ),
        "agreement": sections.agreement(quality, pictures["pck"]),
        "keypoints": sections.keypoints(quality, pictures["ellipses"]),
        "workers": sections.workers(project, quality, pictures["workers"]),
        "frames": sections.frames(doubtful),
        "coverage": sections.coverage(pictures["coverage"], pictures["skeleton"]),
        "flags": sections.flags(results),
        "how": sections.how(project, results),
    }
    body = joined(section(name, _SECTIONS[name], part) for name, part in inside.items())
    path = project.data_folder / NAME
    write_whole(path, _document(project.name, results.poses.method, _latest(quality), body))
    return path


def _document(project: str, method: str, latest: str, body: Markup) -> Markup:
    title = f"{project}: how good the answers are"
    links = (
        element("li", element("a", words, href=f"#{name}"))
        for name, words in _SECTIONS.items()
        if name != "summary"
    )
    last = f" · last answer {latest}" if latest else ""
    footer = "This page loads nothing from elsewhere. It shows workers' names and pictures of frames."
    return joined(
        [
            Markup('<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'),
            Markup('<meta name="viewport" content="width=device-width, initial-scale=1">\n'),
            Markup(f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'),
            Markup('<meta name="color-scheme" content="light dark">\n'),
            element("title", title),
            Markup(f"\n<style>{STYLE}</style>\n</head>\n<body>\n"),
            element(
                "header",
                element("h1", title),
                element("p", f"Trigpoint pose report{last} · method ", code(method), class_="faint"),
            ),
            element("nav", element("ul", *links), aria_label="Sections"),
            "\n",
            element("main", body),
            element("footer", "Made by ", code("trigpoint pose report"), f". {footer}"),
            Markup("\n</body>\n</html>\n"),
        ]
    )


def _latest(quality: Quality) -> str:
    """When the last answer came: the report of the same answers is the same."""
    when = quality.agreement.annotations.submitted_at
    when = when[~np.isnan(when)]
    return f"{datetime.fromtimestamp(float(when.max()), UTC):%Y-%m-%d %H:%M} UTC" if len(when) else ""


def _doubtful(results: Results, quality: Quality, progress: Progress) -> list[sections.Doubtful]:
    """The frames that are most doubtful, as far as somebody answered them."""
    found = results.consolidation
    rows = [row for row in quality.frames if row.n_answers and row.deviation >= 0][:_DOUBTFUL]
    drawn = []
    for done, row in enumerate(rows):
        progress("Doubtful frames", done, len(rows))
        flags = row.flags.replace(" ", ", ").replace("_", " ")
        alt = (
            f"Frame {row.image}: clicks of {count(row.n_answers, 'worker')} and what they come to; "
            f"{flags or 'no flags'}."
        )
        thumbnail = photograph(plot.thumbnail(found.given, found, row.index), alt)
        drawn.append(sections.Doubtful(row, flags, thumbnail))
    return drawn


def _pictures(project: Project, results: Results, quality: Quality, progress: Progress) -> dict[str, Picture]:
    found, skeleton = results.consolidation, project.skeleton
    first = quality.scores[0]
    near = f"{percent(first.value)} are {first.name}"
    n_far = sum(each.n_far for each in quality.spreads)
    far = f"{count(n_far, 'click')} farther off than half the body are left out"
    makers: dict[str, tuple[Callable[[Theme], Plot], str]] = {
        "pck": (
            lambda theme: plot.pck(quality, theme=theme),
            "Curves, one panel for each keypoint and one for all: the share of clicks by distance to what "
            f"the others' come to. {near}; the table below has the figures.",
        ),
        "workers": (
            lambda theme: plot.workers(quality, theme=theme),
            "A row for each worker, steadiest first: spread, distance to the others, bias, exchanged pairs "
            "and speed; the table below has the figures.",
        ),
        "ellipses": (
            lambda theme: plot.ellipses(quality, theme=theme),
            f"The mean animal with an ellipse around each of {skeleton.n_keypoints} keypoints, which holds "
            f"95 % of its clicks. {far}.",
        ),
        "coverage": (
            lambda theme: plot.coverage(found.given, found.poses, theme=theme),
            "Frames by video, answered and flagged; where animals are in the picture; and poses by their two "
            "main ways to differ.",
        ),
        "skeleton": (
            lambda theme: plot.skeleton(skeleton, found.poses, theme=theme),
            f"The skeleton: {skeleton.n_keypoints} numbered keypoints, {len(skeleton.edges)} edges and "
            f"{len(skeleton.pairs)} mirrored pairs.",
        ),
    }
    drawn = {}
    for done, (name, (make, alt)) in enumerate(makers.items()):
        progress("Pictures", done, len(makers))
        drawn[name] = picture(make, alt)
    return drawn
