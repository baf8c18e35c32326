"""The systemd units are what systemd understands, and their programs run and end as they say."""

from __future__ import annotations

import json
import shutil
import sqlite3
import stat
import subprocess
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import pytest

pytestmark = pytest.mark.timeout(600)  # many processes, on machines of any speed
UNITS = sorted((Path(__file__).resolve().parents[2] / "deploy" / "systemd").iterdir())
NO_SYSTEMD = shutil.which("systemd-analyze") is None
SETTINGS = "TRIGPOINT_HOST=127.0.0.1\nTRIGPOINT_PORT=0\n"


@pytest.fixture
def installed(starter: Any, tmp_path: Path) -> Callable[[Path], Path]:
    """Copies a unit with its program where the program really is."""

    def copied(unit: Path) -> Path:
        text = unit.read_text().replace("/opt/trigpoint/bin", str(Path(starter.bin("trigpoint")).parent))
        (tmp_path / unit.name).write_text(text)
        return tmp_path / unit.name

    return copied


@pytest.mark.skipif(NO_SYSTEMD, reason="systemd-analyze is not installed here")
@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_systemd_finds_nothing_wrong_with_a_unit(unit: Path, installed: Callable[[Path], Path]) -> None:
    said = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(installed(unit))],
        capture_output=True,
        text=True,
        check=False,
    )
    assert unit.name.replace("@", "@i") not in said.stderr.replace("@.service", "@i.service"), said.stderr
    assert said.returncode == 0, said.stderr


@pytest.mark.skipif(NO_SYSTEMD, reason="systemd-analyze is not installed here")
@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_leaves_its_program_little_to_attack(unit: Path, installed: Callable[[Path], Path]) -> None:
    """systemd rates from 0 (safe) to 10; 2 is what it calls good."""
    subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--threshold=20", str(installed(unit))],
        check=True,
        capture_output=True,
    )


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_units_restart_end_in_order_and_say_where_they_write(unit: Path, read_unit: Any) -> None:
    found = read_unit(unit)
    assert found["Restart"] == "always"
    assert found["User"] == "trigpoint"
    assert (found["ProtectSystem"], found["NoNewPrivileges"]) == ("strict", "yes")
    assert f"/var/lib/{found['StateDirectory']}" in found["Environment"]
    assert int(found["LimitNOFILE"]) >= 65536


def test_the_unit_of_one_machine_serves_works_and_ends(
    starter: Any, deploy: Path, read_unit: Any, make_crew: Any, wait_for: Callable[..., Any]
) -> None:
    machine = starter.machine("one")
    (machine.settings / "trigpoint.env").write_text(SETTINGS)
    unit = read_unit(deploy / "systemd" / "trigpoint.service")
    service = machine.start(unit)
    data = Path(machine.path("/var/lib/trigpoint"))
    url = service.wait_for(lambda: address(data), "the server")
    crew = make_crew(url, data, "unit-crew").hire()
    job = crew.job("unit", ["soup"])
    labeler = crew.labeler()
    labeler.answer(labeler.take(job))
    assert [line["kind"] for line in crew.output(job)] == [0]
    assert not [path for path in data.rglob("*") if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)]

    family = psutil.Process(service.pid).children(recursive=True)
    assert family, "it has an engine"
    assert unit["KillMode"] == "mixed"  # SIGTERM goes to the server alone
    assert service.stop(float(unit["TimeoutStopSec"])) == 0
    wait_for(lambda: not [each for each in family if each.is_running()], "the end of its children")


def address(data: Path) -> str:
    """What the server wrote of itself, once it did."""
    file = data / "server.json"
    return str(json.loads(file.read_text())["url"]) if file.exists() else ""


def kill_rest(family: list[psutil.Process]) -> None:
    """What systemd does to the rest of a service before it starts it again."""
    for each in family:
        with suppress(psutil.NoSuchProcess):
            each.kill()
    psutil.wait_procs(family, 60)


def test_the_unit_of_litestream_copies_every_answer_even_if_the_server_is_killed(
    starter: Any,
    deploy: Path,
    read_unit: Any,
    make_crew: Any,
    make_steady_labeler: Any,
    wait_for: Callable[..., Any],
) -> None:
    """A commit that nobody was told of is in the copy: the server that starts again must not drop it."""
    machine = starter.machine("copied")
    (machine.settings / "trigpoint.env").write_text(SETTINGS)
    replica = machine.root / "mnt"
    (machine.settings / "litestream.env").write_text(f"LITESTREAM_URL=file://{replica}\n")
    shutil.copy(deploy / "litestream.yml", machine.settings)
    data = Path(machine.path("/var/lib/trigpoint"))
    unit = read_unit(deploy / "systemd" / "trigpoint-litestream.service")
    service = machine.start(unit)
    url = service.wait_for(lambda: address(data), "the server")
    crew = make_crew(url, data, "copied-crew").hire("ana", "ben")
    job = crew.job("copied", [f"dish {n}" for n in range(2000)])
    acknowledged: set[int] = set()
    for _ in range(2):
        labelers = [make_steady_labeler(crew.labeler(name), job) for name in ("ana", "ben")]
        wait_for(lambda each=labelers: all(len(one.acknowledged) > 20 for one in each), "the labeling")
        wait_for(lambda: [*replica.rglob("*.ltx")], "the copy")
        family = psutil.Process(service.pid).children(recursive=True)
        psutil.Process(json.loads((data / "server.json").read_text())["pid"]).kill()
        assert service.wait(60) != 0, "Litestream ends with its server, and systemd starts both again"
        kill_rest(family)
        for each in labelers:
            each.finish()
            acknowledged |= set(each.acknowledged)
        (data / "server.json").unlink()
        service = machine.start(unit)
        url = service.wait_for(lambda: address(data), "the server")
        crew = make_crew(url, data, crew.name)
    server = psutil.Process(json.loads((data / "server.json").read_text())["pid"])
    assert service.stop(float(unit["TimeoutStopSec"])) == 0
    wait_for(lambda: not server.is_running(), "the end of the server")

    restored = machine.root / "restored.db"
    restore = [starter.bin("litestream"), "restore", "-config", str(machine.settings / "litestream.yml")]
    environment = {"PATH": "/usr/bin:/bin", **machine.environment(unit)}
    source = str(data / "trigpoint.db")
    subprocess.run([*restore, "-o", str(restored), source], env=environment, check=True, capture_output=True)
    answered = []
    for database in (restored, data / "trigpoint.db"):
        connection = sqlite3.connect(database)
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        answered.append({index for (index,) in connection.execute("SELECT object_index FROM answers")})
        connection.close()
    assert answered[0] == answered[1]
    assert answered[0] >= acknowledged
