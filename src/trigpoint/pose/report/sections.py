"""The report's sections, each a piece of markup."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

import yaml

from trigpoint.formats.pose.poses import FLAGS
from trigpoint.pose.agreement import ERRORS
from trigpoint.pose.flag_meanings import MEANINGS
from trigpoint.pose.gold import gold_scores
from trigpoint.pose.prelabels import anchoring
from trigpoint.pose.quality_tables import FrameRow, Quality, WorkerRow
from trigpoint.pose.report.markup import Markup, captioned, code, element, figure, joined, table
from trigpoint.pose.report.pictures import Picture
from trigpoint.pose.report.words import number, percent
from trigpoint.pose.results import Results

if TYPE_CHECKING:
    from trigpoint.pose.project import Project

_MOST_PROBLEMS: Final = 100
_METHODS: Final = {
    "em": ": clicks are normal around the truth, with a spread for each keypoint times one for each worker, "
    "or wild. Left and right are set right first, by the other workers' points",
    "mars": ": the median of each coordinate after MARS's repair of left and right. The grey band of the "
    "curves is MARS's own, to the number",
}
_OTHERS: Final = ", without repair of left and right"


class Doubtful(NamedTuple):
    """A frame of the sheet, its flags in words, and its picture."""

    row: FrameRow
    flags: str
    picture: Picture


def agreement(quality: Quality, curves: Picture) -> Markup:
    rows = []
    for score in quality.scores:
        unit = "" if score.unit == "share" else " px"
        value, low, high = (
            percent(each) if score.unit == "share" else f"{number(each)}{unit}"
            for each in (score.value, score.low, score.high)
        )
        interval = "–" if math.isnan(score.low) else f"{low} to {high}"
        rows.append((score.name[0].upper() + score.name[1:], value, interval, percent(score.strict)))
    hint = (
        element("p", "For centimetres, set ", code("pixels_per_cm"), " in the project file.", class_="faint")
        if quality.agreement.pixels_per_cm is None
        else ""
    )
    return joined(
        [
            element(
                "p",
                "Each worker is left out in turn, the others' clicks are consolidated, and the "
                "worker's are measured "
                "from that. A body length is the root of the area of the box around the pose.",
            ),
            figure(curves),
            table(
                "Agreement in figures",
                "Share of clicks by distance to what the other workers' come to. Intervals are those "
                "of 95 % of "
                "resampled frames.",
                ("Measure", "All clicks", "95 % interval", "Left out counts as wrong"),
                rows,
            ),
            hint,
        ]
    )


def keypoints(quality: Quality, ellipses: Picture) -> Markup:
    in_cm = quality.agreement.pixels_per_cm is not None
    columns = ["Keypoint", "Clicks", "Left out", "Median, px", "90 % within, px", "Within 0.05", "Within 0.1"]
    columns += [*(["Within 5 mm"] if in_cm else []), "Sigma, COCO", "Sigma, MARS"]
    rows = [
        (
            row.keypoint,
            f"{row.n_points:,}",
            percent(row.missing),
            number(row.median_px, 1),
            number(row.distance_90_px, 1),
            percent(row.within_005),
            percent(row.within_010),
            *((percent(row.within_5_mm),) if in_cm else ()),
            number(row.sigma_coco, 3),
            number(row.sigma_mars, 3),
        )
        for row in quality.keypoints
    ]
    sigmas = _sigmas(quality)
    paste = (
        element(
            "p",
            "To use these sigmas from now on, put them below ",
            code("skeleton:"),
            " in the project file:",
        ),
        element("pre", sigmas, tabindex="0", role="region", aria_label="Sigmas for the project file"),
    )
    return joined(
        [
            table(
                "Keypoints",
                "Distances are from each click to what the other workers' come to. Sigmas are the "
                "spread of clicks "
                "as a share of the body, by COCO's definition and by MARS's.",
                columns,
                rows,
            ),
            *(paste if sigmas else ()),
            element("h3", "Where clicks scatter"),
            figure(ellipses),
        ]
    )


def _sigmas(quality: Quality) -> str:
    """What to paste into the project file; empty where a keypoint's is unknown."""
    found = {row.keypoint: round(row.sigma_coco, 4) for row in quality.keypoints}
    if any(math.isnan(value) for value in found.values()):
        return ""
    text = yaml.safe_dump({"sigmas": found}, sort_keys=False, allow_unicode=True, default_flow_style=False)
    return "".join(f"  {line}\n" for line in text.splitlines())


def workers(project: Project, quality: Quality, picture: Picture) -> Markup:
    rows = sorted(quality.workers, key=lambda row: (-row.n_answers, row.worker))
    return joined(
        [
            figure(picture),
            table(
                "Workers",
                "Spread: how far clicks scatter beside the usual worker's, with its 95 % interval. "
                "Weight: how much "
                "clicks count. Bias: how far the middle of the clicks is from the others', in body "
                "lengths. Tiring: "
                "distances of the last third of the answers over those of the first.",
                (
                    "Worker",
                    "Frames",
                    "Spread",
                    "Weight",
                    "Within 0.1",
                    "OKS",
                    "Bias",
                    "Wild",
                    "Pairs exchanged",
                    "Left out",
                    "Seconds",
                    "Tiring",
                ),
                [_worker(row) for row in rows],
            ),
            table(
                "Kinds of mistakes",
                "Kinds of clicks that are off, as shares of each worker's clicks (Ronchi and Perona, "
                "2017): somewhat "
                "off; where another keypoint of the same animal is; where another animal's is; elsewhere.",
                ("Worker", *ERRORS[1:]),
                [(row.worker, *(percent(getattr(row, kind)) for kind in ERRORS[1:])) for row in rows],
            ),
            *_gold(project),
            *_anchoring(project),
        ]
    )


def _worker(row: WorkerRow) -> Sequence[str]:
    spread = number(row.spread)
    if not math.isnan(row.spread):
        spread += f" ({number(row.spread_low)} to {number(row.spread_high)})"
    return (
        row.worker if row.source in ("human", "adjusted") else f"{row.worker} ({row.source})",
        f"{row.n_answers:,}",
        spread,
        number(row.weight),
        percent(row.within_010),
        number(row.oks),
        number(row.bias, 3),
        percent(row.wild),
        percent(row.exchanged),
        percent(row.missing),
        number(row.median_seconds, 1),
        number(row.tiring),
    )


def _gold(project: Project) -> Iterator[Markup]:
    rows = gold_scores(project)
    if rows:
        yield table(
            "Gold frames",
            "Frames whose poses were known. Score: mean object keypoint similarity to the known "
            "pose; a point left "
            "out counts as 0.",
            ("Worker", "Gold frames", "Score", "Within 0.1", "Left out"),
            [
                (
                    row.worker,
                    f"{row.n_frames:,}",
                    number(row.score),
                    percent(row.within_010),
                    percent(row.missing),
                )
                for row in rows
            ],
        )


def _anchoring(project: Project) -> Iterator[Markup]:
    rows = anchoring(project)
    if rows:
        yield table(
            "Pre-labels",
            "Do workers lean on the model's points that they begin with? Distances are medians in "
            "body lengths. "
            "Where frames with pre-labels are much nearer to the model than those without, they do.",
            (
                "Group",
                "Frames",
                "Answers",
                "To the model",
                "To the others",
                "Points left as they were",
                "Seconds",
            ),
            [
                (
                    "with pre-labels" if row.group == "prelabels" else "without",
                    f"{row.n_frames:,}",
                    f"{row.n_answers:,}",
                    number(row.to_model, 3),
                    number(row.to_others, 3),
                    percent(row.kept),
                    number(row.seconds, 1),
                )
                for row in rows
            ],
        )


def frames(doubtful: Sequence[Doubtful]) -> Markup:
    if not doubtful:
        return element("p", "No frame has a point.")
    sheet = [
        element(
            "li",
            captioned(
                picture,
                element("strong", row.image),
                Markup("<br>"),
                f"number {row.index}, error {percent(row.deviation)}",
                joined([Markup("<br>"), flags_]) if flags_ else "",
            ),
        )
        for row, flags_, picture in doubtful
    ]
    return joined(
        [
            element(
                "p",
                f"The {len(doubtful)} frames with the greatest standard error of a point, as a share "
                "of the body. "
                "Colour: keypoint; mark: worker; hollow: a click that was taken for a wild one; "
                "ring: left and right "
                "exchanged; black dot and circle: what all come to, and where the truth is with 95 %. ",
                code("trigpoint pose plot frames"),
                " draws them large and with a key.",
            ),
            element("ul", *sheet, class_="sheet"),
        ]
    )


def coverage(picture: Picture, skeleton: Picture) -> Markup:
    return joined(
        [
            element(
                "p",
                "A model learns best what its frames show: on videos, places and poses that are "
                "hardly there it will "
                "err. What a flag means is told below.",
            ),
            figure(picture),
            element("h3", "Skeleton"),
            figure(skeleton),
        ]
    )


def flags(results: Results) -> Markup:
    counts = {name: n for name, n, _ in results.flag_lines()}
    n_swaps, problems = sum(results.swaps_by_worker.values()), results.problems
    parts: list[object] = [
        table(
            "Flags",
            "Points by flag; a point may have several.",
            ("Flag", "Points", "Meaning"),
            [(code(name), f"{counts.get(name, 0):,}", MEANINGS[name]) for name in FLAGS],
            texts=(2,),
        )
    ]
    if n_swaps:
        parts.append(
            element(
                "p",
                f"Exchanges of left and right, {n_swaps:,} in all, are listed in ",
                code("swaps.csv"),
                " by ",
                code("trigpoint pose consolidate"),
                ".",
            )
        )
    if problems:
        shown = f"; the first {_MOST_PROBLEMS} are shown" if len(problems) > _MOST_PROBLEMS else ""
        parts += [
            element("h3", "Answers of no use"),
            table(
                "Answers of no use",
                f"{len(problems):,} answers or points that made no sense and were left out{shown}.",
                ("Frame", "Worker", "Reason"),
                [(each.image, each.worker, each.reason) for each in problems[:_MOST_PROBLEMS]],
                texts=(1, 2),
            ),
        ]
    return joined(parts)


def how(project: Project, results: Results) -> Markup:
    method, settings = results.poses.method, project.file.consolidate
    found = results.consolidation
    by_side = method == "em" and found.use_axis and project.skeleton.axis is not None
    told = _METHODS.get(method, _OTHERS)
    if by_side:
        told += " and by the side of the body that they are on in frames on which all agree"
    scale = f", {project.file.pixels_per_cm:g} pixels per cm" if project.file.pixels_per_cm else ""
    notes = (
        f"Settings: flag_sd {settings.flag_sd:g}, min_answers {settings.min_answers}, chirality "
        f"{settings.chirality}{scale}.",
        "Curves: the line is the share of all clicks; the grey band reaches from each frame's worst "
        "worker to its "
        "best, dashed its median, as in MARS's figures (Segalin et al., eLife 10, 2021). In the panel of all "
        "keypoints the band is of each animal's mean over its keypoints.",
        "A click farther off than half the body's length is a mistake, no spread: sigmas, ellipses "
        "and bias leave "
        "it out.",
        "A torso is the distance between the ends of the skeleton's axis.",
        "Nothing here was adjusted by hand, and raw answers were not changed: the same answers give "
        "the same page.",
    )
    n_answers = int(found.answers.answered.sum())
    return joined(
        [
            element("p", f"From {n_answers:,} raw answers, by ", code(method), f"{told}."),
            element("ul", *(element("li", note) for note in notes)),
        ]
    )
