"""The page on monitoring names figures that exist, and its examples can be used as they stand."""

from __future__ import annotations

import itertools
import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGE = (DOCS / "how-to" / "monitor.md").read_text()
NAME = re.compile(r"\b(?:trigpoint|aws_sagemaker|process)_[a-z0-9_]+")


def examples() -> list[Any]:
    return [yaml.safe_load(text) for text in re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)]


def rules() -> list[dict[str, Any]]:
    (groups,) = [each["groups"] for each in examples() if "groups" in each]
    return [rule for group in groups for rule in group["rules"]]


def known() -> set[str]:
    """Every figure of the reference, with the names under which a histogram is asked for."""
    listed = re.findall(
        r"^\| `(\w+)` \| (\w+) ", (DOCS / "reference" / "metrics.md").read_text(), re.MULTILINE
    )
    parts = {
        f"{name}_{part}"
        for name, kind in listed
        if kind == "histogram"
        for part in ("bucket", "sum", "count")
    }
    return {name for name, _ in listed} | parts


def test_the_page_names_figures_that_exist() -> None:
    named = set(NAME.findall(PAGE))
    assert len(named) > 10
    assert named - known() == set()


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: str(rule["alert"]))
def test_an_alert_asks_for_a_figure_and_is_explained(rule: dict[str, Any]) -> None:
    expression = rule["expr"]
    assert NAME.search(expression) or expression.startswith("up{")
    assert expression.count("(") == expression.count(")")
    assert re.search(rf"^\| {rule['alert']} \| \S.* \| \S.* \|$", PAGE, re.MULTILINE)


def panels() -> list[dict[str, Any]]:
    """Those of the dashboard that show something."""
    board = json.loads((ROOT / "deploy" / "grafana-dashboard.json").read_text())
    return [panel for panel in board["panels"] if panel["type"] != "row"]


@pytest.mark.parametrize("panel", panels(), ids=lambda panel: str(panel["title"]))
def test_a_panel_of_the_dashboard_asks_for_figures_that_exist(panel: dict[str, Any]) -> None:
    assert panel["targets"]
    for target in panel["targets"]:
        asked = target["expr"]
        assert set(NAME.findall(asked)) - known() == set()
        assert NAME.search(asked) or "up{" in asked
        for opening, closing in ("()", "{}", "[]"):
            assert asked.count(opening) == asked.count(closing)
        by = {name for group in re.findall(r" by \(([^)]*)\)", asked) for name in group.split(", ")}
        assert set(re.findall(r"{{(\w+)}}", target["legendFormat"])) <= by, (
            "a legend names what is kept apart"
        )


def test_no_panels_of_the_dashboard_lie_on_each_other() -> None:
    def overlap(one: dict[str, int], other: dict[str, int]) -> bool:
        return all(
            one[at] < other[at] + other[size] and other[at] < one[at] + one[size]
            for at, size in (("x", "w"), ("y", "h"))
        )

    places = [panel["gridPos"] for panel in panels()]
    assert not [pair for pair in itertools.combinations(places, 2) if overlap(*pair)]
    assert all(place["x"] + place["w"] <= 24 for place in places)


def test_the_example_of_a_scrape_is_yaml_with_targets() -> None:
    (scrape,) = [each["scrape_configs"] for each in examples() if "scrape_configs" in each]
    assert scrape[0]["static_configs"][0]["targets"]
