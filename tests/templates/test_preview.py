from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest

from trigpoint.blobs.signing import UrlSigner
from trigpoint.model.rendering import Rendered
from trigpoint.templates.preview import render_ui_template
from trigpoint.templates.renderer import Renderer


@pytest.fixture(scope="module")
def renderer() -> Iterator[Renderer]:
    renderer = Renderer(time_limit_seconds=5, memory_limit_bytes=200 << 20)
    yield renderer
    renderer.close()


FORM = (
    '<script src="https://assets.crowd.aws/crowd-html-elements.js"></script>'
    "<crowd-form>{{ task.input.a }}</crowd-form>"
)


def all_there(uris: Sequence[str]) -> dict[str, str]:
    return {}


def test_the_content_is_what_liquid_makes_and_there_are_no_errors(
    renderer: Renderer, grant: UrlSigner
) -> None:
    assert render_ui_template(renderer, FORM, '{"a": "<"}', grant, all_there) == Rendered(
        FORM.replace("{{ task.input.a }}", "&lt;").replace(
            "https://assets.crowd.aws", "http://lab:8800/crowd"
        )
    )


@pytest.mark.parametrize(
    ("input_json", "where"),
    [("", (1, 1)), ('{\n "a": }', (2, 7)), ("{'a': 1}", (1, 2)), ('{"a": 1} x', (1, 10))],
)
def test_input_that_is_no_json_says_where(
    renderer: Renderer, grant: UrlSigner, input_json: str, where: tuple[int, int]
) -> None:
    rendered = render_ui_template(renderer, FORM, input_json, grant, all_there)
    (fault,) = rendered.faults
    assert rendered.html == ""
    assert (fault.code, (fault.line, fault.column)) == ("InvalidInputJson", where)


@pytest.mark.parametrize(
    "input_json", ["[]", "null", '{"a": NaN}', "[" * 100_000, '{"a": ' + "9" * 5000 + "}"]
)
def test_input_that_is_no_object_is_refused(renderer: Renderer, grant: UrlSigner, input_json: str) -> None:
    (fault,) = render_ui_template(renderer, FORM, input_json, grant, all_there).faults
    assert fault.code == "InvalidInputJson"


def test_broken_liquid_gives_line_and_column_and_no_content(renderer: Renderer, grant: UrlSigner) -> None:
    rendered = render_ui_template(renderer, "<p>\n{{ task.input.a | nope }}", "{}", grant, all_there)
    (fault,) = rendered.faults
    assert (rendered.html, fault.code, fault.line, fault.column) == ("", "UnknownFilter", 2, 19)
    assert "line 2, column 19" in fault.message


def test_a_recoverable_error_leaves_the_rest_of_the_page(renderer: Renderer, grant: UrlSigner) -> None:
    template = FORM + "{{ 's3://vault/k' | grant_read_access }}!"
    rendered = render_ui_template(renderer, template, '{"a": 1}', grant, all_there)
    assert rendered.html.endswith("<crowd-form>1</crowd-form>!")
    assert [fault.code for fault in rendered.faults] == ["AccessDenied"]


def test_a_template_beyond_128000_characters_is_refused(renderer: Renderer, grant: UrlSigner) -> None:
    (fault,) = render_ui_template(renderer, "x" * 128_001, "{}", grant, all_there).faults
    assert fault.code == "TemplateTooLarge"


def test_missing_form_and_script_are_listed(renderer: Renderer, grant: UrlSigner) -> None:
    rendered = render_ui_template(renderer, "<crowd-input>{{ task.input.b }}", "{}", grant, all_there)
    assert [(fault.code, fault.warning) for fault in rendered.faults] == [
        ("MissingCrowdForm", True),
        ("MissingCrowdScript", True),
    ]


def test_a_whole_preview_comes_with_every_warning(renderer: Renderer, grant: UrlSigner) -> None:
    template = FORM + "<crowd-input></crowd-input><script>var a = '{{ task.input.b }}'</script>"
    assert render_ui_template(renderer, template, "{}", grant, all_there).faults == ()
    whole = render_ui_template(renderer, template, "{}", grant, all_there, whole=True)
    assert [(fault.code, fault.warning) for fault in whole.faults] == [
        ("UndefinedVariable", True),
        ("UndefinedVariable", True),
        ("MissingName", True),
        ("EscapedInScript", True),
    ]
    assert whole.html.startswith("<!DOCTYPE html>")
    assert "default-src http://lab:8800 https: data: blob:" in whole.html


def test_a_file_that_is_not_there_is_pointed_at(renderer: Renderer, grant: UrlSigner) -> None:
    template = FORM + "\n<img src=\"{{ 's3://dish/gone.png' | grant_read_access }}\">"
    rendered = render_ui_template(
        renderer, template, '{"a": 1}', grant, lambda uris: dict.fromkeys(uris, "it is gone")
    )
    (fault,) = rendered.faults
    assert (fault.code, fault.line, fault.column, fault.warning) == ("ObjectNotFound", 2, 11, False)
    assert "it is gone" in fault.message
    assert "http://lab:8800/dish/gone.png?X-Amz-" in rendered.html
