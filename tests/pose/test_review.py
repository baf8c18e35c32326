"""Which frames are looked at again, what their pages begin with, and what corrections come to."""

from __future__ import annotations

import dataclasses
import json

import numpy as np
import pytest
from PIL import Image
from tests.pose.test_quality import answers

from trigpoint.formats.pose.annotations import NOT_GIVEN, OCCLUDED, VISIBLE, Annotations
from trigpoint.formats.pose.frame import Frame
from trigpoint.formats.pose.poses import Poses
from trigpoint.formats.pose.skeleton import Skeleton
from trigpoint.pose.answers import read_annotations
from trigpoint.pose.beginnings import beginnings
from trigpoint.pose.consolidation import consolidate
from trigpoint.pose.for_mars import mars_lines, write_for_mars
from trigpoint.pose.jobs import ADJUSTED, ATTRIBUTE
from trigpoint.pose.project import Project
from trigpoint.pose.review import doubts


def with_adjuster(n_frames: int = 12) -> tuple[Annotations, np.ndarray]:
    """Three workers of whom two are wrong about frame 0, and somebody who set it right."""
    given, truth = answers(n_frames, noise=(1, 1, 1, 0))
    given.points[0, 0, :, :2] += (60, 0)
    given.points[1:, ..., 3, :] = np.nan
    given.answered[1:, 3] = False
    return dataclasses.replace(given, sources=("human", "human", "human", "adjusted")), truth


def test_a_correction_takes_the_place_of_the_answers_before_it() -> None:
    given, truth = with_adjuster()
    before = consolidate(given.part(range(12), range(3)))
    after = consolidate(given)
    assert np.abs(before.xy[0] - truth[0]).max() > 20
    assert after.xy[0] == pytest.approx(truth[0]) and not after.flags[0].any()
    assert after.xy[1:] == pytest.approx(before.xy[1:]), "what nobody corrected stays as it was"
    assert (after.n_used[0] == 1).all() and 0 < after.deviations[0].max() < 20
    assert (after.confidences[0] > 0.3).all()


def test_corrections_may_hide_take_away_and_contradict() -> None:
    given, _ = with_adjuster()
    two = given.part(range(12), [0, 1, 2, 3, 3])
    two.points[0, 0, 0, 4] += (0, 90)
    two.points[0, 0, 1, 3:] = np.nan
    two.visibility[0, 0, 2, 3:] = OCCLUDED
    found = consolidate(two)
    assert found.flagged("disagree")[0, 0].tolist() == [True, False, False, False]
    assert np.isnan(found.xy[0, 0, 1]).all()
    assert found.visibility[0, 0].tolist() == [VISIBLE, NOT_GIVEN, OCCLUDED, VISIBLE]


def test_mars_gets_the_corrections_and_gaps_from_everybody() -> None:
    given, truth = with_adjuster()
    given.points[0, 0, 3, 3] = np.nan
    lines, notes, n_left_out = mars_lines(given, "s3://lab/frames", "job")
    (answer,) = json.loads(lines[0])[ATTRIBUTE]["annotationsFromAllWorkers"]
    points = json.loads(answer["annotationData"]["content"])[ATTRIBUTE]["keypoints"]
    assert [points[0]["x"], points[0]["y"]] == pytest.approx(truth[0, 0, 0].tolist())
    assert [points[3]["x"], points[3]["y"]] == np.median(given.points[0, 0, 3, :3], axis=0).tolist()
    assert n_left_out == 0 and len(notes) == 1
    assert len(json.loads(lines[1])[ATTRIBUTE]["annotationsFromAllWorkers"]) == 3


def test_doubtful_frames_come_most_doubtful_first() -> None:
    given, _ = answers(20)
    given.points[3, 0, 0] += np.random.default_rng(0).uniform(-150, 150, (4, 2))
    given.answered[5, 1:] = False
    given.points[5, :, :, 1:] = np.nan
    poses = consolidate(given)
    found = doubts(given, poses)
    assert {"3.jpg", "5.jpg"} <= {each.image for each in found}
    deviations = [each.deviation for each in found]
    assert deviations == sorted(deviations, reverse=True)
    few = next(each for each in found if each.image == "5.jpg")
    assert few.n_answers == 1 and "few" in few.flags and len(few.labels) == 4
    assert [each.image for each in doubts(given, poses, ["7.jpg"])] == ["7.jpg"]
    nobody = Annotations.empty(given.skeleton, given.frames, given.workers)
    assert doubts(nobody, consolidate(nobody)) == []


def test_pages_begin_with_what_is_sure() -> None:
    skeleton = Skeleton("ant", (), ("eye", "tip"), n_instances=2)
    xy = np.array([[[[1.234, 2], [np.nan, np.nan]], [[5, 6], [7, 8]]]])
    confidences = np.array([[[0.9, np.nan], [0.2, np.nan]]])
    visibility = np.array([[[OCCLUDED, NOT_GIVEN], [VISIBLE, VISIBLE]]], dtype=np.int8)
    poses = Poses.of_points(
        skeleton, (Frame("a.jpg", 9, 9),), xy, visibility=visibility, confidences=confidences
    )
    absent = np.array([[[False, True], [False, True]]])
    assert beginnings(poses, absent=absent)["a.jpg"] == [
        {"label": "ant eye", "x": 1.23, "y": 2.0, "visibility": 1, "instance": 1},
        {"label": "ant tip", "x": 0, "y": 0, "visibility": 0, "instance": 1},
        {"label": "ant tip", "x": 7.0, "y": 8.0, "instance": 2},
    ]


def test_the_answers_that_a_mars_project_came_with_are_never_lost(tmp_path: object) -> None:
    folder = tmp_path / "p"  # type: ignore[operator]
    project = Project.create(folder, skeleton=Skeleton("man", ("guest",), ("nose",)))
    Image.new("RGB", (20, 10)).save(project.images_folder / "a_000001.jpg")

    def answer(worker: str, x: float, **more: object) -> dict[str, object]:
        content = {ATTRIBUTE: {"keypoints": [{"label": "guest man nose", "x": x, "y": 4, **more}]}}
        return {"workerId": worker, "annotationData": {"content": json.dumps(content)}}

    def line(attribute: str, *given: object) -> str:
        label = {"annotationsFromAllWorkers": given}
        return json.dumps({"source-ref": "s3://b/x/a_000001.jpg", attribute: label}) + "\n"

    first = line(ATTRIBUTE, answer("ana", 3), answer("ben", 5))
    project.manifest_path.write_text(first)
    write_for_mars(project)
    write_for_mars(project)
    assert project.first_manifest_path.read_text() == first
    for name, attribute, given in (
        ("men-1", ATTRIBUTE, answer("ana", 9)),
        ("men-2", ADJUSTED, answer("ana", 12, moved=2.5)),
    ):
        job = project.jobs_folder / name
        job.mkdir(parents=True)
        (job / "request.json").write_text(json.dumps({"LabelAttributeName": attribute}))
        (job / "output.manifest").write_text(line(attribute, given))
        (job / "submitted").touch()
    found, problems = read_annotations(project)
    assert problems == [] and found.workers == ("ana", "ana (adjusted)", "ben")
    assert found.sources == ("human", "adjusted", "human")
    assert found.points[0, 0, 0, :, 0].tolist() == [9, 12, 5], "of two answers of one worker the last counts"
    assert found.moved[0, 0, 0, 1] == 2.5 and np.isnan(found.moved[0, 0, 0, [0, 2]]).all()
