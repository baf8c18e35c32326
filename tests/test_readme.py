"""The README's script, run as it stands."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from trigpoint.cli.server_process import ServerProcess

README = Path(__file__).resolve().parents[1] / "README.md"


def script() -> str:
    (found,) = re.findall(r"^```python\n(.*?)^```$", README.read_text(), re.MULTILINE | re.DOTALL)
    return str(found)


@pytest.fixture
def empty_server(tmp_path: Path, running_trigpoint: Any) -> Any:
    """A server of its own: the script makes the one workforce."""
    server = ServerProcess(tmp_path / "data", 0)
    try:
        server.start()
        yield running_trigpoint(server.url, tmp_path / "data")
    finally:
        server.stop()


def test_the_script_of_the_readme_makes_a_job_that_a_worker_can_open(
    empty_server: Any, tmp_path: Path, eventually: Callable[..., Any]
) -> None:
    (tmp_path / "script.py").write_text(script())
    said = empty_server.run(sys.executable, str(tmp_path / "script.py")).stdout
    assert said == f"ana@lab.example signs in with Rice-and-3-eggs at {empty_server.url}\n"
    sagemaker = empty_server.client("sagemaker")

    def has_started() -> bool:
        job = sagemaker.describe_labeling_job(LabelingJobName="dishes-1")
        return job["LabelingJobStatus"] == "InProgress" and job["LabelCounters"]["Unlabeled"] == 3

    eventually(has_started)
    waited = empty_server.trigpoint(
        "jobs", "wait", "dishes-1", "--timeout", "1", "--every", "0.2", check=False
    )
    assert waited.returncode == 3
    assert "3 of 3 objects open as they should." in empty_server.trigpoint("doctor", "dishes-1").stdout
