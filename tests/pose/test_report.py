"""The report and the plot command, on a project with awkward names."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from tests.pose.test_results import project_with_answers, run

from trigpoint.formats.pose.poses import FLAGS
from trigpoint.pose.project import Project
from trigpoint.pose.report.page import write_report
from trigpoint.pose.report.words import summary
from trigpoint.pose.results import quality_of_project, results_of

AWKWARD = "<script>alert(1)</script> & 'quoted'"


class Outline(HTMLParser):
    """Tags, headings and what is fetched."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str] = []
        self.images_without_words = 0
        self.headings: list[int] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        given = dict(attrs)
        self.tags.append(tag)
        self.addresses += [given[name] for name in ("src", "srcset", "href") if given.get(name)]
        self.images_without_words += tag == "img" and not given.get("alt")
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    made = project_with_answers(tmp_path_factory.mktemp("report") / "mice")
    made.path.write_text(made.path.read_text().replace("project_name: mice", f'project_name: "{AWKWARD}"'))
    text = made.manifest_path.read_text()
    text = text.replace('"worker a"', '"<img src=x onerror=alert(1)>"').replace(
        "annotatedResult", "annotatedresult", 0
    )
    made.manifest_path.write_text(text.replace('{\\"annotatedResult\\"', "{{ project }}", 1))
    return Project.open(made.folder)


def test_the_report_is_one_page_that_needs_nothing_and_escapes_every_name(project: Project) -> None:
    page = write_report(project).read_text(encoding="utf-8")
    outline = Outline()
    outline.feed(page)
    assert (
        "script" not in outline.tags and "&lt;script&gt;alert(1)" in page and "onerror=alert(1)&gt;" in page
    )
    assert all(each.startswith(("data:image/webp;base64,", "#")) for each in outline.addresses)
    assert outline.addresses.count("#agreement") == 1 and outline.images_without_words == 0
    assert outline.headings[0] == 1 and outline.headings.count(1) == 1
    assert all(b - a <= 1 for a, b in pairwise(outline.headings))
    assert "it&#x27;s the {{ tail }} $x$" in page, "a keypoint's name is text, not a template"
    for said in (
        "17 answers to 6 frames",
        "1 answer or point made no sense",
        "the answer is no JSON",
        "sigmas:",
    ):
        assert said in page, said
    assert page.count('<tr><th scope="row"><code>') == len(FLAGS), "every flag is explained"


def test_commands_write_pictures_and_the_report(project: Project, tmp_path: Path) -> None:
    there = ("--project", str(project.folder))
    done = run(
        "plot", "frames", "--frames", "2,cage_000000.jpg", "--format", "png", "-o", str(tmp_path), *there
    )
    assert done.exit_code == 0, done.output
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {f"frame_00000{n}.{suffix}" for n in (0, 2) for suffix in ("png", "csv")}
    assert run("plot", "skeleton", "--format", "svg", "-o", str(tmp_path), *there).exit_code == 0
    assert (tmp_path / "skeleton.svg").exists()
    assert "pixels_per_cm" in run("plot", "pck", "--cm", *there).output
    assert run("plot", "pck", "--cm", "--px", *there).exit_code == 2
    assert run("plot", "weather", *there).exit_code == 2
    assert "There is no frame" in run("plot", "frames", "--frames", "99", *there).output


def test_the_summary_says_what_there_is_of_one_worker_alone_and_of_the_careless(tmp_path: Path) -> None:
    alone = project_with_answers(tmp_path / "alone", n_frames=1, workers="a")
    results = results_of(alone)
    said = summary(quality_of_project(alone, results), results)
    assert said[0].startswith(
        "1 worker gave 1 answer to 1 frame, usually 1 to a frame. They come to 4 points"
    )
    assert any("nobody can be compared with anybody" in sentence for sentence in said)
    many = project_with_answers(tmp_path / "many", workers="abc")
    results = results_of(many)
    said = summary(quality_of_project(many, results), results)
    assert "Left and right were often confused by worker c (16.7 %): shares of mirrored pairs." in said
    assert "1 mirrored pair had left and right confused and was exchanged." in said
