from __future__ import annotations

import gzip
import html
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trigpoint.blobs.signing import UrlSigner
from trigpoint.model.rendering import RenderFault
from trigpoint.templates.page_rules import PageRules
from trigpoint.templates.task_page import PARTS, PLACEHOLDER, TaskPage

Page = Callable[[str], str]
TASK = '<script src="/crowd/task-page.js"></script>'
CROWD = '<script src="/crowd/crowd-html-elements.js"></script>'
AWS = '<script src="https://assets.crowd.aws/crowd-html-elements.js"></script>'
HEAD = f'<!DOCTYPE html><meta charset="utf-8">{TASK}'


@pytest.fixture(scope="module")
def page(grant: UrlSigner) -> Page:
    rules = PageRules(
        {"cdn.example/lib/": "/mirror/a1/", "cdn.example/lib/v2/": "https://copies.example/v2/"}
    )
    return lambda text: TaskPage(text, grant, rules).document()


@pytest.fixture(scope="module")
def faults(grant: UrlSigner) -> Callable[[str], tuple[RenderFault, ...]]:
    return lambda text: TaskPage(text, grant, PageRules()).faults


@pytest.mark.parametrize(
    "address",
    [
        "https://assets.crowd.aws/crowd-html-elements.js",
        "http://assets.crowd.aws/crowd-html-elements.js?v=1#x",
        "//assets.crowd.aws/crowd-html-elements.js",
        "https://ASSETS.crowd.aws/crowd-html-elements-v2.js",
        "https://assets.crowd.aws/crowd-html-elements-without-ce-polyfill.js",
        " https://assets.crowd.aws/some/path/crowd-html-elements.js ",
    ],
)
@pytest.mark.parametrize("template", ['<script src="{}"></script>', "<SCRIPT\nSRC = '{}' ></script>"])
def test_awss_element_script_becomes_ours(page: Page, address: str, template: str) -> None:
    result = page(f"<p>{template.format(address)}<crowd-form></crowd-form>")
    assert result.count("/crowd/crowd-html-elements.js") == 1
    assert "assets.crowd.aws" not in result


def test_elements_in_files_of_their_own_are_there_as_early_as_the_library(page: Page) -> None:
    mask = '<crowd-semantic-segmentation name="m"></crowd-semantic-segmentation>'
    parts = '<script src="/crowd/crowd-masks.js"></script>'
    assert page(f"<p>{AWS}{AWS}{mask}") == f"{HEAD}<p>{CROWD}{parts}{CROWD}{mask}"
    assert page(mask) == f"{HEAD}{CROWD}{parts}{mask}"
    made_by_script = f'{AWS}<script>document.createElement("crowd-text-ranking")</script>'
    assert "/crowd/crowd-questions.js" in page(made_by_script)
    assert "crowd-masks" not in page(AWS + "<crowd-bounding-box></crowd-bounding-box>")


def test_the_front_end_has_these_elements_in_these_files() -> None:
    root = Path(__file__).parents[2]
    listed = (root / "web/crowd/registry.ts").read_text().partition("parts: readonly Part[]")[2]
    found = re.findall(r'tags: \[(.*?)\], load: \(\) => import\("\./parts/(\w+)"\)', listed)
    assert {part: tuple(re.findall(r'"([^"]+)"', elements)) for elements, part in found} == PARTS


def test_the_library_stays_small() -> None:
    built = Path(__file__).parents[2] / "src/trigpoint/http/web/crowd/crowd-html-elements.js"
    assert len(gzip.compress(built.read_bytes(), 9)) < 150_000


def test_the_element_script_stays_where_it_is_and_blocks(page: Page) -> None:
    tag = '<script defer id="x" async type="module" integrity="sha384-x" crossorigin src=https://assets.crowd.aws/crowd-html-elements.js>'
    assert page(f"<p>{tag}</script><b>") == (
        f'{HEAD}<p><script  id="x"     src="/crowd/crowd-html-elements.js"></script><b>'
    )


@pytest.mark.parametrize(
    "tag",
    [
        '<script src="https://assets.crowd.aws.evil.com/crowd-html-elements.js"></script>',
        '<script src="https://assets.crowd.aws/other.js"></script>',
        '<script src="https://code.jquery.com/jquery-3.6.0.min.js" integrity="sha256-x" async></script>',
        '<link rel="stylesheet" href="https://example.org/crowd-html-elements-v2.css">',
        '<a href="https://example.org/?a=1&b=2">',
        "<!-- https://assets.crowd.aws/crowd-html-elements.js -->",
        "<p title='<script src=https://assets.crowd.aws/crowd-html-elements.js>'>",
        '<script>load("https://dish.s3.amazonaws.com/a.js")</script>',
        '<img src="https://other.s3.amazonaws.com/a.png" alt=\'x"y\'>',
    ],
)
def test_all_else_is_untouched(page: Page, tag: str) -> None:
    assert page(f"{AWS}{tag}").endswith(f"{CROWD}{tag}")


def test_the_style_sheet_and_the_placeholder_pictures_are_local(page: Page) -> None:
    result = page(
        '<link href="https://assets.crowd.aws/css/crowd-html-elements-v2.css" rel=stylesheet>'
        '<img src="https://d7evko5405gb7.cloudfront.net/x/cat.png"><img src=https://assets.crowd.aws/images/a.svg>'
    )
    assert '<link href="/crowd/crowd-html-elements.css" rel=stylesheet>' in result
    assert result.count(html.escape(PLACEHOLDER)) == 2


@pytest.mark.parametrize(
    ("address", "copy"),
    [
        ("https://cdn.example/lib/d3.js?x", "/mirror/a1/d3.js"),
        ("http://CDN.example/lib/d3.js", "/mirror/a1/d3.js"),
        ("//cdn.example/lib/icons.svg?v=1#cat", "/mirror/a1/icons.svg#cat"),
        ("https://cdn.example/lib/v2/d3.js?x", "https://copies.example/v2/d3.js?x"),
        ("https://cdn.example/other/d3.js", "https://cdn.example/other/d3.js"),
    ],
)
def test_addresses_in_the_mirror_map_go_to_the_copy(page: Page, address: str, copy: str) -> None:
    assert f'<script async src="{copy}" integrity=x></script>' in page(
        f'<script async src="{address}" integrity=x></script>'
    )
    assert f"@import url({copy})" in page(f"<style>@import url({address});</style>")


def test_what_is_said_or_answered_keeps_its_address(page: Page) -> None:
    url = "https://dish.s3.amazonaws.com/a.png"
    for text in (
        f'<input type="hidden" name="{url}" value="{url}">',
        f"<crowd-classifier categories='[\"{url}\"]'>",
        f'<crowd-entity-annotation text="see {url}">',
        f'<img alt="{url}" title="{url}">',
    ):
        assert page(f"{AWS}{text}").endswith(text)


@pytest.mark.parametrize(
    "text",
    [
        '<img src="https://dish.s3.amazonaws.com/a%20b.png">',
        "<img src=https://s3.us-east-1.amazonaws.com/dish/a%20b.png>",
        "<crowd-keypoint src='//dish.s3.amazonaws.com/a%20b.png'>",
        '<crowd-image-classifier overlay=\'{"src": "https://dish.s3.amazonaws.com/a%20b.png"}\'>',
        "<p style=\"background: url('https://dish.s3.amazonaws.com/a%20b.png')\">",
        "<style>p { background: url(https://dish.s3.amazonaws.com/a%20b.png) }</style>",
        '<img srcset="https://dish.s3.amazonaws.com/a%20b.png, https://example.org/b.png 2x">',
        '<img src="https://dish.s3.amazonaws.com/a b.png">',
        '<IMG SRC = "HTTPS://dish.S3.amazonaws.com/a%20b.png?x=y">',
        "<video poster=http://s3-us-west-2.amazonaws.com/dish/a%20b.png>",
    ],
)
def test_addresses_of_our_buckets_are_signed(page: Page, text: str) -> None:
    result = page(text)
    assert "http://lab:8800/dish/a%20b.png?X-Amz-Algorithm=" in result
    assert "X-Amz-Signature=" in result
    assert "amazonaws.com" not in result


def test_an_address_that_the_role_may_not_read_is_denied(
    faults: Callable[[str], tuple[RenderFault, ...]],
) -> None:
    found = faults(f'{AWS}<crowd-form><img src="https://vault.s3.amazonaws.com/x.png">')
    assert [(fault.code, fault.warning) for fault in found] == [("AccessDenied", False)]


@pytest.mark.parametrize(
    ("text", "document"),
    [
        (f"{AWS}<crowd-form>", f"{HEAD}{CROWD}<crowd-form>"),
        ("<p>", f"{HEAD}{CROWD}<p>"),
        ("", f"{HEAD}{CROWD}"),
        (f"{AWS}\n<!DOCTYPE html><html>", f"{HEAD}{CROWD}\n<!DOCTYPE html><html>"),
        (
            f"<!-- c -->\n<!doctype html>\n<html><head>{AWS}",
            f'<!-- c -->\n<!doctype html><meta charset="utf-8">{TASK}\n<html><head>{CROWD}',
        ),
        (
            f"\ufeff<!DOCTYPE html><meta charset=utf-8>{AWS}",
            f"<!DOCTYPE html>{TASK}<meta charset=utf-8>{CROWD}",
        ),
        (f"text<!DOCTYPE html>{AWS}", f"{HEAD}text<!DOCTYPE html>{CROWD}"),
        (f"{AWS}</p><b><i></b>x<html lang=en>", f"{HEAD}{CROWD}</p><b><i></b>x<html lang=en>"),
    ],
)
def test_our_scripts_come_first_and_the_rest_survives(page: Page, text: str, document: str) -> None:
    assert page(text) == document


class _Reader(HTMLParser):
    """Everything but the addresses that are rewritten."""

    def __init__(self) -> None:
        super().__init__()
        self.events: list[object] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.events.append((tag, [name for name, _ in attrs]))

    def handle_data(self, data: str) -> None:
        self.events.append(data)


PIECES = [
    "<p>",
    "</p>",
    "text ",
    "<!-- c -->",
    "<img alt='a>b' src='https://dish.s3.amazonaws.com/k'>",
    "<br/>",
    "&amp;",
    "<style>a{}</style>",
    "<script>if (a<b) c</script>",
    "<crowd-input name=x>",
    "<a b=c d>",
]


@given(st.lists(st.sampled_from(PIECES)).map("".join))
def test_only_addresses_change(page: Page, text: str) -> None:
    before, after = _Reader(), _Reader()
    before.feed(text)
    after.feed(page(text).removeprefix(HEAD + CROWD))
    assert after.events == before.events


def test_a_preview_opens_anywhere(grant: UrlSigner) -> None:
    rules = PageRules({"cdn.example/": "/mirror/a1/"})
    text = f"{AWS}<link href='https://cdn.example/a.css'><crowd-form>"
    preview = TaskPage(text, grant, rules, base="http://lab:8800")
    assert preview.body() == (
        '<script src="http://lab:8800/crowd/crowd-html-elements.js"></script>'
        '<link href="http://lab:8800/mirror/a1/a.css"><crowd-form>'
    )
    whole = preview.document(policy="default-src 'none'")
    assert whole.startswith('<!DOCTYPE html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy"')
    assert '<script src="http://lab:8800/crowd/task-page.js"></script>' in whole


def test_a_preview_gets_the_library_only_where_elements_need_it(grant: UrlSigner) -> None:
    def body(text: str) -> str:
        return TaskPage(text, grant, PageRules(), base="http://lab:8800").body()

    assert body("<p>plain") == "<p>plain"
    assert body("<crowd-input>") == (
        '<script src="http://lab:8800/crowd/crowd-html-elements.js"></script><crowd-input>'
    )
