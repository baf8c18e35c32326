"""What the guides for operators name is there; test_cluster.py does their steps."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from trigpoint.settings import load_settings

ROOT = Path(__file__).resolve().parents[2]
PAGES = ["docs/how-to/operate.md", "docs/how-to/grow.md"]
EXAMPLES = ["deploy/trigpoint.env", "deploy/Caddyfile", "deploy/litestream.yml"]


def commands(page: str) -> list[list[str]]:
    """Every command of the page's indented blocks, as words."""
    lines = re.findall(r"^    (?! )(.+)$", (ROOT / page).read_text(), re.MULTILINE)
    return [shlex.split(part) for line in lines for part in re.split(r" && |; ", line)]


@pytest.mark.parametrize("page", PAGES + EXAMPLES)
def test_every_setting_that_is_named_exists(page: str) -> None:
    named = set(re.findall(r"\bTRIGPOINT_[A-Z_]+", (ROOT / page).read_text()))
    settings = load_settings({}).environment()
    assert named - set(settings) <= {"TRIGPOINT_SITE", "TRIGPOINT_UPSTREAMS"}  # the Caddyfile's own


@pytest.mark.parametrize("page", PAGES)
def test_every_service_that_is_named_has_a_unit(page: str) -> None:
    units = {path.name for path in (ROOT / "deploy" / "systemd").iterdir()}
    verbs = {"enable", "disable", "start", "restart", "stop", "--now", "daemon-reload"}
    calls = [words[1:] for words in commands(page) if words[0] == "systemctl"]
    assert len(calls) >= 3
    for words in calls:
        for word in set(words) - verbs:
            name = re.sub(r"@\d+$", "@", word.removesuffix(".service"))
            assert f"{name}.service" in units, words


def test_the_example_of_settings_is_what_a_service_reads() -> None:
    """systemd takes `NAME=value` lines as they are: no `export`, no spaces about the sign."""
    lines = (ROOT / "deploy" / "trigpoint.env").read_text().splitlines()
    pairs = dict(line.removeprefix("#").split("=", 1) for line in lines if re.match(r"#?[A-Z_]+=", line))
    assert all(re.fullmatch(r"#.*|[A-Z_]+=\S*|", line) for line in lines)
    assert load_settings({}, pairs).port == 8800
