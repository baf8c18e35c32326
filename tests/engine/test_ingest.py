"""Reading a job's input: what is wrong with it fails the job, with a reason that says where."""

from __future__ import annotations

import json
from typing import Any

import pytest

from trigpoint.model.task_ui import TaskUi
from trigpoint.store.data_objects import object_line
from trigpoint.store.task_uis import insert_ui

HUMAN_UI = "arn:aws:sagemaker:us-east-1:111122223333:human-task-ui/"


def test_a_sound_job_goes_on_with_every_line_kept_byte_for_byte(lab: Any) -> None:
    lines = [b'{"source": "a",  "n": 1.50e3}', '{"id":7,"source":"ö\\u00e9"}'.encode()]
    lab.begin(lines=b"\xef\xbb\xbf" + lines[0] + b"\r\n\n" + lines[1] + b"\n\n")
    job = lab.step()
    assert (job.status, job.counters.total) == ("InProgress", 2)
    kept = lab.database.read_now(lambda tx: [object_line(tx, job.job_id, n) for n in range(2)])
    assert kept == lines


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (b'{"source": "a"}\n{"source": \n', "line 2"),
        (b'{"source": "a"}\n[1]\n', "line 2"),
        (b'{"source": "' + b"x" * 100_001 + b'"}\n', "line 1"),
        (b"\n\n", "no objects"),
        (b'{"$mine": 1, "source": "a"}\n', "line 1"),
        (b'\xff\xfe{"source": "a"}\n', "line 1"),
    ],
)
def test_a_manifest_with_a_bad_line_fails_the_job_and_names_the_line(
    lab: Any, lines: bytes, reason: str
) -> None:
    lab.begin(lines=lines)
    job = lab.step()
    assert job.status == "Failed"
    assert job.failure_reason.startswith("ClientError: ")
    assert reason in job.failure_reason


def test_a_missing_manifest_fails_the_job(lab: Any) -> None:
    lab.begin(manifest_uri="s3://lab/in/nothing.manifest")
    job = lab.step()
    assert job.status == "Failed"
    assert "nothing.manifest" in job.failure_reason


def test_a_template_with_a_fault_fails_the_job_and_points_at_it(lab: Any) -> None:
    lab.begin(template="<crowd-form>\n  {% for x in task.input.labels %}\n</crowd-form>")
    job = lab.step()
    assert job.status == "Failed"
    assert "line 2" in job.failure_reason


@pytest.mark.parametrize(
    "categories", ["{", '{"labels": []}', '{"labels": [{"label": "a"}, {"label": "a"}]}']
)
def test_a_bad_label_category_file_fails_the_job(lab: Any, categories: str) -> None:
    lab.begin(categories=categories)
    job = lab.step()
    assert job.status == "Failed"
    assert job.failure_reason.startswith("ClientError: ")


def test_lines_that_carry_the_label_are_labeled_from_the_start(lab: Any) -> None:
    lines = [
        json.dumps({"source": "a", "kind": 0}),
        json.dumps({"source": "b", "kind": None}),
        json.dumps({"source": "c", "kind": 1, "kind-metadata": {"human-annotated": "no"}}),
        json.dumps({"source": "d", "other": 1}),
        '{"source": "e", "k\\u0069nd": 2}',
    ]
    lab.begin(lines=lines, label_attribute_name="kind")
    counters = lab.step().counters
    assert (counters.total, counters.human_labeled, counters.machine_labeled) == (5, 2, 1)
    assert counters.unlabeled == 2


def test_reading_again_after_a_crash_gives_the_same_objects(lab: Any) -> None:
    job = lab.begin(lines=3)
    lab.stages._ingest._read_manifest(job)  # a reading that never got to its end
    after = lab.step()
    assert after.counters.total == 3


def test_copies_of_template_and_labels_lie_in_the_jobs_folder(lab: Any) -> None:
    lab.started()
    assert lab.read("s3://lab/out/Menu/annotation-tool/template.liquid").startswith(b"<script")
    assert json.loads(lab.read("s3://lab/out/Menu/annotation-tool/data.json"))["labels"][0] == {
        "label": "Western"
    }


def test_a_task_ui_made_here_is_a_template_like_any_other(lab: Any) -> None:
    ui = TaskUi(
        name="mine", arn=HUMAN_UI + "mine", created_at=lab.clock.now(), content="<crowd-form></crowd-form>"
    )
    lab.database.write_now(lambda tx: insert_ui(tx, ui))
    lab.begin(name="Own", template_uri=None, task_ui_arn=ui.arn)
    assert lab.step("Own").status == "InProgress"
    lab.begin(name="Theirs", template_uri=None, task_ui_arn=HUMAN_UI + "VideoObjectTracking")
    job = lab.step("Theirs")
    assert job.status == "Failed"
    assert "VideoObjectTracking" in job.failure_reason
