"""Reading manifests by the page: the same lines and the same refusals as line by line."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from trigpoint.formats.manifest import parse_line, read_lines
from trigpoint.formats.manifest_pages import PAGE_BYTES, read_pages
from trigpoint.model.errors import BadManifest

# What people, other tools and attackers write, cut into bits that may come in any order
BITS = [
    b"\n",
    b"\r\n",
    b"\r",
    b" ",
    b"{",
    b"}",
    b"[",
    b"]",
    b",",
    b":",
    b"1",
    b"1e999",
    b"NaN",
    b'"a"',
    b'"$a"',
    b'"\\u0024a"',
    b'"\\ud800"',
    b'"\xff"',
    b'"\xc3\xb6"',
    b"{}",
    b"{}{}",
    b'{"a":1}',
    b'{"a":[1,{}]}',
    b'{"a":1}\n{"a":2}\n',
    b'{"source":"' + b"x" * 9_000 + b'"}\n',
    b'{"source":"' + b"x" * 21_000 + b'"}\n',
    b"\xef\xbb\xbf",
    b"\x0b",
    b"\x00",
]
manifests = st.binary(max_size=40) | st.lists(st.sampled_from(BITS), max_size=25).map(b"".join)
line_texts = st.dictionaries(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=4).filter(lambda key: not key.startswith("$")),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=30) | st.integers() | st.none(),
    max_size=3,
).map(lambda line: json.dumps(line, ensure_ascii=False).encode())


def by_line(manifest: bytes) -> list[bytes] | str:
    """The lines as `read_lines` and `parse_line` have them, or what they say is wrong."""
    try:
        found = list(read_lines([manifest]))
        for number, line in found:
            parse_line(line, number)
    except BadManifest as exc:
        return str(exc)
    return [line for _, line in found]


def by_page(chunks: list[bytes]) -> list[bytes] | str:
    lines: list[bytes] = []
    try:
        for page in read_pages(chunks):
            part = page.text.split(b"\n")
            assert [parse_line(line, 1) for line in part] == page.objects
            lines += part
    except BadManifest as exc:
        return str(exc)
    return lines


def cut(data: bytes, size: int) -> list[bytes]:
    return [data[at : at + size] for at in range(0, len(data), size)]


@settings(max_examples=300)
@given(manifests, st.integers(1, 30_000))
@example(b'{"a":\n1}\n{}{}\n', 100)  # as many values as lines, but not one in each
@example(b'{"a":[{}\n,{}]}\n{} {}\n', 100)
@example(b'{"a":1\n}\n{}{\n}\n', 100)
@example(b'\xef\xbb\xbf{"a":1}\r\r\n{"a":2}\r', 1)
@example(b'{"a":1}\n\xef\xbb\xbf{"a":2}\n', 100)
@example(b'{"a":1}\n\n \n{"a":2}', 3)
def test_whatever_the_bytes_pages_hold_the_same_lines_or_the_same_refusal(manifest: bytes, size: int) -> None:
    assert by_page(cut(manifest, size)) == by_line(manifest)


@given(
    st.lists(line_texts, min_size=1, max_size=30),
    st.integers(1, 4000),
    st.integers(1, 50_000),
    st.sampled_from([b"\n", b"\r\n"]),
    st.booleans(),
)
@settings(max_examples=100)
def test_any_lines_come_out_byte_for_byte_over_the_boundaries_of_pages(
    lines: list[bytes], times: int, size: int, end: bytes, bom: bool
) -> None:
    lines = (lines * times)[: 60_000 // len(lines[0])]
    manifest = (b"\xef\xbb\xbf" if bom else b"") + end.join(lines)
    assert by_page(cut(manifest, max(size, len(manifest) // 1000))) == lines


def test_a_page_is_as_long_as_it_may_be_and_no_longer() -> None:
    lines = [b'{"source":"dish %06d"}' % n for n in range(10_000)]
    pages = list(read_pages([b"\n".join(lines)]))
    assert [line for page in pages for line in page.text.split(b"\n")] == lines
    assert all(PAGE_BYTES - 100 < len(page.text) < PAGE_BYTES for page in pages[:-1])


def test_a_line_longer_than_a_page_has_a_page_to_itself() -> None:
    short, long = b'{"source":"a"}', b'{"a":[' + b"1," * 40_000 + b"1]}"
    pages = list(read_pages([b"\n".join([short, short, long, short, long])]))
    assert [page.text.split(b"\n") for page in pages] == [[short, short], [long], [short], [long]]


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (b'{"a":1,}', "line 5001: not valid JSON"),
        (b'{"a":1e999}', "line 5001: not valid JSON"),
        (b'{"a":"\xff"}', "line 5001: not UTF-8"),
        (b'{"a":"\\ud800"}', "line 5001: .*surrogate"),
        (b'{"$a":1}', "line 5001: .*starts with"),
        (b"[]", "line 5001: not a JSON object but an array"),
        (b"{}{}", "line 5001: not valid JSON"),
        (b'{"a":"' + b"x" * 20_001 + b'"}', "line 5001: .*20,001 characters"),
        (b'{"a":"' + b"x" * 100_001 + b'"}', "line 5001: longer than 100,000 characters"),
        (b'{"a":' * 20_000, "line 5001: nested too deeply"),
    ],
)
def test_a_bad_line_among_thousands_is_named(bad: bytes, reason: str) -> None:
    good = [b'{"source":"dish %06d"}' % n for n in range(10_000)]
    lines = [*good[:4990], b"", *[b"  "] * 9, bad, *good[4990:]]
    with pytest.raises(BadManifest, match=reason):
        list(read_pages(cut(b"\r\n".join(lines), 4096)))


def test_an_endless_line_is_refused_before_it_is_read() -> None:
    taken = []

    def endless() -> Any:
        yield b'{"a":1}\n'
        while True:
            taken.append(1)
            yield b"x" * 10_000

    with pytest.raises(BadManifest, match="line 2: longer than 100,000 characters"):
        list(read_pages(endless()))
    assert len(taken) < 100


def test_memory_is_that_of_a_page_however_long_the_manifest() -> None:
    """Pages come out as the chunks go in: none is held back for long."""
    given_bytes = 0

    def chunks() -> Any:
        nonlocal given_bytes
        for n in range(200):
            chunk = b'{"source":"dish %06d"}\n' % n * 1000
            given_bytes += len(chunk)
            yield chunk

    taken_bytes = 0
    for page in read_pages(chunks()):
        taken_bytes += len(page.text) + 1
        assert given_bytes - taken_bytes < 3 * PAGE_BYTES
    assert given_bytes == taken_bytes


def test_an_empty_manifest_has_no_pages() -> None:
    assert list(read_pages([])) == list(read_pages([b"", b"\n \r\n"])) == []
