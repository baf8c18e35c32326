"""The container file copies what is there, builds what runs, and starts it as its own user.

No container engine runs in these tests: each instruction is done, or looked at, without one.
"""

from __future__ import annotations

import fnmatch
import json
import re
import shlex
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from trigpoint.cli.server_process import choose_port

pytestmark = pytest.mark.timeout(600)  # many processes, on machines of any speed
ROOT = Path(__file__).resolve().parents[2]
BUILT_PAGES = "src/trigpoint/http/web"


class Instruction(NamedTuple):
    name: str
    text: str

    @property
    def words(self) -> list[str]:
        return json.loads(self.text) if self.text.startswith("[") else shlex.split(self.text)


def instructions() -> Iterator[Instruction]:
    text = (ROOT / "deploy" / "Containerfile").read_text()
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    for line in "\n".join(lines).replace("\\\n", " ").splitlines():
        if line.strip():
            name, _, rest = line.strip().partition(" ")
            yield Instruction(name, rest.strip())


def found(name: str) -> list[Instruction]:
    return [each for each in instructions() if each.name == name]


def copied() -> list[tuple[str, str]]:
    """(path in the checkout, path in the image) of what is copied from the checkout."""
    pairs = []
    for each in found("COPY"):
        *sources, target = each.words
        if not sources[0].startswith("--from="):
            pairs += [(source, target) for source in sources]
    return pairs


def ignored(path: str) -> bool:
    patterns = (ROOT / ".dockerignore").read_text().split()
    return any(
        fnmatch.fnmatch(part, pattern.removeprefix("**/"))
        for pattern in patterns
        for part in (path.split("/") if pattern.startswith("**/") else [path.rstrip("/")])
    )


def test_everything_that_is_copied_is_in_the_checkout() -> None:
    assert len(copied()) >= 8
    for source, _ in copied():
        assert (ROOT / source).exists(), source
        assert not ignored(source), source
        tracked = subprocess.run(
            ["git", "ls-files", source], cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert tracked.returncode or tracked.stdout, f"{source} is not in the repository"


def test_the_context_leaves_out_what_was_built_or_installed_here() -> None:
    for path in (".git", ".venv", "web/node_modules", "demo-data", BUILT_PAGES, "src/trigpoint.egg-info"):
        assert ignored(path), path


def test_the_wheel_that_is_built_from_what_is_copied_is_whole(tmp_path: Path) -> None:
    """With the front end of this checkout; without one the same command builds it, as `make venv` does."""
    for source, target in copied():
        at = tmp_path / "context" / target
        if (ROOT / source).is_dir():
            shutil.copytree(ROOT / source, at, ignore=shutil.ignore_patterns("node_modules", "__pycache__"))
        else:
            at.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / source, at)
    (build,) = [each.text for each in found("RUN") if "pip wheel" in each.text]
    command = build.replace("/wheels", str(tmp_path / "wheels")).replace("python ", f"{sys.executable} ", 1)
    subprocess.run(shlex.split(command), cwd=tmp_path / "context", check=True, capture_output=True)
    (wheel,) = (tmp_path / "wheels").glob("trigpoint-*.whl")  # the name that the next instruction looks for
    assert "/wheels/trigpoint-*.whl" in next(each.text for each in found("RUN") if "pip install" in each.text)
    held = set(zipfile.ZipFile(wheel).namelist())
    assert {"trigpoint/http/web/portal/index.html", "trigpoint/http/web/crowd/crowd-html-elements.js"} <= held
    assert "trigpoint/http/web/crowd/task-page.js" in held
    assert "trigpoint/cli/demo_data/menu.csv" in held
    assert any(name.startswith("trigpoint/store/migrations/versions/") for name in held)
    assert not [name for name in held if name.startswith(("web/", "tests/"))]


def test_the_extras_that_are_installed_exist() -> None:
    text = (ROOT / "pyproject.toml").read_text()
    (extras,) = re.findall(r"\.whl\)\[([a-z,]+)\]", (ROOT / "deploy" / "Containerfile").read_text())
    for extra in extras.split(","):
        assert re.search(rf"^{extra} = \[", text, re.MULTILINE), extra


def test_the_image_runs_without_privileges_and_keeps_its_data() -> None:
    environment = dict(pair.split("=", 1) for each in found("ENV") for pair in each.words)
    (user,), (volume,), (port,) = (
        [each.text for each in found(name)] for name in ("USER", "VOLUME", "EXPOSE")
    )
    assert user == "trigpoint"
    assert volume == environment["TRIGPOINT_DATA"]
    assert port == environment["TRIGPOINT_PORT"]
    last_stage = [each.name for each in instructions()]
    last_stage = last_stage[len(last_stage) - last_stage[::-1].index("FROM") :]
    assert last_stage.index("USER") > max(n for n, name in enumerate(last_stage) if name == "RUN")


def test_the_image_starts_is_healthy_and_stops(starter: Any) -> None:
    (entry,), (command,), (health,), (signal,) = (
        found(name) for name in ("ENTRYPOINT", "CMD", "HEALTHCHECK", "STOPSIGNAL")
    )
    environment = dict(pair.split("=", 1) for each in found("ENV") for pair in each.words)
    port = choose_port(0)
    check = json.loads(health.text.split("CMD", 1)[1])
    program, _ = starter.trigpoint(
        starter.folder / "volume",
        command.words[0],
        port=port,
        host="127.0.0.1",  # not the network's, in a test
    )
    assert entry.words == ["trigpoint"]
    assert environment["TRIGPOINT_HOST"] == "0.0.0.0"
    assert f":{environment['TRIGPOINT_PORT']}/healthz" in check[-1]
    own = [each.replace(environment["TRIGPOINT_PORT"], str(port)) for each in check]
    assert subprocess.run([sys.executable, *own[1:]], check=False).returncode == 0
    assert signal.text == "SIGTERM"
    assert program.stop() == 0
    assert subprocess.run([sys.executable, *own[1:]], check=False, stderr=subprocess.DEVNULL).returncode != 0


@pytest.mark.parametrize("page", ["operate.md", "grow.md"])
def test_the_pages_name_files_that_are_in_deploy(page: str) -> None:
    text = (ROOT / "docs" / "how-to" / page).read_text()
    named = set(re.findall(r"\bdeploy/[\w./@-]*\w", text))
    assert named
    assert [path for path in named if not (ROOT / path).exists()] == []
