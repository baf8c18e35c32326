"""Writes docs/reference/ from commands, settings and elements themselves: `python tools/reference.py`."""

from __future__ import annotations

import ast
import inspect
import os
import re
import tempfile
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import typer

from trigpoint import settings
from trigpoint.cli.main import app
from trigpoint.http.operations.engines import EngineWatch
from trigpoint.http.operations.exposition import Exposition
from trigpoint.http.operations.state import StateFigures
from trigpoint.metrics import Metrics
from trigpoint.model.clock import SystemClock
from trigpoint.store.opening import open_database

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "reference"
NOTE = "<!-- Made by tools/reference.py: edit the code's help texts instead. -->"

METRICS_HEAD = "| name | type | meaning |\n|---|---|---|"
METRICS = """What `GET /metrics` shows; [how to monitor](../how-to/monitor.md) says who may read it and what
to watch. Figures of a process itself have the label `process` (`server` or `engine`); `trigpoint up` shows
those of both. Others come from the database and are the same from every server: use `max`, not `sum`, there.
Names that begin with `aws_` are CloudWatch's of `AWS/Sagemaker/LabelingJobs` and `AWS/SageMaker/Workteam`, as
Prometheus exporters of CloudWatch spell them. A histogram has `_bucket`, `_sum` and `_count`."""


def main() -> None:
    for name, text in pages().items():
        (FOLDER / name).write_text(text)


def pages() -> dict[str, str]:
    """The pages by file name."""
    return {
        "commands.md": commands_page(),
        "settings.md": settings_page(),
        "elements.md": elements_page(),
        "metrics.md": metrics_page(),
    }


def metrics_page() -> str:
    """Every family that a server and its engine show, as their registries tell it."""
    with tempfile.TemporaryDirectory() as folder:
        database = open_database(f"sqlite:///{folder}/trigpoint.db")
        engines = EngineWatch(database, SystemClock(), silent_seconds=1)
        shown = Exposition(
            Metrics(), "server", StateFigures(database, engines), lambda: "http://127.0.0.1:1/"
        )
        rows = [
            f"| `{family.name}{'_total' * (family.type == 'counter')}` | {family.type} "
            f"| {escape(family.documentation)} |"
            for family in sorted(shown.collect(), key=lambda each: each.name)
        ]
        database.close()
    return "\n\n".join([NOTE, "# Metrics", METRICS, "\n".join([METRICS_HEAD, *rows])]) + "\n"


def commands_page() -> str:
    parts = [
        NOTE,
        "# Commands",
        "`trigpoint COMMAND --help` says the same. Commands end with 0 when all went well, with 1 when "
        "something failed and with 2 when they were called wrongly, unless they say otherwise.",
    ]
    for name, command in commands(typer.main.get_command(app), "trigpoint"):
        parts += [f"## `{name}`", help_text(command), *parameters(command)]
    return "\n\n".join(parts) + "\n"


def commands(command: Any, name: str) -> Iterator[tuple[str, Any]]:
    """Every command that does something, with its full name."""
    if not hasattr(command, "commands"):
        yield name, command
        return
    for child, each in command.commands.items():
        yield from commands(each, f"{name} {child}")


def help_text(command: Any) -> str:
    return inspect.cleandoc(command.help)


def parameters(command: Any) -> list[str]:
    """The table of arguments and options, none when there are none."""
    rows = []
    for each in command.params:
        if each.name == "help":
            continue
        names = (
            ", ".join(f"`{name}`" for name in each.opts + each.secondary_opts)
            if each.opts[0].startswith("-")
            else f"`{each.metavar}`"
        )
        default = each.default
        shown = default not in (None, False, ()) and not callable(default)
        rows.append(f"| {names} | {escape(each.help or '')}{f' Default: `{default}`.' if shown else ''} |")
    return ["\n".join(["| option | meaning |", "|---|---|", *rows])] if rows else []


def escape(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def settings_page() -> str:
    documented = documentation()
    rows = [
        f"| `TRIGPOINT_{each.name.upper()}` | {value(each.default)} | {escape(documented[each.name])} |"
        for each in fields(settings.Settings)
    ]
    parts = [
        NOTE,
        "# Settings",
        "Each setting is an environment variable. `trigpoint up` has options for those that are needed "
        "most; an option wins over the variable.",
        "\n".join(["| variable | default | meaning |", "|---|---|---|", *rows]),
    ]
    return "\n\n".join(parts) + "\n"


def value(default: object) -> str:
    return "" if default == "" else f"`{os.fspath(default) if isinstance(default, Path) else default}`"


def documentation() -> dict[str, str]:
    """The text below each field of Settings, empty for one that has none."""
    (body,) = (
        node.body
        for node in ast.parse(inspect.getsource(settings)).body
        if getattr(node, "name", "") == "Settings"
    )
    found: dict[str, str] = {}
    for node, after in zip(body, [*body[1:], ast.Pass()], strict=True):
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            text = (
                after.value.value
                if isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant)
                else ""
            )
            found[node.target.id] = str(text)
    return found


CROWD = Path(__file__).resolve().parent.parent / "web" / "crowd"
CLASS = re.compile(
    r"/\*\*((?:(?!\*/).)*)\*/\s*export (?:abstract )?class (\w+)[^{]*?extends ([\w]+)", re.DOTALL
)
TAGS = {"attr": "attribute", "fires": "event", "slot": "region", "csspart": "part"}


def elements_page() -> str:
    """The crowd elements, from the JSDoc of their classes and of what these extend."""
    classes = {
        name: (doc, base)
        for file in sorted(CROWD.rglob("*.ts"))
        for doc, name, base in CLASS.findall(file.read_text())
    }
    parts = [
        NOTE,
        "# Crowd elements",
        "The elements that templates are made of. Attributes are written as AWS documents them, with or "
        "without hyphens; what is opt-in beside them is said.",
    ]
    for folder in [*sorted(CROWD.glob("crowd-*")), CROWD / "iron-icon"]:
        name = "".join(part.title() for part in folder.name.split("-"))
        about, rows = element(name, classes)
        parts += [f"## `{folder.name}`", about]
        if rows:
            parts.append("\n".join(["| kind | name | meaning |", "|---|---|---|", *rows]))
    return "\n\n".join(parts) + "\n"


def element(name: str, classes: dict[str, tuple[str, str]]) -> tuple[str, list[str]]:
    """What a class says of itself, and the rows of its tags and of those it inherits."""
    doc, base = classes[name]
    text = " ".join(line.strip().removeprefix("*").strip() for line in doc.splitlines())
    about, *tags = re.split(r"\s@(?=\w+ )", text.strip())
    rows = []
    for tag in tags:
        kind, _, rest = tag.partition(" ")
        subject, _, meaning = rest.partition("- ") if not rest.startswith("- ") else ("", "", rest[2:])
        if kind in TAGS:
            shown = " ".join(f"`{word}`" for word in subject.split()) or "(content)"
            rows.append(f"| {TAGS[kind]} | {shown} | {escape(meaning)} |")
    if base in classes:
        rows += [row for row in element(base, classes)[1] if row not in rows]
    return about.strip(), rows


if __name__ == "__main__":
    main()
