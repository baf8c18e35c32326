"""The renderer with its processes; templates here are hostile."""

from __future__ import annotations

import gc
import json
import os
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import psutil
import pytest

from trigpoint.blobs.signing import UrlSigner
from trigpoint.model.errors import Unavailable
from trigpoint.templates.renderer import Renderer

FORM = (
    '<script src="https://assets.crowd.aws/crowd-html-elements.js"></script>'
    "<crowd-form>{{ task.input.x }}</crowd-form>"
)
MIB = 1 << 20

BOMBS = {
    "join": "{{ (1..1000000000) | join }}",
    "json": "{{ (1..1000000000) | to_json }}",
    "replace": "{% assign a = 'aaaaaaaaaaaaaaaa' %}"
    + "{% assign a = a | replace: 'a', 'aaaaaaaaaaaaaaaa' %}" * 9
    + "{{ a | size }}",
    "append": "{% assign a = 'a' %}{% for i in (1..60) %}{% assign a = a | append: a %}{% endfor %}",
    "times": "{% assign a = 10 %}{% for i in (1..60) %}{% assign a = a | times: a %}{% endfor %}",
    "nested loops": "{% for i in (1..999) %}{% for j in (1..999) %}{% assign x = task.input.x | upcase %}"
    "{% endfor %}{% endfor %}" * 50,
    "sort": "{% assign a = (1..20000000) | reverse | sort | reverse | sort %}",
    "parse": "{% raw %}" * 60_000,
}


@pytest.fixture(scope="module")
def renderer() -> Iterator[Renderer]:
    renderer = Renderer(time_limit_seconds=1.5, memory_limit_bytes=200 * MIB)
    yield renderer
    renderer.close()


OTHERS: set[int] = set()


@pytest.fixture(scope="module", autouse=True)
def others() -> None:
    """Other test modules in this process may have renderers of their own."""
    OTHERS.update(child.pid for child in psutil.Process().children())


def children() -> list[psutil.Process]:
    mine = [child for child in psutil.Process().children() if child.pid not in OTHERS]
    return [child for child in mine if "trigpoint.templates.worker" in child.cmdline()]


def test_a_page_is_complete(renderer: Renderer, grant: UrlSigner) -> None:
    (page,) = renderer.render(FORM, [{"x": "<b>"}], grant)
    assert page.html == (
        '<!DOCTYPE html><meta charset="utf-8"><script src="/crowd/task-page.js"></script>'
        '<script src="/crowd/crowd-html-elements.js"></script><crowd-form>&lt;b&gt;</crowd-form>'
    )
    assert page.faults == ()


def test_a_body_is_what_liquid_makes(renderer: Renderer, grant: UrlSigner) -> None:
    (body,) = renderer.preview("<p>{{ task.input.x }}", [{"x": 1}], grant)
    assert body.html == "<p>1"
    assert [fault.code for fault in body.faults] == ["MissingCrowdForm"]


def test_many_inputs_are_rendered_in_order(renderer: Renderer, grant: UrlSigner) -> None:
    inputs = [{"x": number, "pad": "p" * (number % 97) * 100} for number in range(500)]
    pages = renderer.render(FORM, inputs, grant)
    assert [page.html.partition("<crowd-form>")[2] for page in pages] == [
        f"{n}</crowd-form>" for n in range(500)
    ]


def test_no_inputs_are_no_pages(renderer: Renderer, grant: UrlSigner) -> None:
    assert renderer.render(FORM, [], grant) == []


def test_grants_go_along(renderer: Renderer, grant: UrlSigner) -> None:
    template = "{{ task.input.u | grant_read_access }}"
    good, bad = renderer.preview(template, [{"u": "s3://dish/k"}, {"u": "s3://vault/k"}], grant)
    assert good.html.startswith("http://lab:8800/dish/k?X-Amz-Algorithm=")
    assert [fault.code for fault in bad.faults if not fault.warning] == ["AccessDenied"]


def test_check_needs_no_data(renderer: Renderer) -> None:
    assert renderer.check(FORM) == ()
    (fault,) = renderer.check("<crowd-form>\n{% if x %}")
    assert (fault.code, fault.line, fault.column, fault.warning) == ("LiquidSyntaxError", 2, 4, False)
    assert [fault.code for fault in renderer.check("<p>")] == ["MissingCrowdForm"]


def test_check_warns_of_values_in_scripts(renderer: Renderer) -> None:
    template = (
        FORM
        + "\n<script>let a = '{{ task.input.a }}', "
        + "b = {{ task.input.b | to_json | skip_autoescape }}</script>"
    )
    assert [(fault.code, fault.line, fault.column) for fault in renderer.check(template)] == [
        ("EscapedInScript", 2, 18)
    ]


def test_a_broken_template_fails_every_input(renderer: Renderer, grant: UrlSigner) -> None:
    pages = renderer.render("{% if %}", [{}, {}], grant)
    assert [(page.html, page.faults[0].code) for page in pages] == [("", "LiquidSyntaxError")] * 2


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_defused_and_the_next_template_renders(
    renderer: Renderer, grant: UrlSigner, name: str
) -> None:
    started = time.monotonic()
    (page,) = renderer.render(BOMBS[name], [{"x": "x"}], grant)
    assert time.monotonic() - started < 60  # they would go on for ever
    assert page.html == "" and page.failed
    assert {fault.code for fault in page.faults if not fault.warning} <= {"RenderError", "LiquidSyntaxError"}
    assert not renderer.render(FORM, [{"x": 1}], grant)[0].failed


def test_memory_is_bounded(grant: UrlSigner) -> None:
    renderer = Renderer(time_limit_seconds=20, memory_limit_bytes=100 * MIB)
    (page,) = renderer.render("{{ (1..9000000) | to_json }}", [{}], grant)
    assert page.faults[0].message == "rendering needs more than 100 MiB of memory"
    renderer.close()


def test_one_slow_object_fails_alone(renderer: Renderer, grant: UrlSigner) -> None:
    template = "{% if task.input.bomb %}{{ (1..1000000000) | join }}{% endif %}{{ task.input.n }}"
    inputs = [{"n": number, "bomb": number in {3, 40}} for number in range(60)]
    pages = renderer.preview(template, inputs, grant)
    assert [number for number, page in enumerate(pages) if page.failed] == [3, 40]
    assert [page.html for page in pages if not page.failed] == [str(n) for n in range(60) if n not in {3, 40}]


def test_one_greedy_object_fails_alone(renderer: Renderer, grant: UrlSigner) -> None:
    template = "{% if task.input.bomb %}" + BOMBS["replace"] + "{% endif %}{{ task.input.n }}"
    pages = renderer.preview(template, [{"n": n, "bomb": n % 10 == 4} for n in range(30)], grant)
    assert [number for number, page in enumerate(pages) if page.failed] == [4, 14, 24]


def test_an_input_that_is_no_json_fails_alone(renderer: Renderer, grant: UrlSigner) -> None:
    nested: dict[str, object] = {}
    for _ in range(100_000):
        nested = {"x": nested}
    pages = renderer.render(FORM, [{"x": 1}, {"x": b"bytes"}, nested, {"x": 2}], grant)
    assert [page.failed for page in pages] == [False, True, True, False]
    assert pages[1].faults[0].code == "InvalidInputJson"
    while nested:
        nested = nested.pop("x")  # type: ignore[assignment]


def test_odd_values_survive_the_way_to_the_process(renderer: Renderer, grant: UrlSigner) -> None:
    value = {"big": 2**80, "float": 1e300, "text": "a\x00\u2028é😀", "\ud800": None}
    (body,) = renderer.preview("{{ task.input.x | to_json | skip_autoescape }}", [{"x": value}], grant)
    assert json.loads(body.html) == {**{k: v for k, v in value.items() if k != "\ud800"}, "\ufffd": None}


def test_a_process_killed_from_outside_is_replaced(renderer: Renderer, grant: UrlSigner) -> None:
    renderer.check(FORM)
    (child,) = children()
    child.kill()
    assert not renderer.render(FORM, [{"x": 1}], grant)[0].failed
    assert [each.pid for each in children()] != [child.pid]


def test_an_object_whose_process_keeps_dying_fails(renderer: Renderer, grant: UrlSigner) -> None:
    stop = threading.Event()

    def kill_all() -> None:
        while not stop.wait(0.05):
            for child in children():
                if child.cpu_times().user > 0.5:
                    child.kill()

    killer = threading.Thread(target=kill_all)
    killer.start()
    slow = "{% for i in (1..900000) %}{% assign x = i | times: 3 | append: 'x' | upcase %}{% endfor %}"
    (page,) = renderer.render(slow, [{}], grant)
    stop.set()
    killer.join()
    assert "SIGKILL" in page.faults[0].message or "stopped" in page.faults[0].message


def test_threads_share_the_processes(grant: UrlSigner) -> None:
    renderer = Renderer(time_limit_seconds=5, memory_limit_bytes=200 * MIB, processes=2)

    def render(number: int) -> list[str]:
        return [page.html for page in renderer.preview("{{ task.input.x }}", [{"x": number}] * 20, grant)]

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(render, range(40))) == [[str(number)] * 20 for number in range(40)]
    assert len(children()) <= 3  # two here, one of the module's renderer
    renderer.close()


def test_closing_ends_the_processes_and_what_they_do(grant: UrlSigner) -> None:
    before = {child.pid for child in children()}
    renderer = Renderer(time_limit_seconds=30, memory_limit_bytes=200 * MIB)
    with ThreadPoolExecutor(1) as threads:
        under_way = threads.submit(renderer.render, BOMBS["nested loops"], [{"x": "x"}], grant)
        while {child.pid for child in children()} == before:
            time.sleep(0.02)
        time.sleep(0.3)  # by now it is at work, as a rule; the test holds either way
        renderer.close()
        with pytest.raises(RuntimeError, match="closed"):
            under_way.result(timeout=60)
    assert {child.pid for child in children()} == before
    renderer.close()


def test_a_forgotten_renderer_leaves_no_process(grant: UrlSigner) -> None:
    before = {child.pid for child in children()}
    renderer = Renderer(time_limit_seconds=5, memory_limit_bytes=200 * MIB)
    renderer.check(FORM)
    assert {child.pid for child in children()} != before
    del renderer
    gc.collect()
    assert {child.pid for child in children()} == before


def test_files_and_pipes_are_closed(renderer: Renderer, grant: UrlSigner) -> None:
    renderer.check(FORM)
    process = psutil.Process()
    before = process.num_fds()
    for _ in range(3):
        renderer.render("{{ (1..1000000000) | join }}", [{}], grant)
        renderer.check(FORM)
    assert process.num_fds() == before


ORPHAN = """
import os, sys, threading
from trigpoint.templates.renderer import Renderer
renderer = Renderer(time_limit_seconds=0.5, memory_limit_bytes=200 << 20)
renderer.check("x")
if sys.argv[1] == "busy":
    threading.Timer(0.2, os._exit, [0]).start()
    renderer.check("{% raw %}" * 200000)
os._exit(0)
"""


@pytest.mark.parametrize("state", ["idle", "busy"])
def test_a_process_does_not_outlive_its_server(tmp_path: Path, state: str) -> None:
    script = tmp_path / "server.py"
    script.write_text(ORPHAN)
    server = psutil.Popen([os.sys.executable, str(script), state])
    orphans: set[psutil.Process] = set()
    while server.poll() is None:
        orphans.update(server.children())
        time.sleep(0.01)
    assert orphans
    _, alive = psutil.wait_procs(orphans, timeout=60)
    assert not alive


def test_the_process_is_small_and_holds_no_server(renderer: Renderer) -> None:
    renderer.check(FORM)
    (child,) = children()
    assert child.memory_info().rss < 80 * MIB
    maps = "".join(each.path for each in child.memory_maps())
    assert "numpy" not in maps and "sqlalchemy" not in maps


def test_ctrl_c_in_the_terminal_does_not_end_the_process(renderer: Renderer) -> None:
    renderer.check(FORM)
    (child,) = children()
    child.send_signal(signal.SIGINT)
    renderer.check(FORM)
    assert [each.pid for each in children()] == [child.pid]


def test_a_process_that_cannot_start_is_no_fault_of_the_template(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, grant: UrlSigner
) -> None:
    (tmp_path / "liquid.py").write_text("raise SystemExit(3)")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    renderer = Renderer(time_limit_seconds=5, memory_limit_bytes=200 * MIB)
    with pytest.raises(Unavailable, match="status 3"):
        renderer.render(FORM, [{}], grant)
    renderer.close()


def test_a_trial_tells_the_first_error_of_each_page(renderer: Renderer, grant: UrlSigner) -> None:
    template = FORM + "{{ task.input.n | divided_by: task.input.d }}"
    inputs = [json.dumps({"n": 4, "d": n % 3}).encode() for n in range(300)]
    faults = renderer.trial(template, inputs, grant)
    assert [n for n, fault in enumerate(faults) if fault is not None] == list(range(0, 300, 3))
    pages = renderer.render(template, [json.loads(each) for each in inputs[:9]], grant)
    assert [fault and fault.message for fault in faults[:9]] == [
        next((fault.message for fault in page.faults if not fault.warning), None) for page in pages
    ]


def test_a_trial_finds_the_file_that_a_job_may_not_read() -> None:
    mine = UrlSigner(
        "http://lab",
        "KEY",
        "secret",
        "us-east-1",
        datetime(2031, 4, 2, tzinfo=UTC),
        600,
        ("mine",),
        frozenset({"mine", "theirs"}),
    )
    renderer = Renderer(time_limit_seconds=30, memory_limit_bytes=200 * MIB)
    template = FORM + '<img src="https://{{ task.input.x }}.s3.amazonaws.com/a.png">'
    allowed, refused = renderer.trial(template, [b'{"x": "mine"}', b'{"x": "theirs"}'], mine)
    renderer.close()
    assert allowed is None
    assert refused is not None
    assert "theirs" in refused.message


def test_of_many_tried_at_once_only_the_one_that_takes_too_long_fails(
    renderer: Renderer, grant: UrlSigner
) -> None:
    template = FORM + "{% if task.input.slow %}" + BOMBS["nested loops"] + "{% endif %}"
    inputs = [json.dumps({"x": "x", "slow": n == 40}).encode() for n in range(60)]
    faults = renderer.trial(template, inputs, grant)
    assert [n for n, fault in enumerate(faults) if fault is not None] == [40]
    assert "took longer" in (faults[40].message if faults[40] else "")
