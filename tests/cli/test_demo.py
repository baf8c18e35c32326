"""`trigpoint demo`, as a newcomer starts and ends it, twice."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from trigpoint.cli.connection import connect

START_SECONDS = 60


class Demo:
    """A running `trigpoint demo` and what it has printed."""

    def __init__(self, folder: Path) -> None:
        self._output = folder / "demo.out"
        self.data = folder / "data"
        command = [
            sys.executable,
            "-m",
            "trigpoint.cli.main",
            "demo",
            "--data",
            str(self.data),
            "--port",
            "0",
        ]
        clean = {
            name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "TRIGPOINT_"))
        }
        with self._output.open("wb") as output:
            self.process = subprocess.Popen(
                command,
                stdout=output,
                stderr=subprocess.STDOUT,
                env={**clean, "COLUMNS": "120", "NO_COLOR": "1"},
            )

    @property
    def text(self) -> str:
        return self._output.read_text()

    @property
    def is_shown(self) -> bool:
        assert self.process.poll() is None, self.text
        return "Ctrl-C ends the demo" in self.text

    @property
    def url(self) -> str:
        return str(re.findall(r"Portal +(http://\S+)", self.text)[0])

    @property
    def sign_ins(self) -> list[tuple[str, str]]:
        return re.findall(r"Sign in +(\w+) +password (\S+)", self.text)

    def end(self, how: signal.Signals) -> int:
        self.process.send_signal(how)
        return self.process.wait(START_SECONDS)


@pytest.fixture
def start_demo(tmp_path: Path, eventually: Callable[[Callable[[], Any]], Any]) -> Any:
    started: list[Demo] = []

    def start() -> Demo:
        started.append(Demo(tmp_path))
        eventually(lambda: started[-1].is_shown)
        return started[-1]

    yield start
    for each in started:
        if each.process.poll() is None:
            each.end(signal.SIGTERM)


def test_the_demo_starts_is_used_ends_and_goes_on(
    start_demo: Callable[[], Demo], portal: Any, eventually: Callable[[Callable[[], Any]], Any]
) -> None:
    demo = start_demo()
    assert "InProgress, 0 of 10 labeled" in demo.text
    (ana, password), (ben, _) = demo.sign_ins
    assert (ana, ben) == ("ana", "ben")
    answer = {"crowd-classifier-multi-select": {"labels": ["Mains"]}}
    portal(demo.url, ana, password).label("menu-demo", 1, answer)
    sagemaker = connect(demo.data, {}).client("sagemaker")

    def n_labeled() -> int:
        said = sagemaker.describe_labeling_job(LabelingJobName="menu-demo")
        return int(said["LabelCounters"]["TotalLabeled"])

    eventually(lambda: n_labeled() == 1)
    first = demo.sign_ins
    assert demo.end(signal.SIGINT) == 0
    assert "Stopped." in demo.text

    again = start_demo()
    assert re.search(r"Sign in +ana +password the one you chose", again.text)
    assert re.search(rf"Sign in +ben +password {re.escape(first[1][1])}", again.text)
    assert "1 of 10 labeled" in again.text
    assert again.end(signal.SIGTERM) == 0


def test_a_second_demo_on_the_same_folder_is_refused(start_demo: Callable[[], Demo], tmp_path: Path) -> None:
    running = start_demo()
    command = [sys.executable, "-m", "trigpoint.cli.main", "demo", "--data", str(tmp_path / "data")]
    second = subprocess.run(command, capture_output=True, text=True, timeout=START_SECONDS, check=False)
    assert second.returncode == 1
    assert f"already running on this folder: {running.url}" in second.stdout
