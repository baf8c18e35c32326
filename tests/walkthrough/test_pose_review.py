"""A second look at doubtful frames: a stopped job, more workers, and a correction in a browser."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from playwright.sync_api import expect

from trigpoint.formats.pose.skeleton import Skeleton
from trigpoint.pose import Project
from trigpoint.pose.consolidation import consolidate
from trigpoint.pose.download import download
from trigpoint.pose.for_mars import write_for_mars
from trigpoint.pose.jobs import ADJUSTED, ATTRIBUTE

PARTS = {"nose": (60, 20), "left ear": (40, 40), "right ear": (80, 40), "tail base": (60, 100)}
POINTS = "() => document.querySelector('crowd-keypoint')?.value?.keypoints?.length"


def answer(move: dict[str, tuple[int, int]] | None = None) -> dict[str, Any]:
    places = {name: (x, y) for name, (x, y) in PARTS.items()} | (move or {})
    points = [{"label": f"guest mouse {name}", "x": x, "y": y} for name, (x, y) in places.items()]
    return {
        ATTRIBUTE: {"inputImageProperties": {"width": 120, "height": 120}, "keypoints": points},
    }


def test_doubtful_frames_are_looked_at_again(
    lab: Any, open_browser: Any, json_worker: Any, tmp_path: Path, unique: str
) -> None:
    skeleton = Skeleton("mouse", ("guest",), tuple(PARTS), pairs=((1, 2),), axis=(0, 3))
    project = Project.create(tmp_path / f"mice {unique}", skeleton=skeleton)
    for number in range(4):
        Image.new("RGB", (120, 120), (40 * number, 90, 90)).save(project.images_folder / f"{number}.png")
    ana, ben, caro = lab.employ(*(f"{name}-{unique}" for name in ("ana", "ben", "caro")))
    clients = lab.sagemaker, lab.s3
    there = ("--project", str(project.folder), "--team", lab.team)
    arn = lab.sagemaker.describe_workteam(WorkteamName=lab.team)["Workteam"]["WorkteamArn"]
    asked = {"team_arn": arn, "role_arn": "arn:aws:iam::000000000000:role/trigpoint", "workers": 2}

    stopped = project.submit(*clients, **asked, name=f"a-{unique}").job
    portal = json_worker(lab.url, ana)
    given = lab.wait_for(lambda: portal.take(stopped))
    address = f"/portal/api/assignments/{given['id']}/answer"
    portal.call("POST", address, token=given["token"], answer=answer(), next=False)
    assert project.submit(*clients, **asked) is None, "all frames wait for answers"
    lab.sagemaker.stop_labeling_job(LabelingJobName=stopped)
    lab.wait_until_ended(stopped)
    assert project.submit(*clients, **asked) is None, "what has ended is downloaded first"
    download(project, *clients)
    assert project.annotations().answered.sum() == 1, "what was answered before the stop is kept"

    model = project.folder / "model.csv"
    rows = [f"{n}.png,guest,{part},{x},{y},0.9" for n in range(4) for part, (x, y) in PARTS.items()]
    model.write_text("\n".join(["image,animal,keypoint,x,y,score", *rows]))
    job = project.submit(*clients, **asked, name=f"b-{unique}", pilot=3, prelabels=model, guard=0.4)
    assert job.n_frames == 3, "what the stopped job left behind"
    lines = [json.loads(line) for line in (job.folder / "input.manifest").open()]
    assert sorted(len(line.get("initialValue", ())) for line in lines) == [0, 4, 4]
    sent = [line["frame"] for line in lines]
    json_worker(lab.url, ana).label_all(job.job, answer())
    json_worker(lab.url, ben).label_all(
        job.job, lambda index: answer({"nose": (60, 60)} if index == 1 else None)
    )
    lab.wait_until_ended(job.job)
    download(project, *clients)

    said = lab.server.trigpoint("pose", "status", "--project", str(project.folder)).stdout
    assert "Pilot: 6 answers to 3 frames" in said and "with pre-labels 2 4" in " ".join(said.split())

    (alone,) = {f"{number}.png" for number in range(4)} - set(sent)
    said = lab.server.trigpoint("pose", "review", "--dry-run", *there).stdout
    assert alone in said and "few" in said and sent[1] in said and "disagree" in said and sent[0] not in said
    more = ("--more-workers", "1", "--frames", alone, "--name", f"c-{unique}")
    assert lab.server.trigpoint("pose", "review", *more, *there).stdout.splitlines()[-1] == f"c-{unique}"
    assert json_worker(lab.url, caro).label_all(f"c-{unique}", answer()) == 1
    adjusting = lab.server.trigpoint("pose", "review", "--adjust", "--name", f"d-{unique}", *there)
    assert "wait for answers of" in adjusting.stderr and alone not in adjusting.stdout
    (line,) = [json.loads(line) for line in (project.jobs_folder / f"d-{unique}" / "input.manifest").open()]
    assert line["frame"] == sent[1] and len(line[ATTRIBUTE]["annotationsFromAllWorkers"]) == 2

    visitor = open_browser(lab.url)
    visitor.sign_in(caro)
    expect(visitor.button("Log out")).to_be_visible()
    visitor.open_job(f"d-{unique}")
    begun = [point["label"] for point in line[ATTRIBUTE]["consolidated"]["keypoints"]]
    assert begun == [f"guest mouse {part}" for part in PARTS][1:], "the nose is too doubtful to begin with"
    visitor.task_frame.wait_for_function(f"() => ({POINTS})() === 3")
    visitor.press("1", "ArrowUp", "Enter")
    visitor.task_frame.wait_for_function(f"() => ({POINTS})() === 4")
    visitor.press("Control+Enter")
    expect(visitor.page.get_by_text("You have finished", exact=False).first).to_be_visible()
    assert visitor.errors == []
    lab.wait_until_ended(f"d-{unique}")
    download(project, *clients)

    found = project.annotations()
    assert found.answered.sum() == 9 and sorted(found.sources) == ["adjusted", "human", "human", "human"]
    frame = [each.image for each in found.frames].index(sent[1])
    adjusted = found.sources.index("adjusted")
    moved = found.moved[frame, 0, :, adjusted]
    assert np.isnan(moved[0]) and (moved[1:] == 0).all(), "a worker who merely agrees is seen"
    poses = consolidate(found)
    assert not poses.flags.any() and not np.isnan(poses.xy).any()
    written = write_for_mars(project)
    counts = {
        json.loads(line)["source-ref"].rpartition("/")[2]: len(
            json.loads(line)[ATTRIBUTE]["annotationsFromAllWorkers"]
        )
        for line in written.manifest.open()
    }
    assert counts == {sent[0]: 2, sent[1]: 1, sent[2]: 2, alone: 2}
    output = (project.jobs_folder / f"d-{unique}" / "output.manifest").read_text()
    assert {ADJUSTED, ATTRIBUTE} <= json.loads(output).keys()
