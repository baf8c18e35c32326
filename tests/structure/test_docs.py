"""Documentation under test: what exists is described, and what is described exists."""

from __future__ import annotations

import importlib.util
import re
import shlex
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from types import ModuleType

import pytest
import typer

from trigpoint.cli.main import app
from trigpoint.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
COMMAND = re.compile(r"(?:^|[|;])\s*(?:sudo (?:-u \w+ )?)?(?:[A-Z_]+=\S* )*(?:/\S*/)?(trigpoint .*)")
"""Where a command begins: on a line or behind a pipe, by whatever user, settings and path."""
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])


def page_name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.fixture(scope="module")
def reference() -> ModuleType:
    spec = importlib.util.spec_from_file_location("reference", ROOT / "tools" / "reference.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", ["commands.md", "settings.md", "elements.md", "metrics.md"])
def test_the_reference_says_what_the_code_says(reference: ModuleType, name: str) -> None:
    written = (ROOT / "docs" / "reference" / name).read_text()
    assert written == reference.pages()[name], "run: .venv/bin/python tools/reference.py"


def test_every_command_has_an_example(reference: ModuleType) -> None:
    for name, command in reference.commands(typer.main.get_command(app), "trigpoint"):
        assert any(name in line for line in command_lines(reference.help_text(command))), name


def test_every_option_has_a_help_text(reference: ModuleType) -> None:
    for name, command in reference.commands(typer.main.get_command(app), "trigpoint"):
        for each in command.params:
            assert each.name == "help" or each.help, f"{name} {each.name}"


def test_every_setting_has_a_meaning(reference: ModuleType) -> None:
    documented = reference.documentation()
    assert [each.name for each in fields(Settings) if not documented[each.name]] == []


@pytest.mark.parametrize("path", PAGES, ids=page_name)
def test_links_between_pages_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text()):
        assert (path.parent / target).exists(), target


@pytest.mark.parametrize("path", PAGES, ids=page_name)
def test_commands_in_the_pages_exist_with_their_options(path: Path, reference: ModuleType) -> None:
    known = dict(reference.commands(typer.main.get_command(app), "trigpoint"))
    for line in command_lines(path.read_text()):
        words = shlex.split(line, comments=True)
        name = next((" ".join(words[:n]) for n in (3, 2) if " ".join(words[:n]) in known), None)
        assert name is not None, line
        options = {name for each in known[name].params for name in each.opts + each.secondary_opts} | {
            "--help"
        }
        given = {word.partition("=")[0] for word in words if word.startswith("--")}
        assert given <= options, line


def command_lines(text: str) -> Iterator[str]:
    """Every `trigpoint ...` of the code blocks, continued lines joined."""
    indented = [line for line in text.splitlines() if line.startswith("    ")]
    fenced = re.findall(r"^```\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    for line in "\n".join([*indented, *fenced]).replace("\\\n", " ").splitlines():
        for part in re.split(r"&&|\$\(", line):
            command = COMMAND.search(part.split(')"')[0])
            if command:
                yield command.group(1)


@pytest.mark.parametrize("path", PAGES, ids=page_name)
def test_make_targets_in_the_pages_exist(path: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"(?:^    |`)make ([a-z-]+)", path.read_text(), re.MULTILINE)) <= targets
