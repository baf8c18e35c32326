from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trigpoint.formats.text_items import MAX_CHARS, read_items
from trigpoint.model.errors import InvalidInput

ROWS = st.lists(
    st.text(st.characters(exclude_characters="\r\n\ufeff", exclude_categories=["Cs"]), max_size=20),
    max_size=8,
)


def items(*chunks: bytes) -> list[str]:
    return list(read_items(chunks, "menu.csv"))


def test_rows_are_taken_whole_with_their_commas_and_quotes() -> None:
    assert items(b'Beef, rice, "hot"\n"a","b"\n') == ['Beef, rice, "hot"', '"a","b"']


def test_the_first_row_is_an_item_like_any_other() -> None:
    assert items(b"name,price\nsoup,3\n") == ["name,price", "soup,3"]


def test_empty_rows_and_rows_of_blanks_are_left_out() -> None:
    assert items(b"\na\n\r\n  \t\nb\n\n") == ["a", "b"]


def test_the_last_row_needs_no_line_end() -> None:
    assert items(b"a\nb") == ["a", "b"]


def test_a_byte_order_mark_is_no_text() -> None:
    assert items(b"\xef\xbb\xbfa\nb") == ["a", "b"]
    assert items(b"\xef\xbb\xbfonly") == ["only"]


def test_a_row_that_is_not_utf8_is_named() -> None:
    with pytest.raises(InvalidInput, match=r"menu\.csv, row 2: not UTF-8 at byte 3"):
        items(b"good\nba\xff\n")


def test_a_row_that_is_too_long_is_named_before_it_is_read_whole() -> None:
    read = 0

    def endless() -> list[bytes]:
        nonlocal read
        while True:
            read += 1
            yield b"x" * 10_000

    with pytest.raises(InvalidInput, match=f"row 1: longer than {MAX_CHARS:,}"):
        list(read_items(endless(), "big.txt"))
    assert read < 20


@given(ROWS, st.sampled_from(["\n", "\r\n"]), st.integers(1, 7))
def test_chunks_may_end_anywhere(rows: list[str], end: str, size: int) -> None:
    data = end.join(rows).encode()
    chunks = [data[at : at + size] for at in range(0, len(data), size)]
    assert items(*chunks) == [row for row in rows if row.strip()]
