"""The AWS SDK for JavaScript: a labeling job from its buckets to its output."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tools.front_end import find_node

ROOT = Path(__file__).resolve().parents[1]


def test_a_job_goes_from_its_files_to_its_output_by_the_javascript_sdk(
    trigpoint_server: Any, unique: str
) -> None:
    node = find_node()
    assert node is not None, "Node.js is missing: `make test` installs it"
    name = f"js-{unique}"
    script = ROOT / "tests" / "javascript_sdk.mjs"
    ended = trigpoint_server.run(str(node.folder / "node"), str(script), str(ROOT / "web/package.json"), name)
    said = json.loads(ended.stdout)
    output = said.pop("output")
    assert said.pop("files") > 5
    assert said == {
        "account": "000000000000",
        "big": True,
        "missing": {"name": "NoSuchKey", "status": 404},
        "taken": {"name": "GroupExistsException", "status": 400},
        "arn": f"arn:aws:sagemaker:us-east-1:000000000000:labeling-job/{name}",
        "twice": {"name": "ResourceInUse", "status": 400},
        "unknown": {"name": "ResourceNotFound", "status": 400},
        "wrong": {"name": "ValidationException", "status": 400},
        "answered": 200,
        "status": "Completed",
        "labeled": 3,
        "created": True,
        "listed": [name],
    }
    assert [line["source"] for line in output] == ["soup", "crêpes, 2 pieces", "寿司"]
    assert [line["kind-metadata"]["class-name"] for line in output] == ["Mains"] * 3
