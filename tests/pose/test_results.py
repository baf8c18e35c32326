"""Poses of a project's answers: what is kept, what is told, what is refused."""

from __future__ import annotations

import csv
import dataclasses
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner

from trigpoint.cli.main import app
from trigpoint.formats.pose import poses_table
from trigpoint.formats.pose.poses import FLAGS, Poses
from trigpoint.formats.pose.skeleton import Skeleton
from trigpoint.model.errors import InvalidInput, NotFound
from trigpoint.pose.flag_meanings import MEANINGS
from trigpoint.pose.project import Project
from trigpoint.pose.results import results_of

NAMES = ("nose", "left ear", "right ear", "it's the {{ tail }} $x$")
BODY = np.array([[150, 90], [130, 70], [130, 110], [50, 90]], dtype=float)
ATTRIBUTE = "annotatedResult"


def project_with_answers(folder: Path, n_frames: int = 6, workers: str = "abc") -> Project:
    """A project of MARS's kind: pictures and a manifest, in which worker c confuses the ears of frame 2."""
    project = Project.create(
        folder, skeleton=Skeleton("mouse", ("black",), NAMES, pairs=((1, 2),), axis=(0, 3))
    )
    rng, lines = np.random.default_rng(0), []
    for frame in range(n_frames):
        Image.new("L", (200, 180), 120).save(project.images_folder / f"cage_{frame:06d}.jpg")
        answers = []
        for worker in workers:
            points = BODY + rng.normal(0, 1.0, BODY.shape)
            if worker == "c" and frame == 2:
                points = points[[0, 2, 1, 3]]
            keypoints = [
                {"label": label, "x": x, "y": y}
                for label, (x, y) in zip(project.skeleton.labels, points.tolist(), strict=True)
            ]
            content = json.dumps({ATTRIBUTE: {"keypoints": keypoints}})
            answers.append({"workerId": f"worker {worker}", "annotationData": {"content": content}})
        source = f"s3://lab/frames/cage_{frame:06d}.jpg"
        lines.append({"source-ref": source, ATTRIBUTE: {"annotationsFromAllWorkers": answers}})
    project.manifest_path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return project


def run(*words: str) -> Any:
    return CliRunner().invoke(app, ["pose", *words], env={"COLUMNS": "200"})


def test_poses_are_made_kept_and_told_of(tmp_path: Path) -> None:
    project = project_with_answers(tmp_path / "mice")
    done = run("consolidate", "--project", str(project.folder))
    assert done.exit_code == 0, done.output
    assert "24 points in 6 frames, from 18 answers of 3 workers, by em" in done.output
    assert "1 mirrored pairs exchanged: worker c 1" in done.output
    poses = project.poses()
    assert np.abs(poses.xy[:, 0] - BODY).max() < 4 and poses.method == "em" and (poses.n_used == 3).all()
    (swap,) = csv.DictReader((project.data_folder / "swaps.csv").open())
    assert (
        swap["image"] == "cage_000002.jpg" and swap["worker"] == "worker c" and swap["keypoint"] == "left ear"
    )
    assert run("consolidate", "--method", "mars", "--project", str(project.folder)).exit_code == 0
    assert project.poses().method == "mars"
    assert results_of(project).poses.method == "mars", "what is shown is what is on disk"


def test_the_project_file_says_how(tmp_path: Path) -> None:
    project = project_with_answers(tmp_path)
    text = project.path.read_text()
    assert "consolidate:" in text
    usual = text[text.index("consolidate:") :]
    block = "consolidate: {method: median, chirality: off, min_answers: 4, flag_sd: 0.5}\n"
    project.path.write_text(text.replace(usual, block))
    found = results_of(Project.open(tmp_path))
    assert found.poses.method == "median" and not found.consolidation.use_axis
    assert [line[:2] for line in found.flag_lines()] == [("few", 24)]
    for bad in ("{chirality: sometimes}", "{flag_sd: 0}", "{min_answers: 0}", "{method: [em]}"):
        project.path.write_text(text.replace(usual, f"consolidate: {bad}\n"))
        with pytest.raises(InvalidInput, match=r"consolidate"):
            Project.open(tmp_path)


def test_answers_of_no_use_are_listed_and_the_rest_is_used(tmp_path: Path) -> None:
    project = project_with_answers(tmp_path)
    text = project.manifest_path.read_text()
    project.manifest_path.write_text(text.replace('{\\"annotatedResult\\"', "__import__('os')", 1))
    done = run("consolidate", "--project", str(tmp_path))
    assert done.exit_code == 3 and "cage_000000.jpg: worker a: the answer is no JSON" in done.output
    assert np.isfinite(project.poses().xy).all()


def test_without_answers_there_is_nothing_to_do(tmp_path: Path) -> None:
    project = project_with_answers(tmp_path, n_frames=0)
    done = run("consolidate", "--project", str(tmp_path))
    assert done.exit_code == 1 and "trigpoint pose download" in done.output
    with pytest.raises(NotFound, match="trigpoint pose consolidate"):
        project.poses()
    project_2 = project_with_answers(tmp_path / "two", n_frames=1)
    assert "geomedian" in run("consolidate", "--method", "magic", "--project", str(project_2.folder)).output


def test_every_flag_has_a_meaning() -> None:
    assert set(MEANINGS) == set(FLAGS)


@pytest.mark.parametrize("pyarrow", [True, False])
def test_poses_come_back_from_disk(tmp_path: Path, pyarrow: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    project = project_with_answers(tmp_path)
    poses = results_of(project, method="em").poses
    poses.xy[1, 0, 2], poses.visibility[1, 0, 2] = np.nan, 0
    poses.flags[2, 0, 1] = 0b10100001
    kept = dataclasses.replace(poses, covariances=poses.covariances + 0.25)
    if not pyarrow:
        monkeypatch.setattr(poses_table, "find_spec", lambda _: None)
    path = poses_table.write_poses(tmp_path / "poses.parquet", kept)
    assert path.suffix == (".parquet" if pyarrow else ".csv")
    again = poses_table.read_poses(tmp_path / "poses.parquet", poses.skeleton, poses.frames[::-1])
    for name in ("xy", "covariances", "confidences", "n_used", "visibility", "flags"):
        assert np.array_equal(getattr(again, name)[::-1], getattr(kept, name), equal_nan=True), name
    assert again.method == "em" and isinstance(again, Poses)
    path.write_bytes(b"x,y\n1,2\n" if not pyarrow else b"PAR1 and then nothing")
    with pytest.raises(InvalidInput, match="no table of poses"):
        poses_table.read_poses(path, poses.skeleton, poses.frames)


@pytest.mark.parametrize("name", ["coco", "yolo", "mars", "tfrecord", "csv", "json"])
def test_a_project_is_exported_as_its_answers_come_to(name: str, tmp_path: Path) -> None:
    project = project_with_answers(tmp_path / "mice")
    Image.new("L", (200, 180)).save(project.images_folder / "cage_999999.jpg")  # which nobody has labeled
    out = tmp_path / "out"
    done = run("export", name, "--project", str(project.folder), "-o", str(out), "--split", "frame")
    assert done.exit_code == 0, done.output
    assert done.stdout.split() and all(Path(line).is_file() for line in done.stdout.splitlines())
    assert "6 frames" in done.output and "1 that nobody has answered" in done.output
    assert (
        poses_table.read_poses(project.data_folder / "poses", project.skeleton, project.frames).method == "em"
    )
    again = run("export", name, "--project", str(project.folder), "-o", str(out), "--split", "frame")
    assert again.stdout == done.stdout


def test_a_format_that_there_is_not_is_told_of_with_those_that_there_are(tmp_path: Path) -> None:
    project = project_with_answers(tmp_path / "mice", 1)
    done = run("export", "slep", "--project", str(project.folder))
    assert done.exit_code == 1
    assert "there are csv, json, coco" in done.output
    assert "mars" in run("export", "--list").output
    assert run("export", "--project", str(project.folder)).exit_code == 2
